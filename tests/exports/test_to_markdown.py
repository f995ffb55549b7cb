from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ocr_pipeline.exports.to_markdown import markdown_bytes, plain_text
from ocr_pipeline.model.bound import Place
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import GridCell, TableGrid
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.reading import CellReading, Ink, ReadTable
from tests.reports import SCHEMA, report_of, truth_of

REPORT = report_of(truth_of("yuelu2020"))


class Tables(HTMLParser):
    """The texts of all cells of all HTML tables, by state."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[str] = []
        self.states: list[str | None] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            self._inside = True
            self.values.append("")
            self.states.append(dict(attrs).get("data-state"))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.values[-1] += data


def grid_of(*lines: tuple[str, ...]) -> ReadTable:
    cells = tuple(
        GridCell(r, c, 1, 1, Box(c * 10, 300 + r * 10, c * 10 + 10, 310 + r * 10))
        for r in range(len(lines))
        for c in range(len(lines[0]))
    )
    grid = TableGrid(Box(0, 300, 10 * len(lines[0]), 300 + 10 * len(lines)), len(lines), len(lines[0]), cells, "ruled")
    texts = [text for line in lines for text in line]
    ink = Ink(0.1, Score(0.0))
    return ReadTable(grid, tuple(CellReading(c, ink, (), t, Score(0.9)) for c, t in zip(cells, texts, strict=True)))


def test_every_value_of_the_statutory_tables_is_in_its_table() -> None:
    parser = Tables()
    parser.feed(markdown_bytes(REPORT, SCHEMA).decode())

    assert parser.values == [cell.value.printed or "?" for cell in REPORT.cells]
    assert parser.states.count("unreadable") == 1


def test_headings_paragraphs_and_tables_stand_in_reading_order() -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown_bytes(REPORT, SCHEMA).decode())
    kinds = [t.type for t in tokens if t.type in ("heading_open", "paragraph_open", "html_block")]

    assert kinds == ["heading_open"] + ["heading_open", "paragraph_open", "html_block"] * 3


def test_a_table_follows_the_section_it_begins_in() -> None:
    content = markdown_bytes(REPORT, SCHEMA).decode()
    places = [content.index(text) for text in ("## 二、", 'data-table="active', "## 三、", 'data-table="requests')]

    assert places == sorted(places)


def test_a_table_without_merged_cells_is_a_github_table() -> None:
    page = replace(REPORT.pages[0], tables=(*REPORT.pages[0].tables, grid_of(("a|b", "数量"), ("x", "12"))))
    content = markdown_bytes(replace(REPORT, pages=(page,)), SCHEMA).decode()

    html = MarkdownIt("gfm-like", {"linkify": False}).render(content)

    assert "<th>a|b</th>" in html
    assert "<td>12</td>" in html


def test_tables_of_the_right_page_of_a_sheet_come_after_those_of_the_left() -> None:
    first = REPORT.pages[0]
    left, right = grid_of(("甲", "1")), grid_of(("乙", "2"))
    below = replace(left.grid, box=Box(0, 900, 20, 920))
    beside = replace(right.grid, box=Box(700, 300, 720, 320))
    tables = (*first.tables, replace(right, grid=beside), replace(left, grid=below))
    page = replace(first, tables=tables, fold=600.0)
    content = markdown_bytes(replace(REPORT, pages=(page,)), SCHEMA).decode()

    assert content.index("甲") < content.index("乙")


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "1. 属于国家秘密",
        "- x",
        "<script>alert(1)</script>",
        "a*b*c",
        "[x](javascript:y)",
        "`x`",
        "&lt;",
        "~~x~~",
    ],
)
def test_text_of_the_document_never_becomes_markup(text: str) -> None:
    (open_, inline, close) = MarkdownIt("gfm-like", {"linkify": False}).parse(plain_text(text))

    assert (open_.type, close.type) == ("paragraph_open", "paragraph_close")
    assert "".join(child.content for child in inline.children or ()) == text
    assert {child.type for child in inline.children or ()} <= {"text", "text_special"}


@given(st.text("#*_`[]()<>&|~!-+=1. ab\\", min_size=1, max_size=12).filter(str.strip))
def test_any_text_comes_back_as_one_paragraph(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(plain_text(text))

    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(child.content for child in tokens[1].children or ()) == " ".join(text.split())


def test_without_what_was_seen_the_sections_are_still_there() -> None:
    content = markdown_bytes(replace(REPORT, pages=()), SCHEMA).decode()

    assert "## 二、主动公开政府信息情况" in content
    assert content.count("<table") == 3


def test_a_table_that_was_not_understood_is_told_where_it_stands() -> None:
    place = Place(1, Box(0.1, 0.5, 0.9, 0.75))
    finding = replace(REPORT.findings[1], code="table.untraced", message="why", message_zh="原因", place=place)
    content = markdown_bytes(replace(REPORT, findings=(finding,)), SCHEMA).decode()

    assert content.index("## 三、") < content.index("> 原因\n>\n> why\n") < content.index("## 四、")
