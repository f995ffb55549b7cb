"""The engines that open files as they are, and none that read: what torture and long runs cost without OCR."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.engines.registry import find_factory
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from ocr_pipeline.model.layout import Layout, Score
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import Candidate, Ink, TextLine
from ocr_pipeline.options import Options
from ocr_pipeline.ports import Kit, NumericReading


class _Blind:
    """Answers in every role that there is nothing to see."""

    def describe(self) -> Step:
        return Step("none", "blind", "1")

    def straighten(self, page: PageImage) -> PageImage:
        return page

    def find_regions(self, page: PageImage) -> Layout:
        return Layout(())

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        return ()

    def read(self, crops: Sequence[Pixels]) -> tuple[NumericReading, ...]:
        return tuple(NumericReading(Ink(0.0, Score(1.0)), (Candidate("", Score(1.0)),)) for _ in crops)

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[Candidate, ...]:
        return tuple(Candidate("", Score(1.0)) for _ in crops)

    def find_lines(self, page: PageImage, area: Box | None) -> tuple[TextLine, ...]:
        return ()


def build_kit(options: Options) -> Kit:
    """The real rasteriser, in its process with its limits, before blind engines."""
    rasterizer = find_factory("rasterizer", options.raster.engine)(options)
    blind = _Blind()
    return Kit(rasterizer, blind, blind, (blind,), blind, blind)


def no_calibration(steps: Sequence[Step]) -> Calibration | None:
    """There is nothing to calibrate."""
    return None


ENGINES = Engines(build_kit, no_calibration)
