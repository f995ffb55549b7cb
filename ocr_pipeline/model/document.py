"""A document and its page pictures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.model.geometry import Box, Homography

Pixels = NDArray[np.uint8]
"""RGB, shape (height, width, 3)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read: ``id`` is the SHA-256 of its bytes, ``source`` the name a person knows it by."""

    id: str
    path: Path
    source: str


class PageOrigin(StrEnum):
    """Where a page's pixels come from."""

    RENDERED = "rendered"
    EMBEDDED = "embedded"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A run of text from a PDF's text layer, its box in pixels of the page picture it came with."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageFailure:
    """Why one page of a readable document has no picture: a code of ``errors.py`` and a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """One page's pixels; ``to_source`` leads from these pixels to ``source_size``, the page as displayed (pixels).

    ``dpi`` is None where nothing says how large the paper was. ``layer`` is in pixels of the page as displayed.
    A page that could not be pictured is a white sheet with ``failure`` set, so that it is missed by nobody.
    """

    page_index: int
    pixels: Pixels
    to_source: Homography
    source_size: tuple[int, int]
    dpi: float | None = None
    origin: PageOrigin = PageOrigin.RENDERED
    layer: tuple[LayerWord, ...] = ()
    failure: PageFailure | None = None

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])
