"""Which grids of a report are which table: chains of grids that are one table, over pages or as separate cards.

A chain starts with the grid that fits a table best and takes in others as long as the rows of all of them together fit
the table better than before. The edition is the one whose lines fit best; nothing is concluded from the year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ocr_pipeline.schema.types import ReportSchema, TableSpec
from ocr_pipeline.stages.align_rows import (
    RowAlignment,
    RowEvidence,
    RowMatch,
    align_rows,
    alignment_weight,
    weight_at_most,
)
from ocr_pipeline.stages.expect_lines import LineKind, expect_lines
from ocr_pipeline.stages.fragments import Fragment, continues, leftovers, rows_of
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, RowCell, without_blank_edges
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.part_labels import part_labels
from ocr_pipeline.stages.row_evidence import words_evidence
from ocr_pipeline.stages.solid_header import solid_evidence

# A grid begins a chain only if its words name the table (in nats), or its heading does and its shape fits.
WORDS_ENOUGH, WEIGHT_ENOUGH, WEIGHT_UNDER_TITLE = 12.0, 10.0, 2.0
TITLE_BONUS = 3.0
# A further grid must make the whole fit better by this much; one over the page at the most lies between.
GAIN = 2.0
PAGES_APART = 1
# A grid most of whose rows the chain already has is another copy of the table.
REPEATED, WIDE = 0.5, 0.8
# A row of so many values is a shape that tells a table, if no word of so many characters was clearly read beside it.
MANY_VALUES, CLEARLY_READ, WORD = 8, 0.8, 3
# Rows of the head of such a table at most.
HEAD = 3
# Numbers of turned rows begin here, beyond any grid's rows.
TURNED = 100_000


@dataclass(frozen=True, slots=True)
class Chain:
    """Grids that are one table; ``editions`` pairs each edition with its probability, best first."""

    spec: TableSpec
    fragments: tuple[Fragment, ...]
    alignment: RowAlignment
    editions: tuple[tuple[str, float], ...]
    repeated: tuple[Fragment, ...] = ()


class _Weights:
    """Weights of chains for every edition of every table, each computed once."""

    def __init__(self, schema: ReportSchema, matcher: LabelMatcher) -> None:
        self.evidence = {
            (spec.id, spec.edition): RowEvidence(expect_lines(spec), matcher) for spec in distinct_tables(schema)
        }
        self.specs = {(spec.id, spec.edition): spec for spec in schema.tables}
        self._known: dict[tuple[tuple[str, str], tuple[tuple[int, ...], ...]], float] = {}

    def of(self, spec: tuple[str, str], fragments: Sequence[Fragment]) -> float:
        """Log-odds of "these grids are this edition of this table"."""
        key = spec, tuple(fragment.place for fragment in fragments)
        if key not in self._known:
            bonus = TITLE_BONUS * any(fragment.titled == spec[0] for fragment in fragments)
            bonus += sum(continues(a, b) for a, b in pairwise(fragments))
            self._known[key] = self._weigh(rows_of(fragments), self.evidence[spec]) + bonus
        return self._known[key]

    @staticmethod
    def _weigh(rows: tuple[GridRow, ...], evidence: RowEvidence) -> float:
        most = weight_at_most(rows, evidence)
        return alignment_weight(rows, evidence) if most > 0 else most

    def editions(self, table: str, fragments: Sequence[Fragment]) -> list[tuple[float, tuple[str, str]]]:
        """All editions of a table with their weights, best first; the newer of equals."""
        keys = sorted((key for key in self.evidence if key[0] == table), reverse=True)
        return sorted(((self.of(key, fragments), key) for key in keys), key=lambda pair: -pair[0])

    def best(self, table: str, fragments: Sequence[Fragment]) -> float:
        """The weight of the best edition."""
        return self.editions(table, fragments)[0][0]


def join_pages(fragments: Sequence[Fragment], schema: ReportSchema, matcher: LabelMatcher) -> tuple[Chain, ...]:
    """The tables that were recognised, in the schema's order; grids of no chain match no table."""
    weights = _Weights(schema, matcher)
    tables = list(dict.fromkeys(spec.id for spec in schema.tables))
    parted = [_parted(fragment, weights, matcher) for fragment in fragments]
    fragments = [_upright(_unframed(fragment, tables, weights), tables, weights) for fragment in parted]
    chains = _chains(fragments, tables, weights)
    missing = [table for table in tables if table not in chains]
    # Two tables in one frame are traced as one grid: what the first left over may be the second.
    rest = [part for chain in chains.values() for f in chain.fragments for part in leftovers(f, chain.alignment.extra)]
    if missing and rest:
        chains |= _chains(rest, missing, weights)
    return tuple(chains[table] for table in tables if table in chains)


