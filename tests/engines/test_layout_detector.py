from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.engines.layout_detector import blocks_to_layout
from ocr_pipeline.model.layout import RegionKind


@dataclass
class Block:
    """As much of a layoutparser block as the engine looks at."""

    coordinates: tuple[float, float, float, float]
    type: str | None = "Table"
    score: float | None = 0.8


def test_labels_become_kinds_and_unknown_ones_text() -> None:
    blocks = [Block((0, 0, 10, 10), kind) for kind in ("Table", "figure_caption", "something", None)]
    kinds = [region.kind for region in blocks_to_layout(blocks, 100, 100).regions]
    assert kinds == [RegionKind.TABLE, RegionKind.CAPTION, RegionKind.TEXT, RegionKind.TEXT]


def test_blocks_are_clipped_to_the_page_and_empty_ones_dropped() -> None:
    blocks = [Block((-5, 10, 120, 50)), Block((30, 30, 30, 60)), Block((200, 200, 300, 300))]
    (region,) = blocks_to_layout(blocks, 100, 100).regions
    assert (region.box.left, region.box.right) == (0, 100)


def test_a_block_without_a_score_counts_as_certain() -> None:
    (region,) = blocks_to_layout([Block((0, 0, 10, 10), score=None)], 100, 100).regions
    assert region.score == 1.0


@given(st.tuples(*[st.floats(-1e4, 1e4)] * 4), st.floats(-2, 3))
def test_any_block_gives_a_region_on_the_page_or_none(corners: tuple[float, float, float, float], score: float) -> None:
    for region in blocks_to_layout([Block(corners, score=score)], 100, 80).regions:
        assert 0 <= region.box.left < region.box.right <= 100
        assert 0 <= region.box.top < region.box.bottom <= 80
        assert 0 <= region.score <= 1
