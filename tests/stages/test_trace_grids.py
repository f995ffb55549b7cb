from __future__ import annotations

import numpy as np

from ocr_pipeline.model.document import PageImage
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import Layout, Region, RegionKind, Score
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.stages.find_regions import drop_covered
from ocr_pipeline.stages.trace_grids import trace_grids

PAGE = PageImage(0, np.full((800, 600, 3), 255, np.uint8), Homography.identity(), (600, 800), dpi=200)


def grid(left: float, top: float, right: float, bottom: float, *, columns: int = 1) -> TableGrid:
    step = (right - left) / columns
    cells = tuple(
        GridCell(0, k, 1, 1, Box(left + k * step, top, left + (k + 1) * step, bottom)) for k in range(columns)
    )
    return TableGrid(Box(left, top, right, bottom), 1, columns, cells, "told")


def rows_of_four(left: float, top: float) -> TableGrid:
    """Three rows of four columns, 500 wide and 150 high."""
    places = [(row, k) for row in range(3) for k in range(4)]
    boxes = [Box(left + 125 * k, top + 50 * row, left + 125 * (k + 1), top + 50 * (row + 1)) for row, k in places]
    cells = tuple(GridCell(row, k, 1, 1, box) for (row, k), box in zip(places, boxes, strict=True))
    return TableGrid(Box(left, top, left + 500, top + 150), 3, 4, cells, "told")


def region(left: float, top: float, right: float, bottom: float, *, score: float = 0.9) -> Region:
    return Region(RegionKind.TABLE, Box(left, top, right, bottom), Score(score))


class Told:
    """An engine that answers as it was told, and remembers what it was asked."""

    def __init__(self, whole: tuple[TableGrid, ...], inside: tuple[TableGrid, ...] = ()) -> None:
        self.whole, self.inside = whole, inside
        self.asked: list[Box | None] = []

    def describe(self) -> Step:
        return Step("trace_grids", "told", "1")

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        self.asked.append(area)
        return self.whole if area is None else self.inside


def test_grids_come_in_reading_order() -> None:
    upper, lower = grid(50, 50, 550, 200), grid(50, 400, 550, 600)
    assert trace_grids(PAGE, Layout(()), [Told((lower, upper))]) == (upper, lower)


def test_a_region_that_a_grid_covers_is_not_asked_about_again() -> None:
    engine = Told((grid(50, 50, 550, 200),))
    trace_grids(PAGE, Layout((region(60, 60, 540, 190),)), [engine])
    assert engine.asked == [None]


def test_a_region_without_a_grid_is_asked_about_with_a_margin() -> None:
    engine = Told((), (grid(50, 400, 550, 600),))
    found = trace_grids(PAGE, Layout((region(50, 400, 550, 600),)), [engine])
    assert found == (grid(50, 400, 550, 600),)
    assert engine.asked == [None, Box(40, 390, 560, 610)]


def test_a_later_engine_is_asked_only_about_what_earlier_ones_left_open() -> None:
    first, second = grid(50, 50, 550, 200), grid(50, 400, 550, 600)
    later = Told((), (second,))
    regions = Layout((region(50, 50, 550, 200), region(50, 400, 550, 600)))
    assert trace_grids(PAGE, regions, [Told((first,)), later]) == (first, second)
    assert later.asked == [None, Box(40, 390, 560, 610)]


def test_a_later_engine_is_not_asked_where_nothing_is_left_open() -> None:
    later = Told((grid(50, 400, 550, 600),))
    spots = [(row, column) for row in range(2) for column in range(10)]
    cells = [GridCell(r, c, 1, 1, Box(50 + 50 * c, 50 + 20 * r, 100 + 50 * c, 70 + 20 * r)) for r, c in spots]
    dense = TableGrid(Box(50, 50, 550, 90), 2, 10, tuple(cells), "told")
    assert trace_grids(PAGE, Layout((region(50, 40, 550, 90),)), [Told((dense,)), later]) == (dense,)
    assert later.asked == []


