"""What parent and child say to each other: one JSON object a line; pixels go through a file in a private folder.

parent -> child   the order, then {"page": index} for each page
child -> parent   {"count": n}, then {"page": {...}} or {"error": {"code", "message"}}
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ocr_pipeline import errors
from ocr_pipeline.errors import EngineFailed, InputError
from ocr_pipeline.model.document import LayerWord, PageImage, PageOrigin
from ocr_pipeline.model.geometry import Box, Homography

INPUT_ERRORS: tuple[type[errors.PipelineError], ...] = (InputError, *InputError.__subclasses__())
PIXELS_FILE = "pixels.raw"
MAX_LINE_BYTES = 16_000_000
"""A longer answer is not an answer; a page with 20,000 words of text layer stays well below."""


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """Which document to open, how to picture its pages, and what the child may use up.

    ``poppler`` is the folder of the Poppler programs ("" = there is none, or none wanted); ``libraries`` are tried in
    order: ``poppler``, ``pdfium``.
    """

    path: str
    folder: str
    libraries: tuple[str, ...]
    poppler: str
    password: str
    dpi: int
    max_pixels: int
    page_seconds: float
    memory_bytes: int

    def to_line(self) -> bytes:
        """As a line of JSON."""
        return _line(dataclasses.asdict(self))

    @classmethod
    def from_line(cls, line: bytes) -> OpenOrder:
        """Back from a line of JSON."""
        fields = json.loads(line)
        fields["libraries"] = tuple(fields["libraries"])
        return cls(**fields)


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def count_to_line(count: int) -> bytes:
    """The child's answer to the order."""
    return _line({"count": count})


def request_to_line(page_index: int) -> bytes:
    """The parent's wish for a page."""
    return _line({"page": page_index})


def error_to_line(code: str, message: str) -> bytes:
    """The child's answer where something cannot be read."""
    return _line({"error": {"code": code, "message": message}})


def page_to_line(page: PageImage, folder: Path) -> bytes:
    """The child's answer with a page; its pixels are left in ``folder``."""
    np.ascontiguousarray(page.pixels, dtype=np.uint8).tofile(folder / PIXELS_FILE)
    words = [[word.text, word.box.left, word.box.top, word.box.right, word.box.bottom] for word in page.layer]
    fields = {
        "size": [page.width, page.height],
        "source_size": page.source_size,
        "to_source": page.to_source.matrix,
        "dpi": page.dpi,
        "origin": page.origin.value,
        "layer": words,
    }
    return _line({"page": fields})


def line_to_answer(line: bytes) -> dict[str, Any]:
    """The child's line as a mapping; raises the error that it reports.

    The child has parsed hostile bytes, so nothing it says is taken on trust.
    """
    try:
        answer = json.loads(line)
        if "error" in answer:
            raise _input_error(str(answer["error"]["code"]), str(answer["error"]["message"]))
    except (ValueError, LookupError, TypeError) as error:
        raise EngineFailed("the page reader gave an answer that makes no sense") from error
    if not isinstance(answer, dict):
        raise EngineFailed("the page reader gave an answer that makes no sense")
    return answer


def _input_error(code: str, message: str) -> errors.PipelineError:
    kinds = {kind.code: kind for kind in INPUT_ERRORS}
    return kinds.get(code, EngineFailed)(message[:1000])


def answer_to_page(answer: dict[str, Any], folder: Path, *, page_index: int, max_pixels: int) -> PageImage:
    """The page of an answer, its pixels fetched from ``folder`` and removed there; refuses what does not fit."""
    try:
        fields = answer["page"]
        width, height = (int(v) for v in fields["size"])
        if min(width, height) <= 0 or width * height > max_pixels:
            raise ValueError("size")
        return PageImage(
            page_index=page_index,
            pixels=_fetch(folder / PIXELS_FILE, (height, width, 3)),
            to_source=Homography.from_array(np.array(fields["to_source"], dtype=np.float64).reshape(3, 3)),
            source_size=(int(fields["source_size"][0]), int(fields["source_size"][1])),
            dpi=None if fields["dpi"] is None else float(fields["dpi"]),
            origin=PageOrigin(fields["origin"]),
            layer=tuple(LayerWord(str(text), Box(*map(float, box))) for text, *box in fields["layer"]),
        )
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EngineFailed("the page reader gave a page that makes no sense", page_index=page_index) from error


def _fetch(path: Path, shape: tuple[int, int, int]) -> np.ndarray:
    if path.stat().st_size != shape[0] * shape[1] * shape[2]:
        raise ValueError("pixels")
    pixels = np.fromfile(path, dtype=np.uint8).reshape(shape)
    path.unlink()
    return pixels
