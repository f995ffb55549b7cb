"""Page pictures: kept as evidence, shrunk for the page that people open."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ocr_pipeline.model.document import Pixels

MAX_SIDE = 3600
"""Longest side kept, in pixels: A4 at 300 dpi; more adds size and no legibility."""
PREVIEW_WIDTH = 1400
_QUALITY = 85
_PREVIEW_QUALITY = 72
_NEARLY_ALL = 0.999
"""Share of black or white pixels from which a page counts as bilevel; JPEG would blur it and take more room."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A page picture to look at: its size in pixels and the picture as a data URI."""

    page_index: int
    width: int
    height: int
    uri: str


def save_page(folder: Path, page_index: int, pixels: Pixels) -> None:
    """Keep a page as ``page-001.jpg``, or as PNG where it is bilevel; equal pixels give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(pixels)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    name = f"page-{page_index + 1:03d}"
    if _is_bilevel(pixels):
        Image.fromarray(np.asarray(picture.convert("L")) > 127).save(folder / f"{name}.png", optimize=True)
        return
    grey = bool(np.array_equal(pixels[..., 0], pixels[..., 1]) and np.array_equal(pixels[..., 1], pixels[..., 2]))
    (picture.convert("L") if grey else picture).save(folder / f"{name}.jpg", quality=_QUALITY, optimize=True)


def open_page(path: Path) -> Image.Image:
    """A kept page in RGB."""
    with Image.open(path) as picture:
        return picture.convert("RGB")


def is_grey(path: Path) -> bool:
    """Whether a kept page has one channel."""
    with Image.open(path) as picture:
        return picture.mode == "L"


def preview(page_index: int, path: Path) -> Preview:
    """A kept page as a small JPEG inside a data URI."""
    picture = open_page(path)
    picture.thumbnail((PREVIEW_WIDTH, PREVIEW_WIDTH * 4), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=_PREVIEW_QUALITY, optimize=True)
    uri = "data:image/jpeg;base64," + base64.b64encode(stream.getvalue()).decode("ascii")
    return Preview(page_index, picture.width, picture.height, uri)


def _is_bilevel(pixels: Pixels) -> bool:
    extreme = (pixels < 8) | (pixels > 247)
    return bool(extreme.mean() > _NEARLY_ALL)