def test_pieces_in_which_cells_may_have_run_together_give_way_to_the_whole_table() -> None:
    piece, whole = grid(50, 50, 550, 80), grid(50, 50, 550, 200, columns=9)
    assert trace_grids(PAGE, Layout(()), [Told((piece,)), Told((whole,))]) == (whole,)


def test_a_table_that_is_no_piece_stays_and_nothing_is_added_beside_pieces() -> None:
    piece, same, beside = grid(50, 50, 550, 80), grid(50, 50, 550, 200), grid(50, 400, 550, 600, columns=9)
    assert trace_grids(PAGE, Layout(()), [Told((piece,)), Told((same, beside))]) == (piece,)
    table, finer = grid(50, 50, 550, 200, columns=4), grid(50, 50, 550, 200, columns=7)
    assert trace_grids(PAGE, Layout(()), [Told((table,)), Told((finer,))]) == (table,)


def test_a_table_with_columns_of_its_own_beside_a_piece_of_another_stays() -> None:
    piece, table, finer = grid(50, 400, 550, 430), rows_of_four(50, 50), grid(50, 40, 550, 210, columns=10)
    assert trace_grids(PAGE, Layout(()), [Told((table, piece)), Told((finer,))]) == (table, piece)
    large = grid(50, 40, 550, 390, columns=10)
    assert trace_grids(PAGE, Layout(()), [Told((table, piece)), Told((large,))]) == (large, piece)


def test_a_later_engine_looks_at_a_page_on_which_nothing_is_found() -> None:
    later = Told((grid(50, 400, 550, 600),))
    assert trace_grids(PAGE, Layout(()), [Told(()), later]) == later.whole


def test_of_two_grids_in_one_place_the_one_with_more_cells_stays() -> None:
    coarse, fine = grid(50, 50, 550, 200, columns=2), grid(50, 50, 550, 205, columns=5)
    assert trace_grids(PAGE, Layout(()), [Told((coarse, fine))]) == (fine,)


def test_of_regions_that_cover_each_other_the_better_stays() -> None:
    good, poor = region(50, 50, 550, 200), region(60, 60, 540, 190, score=0.4)
    apart = region(50, 400, 550, 600, score=0.3)
    assert drop_covered([poor, apart, good]) == [good, apart]


def test_a_region_that_begins_in_the_middle_of_a_table_holds_no_other() -> None:
    table, piece = grid(50, 50, 550, 200, columns=5), grid(40, 140, 560, 700, columns=3)
    engine = Told((table,), (piece,))
    assert trace_grids(PAGE, Layout((region(50, 150, 550, 690),)), [engine]) == (table,)
    assert len(engine.asked) == 2


def test_a_grid_that_ends_inside_the_rules_of_a_table_does_not_take_its_place() -> None:
    piece, cut = grid(50, 50, 550, 80), grid(50, 50, 430, 200, columns=9)
    assert trace_grids(PAGE, Layout(()), [Told((piece,)), Told((cut,))]) == (piece,)


def stripes(left: float, top: float, right: float, bottom: float) -> TableGrid:
    """Six rows of six columns with two cells in all: what stripes behind rows look like to one who follows rules."""
    middle = (top + bottom) / 2
    boxes = (Box(left, top, right, middle), Box(left, middle, right, bottom))
    cells = tuple(GridCell(3 * k, 0, 3, 6, box) for k, box in enumerate(boxes))
    return TableGrid(Box(left, top, right, bottom), 6, 6, cells, "told")


def test_stripes_give_way_to_the_table_that_is_seen_from_inside_its_region() -> None:
    whole = grid(50, 50, 550, 200, columns=8)
    later = Told((), (whole,))
    assert trace_grids(PAGE, Layout((region(50, 50, 550, 200),)), [Told((stripes(50, 50, 550, 200),)), later]) == (
        whole,
    )


def test_pieces_in_an_open_region_give_way_to_its_table() -> None:
    piece, whole = grid(50, 50, 550, 90, columns=4), rows_of_four(50, 50)
    later = Told((), (grid(50, 50, 550, 390, columns=12),))
    layout = Layout((region(50, 50, 550, 390),))
    assert trace_grids(PAGE, layout, [Told((piece,)), later]) == later.inside
    assert trace_grids(PAGE, layout, [Told((whole,)), later]) == (whole,)


