"""Printed tables: their cells tile the paper, and every field of an edition is printed once."""

from __future__ import annotations

import pytest

from ocr_pipeline.evaluate.synthesis.look_settings import stream
from ocr_pipeline.evaluate.synthesis.printed_requests import litigation_table, requests_table
from ocr_pipeline.evaluate.synthesis.printed_tables import PrintedTable, Values, disclosure_blocks, stacked
from ocr_pipeline.evaluate.synthesis.printing_habits import as_values, draw_habits, print_numbers
from ocr_pipeline.evaluate.synthesis.random_values import draw_report
from ocr_pipeline.evaluate.synthesis.seed_reports import with_stray_total, without_band
from ocr_pipeline.evaluate.synthesis.wording import load_data, load_wording, reworded


def values_of(edition: str) -> Values:
    """Printed values of a random report whose tables are all of one edition."""
    spec = {**load_data("random_reports.toml"), "editions": {"only": [1.0, edition, edition]}}
    random = stream("tables", edition)
    drawn = draw_report(load_wording(), spec, random)
    return as_values(print_numbers(drawn.numbers, draw_habits(spec, random), random))


def covered_positions(table: PrintedTable) -> list[list[int]]:
    """How often each grid position is covered, laid out as a browser lays out spans."""
    width = len(table.widths)
    taken = [[0] * width for _ in table.rows]
    for r, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while taken[r][column]:
                column += 1
            for down in range(cell.rows):
                for right in range(cell.columns):
                    taken[r + down][column + right] += 1
            column += cell.columns
    return taken


def fields(table: PrintedTable) -> list[tuple[str, str, str]]:
    return [cell.field for row in table.rows for cell in row if cell.field is not None]


@pytest.mark.parametrize(("edition", "rows", "count"), [("2019", 26, 161), ("2021", 28, 175)])
def test_section_three_tiles_ten_columns_and_prints_every_field_once(edition: str, rows: int, count: int) -> None:
    table = requests_table(load_wording(), values_of(edition), edition=edition)
    assert covered_positions(table) == [[1] * 10] * rows
    assert len(fields(table)) == len(set(fields(table))) == count
    assert sum(table.widths) == pytest.approx(100)


@pytest.mark.parametrize("columns", ["even", "offset"])
@pytest.mark.parametrize(("edition", "rows", "count"), [("2019", 18, 22), ("2021", 14, 10)])
def test_section_two_tiles_in_both_geometries(edition: str, rows: int, count: int, columns: str) -> None:
    blocks = disclosure_blocks(
        load_wording(), values_of(edition), edition=edition, columns="even" if columns == "even" else "offset"
    )
    table = stacked(blocks)
    assert covered_positions(table) == [[1] * len(table.widths)] * rows
    assert len(set(fields(table))) == count


def test_header_and_body_edges_do_not_line_up_in_the_offset_geometry() -> None:
    block = disclosure_blocks(load_wording(), values_of("2019"), edition="2019", columns="offset")[1]
    header, body = block.rows[1], block.rows[2]
    assert [cell.columns for cell in header] != [cell.columns for cell in body]


def test_section_four_has_fifteen_values_in_one_row() -> None:
    table = litigation_table(load_wording(), values_of("2019"))
    assert covered_positions(table) == [[1] * 15] * 4
    assert len(fields(table)) == 15


def test_a_stray_value_under_the_last_heading_keeps_the_grid_whole() -> None:
    table = with_stray_total(requests_table(load_wording(), values_of("2019"), edition="2019"), "0")
    assert covered_positions(table) == [[1] * 10] * 26
    assert table.rows[2][-1].text == "0"
    assert table.rows[2][-1].field is None


def test_a_block_without_its_band_starts_with_the_header() -> None:
    block = disclosure_blocks(load_wording(), values_of("2019"), edition="2019", columns="even")[0]
    assert without_band(block).rows == block.rows[1:]


def test_rewording_changes_texts_and_leaves_keys() -> None:
    changed = reworded({"rows": [{"key": "规章", "label": "规章"}]}, {"规章": "规 章"})
    assert changed == {"rows": [{"key": "规章", "label": "规 章"}]}
