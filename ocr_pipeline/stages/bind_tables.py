"""Grids with readings -> the schema's tables, every field exactly once: found with its values, or absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ocr_pipeline.model.bound import (
    ABSENT,
    BLANK,
    UNREADABLE,
    Address,
    Alternative,
    BoundCell,
    BoundTable,
    Place,
)
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.reading import Reader, ReadTable
from ocr_pipeline.options import BindOptions
from ocr_pipeline.schema.types import ColumnSpec, ReportSchema, TableSpec
from ocr_pipeline.stages.expect_lines import all_labels
from ocr_pipeline.stages.find_fields import Field, FoundCell, find_fields
from ocr_pipeline.stages.find_titles import titled_tables
from ocr_pipeline.stages.fragments import Fragment
from ocr_pipeline.stages.grid_rows import Part, RowCell, grid_rows, turned_rows
from ocr_pipeline.stages.identify_report import identify_report
from ocr_pipeline.stages.join_pages import Chain, join_pages
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.note_binding import Fields, note_binding, note_missing
from ocr_pipeline.stages.weigh_habits import weigh_habits
from ocr_pipeline.stages.weigh_readings import weigh_readings

# A cell that is not clearly the field is not shown as it: an absent field is asked about, a wrong one is believed.
LEAST_FIT = 0.75
# A grid whose lines were mostly concluded may lack a row or have a column too many; sums hold nevertheless.
WORN_PLACE = 0.97
# Of grids that no rules bound: an empty cell may be the place under a head whose figures stand beside it.
WITHOUT_RULES = "aligned"
# A field that the editions of so much probability do not have may not be on the paper.
OPEN = 0.05
# Ink on both sides of a page break: the number itself was cut, or one side is a smudge.
CUT_THROUGH = 0.25
# A number on one side that is surely read, and on the other what is none: most likely dirt at the edge of a page.
SURELY_READ, BESIDE_DIRT = 0.99, 0.9


def bind_tables(pages: Sequence[PageReading], schema: ReportSchema, options: BindOptions) -> tuple[BoundTable, ...]:
    """Bind what was read to the schema's tables, one bound table per table id in the schema's order."""
    matcher = LabelMatcher(all_labels(schema.tables), schema.characters.simplified)
    chains = join_pages(_fragments(pages, schema, matcher), schema, matcher)
    by_table = {chain.spec.id: chain for chain in chains}
    editions = _editions(schema, by_table, pages)
    binder = _Binder({page.page_index: page for page in pages}, schema, matcher, options)
    bound = []
    for table in dict.fromkeys(spec.id for spec in schema.tables):
        spec = schema.table(table, editions[table])
        chain = by_table.get(table)
        bound.append(binder.bind(chain, spec) if chain else _absent_table(spec))
    return weigh_habits(bound)


def _fragments(pages: Sequence[PageReading], schema: ReportSchema, matcher: LabelMatcher) -> tuple[Fragment, ...]:
    titled = titled_tables(pages, schema, matcher)
    fragments, before = [], 0
    for page in pages:
        for index, table in enumerate(page.tables):
            key = page.page_index, index
            if rows := grid_rows(table, *key):
                ends = _first_and_last(page, index)
                turned, leaf = turned_rows(table, *key), before + page.leaf(table.grid.box)
                fragments.append(Fragment(key, rows, titled.get(key), _edges(table), *ends, turned, leaf))
        before += 1 if page.fold is None else 2
    return tuple(fragments)


def _first_and_last(page: PageReading, index: int) -> tuple[bool, bool]:
    """Whether a table is the topmost and whether it is the lowest of its printed page."""
    boxes = [table.grid.box for table in page.tables]
    own = boxes[index].center[1]
    middle = [box.center[1] for box in boxes if page.leaf(box) == page.leaf(boxes[index])]
    return own == min(middle), own == max(middle)


def _edges(table: ReadTable) -> tuple[float, ...]:
    """The left edges of a table's columns as fractions of its width."""
    box = table.grid.box
    lefts = {reading.cell.column: reading.cell.box.left for reading in table.cells}
    return tuple((lefts[column] - box.left) / max(1.0, box.width) for column in sorted(lefts))


def _editions(schema: ReportSchema, chains: Mapping[str, Chain], pages: Sequence[PageReading]) -> dict[str, str]:
    """The edition of every table: its own; that of the table it is printed like; that of the others; that of its year.

    The year says nothing where any table does: outdated forms are used for years.
    """
    own = {chain.spec.id: chain.spec.edition for chain in chains.values() if chain.spec.alike is None}
    year = None if own else identify_report(pages, schema).year
    editions = {}
    for table in dict.fromkeys(spec.id for spec in schema.tables):
        known = [spec.edition for spec in schema.editions(table)]
        alike = schema.editions(table)[0].alike
        wanted = [own.get(table), own.get(alike or ""), *sorted(own.values(), reverse=True)]
        editions[table] = next((edition for edition in wanted if edition in known), "") or _of_year(known, year)
    return editions


