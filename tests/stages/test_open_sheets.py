"""Two printed pages on one sheet: cut where they meet, seen as pages, put back; the report reads as on two sheets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ocr_pipeline.model.document import LayerWord, PageImage
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.layout import Layout, Region, RegionKind, Score
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.stages.expect_lines import all_labels
from ocr_pipeline.stages.find_titles import titled_tables
from ocr_pipeline.stages.match_labels import LabelMatcher
from ocr_pipeline.stages.open_sheets import find_fold, on_one_sheet, printed_pages
from ocr_pipeline.stages.outline_sections import outline_sections
from tests.stages.bound_reports import SCHEMA, bind, disclosure, draw, errors, litigation, missing, requests
from tests.stages.drawn_tables import PAGE, cut, heading, page_of

SHEET = (2000, 1400)
LEFT, RIGHT = Box(100, 100, 900, 1300), Box(1100, 120, 1900, 700)


def together(pages: list[PageReading]) -> PageReading:
    """Two pages as the two halves of one sheet of twice their width."""
    halves = [
        replace(page, page_index=0, source_size=SHEET, to_source=Homography((1, 0, x, 0, 1, 0, 0, 0, 1)))
        for page, x in zip(pages, (0, PAGE[0]), strict=True)
    ]
    return on_one_sheet(halves)


def test_the_fold_is_in_the_middle_of_the_gap() -> None:
    assert find_fold(SHEET, [RIGHT, LEFT]) == 1000
    assert find_fold(SHEET, [LEFT, Box(150, 50, 700, 80), replace(RIGHT, left=1060)]) == 980


@pytest.mark.parametrize(
    ("size", "boxes"),
    [
        pytest.param((1000, 1400), [Box(50, 100, 470, 1300), Box(530, 100, 950, 1300)], id="upright paper"),
        pytest.param(SHEET, [LEFT, RIGHT, Box(600, 20, 1400, 60)], id="a title over both"),
        pytest.param(SHEET, [Box(100, 100, 600, 1300), Box(680, 100, 1900, 1300)], id="a narrow and a wide column"),
        pytest.param(SHEET, [Box(100, 100, 990, 1300), Box(1010, 100, 1900, 1300)], id="columns without margins"),
        pytest.param(SHEET, [Box(100, 100, 900, 500), Box(1100, 100, 1900, 500)], id="low cards"),
        pytest.param(SHEET, [LEFT], id="one page"),
        pytest.param(SHEET, [], id="nothing"),
    ],
)
def test_what_is_no_open_sheet_has_no_fold(size: tuple[int, int], boxes: list[Box]) -> None:
    assert find_fold(size, boxes) is None


def test_pages_are_cut_from_the_sheet_with_their_way_back_and_their_own_words() -> None:
    pixels = np.arange(1400 * 2000 * 3, dtype=np.uint32).astype(np.uint8).reshape(1400, 2000, 3)
    words = (LayerWord("left", Box(200, 200, 260, 230)), LayerWord("right", Box(2300, 200, 2360, 230)))
    twice = Homography((2, 0, 10, 0, 2, 0, 0, 0, 1))
    sheet = PageImage(3, pixels, twice, (4010, 2800), layer=words)
    layout = Layout(tuple(Region(RegionKind.TEXT, box, Score(0.9)) for box in (LEFT, RIGHT)))

    left, right = printed_pages(sheet, layout)

    assert (left.width, right.width, right.page_index) == (1000, 1000, 3)
    assert np.array_equal(right.pixels, pixels[:, 1000:])
    assert right.to_source.apply(5, 7) == sheet.to_source.apply(1005, 7)
    assert [[word.text for word in page.layer] for page in (left, right)] == [["left"], ["right"]]
    assert printed_pages(sheet, Layout(())) == (sheet,)


def test_a_figure_over_the_whole_sheet_says_nothing_of_its_pages() -> None:
    sheet = PageImage(0, np.zeros((1400, 2000, 3), np.uint8), Homography.identity(), SHEET)
    regions = [Region(RegionKind.TEXT, box, Score(0.9)) for box in (LEFT, RIGHT)]
    figure = Region(RegionKind.FIGURE, Box(20, 30, 1980, 1390), Score(0.4))
    assert [page.width for page in printed_pages(sheet, Layout((figure, *regions)))] == [1000, 1000]


def test_cells_of_both_pages_keep_their_places_on_the_sheet() -> None:
    first, second = draw([disclosure("2021")], [requests("2021"), litigation()])
    sheet = together([first, second])

    assert (sheet.size, sheet.fold) == (SHEET, 1000)
    moved = sheet.tables[1].grid.box
    own = second.tables[0].grid.box
    assert (moved.left, moved.top, moved.right, moved.bottom) == (
        own.left + 1000,
        own.top,
        own.right + 1000,
        own.bottom,
    )
    assert sheet.place(moved).left == (own.left + 1000) / 2000
    assert [sheet.leaf(table.grid.box) for table in sheet.tables] == [0, 1, 1]
    assert [block.text for block in sheet.blocks] == [block.text for page in (first, second) for block in page.blocks]


@pytest.mark.parametrize("row", [5, 12, 20])
def test_a_table_that_goes_on_on_the_right_page_is_bound_as_over_two_sheets(row: int) -> None:
    whole = [disclosure("2021"), requests("2021"), litigation()]
    upper, lower = cut(whole[1], row)
    truth = {field: number for sheet in whole for field, number in sheet.truth.items()}
    pages = draw([whole[0], upper], [lower, whole[2]])

    apart, one = bind(pages), bind([together(pages)])

    assert errors(one, truth) == []
    assert missing(one, truth) == set()
    found = [[(c.address, c.alternatives, c.fit) for t in tables.values() for c in t.cells] for tables in (apart, one)]
    assert found[0] == found[1]


def test_headings_name_the_tables_of_their_own_page() -> None:
    left, right = draw([requests("2021")], [litigation()])
    # Down the sheet, the heading on the right comes first, and the one on the left would name both tables.
    lifted = replace(right, blocks=(heading("四、政府信息公开行政复议、行政诉讼情况", 20),))
    sheet = together([left, lifted])
    names = titled_tables([sheet], SCHEMA, LabelMatcher(all_labels(SCHEMA.tables), SCHEMA.characters.simplified))
    assert [names[0, index] for index in (0, 1)] == ["requests", "litigation"]


def test_running_text_is_read_page_by_page() -> None:
    left = page_of(0, blocks=[heading("一、总体情况", 100), heading("二、主动公开政府信息情况", 900)])
    right = page_of(0, blocks=[heading("五、存在的主要问题及改进情况", 90), heading("六、其他需要报告的事项", 500)])
    sections = outline_sections([together([left, right])], SCHEMA)
    assert [section.title[0] for section in sections] == ["一", "二", "五", "六"]