def test_of_a_region_that_shows_fewer_cells_the_parts_seen_from_the_page_are_taken() -> None:
    upper, lower = grid(50, 50, 550, 200, columns=6), grid(50, 220, 550, 390, columns=6)
    layout = Layout((region(50, 50, 550, 390),))
    fewer, all_ = grid(50, 50, 550, 390, columns=10), grid(50, 50, 550, 390, columns=12)
    assert trace_grids(PAGE, layout, [Told(()), Told((upper, lower), (fewer,))]) == (upper, lower)
    assert trace_grids(PAGE, layout, [Told(()), Told((upper, lower), (all_,))]) == (all_,)


def test_cells_where_parts_overlap_are_counted_once() -> None:
    upper, lower = rows_of_four(50, 50), rows_of_four(50, 100)
    whole = grid(50, 50, 550, 250, columns=16)
    layout = Layout((region(50, 50, 550, 250),))
    assert trace_grids(PAGE, layout, [Told(()), Told((upper, lower), (whole,))]) == (whole,)


def test_of_a_region_that_shows_nothing_from_inside_the_parts_seen_from_the_page_are_taken() -> None:
    known, part = rows_of_four(50, 50), grid(50, 400, 550, 600, columns=5)
    piece, beside = grid(50, 250, 550, 280), grid(50, 650, 550, 700, columns=5)
    layout = Layout((region(50, 390, 550, 610),))
    assert trace_grids(PAGE, layout, [Told((known, piece)), Told((part, beside))]) == (known, piece, part)


def test_a_table_of_many_cells_in_a_figure_is_a_table_where_another_is_open() -> None:
    def table(rows: int) -> TableGrid:
        spots = [(row, column) for row in range(rows) for column in range(5)]
        cells = [GridCell(r, c, 1, 1, Box(50 + 100 * c, 50 + 30 * r, 150 + 100 * c, 80 + 30 * r)) for r, c in spots]
        return TableGrid(Box(50, 50, 550, 50 + 30 * rows), rows, 5, tuple(cells), "told")

    figure = Region(RegionKind.FIGURE, Box(40, 40, 560, 260), Score(0.9))
    other = grid(50, 400, 550, 600)
    layout = Layout((figure, region(50, 400, 550, 600)))
    for rows, found in ((6, (table(6), other)), (5, (other,))):
        first = Told((grid(50, 700, 550, 720),))
        assert trace_grids(PAGE, layout, [first, Told((table(rows), other), (other,))])[:-1] == found


def test_a_region_over_two_wide_tables_is_no_table() -> None:
    upper, lower = grid(50, 50, 550, 200, columns=8), grid(50, 400, 550, 600, columns=12)
    over = grid(50, 50, 550, 600, columns=20)
    layout = Layout((region(40, 40, 560, 610),))
    assert trace_grids(PAGE, layout, [Told(()), Told((upper, lower), (over,))]) == (upper, lower)
    alike = grid(50, 400, 550, 600, columns=10)
    assert trace_grids(PAGE, layout, [Told(()), Told((upper, alike), (over,))]) == (over,)


def test_a_ruled_table_of_few_columns_stays_where_print_suggests_more_rows() -> None:
    def table(rows: int, columns: int) -> TableGrid:
        wide, high = 500 / columns, 600 / rows
        spots = [(row, k) for row in range(rows) for k in range(columns)]
        boxes = [Box(50 + wide * k, 50 + high * r, 50 + wide * (k + 1), 50 + high * (r + 1)) for r, k in spots]
        cells = tuple(GridCell(r, k, 1, 1, box) for (r, k), box in zip(spots, boxes, strict=True))
        return TableGrid(Box(50, 50, 550, 650), rows, columns, cells, "told")

    ruled = table(30, 3)
    assert trace_grids(PAGE, Layout(()), [Told((ruled,)), Told((table(37, 6),))]) == (ruled,)
    whole = table(50, 6)
    assert trace_grids(PAGE, Layout(()), [Told((ruled,)), Told((whole,))]) == (whole,)
