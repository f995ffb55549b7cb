"""From grids with readings to fields: small reports drawn on paper, read with more or less noise."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.stages.score_confidence import SURE_PLACE
from tests.stages.bound_reports import (
    CLEAR,
    SCHEMA,
    bind,
    disclosure,
    draw,
    errors,
    litigation,
    missing,
    notes,
    relabelled,
    requests,
    without_row,
)
from tests.stages.drawn_tables import (
    Field,
    Noise,
    Numbers,
    Printed,
    Sheet,
    cut,
    cut_inside,
    disclosure_sheet,
    heading,
    litigation_sheet,
    page_of,
    read_sheet,
    requests_sheet,
)


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


def test_fields_that_only_one_of_two_likely_editions_has_are_told() -> None:
    whole = requests("2021")
    assert bind(draw([whole]))["requests"].open_fields == ()
    upper, _ = cut(whole, 12)
    rows = {row for row, _ in bind(draw([upper]))["requests"].open_fields}
    assert rows == {"other"}


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


def test_of_a_part_without_heads_and_with_fewer_columns_nobody_can_tell_which_are_missing() -> None:
    sheet = requests("2019")
    upper, lower = cut(sheet, 12)
    empty = sorted({cell.column for cell in lower.cells if cell.number is not None})[1:4]
    kept = [cell for cell in lower.cells if cell.number is None or cell.column not in empty]
    shifted = tuple(replace(c, column=c.column - (len(empty) if c.column > empty[-1] else 0)) for c in kept)
    tables = bind(draw([upper], [replace(lower, columns=lower.columns - len(empty), cells=shifted)]))
    assert errors(tables, sheet.truth) == []
    assert missing(tables, sheet.truth) >= {field for field in sheet.truth if field[1] == "processed_total"}


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


def test_fields_of_a_worn_grid_are_bound_and_not_sure_enough_to_be_accepted() -> None:
    (page,) = draw([requests("2019")])
    worn = replace(page, tables=tuple(replace(t, grid=replace(t.grid, worn=True)) for t in page.tables))
    clear, doubtful = (bind([drawn])["requests"].cells for drawn in (page, worn))
    assert [cell.best for cell in doubtful] == [cell.best for cell in clear]
    assert max(cell.fit for cell in doubtful) < SURE_PLACE < min(cell.fit for cell in clear)


def test_empty_cells_that_no_rules_bound_are_not_sure_enough_to_be_accepted() -> None:
    sheet = requests("2019")
    emptied = next(cell for cell in sheet.cells if cell.number is not None)
    cells = tuple(replace(cell, number="") if cell is emptied else cell for cell in sheet.cells)
    (page,) = draw([replace(sheet, cells=cells)])
    aligned = replace(page, tables=tuple(replace(t, grid=replace(t.grid, engine="aligned")) for t in page.tables))
    ruled, unruled = (
        {cell.address: cell for table in bind([drawn]).values() for cell in table.cells if cell.place}
        for drawn in (page, aligned)
    )
    unsure = [address for address, cell in unruled.items() if cell.fit < SURE_PLACE]
    assert [ruled[address].best.state for address in unsure] == [ValueState.BLANK]
    assert min(cell.fit for cell in ruled.values()) > SURE_PLACE


def test_binding_does_not_depend_on_how_often_it_is_done() -> None:
    pages, _ = shuffled_report(3)
    drawn = draw(*pages, noise=Noise(0.2, 0.1))
    assert bind(drawn) == bind(drawn)


def test_a_page_read_from_one_sheet_holds_its_readings() -> None:
    sheet = litigation()
    table = read_sheet(sheet, CLEAR, random.Random(0))
    assert [r.readings[0].candidates[0].text for r in table.cells if r.cell.row == 3] == list(sheet.truth.values())


@pytest.mark.parametrize(
    ("year", "edition"), [("2018", "2019"), ("2019", "2019"), ("2020", "2019"), ("2021", "2021"), ("2024", "2021")]
)
def test_only_a_report_without_any_table_takes_the_edition_of_its_year(year: str, edition: str) -> None:
    title = heading(f"某某县人民政府{year}年政府信息公开工作年度报告", 60)
    assert {table.edition for table in bind([page_of(0, blocks=[title])]).values()} == {edition}
    (drawn,) = draw([requests("2021")], headings=False)
    page = replace(drawn, blocks=(title, *drawn.blocks))
    assert {table.edition for table in bind([page]).values()} == {"2021"}


def test_a_report_without_tables_and_year_takes_the_newest_edition() -> None:
    assert {table.edition for table in bind([page_of(0, blocks=[])]).values()} == {"2021"}
