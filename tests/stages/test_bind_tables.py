"""From grids with readings to fields: small reports drawn on paper, read with more or less noise."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from ocr_pipeline.model.bound import BoundCell, BoundTable, ValueState
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.options import BindOptions
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.bind_tables import bind_tables
from tests.stages.drawn_tables import (
    Field,
    Noise,
    Numbers,
    Printed,
    Sheet,
    cut,
    cut_inside,
    disclosure_sheet,
    litigation_sheet,
    read_sheet,
    report_pages,
    requests_sheet,
)

SCHEMA = load_schema()
CLEAR = Noise()


def bind(pages: Sequence[PageReading]) -> dict[str, BoundTable]:
    return {table.table: table for table in bind_tables(pages, SCHEMA, BindOptions())}


def draw(*pages: Sequence[Sheet], noise: Noise = CLEAR, seed: int = 1, headings: bool = True) -> list[PageReading]:
    return report_pages(pages, noise, random.Random(seed), headings=headings)


def field_of(cell: BoundCell) -> Field:
    return cell.address.table, cell.address.row, cell.address.column


def errors(tables: dict[str, BoundTable], truth: dict[Field, str]) -> list[tuple[Field, str | None, float]]:
    """Fields that were bound to a cell which is not theirs."""
    wrong = []
    for table in tables.values():
        for cell in table.cells:
            expected = truth.get(field_of(cell))
            if cell.place is not None and (cell.best.printed or "") != expected:
                wrong.append((field_of(cell), cell.best.printed, cell.fit))
    return wrong


def missing(tables: dict[str, BoundTable], truth: dict[Field, str]) -> set[Field]:
    """Printed fields that no cell was bound to."""
    bound = {field_of(cell) for table in tables.values() for cell in table.cells if cell.place is not None}
    return set(truth) - bound


def notes(table: BoundTable) -> list[str]:
    return [note.code for note in table.notes]


def requests(edition: str = "2019") -> Sheet:
    return requests_sheet(SCHEMA.table("requests", edition), Numbers())


def litigation() -> Sheet:
    return litigation_sheet(SCHEMA.table("litigation", "2019"), Numbers(600))


def disclosure(edition: str = "2019", lattice: str = "plain", blocks: slice = slice(None)) -> Sheet:
    return disclosure_sheet(SCHEMA.table("active_disclosure", edition), Numbers(800), blocks=blocks, lattice=lattice)


def without_row(sheet: Sheet, row: int) -> Sheet:
    """The sheet with one grid row torn out (no merged cell may begin there)."""
    kept = []
    for cell in sheet.cells:
        if cell.row <= row < cell.row + cell.row_span:
            if cell.row_span > 1:
                kept.append(replace(cell, row_span=cell.row_span - 1))
        else:
            kept.append(replace(cell, row=cell.row - (cell.row > row)))
    return replace(sheet, rows=sheet.rows - 1, cells=tuple(kept))


def with_row(sheet: Sheet, row: int, cells: list[Printed]) -> Sheet:
    """The sheet with a further row before the given one."""
    moved = [replace(cell, row=cell.row + (cell.row >= row)) for cell in sheet.cells]
    return replace(sheet, rows=sheet.rows + 1, cells=(*moved, *cells))


def relabelled(sheet: Sheet, old: str, new: str) -> Sheet:
    return replace(sheet, cells=tuple(replace(c, text=new) if c.text == old else c for c in sheet.cells))


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("lattice", ["plain", "odd"])
def test_a_report_on_one_form_is_bound_whole(edition: str, lattice: str) -> None:
    sheets = [disclosure(edition, lattice), requests(edition), litigation()]
    truth = {field: number for sheet in sheets for field, number in sheet.truth.items()}
    tables = bind(draw(sheets))
    assert errors(tables, truth) == []
    assert missing(tables, truth) == set()
    assert [table.edition for table in tables.values()] == [edition] * 3
    assert min(cell.fit for table in tables.values() for cell in table.cells) > 0.99


def test_editions_are_told_table_by_table() -> None:
    tables = bind(draw([disclosure("2021"), requests("2019"), litigation()]))
    assert (tables["active_disclosure"].edition, tables["requests"].edition) == ("2021", "2019")
    assert tables["litigation"].edition == "2019"


def test_every_field_of_the_recognised_edition_stands_exactly_once() -> None:
    tables = bind(draw([requests("2021")]))
    for table in tables.values():
        fields = [(cell.address.row, cell.address.column) for cell in table.cells]
        assert fields == list(SCHEMA.table(table.table, table.edition).fields)


def test_a_report_without_tables_has_every_field_absent_in_the_newest_edition() -> None:
    tables = bind(draw([]))
    assert {table.edition for table in tables.values()} == {"2021"}
    assert all(notes(table) == ["table.missing"] for table in tables.values())
    assert all(cell.best.state is ValueState.ABSENT for table in tables.values() for cell in table.cells)


def test_a_missing_table_takes_the_edition_of_the_others() -> None:
    tables = bind(draw([requests("2019")]))
    assert tables["active_disclosure"].edition == "2019"
    assert notes(tables["active_disclosure"]) == ["table.missing"]


@pytest.mark.parametrize("row", [2, 5, 12, 24, 25])
@pytest.mark.parametrize("label_again", [False, True])
def test_a_table_goes_on_over_the_page(row: int, label_again: bool) -> None:
    sheet = requests("2019")
    upper, lower = cut(sheet, row, label_again=label_again)
    tables = bind(draw([upper], [lower]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()
    assert tables["requests"].grids == ((0, 0), (1, 0))
    assert notes(tables["requests"]) == ["table.continued"]


@pytest.mark.parametrize("row", [3, 6, 9, 20, 24])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_row_cut_in_two_is_one_row(row: int, seed: int) -> None:
    sheet = requests("2021")
    upper, lower = cut_inside(sheet, row, random.Random(seed))
    tables = bind(draw([upper], [lower]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_header_printed_again_on_the_next_page_is_no_row() -> None:
    sheet = requests("2019")
    upper, lower = cut(sheet, 12)
    header = [cell for cell in sheet.cells if cell.row < 3 and cell.number is None]
    lower = replace(lower, rows=lower.rows + 3, cells=(*header, *(replace(c, row=c.row + 3) for c in lower.cells)))
    tables = bind(draw([upper], [lower]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_table_drawn_as_five_cards_is_one_table() -> None:
    cards: list[Sheet] = []
    truth: dict[Field, str] = {}
    numbers = Numbers()
    for index in range(5):
        card = disclosure_sheet(SCHEMA.table("active_disclosure", "2019"), numbers, blocks=slice(index, index + 1))
        cards.append(replace(card, after_heading=""))
        truth |= card.truth
    order = [cards[0], cards[2], cards[1], cards[4], cards[3]]
    tables = bind(draw(order[:3], order[3:]))
    assert errors(tables, truth) == []
    assert missing(tables, truth) == set()
    assert len(tables["active_disclosure"].grids) == 5


def test_cards_whose_band_stands_outside_as_a_ribbon_are_told_by_their_rows() -> None:
    cards: list[Sheet] = []
    truth: dict[Field, str] = {}
    numbers = Numbers()
    for index in range(5):
        card = disclosure_sheet(SCHEMA.table("active_disclosure", "2019"), numbers, blocks=slice(index, index + 1))
        cards.append(without_row(replace(card, after_heading=""), 0))
        truth |= card.truth
    tables = bind(draw(cards, headings=False))
    assert errors(tables, truth) == []
    assert missing(tables, truth) == set()


def test_a_missing_first_band_harms_nothing() -> None:
    sheet = disclosure("2019")
    tables = bind(draw([without_row(sheet, 0)]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_row_that_a_form_adds_is_noted_and_bound_to_nothing() -> None:
    sheet = disclosure("2019")
    label = "其他主动公开文件（指规章、规范性文件以外的主动公开文件）"
    row = [Printed(4, 0, 1, 1, label), *(Printed(4, i, 1, 1, "", f"99{i}") for i in (1, 2, 3))]
    tables = bind(draw([with_row(sheet, 4, row)]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()
    assert "row.extra" in notes(tables["active_disclosure"])


def test_an_unknown_row_in_place_of_a_known_one_is_not_taken_for_it() -> None:
    sheet = relabelled(disclosure("2019"), "规范性文件", "其他主动公开信息条目")
    tables = bind(draw([sheet]))
    fields = {field for field in sheet.truth if field[1] == "normative_documents"}
    assert missing(tables, sheet.truth) == fields
    assert {"row.missing", "row.extra"} <= set(notes(tables["active_disclosure"]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("一、本年新收政府信息公开申请数量", "一、本年新收到政府信息公开申请数量"),
        ("二、上年结转政府信息公开申请数量", "二、上年转结政府信息公开申请数量"),
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("（六）其他处理", "（六）其他"),
        ("1.属于国家秘密", "1、属于国家秘密"),
        ("四、结转下年度继续办理", "四、轉結下年度繼續辦理"),
    ],
)
def test_variants_of_row_labels_are_known(old: str, new: str) -> None:
    sheet = requests("2019")
    tables = bind(draw([relabelled(sheet, old, new)]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_a_stray_number_in_the_header_is_noted_and_harms_nothing() -> None:
    sheet = requests("2019")
    cells = [replace(c, row_span=1) if c.text == "总计" else c for c in sheet.cells]
    tables = bind(draw([replace(sheet, cells=(*cells, Printed(2, 9, 1, 1, "", "0")))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()
    assert "cell.stray" in notes(tables["requests"])


def test_a_row_that_was_not_printed_leaves_its_fields_absent() -> None:
    sheet = requests("2019")
    tables = bind(draw([without_row(sheet, 10)]))
    assert missing(tables, sheet.truth) == {field for field in sheet.truth if field[1] == "denied.4"}
    assert errors(tables, sheet.truth) == []
    assert "row.missing" in notes(tables["requests"])


def test_two_rows_run_together_are_bound_to_neither() -> None:
    sheet = requests("2019")
    kept = [c for c in sheet.cells if not (c.row == 9 and (c.number is not None or c.column == 2))]
    run = [
        replace(c, row_span=2, text=c.text and c.text + "3.危及“三安全一稳定”")
        if c.row == 8 and (c.number is not None or c.column == 2)
        else c
        for c in kept
    ]
    tables = bind(draw([replace(sheet, cells=tuple(run))]))
    assert errors(tables, sheet.truth) == []
    gone = {field for field in sheet.truth if field[1] in ("denied.2", "denied.3")}
    assert missing(tables, sheet.truth) == gone


def test_a_value_cell_over_two_columns_is_bound_to_neither() -> None:
    sheet = requests("2019")
    cells = [c for c in sheet.cells if not (c.row == 6 and c.column == 5)]
    cells = [replace(c, column_span=2) if c.row == 6 and c.column == 4 else c for c in cells]
    tables = bind(draw([replace(sheet, cells=tuple(cells))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == {
        ("requests", "partial", "enterprise"),
        ("requests", "partial", "research"),
    }
    assert "column.extra" in notes(tables["requests"])


def test_a_value_cell_over_two_rows_is_bound_to_neither() -> None:
    sheet = requests("2019")
    cells = [c for c in sheet.cells if not (c.row == 7 and c.column == 4)]
    cells = [replace(c, row_span=2) if c.row == 6 and c.column == 4 else c for c in cells]
    tables = bind(draw([replace(sheet, cells=tuple(cells))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == {
        ("requests", "partial", "enterprise"),
        ("requests", "denied.1", "enterprise"),
    }


def test_blank_cells_are_bound_as_blank() -> None:
    sheet = requests("2019")
    cells = tuple(replace(c, number="") if c.number is not None and c.column in (4, 5) else c for c in sheet.cells)
    tables = bind(draw([replace(sheet, cells=cells)]))
    states = {c.address.column: c.best.state for c in tables["requests"].cells}
    assert (states["enterprise"], states["research"]) == (ValueState.BLANK, ValueState.BLANK)
    assert states["social_org"] is ValueState.NUMBER


def test_one_wide_cell_drawn_as_three_is_read_where_the_number_stands() -> None:
    sheet = disclosure("2021")
    cells: list[Printed] = []
    for cell in sheet.cells:
        if cell.number is not None and cell.column_span == 3:
            cells += [replace(cell, column_span=1, number=""), replace(cell, column=2, column_span=1)]
            cells.append(replace(cell, column=3, column_span=1, number=""))
        else:
            cells.append(cell)
    tables = bind(draw([replace(sheet, cells=tuple(cells))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_another_table_of_numbers_is_left_alone() -> None:
    cells = [Printed(0, i, 1, 1, text) for i, text in enumerate(("项目", "上年", "本年", "增减", "合计"))]
    cells += [
        Printed(r, 0, 1, 1, text) for r, text in enumerate(("财政拨款", "事业收入", "经营收入", "其他收入"), start=1)
    ]
    cells += [Printed(r, c, 1, 1, "", f"{r}{c}") for r in range(1, 5) for c in range(1, 5)]
    tables = bind(draw([Sheet(5, 5, tuple(cells)), requests("2019")], headings=False))
    assert tables["requests"].grids == ((0, 1),)
    assert tables["active_disclosure"].grids == ()
    assert tables["litigation"].grids == ()


def test_a_grid_of_numbers_with_unreadable_labels_is_not_taken_for_a_table() -> None:
    sheet = requests("2019")
    tables = bind(draw([sheet], noise=Noise(unread=1.0), headings=False))
    assert all(table.grids == () for table in tables.values())


def test_a_second_copy_of_a_table_is_noted() -> None:
    first, second = requests("2019"), requests_sheet(SCHEMA.table("requests", "2019"), Numbers(5000))
    tables = bind(draw([first], [second]))
    assert "table.extra" in notes(tables["requests"])
    bound = {c.best.printed for c in tables["requests"].cells}
    assert bound in (set(first.truth.values()), set(second.truth.values()))


def test_a_litigation_table_printed_in_two_parts_is_one_table() -> None:
    sheet = litigation()
    left = replace(sheet, columns=5, cells=tuple(c for c in sheet.cells if c.column < 5))
    rest = tuple(replace(c, column=c.column - 5) for c in sheet.cells if c.column >= 5)
    right = replace(sheet, columns=10, after_heading="", cells=rest)
    tables = bind(draw([left, right]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_two_tables_traced_as_one_grid_are_two_tables() -> None:
    asked, sued = requests("2019"), litigation()
    spread = [replace(c, column=c.column * 2, column_span=c.column_span * 2) for c in asked.cells]
    lefts = [round(i * 20 / 15) for i in range(16)]
    below = [
        replace(
            c,
            row=c.row + asked.rows + 1,
            column=lefts[c.column],
            column_span=lefts[c.column + c.column_span] - lefts[c.column],
        )
        for c in sued.cells
    ]
    heading = Printed(asked.rows, 0, 1, 20, "四、政府信息公开行政复议、行政诉讼情况")
    both = Sheet(asked.rows + 1 + sued.rows, 20, (*spread, heading, *below))
    tables = bind(draw([both]))
    truth = asked.truth | sued.truth
    assert errors(tables, truth) == []
    assert missing(tables, truth) == set()


def test_a_table_with_rows_and_columns_exchanged_is_bound() -> None:
    sheet = litigation()
    turned = [
        replace(c, row=c.column, column=c.row, row_span=c.column_span, column_span=c.row_span) for c in sheet.cells
    ]
    tables = bind(draw([replace(sheet, rows=15, columns=4, cells=tuple(turned))]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) == set()


def test_the_unit_that_a_header_names_goes_with_the_amount() -> None:
    sheet = relabelled(disclosure("2019"), "采购总金额", "采购总金额（万元）")
    tables = bind(draw([sheet]))
    amount = next(c for c in tables["active_disclosure"].cells if c.address.column == "amount")
    assert amount.best.unit == "万元"


def test_cells_keep_their_page_and_their_box_as_fractions() -> None:
    upper, lower = cut(requests("2019"), 12)
    cells = bind(draw([upper], [lower]))["requests"].cells
    assert {c.place.page_index for c in cells if c.place} == {0, 1}
    assert all(0 <= v <= 1 for c in cells if c.place for v in (c.place.box.left, c.place.box.bottom))


def shuffled_report(seed: int) -> tuple[list[list[Sheet]], dict[Field, str]]:
    """Three tables of random editions, cut over pages at random rows, some through a row."""
    rng = random.Random(seed)
    numbers = Numbers()
    spec = SCHEMA.table
    disclosed = disclosure_sheet(
        spec("active_disclosure", rng.choice(("2019", "2021"))), numbers, lattice=rng.choice(("plain", "odd"))
    )
    asked = requests_sheet(spec("requests", rng.choice(("2019", "2021"))), numbers)
    sued = litigation_sheet(spec("litigation", "2019"), numbers)
    pages: list[list[Sheet]] = [[]]
    for sheet in (disclosed, asked, sued):
        parts = [sheet]
        for _ in range(rng.choice((0, 1, 1, 2)) if sheet is not sued else 0):
            row = rng.randrange(1, parts[-1].rows)
            whole = parts.pop()
            parts += cut_inside(whole, row, rng) if rng.random() < 0.3 else cut(whole, row)
            if parts[-1].rows < 3:
                break
        pages[-1].append(parts[0])
        pages += [[part] for part in parts[1:]]
    return pages, {**disclosed.truth, **asked.truth, **sued.truth}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("noise", [Noise(0.1), Noise(0.25, 0.1), Noise(0.4, 0.2)], ids=["little", "much", "fax"])
def test_noise_may_lose_cells_but_never_puts_a_number_into_another_field(seed: int, noise: Noise) -> None:
    pages, truth = shuffled_report(seed)
    tables = bind(draw(*pages, noise=noise, seed=seed))
    assert errors(tables, truth) == []
    assert len(missing(tables, truth)) <= 0.1 * len(truth)


def test_unreadable_labels_lower_the_fit() -> None:
    sheet = requests("2019")
    clear = bind(draw([sheet]))["requests"].cells
    blurred = bind(draw([sheet], noise=Noise(0.3, 0.5)))["requests"].cells
    assert sum(c.fit for c in blurred) < sum(c.fit for c in clear)


def test_binding_does_not_depend_on_how_often_it_is_done() -> None:
    pages, _ = shuffled_report(3)
    drawn = draw(*pages, noise=Noise(0.2, 0.1))
    assert bind(drawn) == bind(drawn)


def test_a_page_read_from_one_sheet_holds_its_readings() -> None:
    sheet = litigation()
    table = read_sheet(sheet, CLEAR, random.Random(0))
    assert [r.readings[0].candidates[0].text for r in table.cells if r.cell.row == 3] == list(sheet.truth.values())
