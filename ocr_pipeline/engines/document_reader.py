"""The parent's loop over a document's pages: one child a document, a new one where a page has killed it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ocr_pipeline.engines.child_link import ChildDied, ChildLink
from ocr_pipeline.engines.child_protocol import OpenOrder, answer_to_page, request_to_line
from ocr_pipeline.errors import DocumentTimeout, EmptyDocument, EngineFailed, InputError, PipelineError, TooManyPages
from ocr_pipeline.model.document import Document, PageFailure, PageImage
from ocr_pipeline.model.geometry import Homography
from ocr_pipeline.options import RasterOptions

MOST_CHILDREN = 4
"""A document that kills this many readers gets no further one; its remaining pages count as unreadable."""
GRACE_SECONDS = 5.0
"""On top of a page's seconds, so that the child's own limits answer first."""
WHITE_SHEET = (1169, 827, 3)
"""A4 at 100 dpi, in place of a page that could not be pictured."""


@dataclass(frozen=True, slots=True)
class ReaderSetup:
    """The libraries to ask, in order, and the folder of the Poppler programs ("" = not installed)."""

    libraries: tuple[str, ...]
    poppler: str


def read_pages(document: Document, setup: ReaderSetup, options: RasterOptions) -> Iterator[PageImage]:
    """The selected pages in order, one in memory at a time; an unreadable page is a white sheet with a ``failure``.

    Raises ``InputError`` for a document that cannot be opened or has too many pages.
    """
    with contextlib.closing(_Reader(document.path, setup, options)) as reader:
        for page_index in selected(reader.count, options):
            yield reader.page(page_index)


def selected(count: int, options: RasterOptions) -> list[int]:
    """Indices of the pages to read of ``count``; raises ``TooManyPages`` or ``EmptyDocument``."""
    wanted = sorted({number - 1 for number in options.pages if 1 <= number <= count}) if options.pages else range(count)
    if len(wanted) > options.max_pages:
        raise TooManyPages(
            f"has {len(wanted):,} pages to read; the limit is {options.max_pages:,} (raster.max_pages); "
            "select some with --pages or raise the limit"
        )
    if not wanted:
        raise EmptyDocument(f"has {count:,} pages, none of them among the selected ones" if count else "has no pages")
    return list(wanted)


class _Reader:
    """The current child and what is left of the allowance of children."""

    def __init__(self, path: Path, setup: ReaderSetup, options: RasterOptions) -> None:
        self._options = options
        self._left = MOST_CHILDREN
        self._link: ChildLink | None = None
        self._order = OpenOrder(
            path=str(path.absolute()),
            folder="",
            libraries=setup.libraries,
            poppler=setup.poppler,
            password=options.password,
            dpi=options.dpi,
            max_pixels=options.max_pixels,
            page_seconds=options.page_seconds,
            memory_bytes=options.memory_bytes,
        )
        try:
            self.count = self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> int:
        try:
            return self._start()
        except ChildDied:
            if not self._more_careful():
                raise
            return self._start()

    def _start(self) -> int:
        self.close()
        self._left -= 1
        self._link = ChildLink()
        return self._link.open(replace(self._order, folder=str(self._link.folder)))

    def _more_careful(self) -> bool:
        """From now on without PDFium, which parses inside the child; Poppler may survive what has killed it."""
        usable = self._order.poppler and not self._order.password and "pdfium" in self._order.libraries
        if usable:
            self._order = replace(self._order, libraries=("poppler",))
        return bool(usable)

    def page(self, page_index: int) -> PageImage:
        """The page, or a white sheet that says why there is none."""
        try:
            return self._asked(page_index)
        except ChildDied as died:
            return self._asked_again(page_index, died) if self._more_careful() else _failed(page_index, died)
        except (InputError, EngineFailed) as error:
            return _failed(page_index, error)

    def _asked_again(self, page_index: int, died: ChildDied) -> PageImage:
        try:
            return self._asked(page_index)
        except (InputError, EngineFailed):
            return _failed(page_index, died)

    def _asked(self, page_index: int) -> PageImage:
        if self._link is None:
            if not self._left:
                raise EngineFailed("was not tried: other pages of the document have stopped the page reader too often")
            self._start()
        assert self._link is not None
        try:
            answer = self._link.ask(request_to_line(page_index), self._options.page_seconds + GRACE_SECONDS)
        except (ChildDied, DocumentTimeout, EngineFailed):
            self.close()
            raise
        return answer_to_page(answer, self._link.folder, page_index=page_index, max_pixels=self._options.max_pixels)

    def close(self) -> None:
        """End the child, if there is one."""
        if self._link is not None:
            self._link.close()
            self._link = None


def _failed(page_index: int, error: PipelineError) -> PageImage:
    return PageImage(
        page_index=page_index,
        pixels=np.full(WHITE_SHEET, 255, dtype=np.uint8),
        to_source=Homography.identity(),
        source_size=(WHITE_SHEET[1], WHITE_SHEET[0]),
        failure=PageFailure(error.code, error.message),
    )
