"""Engines with a stopwatch: seconds per stage, beside the results and never in them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ocr_pipeline.model.document import Document, PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from ocr_pipeline.model.layout import Layout
from ocr_pipeline.model.provenance import Step, Timing
from ocr_pipeline.model.reading import Candidate, TextLine
from ocr_pipeline.ports import (
    GridEngine,
    InkCleaner,
    Kit,
    LayoutEngine,
    NumericEngine,
    NumericReading,
    Rasterizer,
    Straightener,
    TextEngine,
)


@dataclass(slots=True)
class Stopwatch:
    """Adds up seconds per stage; one for each document."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def running(self, step: Step) -> Iterator[None]:
        """Count the time spent inside for the step's stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step.stage] += time.perf_counter() - start

    def timings(self) -> tuple[Timing, ...]:
        """Seconds so far, by stage in the order of their first use."""
        return tuple(Timing(stage, round(seconds, 3)) for stage, seconds in self.seconds.items())


def timed(kit: Kit, watch: Stopwatch) -> Kit:
    """The same engines, each timed."""
    return Kit(
        rasterizer=_Rasterizer(kit.rasterizer, watch),
        straightener=_Straightener(kit.straightener, watch),
        layout=_Layout(kit.layout, watch),
        grids=tuple(_Grid(engine, watch) for engine in kit.grids),
        numeric=_Numeric(kit.numeric, watch),
        text=_Text(kit.text, watch),
        cleaner=_Cleaner(kit.cleaner, watch) if kit.cleaner else None,
    )


@dataclass(frozen=True, slots=True)
class _Rasterizer:
    engine: Rasterizer
    watch: Stopwatch

    def describe(self) -> Step:
        return self.engine.describe()

    def pages(self, document: Document) -> Iterator[PageImage]:
        pages = self.engine.pages(document)
        while True:
            with self.watch.running(self.describe()):
                page = next(pages, None)
            if page is None:
                return
            yield page


@dataclass(frozen=True, slots=True)
class _Straightener:
    engine: Straightener
    watch: Stopwatch

    def describe(self) -> Step:
        return self.engine.describe()

    def straighten(self, page: PageImage) -> PageImage:
        with self.watch.running(self.describe()):
            return self.engine.straighten(page)


@dataclass(frozen=True, slots=True)
class _Layout:
    engine: LayoutEngine
    watch: Stopwatch

    def describe(self) -> Step:
        return self.engine.describe()

    def find_regions(self, page: PageImage) -> Layout:
        with self.watch.running(self.describe()):
            return self.engine.find_regions(page)


@dataclass(frozen=True, slots=True)
class _Grid:
    engine: GridEngine
    watch: Stopwatch

    def describe(self) -> Step:
        return self.engine.describe()

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        with self.watch.running(self.describe()):
            return self.engine.trace(page, area)


@dataclass(frozen=True, slots=True)
class _Cleaner:
    engine: InkCleaner
    watch: Stopwatch

    def describe(self) -> Step:
        return self.engine.describe()

    def clean(self, page: PageImage) -> Pixels:
        with self.watch.running(self.describe()):
            return self.engine.clean(page)


@dataclass(frozen=True, slots=True)
class _Numeric:
    engine: NumericEngine
    watch: Stopwatch

    def describe(self) -> Step:
        return self.engine.describe()

    def read(self, crops: Sequence[Pixels]) -> tuple[NumericReading, ...]:
        with self.watch.running(self.describe()):
            return self.engine.read(crops)


@dataclass(frozen=True, slots=True)
class _Text:
    engine: TextEngine
    watch: Stopwatch

    def describe(self) -> Step:
        return self.engine.describe()

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[Candidate, ...]:
        with self.watch.running(self.describe()):
            return self.engine.read_lines(crops)

    def find_lines(self, page: PageImage, area: Box | None) -> tuple[TextLine, ...]:
        with self.watch.running(self.describe()):
            return self.engine.find_lines(page, area)
