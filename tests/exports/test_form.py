from __future__ import annotations

import pytest

from ocr_pipeline.exports.form import Form, Role, printed_form
from ocr_pipeline.schema.catalog import load_schema

SCHEMA = load_schema()
EDITIONS = [(spec.id, spec.edition) for spec in SCHEMA.tables]


def form(table: str, edition: str) -> Form:
    return printed_form(SCHEMA.table(table, edition))


def drawn(shape: Form, width: int = 6) -> list[str]:
    """The form as text, every position filled by the cell that covers it."""
    area = [["" for _ in range(shape.columns)] for _ in range(shape.rows)]
    for cell in shape.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                area[row][column] += cell.text[:width] or f"[{cell.address and cell.address.column}]"
    return ["|".join(line) for line in area]


@pytest.mark.parametrize(("table", "edition"), EDITIONS)
def test_every_position_is_covered_exactly_once(table: str, edition: str) -> None:
    shape = form(table, edition)
    covered = sorted(
        (row, column)
        for cell in shape.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    )

    assert covered == [(row, column) for row in range(shape.rows) for column in range(shape.columns)]


@pytest.mark.parametrize(("table", "edition"), EDITIONS)
def test_every_field_has_one_place(table: str, edition: str) -> None:
    places = [cell.address for cell in form(table, edition).cells if cell.role is Role.VALUE]

    assert [(a.row, a.column) for a in places if a] == list(SCHEMA.table(table, edition).fields)


@pytest.mark.parametrize(
    ("table", "edition", "size"),
    [
        ("active_disclosure", "2019", (18, 4)),
        ("active_disclosure", "2021", (14, 4)),
        ("requests", "2019", (26, 10)),
        ("requests", "2021", (28, 10)),
        ("litigation", "2019", (4, 15)),
    ],
)
def test_a_form_has_the_size_of_the_printed_table(table: str, edition: str, size: tuple[int, int]) -> None:
    shape = form(table, edition)

    assert (shape.rows, shape.columns) == size


def test_litigation_is_laid_out_as_printed() -> None:
    assert drawn(form("litigation", "2019"), 4) == [
        "|".join(["行政复议"] * 5 + ["行政诉讼"] * 10),
        "|".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] + ["未经复议"] * 5 + ["复议后起"] * 5),
        "|".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3),
        "|".join(f"[{cell.address.column}]" for cell in form("litigation", "2019").cells if cell.address),
    ]


def test_a_short_block_lets_its_last_column_take_the_rest() -> None:
    lines = drawn(form("active_disclosure", "2019"))

    assert lines[-1] == "政府集中采购|[items]|[amount]|[amount]"
    assert lines[-2] == "信息内容|采购项目数量|采购总金额|采购总金额"


def test_merged_labels_stand_left_of_their_rows() -> None:
    lines = drawn(form("requests", "2019"), 5)

    assert lines[3].startswith("一、本年新|一、本年新|一、本年新|[natural_person]")
    assert lines[7].startswith("三、本年度|（三）不予|1.属于国|")