def _of_year(known: Sequence[str], year: int | None) -> str:
    """Of editions named by the year that they hold from, newest first, the one of a year; the newest if it is unknown.

    Years before all of them get the oldest.
    """
    if year is None or not all(edition.isdecimal() for edition in known):
        return known[0]
    return next((edition for edition in known if int(edition) <= year), known[-1])


def _absent_table(spec: TableSpec) -> BoundTable:
    cells = tuple(_absent(Address(spec.id, row, column)) for row, column in spec.fields)
    return BoundTable(spec.id, spec.edition, cells, notes=(note_missing(spec.id),))


def _absent(address: Address) -> BoundCell:
    return BoundCell(address, None, (Alternative(ABSENT, 1.0),), 0.0)


class _Binder:
    """What the fields of all tables of one report are bound with."""

    def __init__(
        self, pages: Mapping[int, PageReading], schema: ReportSchema, matcher: LabelMatcher, options: BindOptions
    ) -> None:
        self.pages, self.schema, self.matcher, self.options = pages, schema, matcher, options

    def bind(self, chain: Chain, spec: TableSpec) -> BoundTable:
        """A recognised table with every field of its edition."""
        found, stray = find_fields(chain, self.matcher, self.schema.characters.units)
        doubt = _edition_doubt(chain, self.schema)
        kept = {field: cell for field, cell in found.items() if cell.certain * doubt.get(field, 1.0) >= LEAST_FIT}
        cells = tuple(
            self._cell(Address(spec.id, *field), kept.get(field), doubt.get(field, 1.0), spec) for field in spec.fields
        )
        least_similar = self.options.min_label_similarity
        fields = Fields(kept, stray)
        notes = note_binding(chain, fields, pages=self.pages, least_similar=least_similar, matcher=self.matcher)
        open_fields = tuple(field for field in spec.fields if doubt.get(field, 1.0) < 1.0 - OPEN)
        return BoundTable(spec.id, spec.edition, cells, tuple(f.key for f in chain.fragments), notes, open_fields)

    def _cell(self, address: Address, found: FoundCell | None, doubt: float, spec: TableSpec) -> BoundCell:
        if found is None:
            return _absent(address)
        part = _told_part(found.cell)
        page = self.pages[part.page_index]
        column = spec.column(address.row, address.column)
        alternatives = self._alternatives(found, part, column)
        place = Place(part.page_index, page.place(part.reading.cell.box))
        grids = [self.pages[half.page_index].tables[half.table_index].grid for half in found.cell.parts]
        empty = bool(alternatives) and alternatives[0].value == BLANK
        unsure = any(grid.worn or (empty and grid.engine == WITHOUT_RULES) for grid in grids)
        certain = found.certain * doubt * (WORN_PLACE if unsure else 1.0)
        return BoundCell(address, place, alternatives, certain, part.reading)

    def _alternatives(self, found: FoundCell, part: Part, column: ColumnSpec) -> tuple[Alternative, ...]:
        weighed = weigh_readings(
            part.reading,
            column,
            characters=self.schema.characters,
            layer_trust=self.pages[part.page_index].layer_trust,
            unit=found.unit,
        )
        if not _cut_through(found.cell):
            return weighed
        kept = BESIDE_DIRT if sum(map(_readable, found.cell.parts)) == 1 else CUT_THROUGH
        weak = tuple(Alternative(a.value, a.probability * kept) for a in weighed if a.value != UNREADABLE)
        both = (Alternative(UNREADABLE, 1.0 - kept), *weak)
        return tuple(sorted(both, key=lambda a: -a.probability))


def _told_part(cell: RowCell) -> Part:
    """Of a cell cut by a page break the half that can be read, then that with most ink, of equals the taller one."""
    return max(cell.parts, key=lambda part: (_readable(part), -part.reading.ink.blank, part.reading.cell.box.height))


def _readable(part: Part) -> bool:
    """Whether the numeric reader is sure of a number there."""
    numeric = part.reading.by(Reader.NUMERIC)
    best = numeric.best if numeric else None
    return bool(best and best.text and best.score >= SURELY_READ)


def _cut_through(cell: RowCell) -> bool:
    return len(cell.parts) > 1 and sum(part.reading.ink.blank < 0.5 for part in cell.parts) > 1


def _edition_doubt(chain: Chain, schema: ReportSchema) -> dict[Field, float]:
    """For each field the probability of the editions in which it is the same field under the same labels."""
    own = _names(chain.spec)
    doubt = dict.fromkeys(own, 0.0)
    for edition, share in chain.editions:
        names = _names(schema.table(chain.spec.id, edition))
        for field, name in own.items():
            doubt[field] += share if names.get(field) == name else 0.0
    return doubt


def _names(spec: TableSpec) -> dict[Field, tuple[str, str]]:
    """The printed labels of every field's row and column."""
    return {
        (row.key, column.key): (row.labels[0], column.labels[0])
        for block in spec.blocks
        for row in block.rows
        for column in block.columns
    }
