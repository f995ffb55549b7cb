"""Fields and rules in words, English and Chinese, from the labels of the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ocr_pipeline.model.bound import Address
from ocr_pipeline.schema.instances import Instance
from ocr_pipeline.schema.rule_types import Rule, Scope, Term
from ocr_pipeline.schema.types import ColumnSpec, RowSpec, TableSpec


@dataclass(frozen=True, slots=True)
class Words:
    """The same said twice."""

    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What stands before cells of other reports: of the year before, and of the bodies within this one."""

    last_year: Words
    parts: Words


_ELSEWHERE = Elsewhere(Words("last year's ", "last year's "), Words("of bodies within it: ", "of bodies within it: "))


def row_words(row: RowSpec) -> Words:
    """A row by its English name and by its printed label, with the group it stands in."""
    inside = row.under[-1] if len(row.under) > 1 else ""
    return Words(row.english or row.key, (inside + row.labels[0]) or row.key)


def column_words(column: ColumnSpec) -> Words:
    """A column by its English name and by its printed label, with the group it stands under."""
    inside = column.under[-1] if "." in column.key and column.under else ""
    return Words(column.english or column.key, inside + column.labels[0])


def cell_words(cell: Address, tables: Mapping[str, TableSpec]) -> Words:
    """A field in words: its row (where rows have labels) and its column."""
    table = tables[cell.table]
    column = column_words(table.column(cell.row, cell.column))
    if not table.block(cell.row).row_labels:
        return column
    row = row_words(table.row(cell.row))
    return Words(f"{row.english} / {column.english}", f"{row.chinese}·{column.chinese}")


def place_words(instance: Instance, tables: Mapping[str, TableSpec]) -> Words:
    """The row or column at which an instance holds, in words; empty where it holds once."""
    table = tables[instance.rule.table]
    if instance.rule.scope is Scope.EVERY_ROW:
        return row_words(table.row(instance.at)) if table.block(instance.at).row_labels else Words("", "")
    if instance.rule.scope is Scope.EVERY_COLUMN:
        return column_words(_column(table, instance.at))
    return Words("", "")


def formula_words(rule: Rule, tables: Mapping[str, TableSpec], elsewhere: Elsewhere = _ELSEWHERE) -> Words:
    """A rule's formula with its names replaced by what is printed on the paper."""
    sides = [_side_words(side, rule, tables, elsewhere) for side in (rule.formula.left, rule.formula.right)]
    mark = f" {rule.formula.relation} "
    return Words(mark.join(side.english for side in sides), mark.join(side.chinese for side in sides))


def _side_words(terms: tuple[Term, ...], rule: Rule, tables: Mapping[str, TableSpec], elsewhere: Elsewhere) -> Words:
    english, chinese = "", ""
    for term in terms:
        words = _term_words(term, rule, tables, elsewhere)
        sign = "-" if term.factor < 0 else "+"
        english += f" {sign} {words.english}"
        chinese += f" {sign} {words.chinese}"
    return Words(english.removeprefix(" + ").lstrip(), chinese.removeprefix(" + ").lstrip())


def _term_words(term: Term, rule: Rule, tables: Mapping[str, TableSpec], elsewhere: Elsewhere) -> Words:
    size = abs(term.factor)
    if not term.names:
        return Words(str(size), str(size))
    names = [_name_words(name, rule, tables) for name in _spelled_out(term, rule, tables)]
    english, chinese = " + ".join(name.english for name in names), " + ".join(name.chinese for name in names)
    if len(names) > 1 and term.factor != 1:
        english, chinese = f"({english})", f"({chinese})"
    before = elsewhere.last_year if term.last_year else elsewhere.parts if term.parts else Words("", "")
    factor = "" if size == 1 else f"{size} * "
    return Words(factor + before.english + english, factor + before.chinese + chinese)


def _spelled_out(term: Term, rule: Rule, tables: Mapping[str, TableSpec]) -> tuple[str, ...]:
    """The names of a term, ``all`` and group names with exceptions written as the single keys."""
    table = tables[rule.table]
    block = table.blocks[0]
    keys = [spec.key for spec in (block.columns if rule.scope is Scope.EVERY_ROW else block.rows)]
    names = []
    for name in term.names:
        names += keys if name == "all" else _below(name, keys) if term.without else [name]
    return tuple(name for name in names if name not in term.without)


def _below(name: str, keys: list[str]) -> list[str]:
    return [name] if name in keys else [key for key in keys if key.startswith(f"{name}.")] or [name]


def _name_words(name: str, rule: Rule, tables: Mapping[str, TableSpec]) -> Words:
    steps = name.split("/")
    table = tables[steps[0] if len(steps) == 3 else rule.table]
    if len(steps) == 1:
        find = _row_name if rule.scope is Scope.EVERY_COLUMN else _column_name
        return find(name, table)
    row, column = _row_name(steps[-2], table), _column_name(steps[-1], table)
    if not row.chinese:
        return column
    return Words(f"{row.english} / {column.english}", f"{row.chinese}·{column.chinese}")


def _row_name(name: str, table: TableSpec) -> Words:
    rows = [row for block in table.blocks for row in block.rows]
    for row in rows:
        if row.key == name:
            words = row_words(row)
            return words if row.labels[0] else Words(words.english, "")
    inside = next((row for row in rows if row.key.startswith(f"{name}.")), None)
    return Words(name, inside.under[-1] if inside and inside.under else name)


def _column_name(name: str, table: TableSpec) -> Words:
    columns = [column for block in table.blocks for column in block.columns]
    for column in columns:
        if column.key == name:
            return column_words(column)
    inside = next((column for column in columns if column.key.startswith(f"{name}.")), None)
    return Words(name, inside.under[-1] if inside and inside.under else name)


def _column(table: TableSpec, key: str) -> ColumnSpec:
    return next(column for block in table.blocks for column in block.columns if column.key == key)
