"""What a cell seems to hold, and two halves of a row that a page break cut."""

from __future__ import annotations

import pytest

from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.reading import CellReading, Ink, ReadTable
from ocr_pipeline.stages.grid_rows import CellKind, GridRow, Part, RowCell, cell_kind, grid_rows, joined

NUMBER, TEXT, BLANK = CellKind.NUMBER, CellKind.TEXT, CellKind.BLANK


def row(page: int, *cells: tuple[CellKind, str]) -> GridRow:
    return GridRow(page, 0, 0, True, tuple(cell(page, i, *content) for i, content in enumerate(cells)))


def cell(page: int, column: int, kind: CellKind, text: str) -> RowCell:
    box = Box(column * 10.0, 0.0, column * 10.0 + 10.0, 10.0)
    reading = CellReading(GridCell(0, column, 1, 1, box), Ink(0.1, Score(0.0)), (), text)
    return RowCell(column, column + 1, True, kind, text, 1.0, (Part(page, 0, reading),))


def texts(halves: GridRow | None) -> list[str] | None:
    return [cell.text for cell in halves.cells] if halves else None


def test_halves_with_the_same_cells_pair_off() -> None:
    upper, lower = row(0, (TEXT, "label, "), (NUMBER, "7")), row(1, (TEXT, "wrapped"), (BLANK, ""))
    assert texts(joined(upper, lower)) == ["label, wrapped", "7"]


def test_a_merged_label_not_drawn_again_below_the_break_is_kept_from_above() -> None:
    upper = row(0, (TEXT, "group"), (TEXT, "label, "), (NUMBER, "7"))
    lower = row(1, (TEXT, "wrapped"), (BLANK, ""))
    assert texts(joined(upper, lower)) == ["group", "label, wrapped", "7"]


def test_a_merged_label_drawn_only_below_the_break_is_kept_from_below() -> None:
    upper = row(0, (TEXT, "label, "), (BLANK, ""))
    lower = row(1, (TEXT, "group"), (TEXT, "wrapped"), (NUMBER, "7"))
    assert texts(joined(upper, lower)) == ["group", "label, wrapped", "7"]


def test_a_number_too_many_is_no_half() -> None:
    assert joined(row(0, (NUMBER, "1"), (NUMBER, "2")), row(1, (NUMBER, "2"))) is None


@pytest.mark.parametrize(
    ("text", "score", "blank", "kind"),
    [
        ("MXPRM/NPCSS", 0.31, 0.3, CellKind.UNCLEAR),
        ("mmooerymemu", 0.41, 0.6, CellKind.BLANK),
        ("Total", 0.97, 0.0, CellKind.TEXT),
        ("\u603b\u8ba1", 0.31, 0.3, CellKind.TEXT),
    ],
)
def test_what_a_recogniser_sees_in_the_grain_of_paper_is_no_label(
    text: str, score: float, blank: float, kind: CellKind
) -> None:
    reading = CellReading(GridCell(0, 0, 1, 1, Box(0, 0, 9, 9)), Ink(0.1, Score(blank)), (), text, Score(score))
    assert cell_kind(reading) is kind


def test_a_fill_that_ends_inside_a_label_begins_no_row() -> None:
    def read(place: tuple[int, int, int, int], text: str, blank: float) -> CellReading:
        row, column, down, right = place
        box = Box(column * 10.0, row * 10.0, (column + right) * 10.0, (row + down) * 10.0)
        return CellReading(GridCell(row, column, down, right, box), Ink(0.1, Score(blank)), (), text, Score(0.9))

    cells = (
        read((0, 0, 1, 1), "", 0.9),
        read((0, 1, 2, 1), "Label", 0.0),
        read((0, 2, 2, 1), "4", 0.0),
        read((1, 0, 1, 1), "", 0.9),
        read((2, 0, 1, 2), "Total", 0.0),
        read((2, 2, 1, 1), "5", 0.0),
    )
    grid = TableGrid(Box(0, 0, 30, 30), 3, 3, tuple(cell.cell for cell in cells), "drawn")
    rows = grid_rows(ReadTable(grid, cells), 0, 0)
    assert [[cell.text for cell in row.cells] for row in rows] == [["", "Label", "4"], ["Total", "5"]]
