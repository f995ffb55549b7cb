"""Tables as grids of text, from JSON or HTML truth and from what was read: the form in which tables are compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ocr_pipeline.errors import InputError
from ocr_pipeline.model.grid_codec import cell_text
from ocr_pipeline.model.reading import ReadTable
from ocr_pipeline.stages.parse_number import printed_form


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell's place, spans and text without white space."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


@dataclass(frozen=True, slots=True)
class TextGrid:
    """A table of ``rows`` x ``columns``; positions that no cell covers are blank cells of their own."""

    rows: int
    columns: int
    cells: tuple[TextCell, ...]

    def positions(self) -> dict[tuple[int, int], TextCell]:
        """The cell at each position."""
        blank = {(r, c): TextCell(r, c, 1, 1, "") for r in range(self.rows) for c in range(self.columns)}
        for cell in self.cells:
            for r in range(cell.row, min(self.rows, cell.row + cell.row_span)):
                for c in range(cell.column, min(self.columns, cell.column + cell.column_span)):
                    blank[r, c] = cell
        return blank

    def in_rows(self) -> list[list[TextCell]]:
        """Cells by the row in which they begin, from left to right, blank ones included."""
        begin = {id(cell): cell for cell in self.positions().values()}
        rows: list[list[TextCell]] = [[] for _ in range(self.rows)]
        for cell in sorted(begin.values(), key=lambda cell: (cell.row, cell.column)):
            rows[cell.row].append(cell)
        return rows


def from_read(table: ReadTable) -> TextGrid:
    """A table as it was read."""
    cells = tuple(
        TextCell(c.cell.row, c.cell.column, c.cell.row_span, c.cell.column_span, printed_form(cell_text(c)[0]))
        for c in table.cells
    )
    return TextGrid(table.grid.rows, table.grid.columns, cells)


def load_truth(path: Path) -> tuple[TextGrid, ...]:
    """The tables of a truth file, JSON ({"tables": [{"rows", "cols", "cells"}]} or one such table) or HTML."""
    try:
        content = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            return _from_html(content)
        data = json.loads(content)
        return tuple(_from_json(table) for table in data.get("tables", [data]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: is no truth of tables: {error}") from error


def _from_json(table: dict[str, Any]) -> TextGrid:
    cells = tuple(
        TextCell(int(c["r"]), int(c["c"]), int(c.get("rs", 1)), int(c.get("cs", 1)), printed_form(str(c["text"])))
        for c in table["cells"]
    )
    return TextGrid(int(table["rows"]), int(table["cols"]), cells)


class _Tables(HTMLParser):
    """Collects (row span, column span, text) of the cells of every row of every table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[tuple[int, int, str]]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            spans = dict(attrs)
            self.tables[-1][-1].append((int(spans.get("rowspan") or 1), int(spans.get("colspan") or 1), ""))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        """Text of the cell that is open."""
        if self._open:
            down, right, text = self.tables[-1][-1][-1]
            self.tables[-1][-1][-1] = (down, right, text + data)


def _from_html(content: str) -> tuple[TextGrid, ...]:
    parser = _Tables()
    parser.feed(content)
    return tuple(_laid_out(rows) for rows in parser.tables if rows)


def _laid_out(rows: Sequence[Sequence[tuple[int, int, str]]]) -> TextGrid:
    """Cells at the first free position of their row, as browsers lay them."""
    taken: set[tuple[int, int]] = set()
    cells: list[TextCell] = []
    for r, row in enumerate(rows):
        c = 0
        for down, right, text in row:
            while (r, c) in taken:
                c += 1
            cells.append(TextCell(r, c, down, right, printed_form(text)))
            taken.update((r + i, c + j) for i in range(down) for j in range(right))
            c += right
    columns = max((column for _, column in taken), default=-1) + 1
    return TextGrid(len(rows), columns, tuple(cells))
