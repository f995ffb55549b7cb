"""The shape of a kind of report: tables, blocks, rows, columns, rules, findings. Loaded from TOML, never built in code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Quantity(StrEnum):
    """What a column counts: ``count`` is an integer >= 0, ``change`` may be signed, ``money`` may have decimals and a unit."""

    COUNT = "count"
    CHANGE = "change"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A value column: ``labels`` are the printed label and its variants, ``under`` the header groups above, outermost first."""

    key: str
    labels: tuple[str, ...]
    under: tuple[str, ...] = ()
    quantity: Quantity = Quantity.COUNT
    unit: str | None = None
    blank_is_zero: bool = True


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row: ``labels`` as for columns, ``under`` the labels of merged cells to its left, outermost first."""

    key: str
    labels: tuple[str, ...]
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """Rows that share their columns: ``bands`` are full-width captions above (none for a plain table).

    ``row_labels`` says whether rows carry a printed label (litigation has one row without).
    """

    key: str
    bands: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    rows: tuple[RowSpec, ...]
    row_labels: bool = True


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One edition of a table; ``titles`` are section titles under which it is found."""

    id: str
    edition: str
    titles: tuple[str, ...]
    corner: tuple[str, ...]
    blocks: tuple[BlockSpec, ...]

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """All (row key, column key) in printed order."""
        return tuple((row.key, column.key) for block in self.blocks for row in block.rows for column in block.columns)

    def column(self, row: str, column: str) -> ColumnSpec:
        """The column spec of a field; raises ``KeyError`` if the table has no such field."""
        for block in self.blocks:
            if any(r.key == row for r in block.rows):
                for spec in block.columns:
                    if spec.key == column:
                        return spec
        raise KeyError(f"{self.id}/{row}/{column}")


@dataclass(frozen=True, slots=True)
class ReportSchema:
    """A kind of report: every edition of every table. Rules, findings, characters and phrases join in their own types."""

    id: str
    title: tuple[str, ...]
    tables: tuple[TableSpec, ...]

    def editions(self, table: str) -> tuple[TableSpec, ...]:
        """All editions of a table, newest first."""
        return tuple(sorted((t for t in self.tables if t.id == table), key=lambda t: t.edition, reverse=True))
