"""What engines must do, and the bundle of one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ocr_pipeline.model.document import Document, PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from ocr_pipeline.model.layout import Layout
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import Candidate, Ink, TextLine


class Rasterizer(Protocol):
    """A document's pages as pictures."""

    def describe(self) -> Step:
        """Name, version and options for provenance."""
        ...

    def pages(self, document: Document) -> Iterator[PageImage]:
        """Yield the pages in order, one in memory at a time; raises ``InputError`` for what cannot be read."""
        ...


class Straightener(Protocol):
    """Undo turn, skew and perspective."""

    def describe(self) -> Step:
        """Name, version and options for provenance."""
        ...

    def straighten(self, page: PageImage) -> PageImage:
        """The upright page, its ``to_source`` composed with the way back."""
        ...


class InkCleaner(Protocol):
    """Print apart from what was stamped over it."""

    def describe(self) -> Step:
        """Name, version and options for provenance."""
        ...

    def clean(self, page: PageImage) -> Pixels:
        """The page's pixels without the ink of stamps, for readers; a person is shown the page itself."""
        ...


class LayoutEngine(Protocol):
    """Regions of a page."""

    def describe(self) -> Step:
        """Name, version, model digest and options for provenance."""
        ...

    def find_regions(self, page: PageImage) -> Layout:
        """Scored regions inside the page."""
        ...


class GridEngine(Protocol):
    """The grid of one kind of table."""

    def describe(self) -> Step:
        """Name, version and options for provenance."""
        ...

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        """The grids found inside ``area`` (the whole page if None), none if this is not the engine's kind of table."""
        ...


@dataclass(frozen=True, slots=True)
class NumericReading:
    """A numeric reader's answer on one crop: its ink, and candidates whose scores sum to at most 1, best first."""

    ink: Ink
    candidates: tuple[Candidate, ...]


class NumericEngine(Protocol):
    """Numbers in cells."""

    def describe(self) -> Step:
        """Name, version, model digest and options for provenance."""
        ...

    def read(self, crops: Sequence[Pixels]) -> tuple[NumericReading, ...]:
        """One answer per crop, independent of the other crops of the call."""
        ...


class TextEngine(Protocol):
    """Labels and running text."""

    def describe(self) -> Step:
        """Name, version, model digest and options for provenance."""
        ...

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[Candidate, ...]:
        """The text of each crop, each a single line; independent of the other crops of the call."""
        ...

    def find_lines(self, page: PageImage, area: Box | None) -> tuple[TextLine, ...]:
        """Lines of running text inside ``area`` (the whole page if None), found by a detector; never for numbers."""
        ...


class _Described(Protocol):
    def describe(self) -> Step: ...


@dataclass(frozen=True, slots=True)
class Kit:
    """The engines of one run, by role; without a ``cleaner`` cells are read as they are."""

    rasterizer: Rasterizer
    straightener: Straightener
    layout: LayoutEngine
    grids: tuple[GridEngine, ...]
    numeric: NumericEngine
    text: TextEngine
    cleaner: InkCleaner | None = None

    def steps(self) -> tuple[Step, ...]:
        """Provenance of a page seen with this kit."""
        roles: tuple[_Described, ...] = (
            self.rasterizer,
            self.straightener,
            self.layout,
            *self.grids,
            *([self.cleaner] if self.cleaner else []),
            self.numeric,
            self.text,
        )
        return tuple(role.describe() for role in roles)
