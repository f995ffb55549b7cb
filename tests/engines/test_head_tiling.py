from __future__ import annotations

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ocr_pipeline.engines.head_tiling import HeadCell, lay_head, tile_head
from ocr_pipeline.model.geometry import Box

EDGES = [0.0, 100.0, 200.0, 300.0, 400.0]


def label(left: int, right: int, top: float, *, wide: float = 40.0) -> Box:
    """A label in the middle of columns [left, right)."""
    middle = (EDGES[left] + EDGES[right]) / 2
    return Box(middle - wide / 2, top, middle + wide / 2, top + 20)


def test_labels_side_by_side_are_a_cell_each() -> None:
    cells = tile_head(EDGES, [label(k, k + 1, 10) for k in range(4)], (0, 40))
    assert cells == tuple(HeadCell(k, k + 1, None, None) for k in range(4))


def test_a_label_over_others_heads_them_all() -> None:
    blocks = [label(0, 1, 30), label(1, 4, 10), *(label(k, k + 1, 50) for k in (1, 2, 3))]
    cells = tile_head(EDGES, blocks, (0, 80))
    assert cells is not None
    assert [(c.left, c.right, c.top, c.bottom) for c in cells] == [
        (0, 1, None, None),
        (1, 4, None, 40.0),
        (1, 2, 40.0, None),
        (2, 3, 40.0, None),
        (3, 4, 40.0, None),
    ]


def test_cells_lower_than_a_level_leave_no_head() -> None:
    cells = [HeadCell(0, 4, None, 5.0), HeadCell(0, 2, 5.0, None), HeadCell(2, 4, 5.0, None)]
    assert lay_head(cells, EDGES, (0, 80), 18.0) is None
    higher = [HeadCell(0, 4, None, 40.0), HeadCell(0, 2, 40.0, None), HeadCell(2, 4, 40.0, None)]
    laid = lay_head(higher, EDGES, (0, 80), 18.0)
    assert laid is not None and [(c.row, c.row_span) for c in laid.cells] == [(0, 1), (1, 1), (1, 1)]


def test_a_label_that_is_wider_than_all_columns_is_no_head() -> None:
    assert tile_head(EDGES, [Box(-200, 0, 600, 20), label(0, 1, 40)], (0, 80)) is None


def test_a_group_that_is_centred_over_more_columns_too_heads_those_whose_labels_stand_below() -> None:
    wide = [100.0 * k for k in range(8)]

    def at(column: float, middle: float) -> Box:
        return Box(100 * column - 20, middle - 10, 100 * column + 20, middle + 10)

    # The label of column 1 stands half way down the head, so it is beside the group and not below it.
    blocks = [at(0.5, 40), at(1.5, 40), at(4, 15), *(at(k + 0.5, 55) for k in (2, 3, 4, 5)), at(6.5, 40)]
    cells = tile_head(wide, blocks, (0, 80))
    assert cells is not None
    assert [(c.left, c.right) for c in cells if c.top is None] == [(0, 1), (1, 2), (2, 6), (6, 7)]


@hypothesis_settings(max_examples=60)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_any_head_of_two_levels_is_found_from_centred_labels(groups: list[int]) -> None:
    columns = sum(groups)
    edges = [100.0 * k for k in range(columns + 1)]
    blocks, wanted, start = [], [], 0
    for size in groups:
        middle = 100.0 * (start + size / 2)
        blocks.append(Box(middle - 20, 10, middle + 20, 30))
        wanted.append((start, start + size))
        if size > 1:
            for k in range(start, start + size):
                blocks.append(Box(100.0 * k + 30, 50, 100.0 * k + 70, 70))
                wanted.append((k, k + 1))
        start += size
    cells = tile_head(edges, blocks, (0, 80))
    assert cells is not None
    assert sorted((cell.left, cell.right) for cell in cells) == sorted(wanted)
