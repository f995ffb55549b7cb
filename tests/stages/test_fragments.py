"""Whether a grid at the top of a page goes on from the one that ended the page before."""

from __future__ import annotations

from ocr_pipeline.stages.fragments import SAME_EDGES, SAME_NUMBER, SAME_TITLE, Fragment, continues

FIVE, TWO, THREE = (0.0, 0.2, 0.4, 0.6, 0.8), (0.0, 0.4), (0.0, 0.4, 0.7)


def upper(edges: tuple[float, ...], titled: str | None = None) -> Fragment:
    return Fragment((0, 2), (), titled, edges, at_bottom=True)


def lower(edges: tuple[float, ...], titled: str | None = None, *, page: int = 1) -> Fragment:
    return Fragment((page, 0), (), titled, edges, at_top=True, leaf=page)


def test_columns_that_go_on_say_most() -> None:
    assert continues(upper(FIVE), lower(FIVE)) == SAME_EDGES
    assert continues(upper(THREE), lower(THREE)) == SAME_NUMBER


def test_where_the_page_ends_inside_a_head_the_heading_of_both_says_it() -> None:
    assert continues(upper(TWO, "litigation"), lower(FIVE, "litigation")) == SAME_TITLE
    assert continues(upper(TWO, "requests"), lower(FIVE, "litigation")) == 0.0
    assert continues(upper(TWO), lower(FIVE)) == 0.0


def test_other_pages_say_nothing() -> None:
    assert continues(upper(FIVE, "litigation"), lower(FIVE, "litigation", page=2)) == 0.0
