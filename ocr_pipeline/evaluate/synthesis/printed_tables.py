"""Statutory tables as they stand on paper: rows of printed cells with spans, made from wording and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["band", "corner", "header", "label", "value"]
Field = tuple[str, str, str]
Values = Mapping[str, Mapping[str, Mapping[str, str | None]]]
Columns = Literal["even", "offset"]


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell of a printed table; `text` holds a newline where the paper has a forced line break."""

    text: str
    role: Role
    rows: int = 1
    columns: int = 1
    field: Field | None = None
    upright: bool = False


Row = tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One ruled table: relative column widths (they sum to 100), its rows, and how many of them are head."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    head: int = 0


def shown(text: str | None) -> str:
    """Return the text of a cell as lines; a blank value is the empty string."""
    return "" if text is None else text.replace("|", "\n")


def value_cell(values: Values, field: Field, *, columns: int = 1) -> PrintedCell:
    """Return the cell that prints the value of a field."""
    table, row, column = field
    return PrintedCell(shown(values[table][row][column]), "value", columns=columns, field=field)


_EVEN = {"head": {3: (1, 1, 1), 2: (1, 2), 1: (3,)}, "body": {3: (1, 1, 1), 2: (1, 2), 1: (3,)}}
_OFFSET = {"head": {3: (1, 2, 1), 2: (2, 2), 1: (4,)}, "body": {3: (2, 1, 1), 2: (2, 2), 1: (4,)}}
_WIDTHS: Mapping[Columns, tuple[float, ...]] = {
    "even": (28.0, 24.0, 24.0, 24.0),
    "offset": (28.0, 20.0, 7.0, 21.0, 24.0),
}


def disclosure_blocks(
    wording: Mapping[str, object], values: Values, *, edition: str, columns: Columns
) -> tuple[PrintedTable, ...]:
    """Return section two as its stacked blocks, each a table of its own (band, header, rows).

    `columns="offset"` prints the real geometry of many files: header and body edges of a block do not line up.
    """
    section = wording["active_disclosure"]
    assert isinstance(section, Mapping)
    content = str(section["words"]["content"])
    spans = _EVEN if columns == "even" else _OFFSET
    return tuple(
        _block(block, values, content=content, spans=spans, widths=_WIDTHS[columns]) for block in section[edition]
    )


def _block(
    block: Mapping[str, object],
    values: Values,
    *,
    content: str,
    spans: Mapping[str, Mapping[int, tuple[int, ...]]],
    widths: tuple[float, ...],
) -> PrintedTable:
    header, rows = block["header"], block["rows"]
    assert isinstance(header, Sequence) and isinstance(rows, Sequence)
    count = len(header)
    first_rows = [row for row in rows if "columns" in row]
    body = "head" if first_rows[0]["columns"][0] == "made" else "body"
    band: Row = (PrintedCell(shown(str(block["band"])), "band", columns=len(widths)),)
    head: Row = (
        PrintedCell(shown(content), "header"),
        *(
            PrintedCell(shown(str(text)), "header", columns=span)
            for text, span in zip(header, spans["head"][count], strict=True)
        ),
    )
    printed = [
        (
            PrintedCell(shown(row["label"]), "label"),
            *(
                value_cell(values, ("active_disclosure", row["key"], key), columns=span)
                for key, span in zip(row["columns"], spans[body][count], strict=True)
            ),
        )
        for row in rows
    ]
    return PrintedTable(widths, (band, head, *printed), head=2)


def stacked(blocks: Sequence[PrintedTable]) -> PrintedTable:
    """Return blocks of equal widths joined to one table, as in the official form."""
    return PrintedTable(blocks[0].widths, tuple(row for block in blocks for row in block.rows))
