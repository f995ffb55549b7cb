"""A table's geometry: cells that tile a grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ocr_pipeline.model.geometry import Box


@dataclass(frozen=True, slots=True)
class GridCell:
    """One (perhaps merged) cell, counted from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box

    @property
    def positions(self) -> tuple[tuple[int, int], ...]:
        """Every (row, column) that the cell covers."""
        return tuple(
            (r, c)
            for r in range(self.row, self.row + self.row_span)
            for c in range(self.column, self.column + self.column_span)
        )


@dataclass(frozen=True, slots=True)
class TableGrid:
    """A grid of ``rows`` x ``columns``; refuses cells that do not cover each position exactly once.

    ``engine`` names who traced it (``ruled``, ``borderless`` ...). Cells are in row-major order. The lines of a
    ``worn`` grid were mostly concluded: a row or column may be missing, or be one too many.
    """

    box: Box
    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    engine: str
    worn: bool = False

    def __post_init__(self) -> None:
        covered = sorted(position for cell in self.cells for position in cell.positions)
        if covered != [(r, c) for r in range(self.rows) for c in range(self.columns)]:
            raise ValueError(f"cells do not tile the {self.rows} x {self.columns} grid exactly once")
        if list(self.cells) != sorted(self.cells, key=lambda cell: (cell.row, cell.column)):
            raise ValueError("cells are not in row-major order")

    def mapped(self, change: Callable[[Box], Box]) -> TableGrid:
        """The grid in another frame: its box and those of its cells changed in the same way."""
        cells = tuple(replace(cell, box=change(cell.box)) for cell in self.cells)
        return replace(self, box=change(self.box), cells=cells)
