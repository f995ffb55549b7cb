"""A rule -> its instances: which cells, with which factors, at which row or column of which editions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ocr_pipeline.model.bound import Address
from ocr_pipeline.schema.rule_types import Rule, Scope, Term
from ocr_pipeline.schema.types import BlockSpec, TableSpec


@dataclass(frozen=True, slots=True)
class Part:
    """``factor`` times one cell, of the report of the year before or, summed, of the bodies within this one."""

    factor: int
    cell: Address
    last_year: bool = False
    parts: bool = False

    @property
    def own(self) -> bool:
        """Whether it is a cell of the report itself."""
        return not self.last_year and not self.parts


@dataclass(frozen=True, slots=True)
class Sum:
    """A constant and cells, each once."""

    constant: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """A rule at one place: ``at`` is the key of the row or column, empty where it holds once."""

    rule: Rule
    at: str
    left: Sum
    right: Sum

    @property
    def cells(self) -> tuple[Address, ...]:
        """The cells of the report itself, each once, in order of the formula."""
        parts = (*self.left.parts, *self.right.parts)
        return tuple(dict.fromkeys(part.cell for part in parts if part.own))


class UnknownName(ValueError):
    """A name of a rule that no cell of the given editions answers to."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = tuple(known)


def instances(rule: Rule, tables: Mapping[str, TableSpec]) -> tuple[Instance, ...]:
    """Where the rule holds, given the edition of each table; none where its table or an edition of it is not there.

    Raises ``UnknownName`` for a name that the edition does not have.
    """
    table = tables.get(rule.table)
    if table is None or (rule.editions and table.edition not in rule.editions):
        return ()
    found = []
    for block, at in _places(rule, table):
        resolver = _Resolver(rule, tables, block, at)
        found.append(Instance(rule, at, resolver.total(rule.formula.left), resolver.total(rule.formula.right)))
    return tuple(found)


def _places(rule: Rule, table: TableSpec) -> Iterator[tuple[BlockSpec, str]]:
    """The rows or columns at which all relative names of the rule exist."""
    if rule.scope is Scope.ONCE:
        yield table.blocks[0], ""
        return
    across = rule.scope is Scope.EVERY_COLUMN
    relative = [name for name in _names(rule) if "/" not in name and name != "all"]
    known: list[str] = []
    for block in table.blocks:
        keys, places = (block.rows, block.columns) if across else (block.columns, block.rows)
        known += [spec.key for spec in keys]
        if all(_under(name, [spec.key for spec in keys]) for name in relative):
            yield from ((block, spec.key) for spec in places)
    missing = [name for name in relative if not _under(name, known)]
    if missing:
        raise UnknownName(missing[0], list(dict.fromkeys(known)))


def _names(rule: Rule) -> tuple[str, ...]:
    terms = (*rule.formula.left, *rule.formula.right)
    return tuple(name for term in terms for name in (*term.names, *term.without))


def _under(name: str, keys: Sequence[str]) -> list[str]:
    """The key itself, or else the keys below it: ``denied`` means ``denied.1`` to ``denied.8``."""
    if name in keys:
        return [name]
    return [key for key in keys if key.startswith(f"{name}.")]


@dataclass(frozen=True, slots=True)
class _Resolver:
    """Names -> cells at one place."""

    rule: Rule
    tables: Mapping[str, TableSpec]
    block: BlockSpec
    at: str

    def total(self, terms: tuple[Term, ...]) -> Sum:
        constant = 0
        factors: dict[tuple[Address, bool, bool], int] = {}
        for term in terms:
            if not term.names:
                constant += term.factor
            for cell in self._cells(term):
                key = cell, term.last_year, term.parts
                factors[key] = factors.get(key, 0) + term.factor
        return Sum(constant, tuple(Part(factor, *key) for key, factor in factors.items() if factor))

    def _cells(self, term: Term) -> list[Address]:
        without = {cell for name in term.without for cell in self._named(name)}
        named = dict.fromkeys(cell for name in term.names for cell in self._named(name))
        return [cell for cell in named if cell not in without]

    def _named(self, name: str) -> list[Address]:
        if "/" in name:
            return cells_of_path(name if name.count("/") == 2 else f"{self.rule.table}/{name}", self.tables)
        table = self.rule.table
        if self.rule.scope is Scope.EVERY_COLUMN:
            rows = [row.key for row in self.block.rows]
            return [Address(table, row, self.at) for row in (rows if name == "all" else _under(name, rows))]
        if self.rule.scope is Scope.EVERY_ROW:
            columns = [column.key for column in self.block.columns]
            return [Address(table, self.at, key) for key in (columns if name == "all" else _under(name, columns))]
        raise UnknownName(name, [f"{row}/{column}" for row, column in self.tables[table].fields])


def cells_of_path(path: str, tables: Mapping[str, TableSpec]) -> list[Address]:
    """The cells of ``table/row/column``, where a row or column may name a group; raises ``UnknownName``."""
    table, row, column = path.split("/") if path.count("/") == 2 else (path, "", "")
    if table not in tables:
        raise UnknownName(path, [f"{key}/row/column" for key in tables])
    fields = tables[table].fields
    rows = _under(row, list(dict.fromkeys(key for key, _ in fields)))
    cells = [Address(table, r, c) for r in rows for c in _under(column, [key for own, key in fields if own == r])]
    if not cells:
        raise UnknownName(path, [f"{table}/{r}/{c}" for r, c in fields])
    return cells
