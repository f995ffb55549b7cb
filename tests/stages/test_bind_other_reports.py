"""Binding knows no report: a schema of one's own is enough, and no grid whatever makes it stumble."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.options import BindOptions
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.stages.bind_tables import bind_tables
from tests.stages.drawn_tables import Noise, Printed, Sheet, page_of, read_sheet

WAREHOUSE = """
id = "warehouse"
title = ["Monthly stock"]
[[table]]
id = "stock"
editions = ["1"]
titles = ["Stock"]
[[table.block]]
key = "goods"
columns = [
  { key = "in", label = "Received" },
  { key = "out", label = "Issued" },
  { key = "left", label = "In stock", also = ["Stock"], blank_is_zero = false },
]
rows = [
  { key = "tea", label = "Tea" },
  { key = "salt", label = "Salt" },
  { key = "total", label = "Total", also = ["Sum"], blank_is_zero = false },
]
"""
EXPENSES = """
id = "expenses"
title = ["三公经费决算表"]
[[table]]
id = "spent"
editions = ["2020"]
titles = ["三公经费支出表"]
corner = ["项目"]
[[table.block]]
key = "all"
columns = [
  { key = "plan", label = "年初预算数", quantity = "money", unit = "万元" },
  { key = "done", label = "决算数", quantity = "money", unit = "万元" },
]
rows = [
  { key = "travel", label = "因公出国（境）费" },
  { key = "cars.bought", label = "公务用车购置费", under = ["公务用车购置及运行费"] },
  { key = "cars.run", label = "公务用车运行费", under = ["公务用车购置及运行费"] },
  { key = "guests", label = "公务接待费" },
]
"""


def goods(rows: list[str], columns: list[str]) -> Sheet:
    cells = [Printed(0, 0, 1, 1, "Goods"), *(Printed(0, 1 + i, 1, 1, text) for i, text in enumerate(columns))]
    for r, label in enumerate(rows, start=1):
        cells.append(Printed(r, 0, 1, 1, label))
        cells += [Printed(r, c, 1, 1, "", f"{r}{c}") for c in range(1, len(columns) + 1)]
    return Sheet(len(rows) + 1, len(columns) + 1, tuple(cells))


def bound(text: str, sheet: Sheet, folder: Path) -> dict[tuple[str, str], str | None]:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    page = page_of(0, [read_sheet(sheet, Noise(), random.Random(0))])
    [table] = bind_tables([page], load_schema(path), BindOptions())
    return {(c.address.row, c.address.column): c.best.printed for c in table.cells if c.place}


def test_a_small_table_of_a_schema_of_ones_own_is_bound(tmp_path: Path) -> None:
    found = bound(WAREHOUSE, goods(["Tea", "Salt", "Sum"], ["Received", "Issued", "In stock"]), tmp_path)
    assert found[("tea", "in")] == "11"
    assert found[("total", "left")] == "33"
    assert len(found) == 9


def test_a_table_of_other_goods_is_not(tmp_path: Path) -> None:
    assert bound(WAREHOUSE, goods(["North", "South", "East"], ["Staff", "Rooms", "Desks"]), tmp_path) == {}


def test_merged_labels_of_a_schema_of_ones_own_are_followed(tmp_path: Path) -> None:
    cells = [Printed(0, 0, 1, 2, "项目"), Printed(0, 2, 1, 1, "年初预算数"), Printed(0, 3, 1, 1, "决算数")]
    cells += [Printed(1, 0, 1, 2, "因公出国（境）费"), Printed(2, 0, 2, 1, "公务用车购置及运行费")]
    cells += [
        Printed(2, 1, 1, 1, "公务用车购置费"),
        Printed(3, 1, 1, 1, "公务用车运行费"),
        Printed(4, 0, 1, 2, "公务接待费"),
    ]
    cells += [Printed(r, c, 1, 1, "", f"{r}.{c}") for r in range(1, 5) for c in (2, 3)]
    found = bound(EXPENSES, Sheet(5, 4, tuple(cells)), tmp_path)
    assert found[("cars.run", "done")] == "3.3"
    assert found[("guests", "plan")] == "4.2"
    assert len(found) == 8


@st.composite
def grids(draw: st.DrawFn) -> Sheet:
    """Any tiling of a small grid with labels of the form, other words, numbers and empty cells."""
    schema = load_schema()
    words = [label for spec in schema.tables for b in spec.blocks for row in b.rows for label in row.labels]
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 11))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    cells = []
    for r, c in sorted(free):
        if (r, c) not in free:
            continue
        width = draw(st.integers(1, columns - c))
        while any((r, c + i) not in free for i in range(width)):
            width -= 1
        free -= {(r, c + i) for i in range(width)}
        kind = draw(st.integers(0, 3))
        text = draw(st.sampled_from([*words, "合计", "x"])) if kind < 2 else ""
        cells.append(Printed(r, c, 1, width, text, str(draw(st.integers(0, 99))) if kind == 2 else None))
    return Sheet(rows, columns, tuple(cells))


@settings(max_examples=30)
@given(st.lists(grids(), max_size=3), st.integers(0, 9))
def test_any_grids_give_every_field_exactly_once(sheets: list[Sheet], seed: int) -> None:
    schema = load_schema()
    page = page_of(0, [read_sheet(sheet, Noise(0.1), random.Random(seed)) for sheet in sheets])
    for table in bind_tables([page], schema, BindOptions()):
        fields = [(cell.address.row, cell.address.column) for cell in table.cells]
        assert fields == list(schema.table(table.table, table.edition).fields)
        assert all(0.0 <= cell.fit <= 1.0 for cell in table.cells)
        assert all(cell.alternatives or cell.place for cell in table.cells)
