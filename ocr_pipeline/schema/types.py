"""The shape of a kind of report: tables, rules, findings, phrases. Loaded from TOML, never built in code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ocr_pipeline.schema.rule_types import Arithmetic, FindingSpec, Phrase, Rule, Wording


class Quantity(StrEnum):
    """What a column counts: ``count`` a whole number >= 0, ``change`` one that may be signed, ``money`` may have
    decimals and a unit, ``money_change`` may be signed as well, ``measure`` is any number without a unit.
    """

    COUNT = "count"
    CHANGE = "change"
    MONEY = "money"
    MONEY_CHANGE = "money_change"
    MEASURE = "measure"

    @property
    def is_money(self) -> bool:
        """Whether its numbers have a unit of money."""
        return self in (Quantity.MONEY, Quantity.MONEY_CHANGE)

    @property
    def is_whole(self) -> bool:
        """Whether its numbers have no decimals."""
        return self in (Quantity.COUNT, Quantity.CHANGE)

    @property
    def is_signed(self) -> bool:
        """Whether its numbers may be below zero."""
        return self not in (Quantity.COUNT, Quantity.MONEY)


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A value column: ``labels`` are the printed label and its variants, ``under`` the groups above, outermost first.

    ``anchors`` are words that every variant of the label contains; ``english`` names it for messages. ``blank_is_zero``
    says whether an empty cell of this column stands for 0 (totals do not).
    """

    key: str
    labels: tuple[str, ...]
    under: tuple[str, ...] = ()
    quantity: Quantity = Quantity.COUNT
    unit: str | None = None
    blank_is_zero: bool = True
    anchors: tuple[str, ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row: ``labels`` as for columns, ``under`` the labels of merged cells to its left, outermost first."""

    key: str
    labels: tuple[str, ...]
    under: tuple[str, ...] = ()
    blank_is_zero: bool = True
    anchors: tuple[str, ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """Rows that share their columns: ``bands`` are full-width captions above (none for a plain table).

    ``row_labels`` says whether rows carry a printed label (litigation has one row without). ``extra_rows`` are labels
    of rows that some forms add and that are no field.
    """

    key: str
    bands: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    rows: tuple[RowSpec, ...]
    row_labels: bool = True
    extra_rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupLabel:
    """A label of a merged cell over rows or columns (as used in ``under``) and the other ways it is printed."""

    label: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One edition of a table; ``titles`` are section titles under which it is found, ``corner`` its corner's labels.

    ``groups`` holds the variants of the labels that ``under`` names. ``alike`` names a table whose edition this one
    takes where its own headers cannot tell (its editions are printed alike).
    """

    id: str
    edition: str
    titles: tuple[str, ...]
    corner: tuple[str, ...]
    blocks: tuple[BlockSpec, ...]
    groups: tuple[GroupLabel, ...] = ()
    english: str = ""
    alike: str | None = None

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """All (row key, column key) in printed order."""
        return tuple((row.key, column.key) for block in self.blocks for row in block.rows for column in block.columns)

    def block(self, row: str) -> BlockSpec:
        """The block that holds a row; raises ``KeyError`` if there is none."""
        for block in self.blocks:
            if any(spec.key == row for spec in block.rows):
                return block
        raise KeyError(f"{self.id}/{row}")

    def row(self, row: str) -> RowSpec:
        """The spec of a row; raises ``KeyError`` if there is none."""
        return next(spec for spec in self.block(row).rows if spec.key == row)

    def column(self, row: str, column: str) -> ColumnSpec:
        """The column spec of a field; raises ``KeyError`` if the table has no such field."""
        for spec in self.block(row).columns:
            if spec.key == column:
                return spec
        raise KeyError(f"{self.id}/{row}/{column}")

    def blank_is_zero(self, row: str, column: str) -> bool:
        """Whether an empty cell of this field stands for 0; raises ``KeyError`` if the table has no such field."""
        return self.row(row).blank_is_zero and self.column(row, column).blank_is_zero


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """A unit of money: its name in results, the ways it is printed, and what it is worth in the smallest one."""

    name: str
    printed: tuple[str, ...]
    worth: int


@dataclass(frozen=True, slots=True)
class Characters:
    """What single characters and marks mean in this domain; the meaning of the keys is told in ``characters.toml``."""

    none_marks: tuple[str, ...]
    minus: tuple[str, ...]
    plus: tuple[str, ...]
    separators: tuple[str, ...]
    points: tuple[str, ...]
    units: tuple[UnitSpec, ...]
    counters: tuple[str, ...]
    brackets: tuple[tuple[str, str], ...]
    look_alikes: tuple[tuple[str, str], ...]
    mark_look_alikes: tuple[tuple[str, str], ...]
    numerals: tuple[tuple[str, str], ...]
    ignored: str
    sentence_ends: str
    simplified: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A chapter of the report without a table: its title as printed and its variants."""

    key: str
    labels: tuple[str, ...]
    english: str = ""


@dataclass(frozen=True, slots=True)
class ReportSchema:
    """A kind of report: every edition of every table, the chapters around them, what its characters mean, its rules.

    ``title`` are words that the report's title contains; ``findings`` the catalogue of all that can be found;
    ``phrases`` what sentences say about cells; ``wording`` the templates of sentences that describe broken rules;
    ``year_words`` what follows the number of a year, ``territory_words`` what follows the name of a territory in the
    name of the body that governs it; ``headings`` is a regular expression for whole lines that are headings of chapters
    that nobody named ("" for none), matched after NFKC.
    """

    id: str
    title: tuple[str, ...]
    tables: tuple[TableSpec, ...]
    characters: Characters
    sections: tuple[SectionSpec, ...] = ()
    rules: tuple[Rule, ...] = ()
    findings: tuple[FindingSpec, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    wording: tuple[Wording, ...] = ()
    arithmetic: Arithmetic = field(default_factory=Arithmetic)
    year_words: tuple[str, ...] = ()
    territory_words: tuple[str, ...] = ()
    headings: str = ""

    def editions(self, table: str) -> tuple[TableSpec, ...]:
        """All editions of a table, newest first."""
        return tuple(sorted((t for t in self.tables if t.id == table), key=lambda t: t.edition, reverse=True))

    def table(self, table: str, edition: str) -> TableSpec:
        """One edition of a table; raises ``KeyError`` if there is none."""
        for spec in self.tables:
            if (spec.id, spec.edition) == (table, edition):
                return spec
        raise KeyError(f"{table} ({edition})")

    def chosen(self, editions: Mapping[str, str]) -> dict[str, TableSpec]:
        """Every table in the given edition, in its newest where none is given."""
        ids = dict.fromkeys(spec.id for spec in self.tables)
        return {key: self.table(key, editions[key]) if key in editions else self.editions(key)[0] for key in ids}

    def finding(self, code: str) -> FindingSpec:
        """The catalogue's entry of a code; raises ``KeyError`` if there is none."""
        for spec in self.findings:
            if spec.code == code:
                return spec
        raise KeyError(code)

    def words(self, key: str) -> Wording:
        """The sentence template of a key; raises ``KeyError`` if there is none."""
        for wording in self.wording:
            if wording.key == key:
                return wording
        raise KeyError(key)