def _chains(fragments: Sequence[Fragment], tables: list[str], weights: _Weights) -> dict[str, Chain]:
    """A chain for each table that one of the grids is on its own evidence."""
    seeds = {fragment.place: seed for fragment in fragments if (seed := _seed(fragment, tables, weights))}
    chains = {}
    for table in tables:
        own = [fragment for fragment in fragments if seeds.get(fragment.place) == table]
        open_to_all = [fragment for fragment in fragments if fragment.place not in seeds]
        if own:
            chains[table] = _grow(table, sorted([*own, *open_to_all], key=lambda f: f.place), own, weights)
            seeds |= {fragment.place: table for fragment in chains[table].fragments}
    return chains


def distinct_tables(schema: ReportSchema) -> tuple[TableSpec, ...]:
    """Every edition that can be told from the others by looking; of those printed alike only the newest."""
    return tuple(
        spec for spec in schema.tables if spec.alike is None or spec.edition == schema.editions(spec.id)[0].edition
    )


def _parted(fragment: Fragment, weights: _Weights, matcher: LabelMatcher) -> Fragment:
    """The grid with labels cut apart that the rules beside them say are several."""
    rows = fragment.rows
    for evidence in weights.evidence.values():
        rows = part_labels(rows, evidence.lines, matcher)
    return replace(fragment, rows=rows)


def _unframed(fragment: Fragment, tables: list[str], weights: _Weights) -> Fragment:
    """The grid without empty columns at its sides, if it fits some table clearly better so."""
    inner = replace(fragment, rows=without_blank_edges(fragment.rows))
    if len(inner.rows) == 0 or inner.rows == fragment.rows:
        return fragment
    whole, bare = (max(weights.best(table, [f]) for table in tables) for f in (fragment, inner))
    return inner if bare > whole + GAIN else fragment


def _upright(fragment: Fragment, tables: list[str], weights: _Weights) -> Fragment:
    """The grid with its columns for rows, if it is a table only so."""
    turned = replace(fragment, rows=fragment.turned or fragment.rows, edges=())
    # A turned row of as many cells must not be taken for the row in whose place it stands.
    turned = replace(turned, rows=tuple(replace(row, row=row.row + TURNED) for row in turned.rows))
    usual = max(weights.best(table, [fragment]) for table in tables)
    if usual >= WEIGHT_ENOUGH or max(weights.best(table, [turned]) for table in tables) < WEIGHT_ENOUGH:
        return fragment
    return turned


def _seed(fragment: Fragment, tables: list[str], weights: _Weights) -> str | None:
    """The table that this grid is on its own evidence; None if it could be any."""
    if fragment.titled in tables and _has_shape(fragment, fragment.titled, weights):
        return fragment.titled
    # What stands above, the heading too, is on the page before; a head that came along may be lost on a copy.
    if fragment.at_top and len(fragment.rows) <= (HEAD + 1 if fragment.leaf > 0 else 1):
        shaped = [table for table in tables if _has_shape(fragment, table, weights)]
        if len(shaped) == 1:
            return shaped[0]
    table = max(tables, key=lambda t: weights.best(t, [fragment]))
    weight, key = weights.editions(table, [fragment])[0]
    if fragment.titled == table and weight - TITLE_BONUS >= WEIGHT_UNDER_TITLE:
        return table
    if weight < WEIGHT_ENOUGH:
        return None
    alignment = align_rows(fragment.rows, weights.evidence[key])
    words = sum(_words(match, weights.evidence[key].matcher) for match in alignment.matches)
    return table if words >= WORDS_ENOUGH else None


