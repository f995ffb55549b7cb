"""What readers saw in cells and blocks: evidence, never yet a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import RegionKind, Score


class Reader(StrEnum):
    """Families of readers; agreement across families is worth more than within one."""

    NUMERIC = "numeric"
    GENERAL = "general"
    LAYER = "text_layer"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string a reader holds possible: ``""`` says blank, None says ink in which no number could be read."""

    text: str | None
    score: Score


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's candidates, best first; what their scores leave to 1 is 'something else'."""

    reader: Reader
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        """The first candidate, if there is any."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class Ink:
    """How much ink a cell holds: ``share`` of its inner area, ``blank`` = probability-like score that it is empty."""

    share: float
    blank: Score


@dataclass(frozen=True, slots=True)
class CellReading:
    """All evidence on one cell: its ink, the readings of numbers, and its text (lines joined) as label or prose."""

    cell: GridCell
    ink: Ink
    readings: tuple[Reading, ...] = ()
    text: str = ""
    text_score: Score = Score(0.0)

    def by(self, reader: Reader) -> Reading | None:
        """The reading of one family, if it read this cell."""
        return next((reading for reading in self.readings if reading.reader is reader), None)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A grid and the readings of its cells, in the grid's order."""

    grid: TableGrid
    cells: tuple[CellReading, ...]

    def __post_init__(self) -> None:
        if tuple(reading.cell for reading in self.cells) != self.grid.cells:
            raise ValueError("cell readings do not match the cells of their grid one to one")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of running text."""

    text: str
    box: Box
    score: Score


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading, paragraph, header or footer: lines top to bottom."""

    kind: RegionKind
    box: Box
    lines: tuple[TextLine, ...]

    @property
    def text(self) -> str:
        """The lines joined without a separator, as Chinese text is."""
        return "".join(line.text for line in self.lines)
