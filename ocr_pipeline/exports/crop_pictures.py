"""Cells cut out of the kept page pictures: the untouched pixels, only made larger where they are small."""

from __future__ import annotations

import io
import math
import threading
from collections import OrderedDict
from pathlib import Path

from PIL import Image

from ocr_pipeline.model.geometry import Box

MARGIN = 0.35
"""Paper around a cell, in heights of the cell: rulings and neighbours help to see what belongs to it."""
PAGES_KEPT = 6
LONGEST = 2400
"""Pixels of the longer side of a crop at most."""


class PageShelf:
    """Decoded page pictures, the latest few; several threads may ask."""

    def __init__(self, kept: int = PAGES_KEPT) -> None:
        self._kept = kept
        self._pages: OrderedDict[tuple[Path, int], Image.Image] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, path: Path) -> Image.Image:
        """A page picture; raises ``OSError`` if it is gone or broken."""
        key = (path, path.stat().st_mtime_ns)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        with Image.open(path) as picture:
            picture.load()
            page = picture if picture.mode in ("L", "RGB") else picture.convert("L" if picture.mode == "1" else "RGB")
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > self._kept:
                self._pages.popitem(last=False)
        return page


def crop(page: Image.Image, box: Box, *, margin: float = MARGIN) -> Image.Image:
    """The pixels of a cell; ``box`` in fractions of the page, ``margin`` in heights of the cell."""
    width, height = page.size
    around = margin * box.height * height
    left, top = math.floor(box.left * width - around), math.floor(box.top * height - around)
    right, bottom = math.ceil(box.right * width + around), math.ceil(box.bottom * height + around)
    left, top = max(0, min(left, width - 1)), max(0, min(top, height - 1))
    return page.crop((left, top, min(width, max(right, left + 1)), min(height, max(bottom, top + 1))))


def crop_png(page: Image.Image, box: Box, *, margin: float = MARGIN, height: int | None = None) -> bytes:
    """A cell as PNG, made about ``height`` pixels high if it is smaller."""
    picture = crop(page, box, margin=margin)
    factor = 1 if height is None else max(1, min(height / picture.height, LONGEST / max(picture.size)))
    if factor > 1:
        size = (round(picture.width * factor), round(picture.height * factor))
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