def _has_shape(fragment: Fragment, table: str, weights: _Weights) -> bool:
    """Whether a grid is as the only row of a wide table: as many values, one row of them, whatever its head says.

    Heads printed light on dark are lost on copies; what stands under the table's own heading is the table all the same.
    """
    specs = [spec for spec in weights.specs.values() if spec.id == table]
    shapes = {len(spec.blocks[0].columns) for spec in specs if len(spec.blocks) == len(spec.blocks[0].rows) == 1}
    if any(_is_word(cell) for row in fragment.rows for cell in row.cells):
        return False
    kinds = [[cell.kind for cell in row.cells if cell.starts] for row in fragment.rows]
    values = [row for row in kinds if row.count(CellKind.NUMBER) > len(row) / 2 and CellKind.TEXT not in row]
    return len(values) == 1 and len(values[0]) >= MANY_VALUES and len(values[0]) in shapes


def _is_word(cell: RowCell) -> bool:
    """Whether a cell clearly holds a word: figures of numbers are none, however many."""
    return cell.kind is not CellKind.NUMBER and cell.score >= CLEARLY_READ and len(cell.text) >= WORD


def _words(match: RowMatch, matcher: LabelMatcher) -> float:
    """Nats that the words of a matched row contribute."""
    solid = solid_evidence(match.row, match.lines, matcher) if len(match.lines) > 1 else None
    return words_evidence(match.row, match.lines[0], matcher) if solid is None else solid


def _grow(table: str, candidates: list[Fragment], own: list[Fragment], weights: _Weights) -> Chain:
    """The best own grid with every other candidate that makes the table more complete."""
    chain = [max(own, key=lambda fragment: weights.best(table, [fragment]))]
    repeated: list[Fragment] = []
    while True:
        best: tuple[float, Fragment] | None = None
        for fragment in candidates:
            if fragment in chain or fragment in repeated or not (fragment in own or _near(fragment, chain)):
                continue
            gain = weights.best(table, _with(chain, fragment)) - weights.best(table, chain)
            if gain > GAIN and (best is None or gain > best[0]):
                best = gain, fragment
        if best is None:
            return _chain(table, chain, repeated, weights)
        if _repeats(table, chain, best[1], weights):
            repeated.append(best[1])
        else:
            chain = _with(chain, best[1])


def _with(chain: list[Fragment], fragment: Fragment) -> list[Fragment]:
    return sorted([*chain, fragment], key=lambda f: f.place)


def _near(fragment: Fragment, chain: list[Fragment]) -> bool:
    return any(abs(fragment.key[0] - other.key[0]) <= PAGES_APART for other in chain)


def _repeats(table: str, chain: list[Fragment], fragment: Fragment, weights: _Weights) -> bool:
    """Whether most rows of the grid are rows that the chain has already, in columns that it has already."""
    # Of both together: what tells the editions apart may stand in this grid alone.
    whole_chain = _with(chain, fragment)
    _, key = weights.editions(table, whole_chain)[0]
    alignment = align_rows(rows_of(whole_chain), weights.evidence[key])
    rows: dict[str, set[tuple[int, int]]] = {}
    for match in alignment.matches:
        for line in match.lines:
            if line.kind is LineKind.DATA and line.row:
                rows.setdefault(line.row.key, set()).update(half.fragment for half in match.halves)
    mine = [keys for keys in rows.values() if fragment.key in keys]
    wide = max((len(row.cells) for row in fragment.rows), default=0)
    whole = max((line.columns + len(line.cells) for line in weights.evidence[key].lines), default=0)
    double = sum(len(keys) > 1 for keys in mine) > REPEATED * len(mine)
    return double and wide > WIDE * whole


def _chain(table: str, fragments: list[Fragment], repeated: list[Fragment], weights: _Weights) -> Chain:
    found = weights.editions(table, fragments)
    best, key = found[0]
    shares = [math.exp(max(weight - best, -700.0)) for weight, _ in found]
    editions = tuple((k[1], share / sum(shares)) for (_, k), share in zip(found, shares, strict=True))
    alignment = align_rows(rows_of(fragments), weights.evidence[key])
    return Chain(weights.specs[key], tuple(fragments), alignment, editions, tuple(repeated))
