"""Regions through layoutparser's model interface: whatever ``detect``s a ``layoutparser.Layout`` can detect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from ocr_pipeline.engines.onnx_session import runtime_version
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.layout import Layout, Region, RegionKind, Score
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.options import LayoutOptions, digest

KINDS: Mapping[str, RegionKind] = {
    "text": RegionKind.TEXT,
    "list": RegionKind.TEXT,
    "title": RegionKind.TITLE,
    "figure": RegionKind.FIGURE,
    "figure_caption": RegionKind.CAPTION,
    "table": RegionKind.TABLE,
    "table_caption": RegionKind.CAPTION,
    "header": RegionKind.HEADER,
    "footer": RegionKind.FOOTER,
    "reference": RegionKind.REFERENCE,
    "equation": RegionKind.EQUATION,
}
"""Labels of CDLA and, where they differ, of PubLayNet; a label that is not listed counts as text."""


class DetectedBlock(Protocol):
    """The part of ``layoutparser.TextBlock`` that is used."""

    type: str | None
    score: float | None

    @property
    def coordinates(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        ...


class LayoutModel(Protocol):
    """The part of layoutparser's ``BaseLayoutModel`` that is used."""

    DETECTOR_NAME: str

    def detect(self, image: Pixels) -> Iterable[DetectedBlock]:
        """Blocks of an RGB picture."""
        ...


class LayoutDetector:
    """A layout engine around any layoutparser model; ``model_sha256`` is the digest of its weights."""

    def __init__(self, model: LayoutModel, options: LayoutOptions, model_sha256: str = "") -> None:
        self._model = model
        self._options = options
        self._sha256 = model_sha256

    def describe(self) -> Step:
        """Which detector, on which runtime."""
        return Step(
            "find_regions",
            self._model.DETECTOR_NAME,
            f"onnxruntime {runtime_version()}",
            self._sha256,
            digest(self._options),
        )

    def find_regions(self, page: PageImage) -> Layout:
        """The model's regions inside the page, best first."""
        return blocks_to_layout(self._model.detect(page.pixels), page.width, page.height)


def blocks_to_layout(blocks: Iterable[DetectedBlock], width: int, height: int) -> Layout:
    """layoutparser's blocks as regions, clipped to the page; blocks without area are dropped."""
    regions = []
    for block in blocks:
        left, top, right, bottom = (float(value) for value in block.coordinates)
        box = Box(left, top, max(left, right), max(top, bottom)).clipped(width, height)
        score = min(max(float(block.score if block.score is not None else 1.0), 0.0), 1.0)
        if box.area > 0:
            regions.append(Region(KINDS.get((block.type or "").lower(), RegionKind.TEXT), box, Score(score)))
    return Layout(tuple(regions))
