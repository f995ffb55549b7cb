"""Pictures for the desk: crops of cells and whole pages, from the kept page pictures and nowhere else."""

from __future__ import annotations

import hashlib

from ocr_pipeline.errors import RecordNotFound
from ocr_pipeline.exports.crop_pictures import PageShelf, crop_png
from ocr_pipeline.review.core import Core
from ocr_pipeline.review.evidence import crop_digest
from ocr_pipeline.review.figures import Picture

MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg"}
HEIGHTS = range(8, 1201)


class Pictures:
    """Cuts and serves pictures."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._pages = PageShelf()

    def crop(self, task: str, height: int) -> Picture:
        """A cell with a margin; raises ``RecordNotFound`` where there is nothing to be seen."""
        with self._core.state.lock:
            board, address = self._core.state.cell(task)
            place = board.book.cells[address].place
            path = None if place is None else board.book.pictures.get(place.page_index)
            digest = crop_digest(board.book.digests.evidence(place))
        if place is None or path is None:
            raise RecordNotFound("this cell was not found on any page, so there is no picture of it; look at the pages")
        high = min(max(height, HEIGHTS.start), HEIGHTS.stop - 1)
        try:
            content = crop_png(self._pages.page(path), place.box, height=high)
        except OSError as error:
            raise RecordNotFound("the picture of this page is gone; run the document again to make it") from error
        return Picture(content, "image/png", f"{digest[:32]}-{high}")

    def page(self, document: str, page_index: int) -> Picture:
        """A page as it is kept."""
        with self._core.state.lock:
            path = self._core.state.board(document).book.pictures.get(page_index)
        if path is None or path.suffix not in MEDIA_TYPES:
            raise RecordNotFound("there is no picture of this page; run the document again to make it")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RecordNotFound("the picture of this page is gone; run the document again to make it") from error
        return Picture(content, MEDIA_TYPES[path.suffix], hashlib.sha256(content).hexdigest()[:32])
