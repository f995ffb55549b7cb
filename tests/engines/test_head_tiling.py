from __future__ import annotations

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ocr_pipeline.engines.head_tiling import HeadCell, tile_head
from ocr_pipeline.model.geometry import Box

EDGES = [0.0, 100.0, 200.0, 300.0, 400.0]


def label(left: int, right: int, top: float, *, wide: float = 40.0) -> Box:
    """A label in the middle of columns [left, right)."""
    middle = (EDGES[left] + EDGES[right]) / 2
    return Box(middle - wide / 2, top, middle + wide / 2, top + 20)


def test_labels_side_by_side_are_a_cell_each() -> None:
    cells = tile_head(EDGES, [label(k, k + 1, 10) for k in range(4)])
    assert cells == tuple(HeadCell(k, k + 1, None, None) for k in range(4))


def test_a_label_over_others_heads_them_all() -> None:
    blocks = [label(0, 1, 30), label(1, 4, 10), *(label(k, k + 1, 50) for k in (1, 2, 3))]
    cells = tile_head(EDGES, blocks)
    assert cells is not None
    assert [(c.left, c.right, c.top, c.bottom) for c in cells] == [
        (0, 1, None, None),
        (1, 4, None, 40.0),
        (1, 2, 40.0, None),
        (2, 3, 40.0, None),
        (3, 4, 40.0, None),
    ]


def test_a_label_that_is_wider_than_all_columns_is_no_head() -> None:
    assert tile_head(EDGES, [Box(-200, 0, 600, 20), label(0, 1, 40)]) is None


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
    cells = tile_head(edges, blocks)
    assert cells is not None
    assert sorted((cell.left, cell.right) for cell in cells) == sorted(wanted)
