from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from ocr_pipeline.exports.page_pictures import Preview, preview, save_page
from ocr_pipeline.exports.to_html import html_bytes
from ocr_pipeline.model.bound import ABSENT, Place
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.report import CheckedReport, Identity
from ocr_pipeline.schema.catalog import load_schema
from tests.reports import SCHEMA, report_of, truth_of

REPORT = report_of(truth_of("yuelu2020"))
HOSTILE = '<script>alert(1)</script>" onload="x'


class Page(HTMLParser):
    """Elements with their attributes, and the text inside value cells."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.values: dict[str, str] = {}
        self._value = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag == "td":
            self._value = found.get("id") or ""
            self.values[self._value] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._value = ""

    def handle_data(self, data: str) -> None:
        if self._value:
            self.values[self._value] += data.strip()


@pytest.fixture(scope="module")
def previews(tmp_path_factory: pytest.TempPathFactory) -> list[Preview]:
    folder = tmp_path_factory.mktemp("pages")
    for index in range(3):
        save_page(folder, index, np.full((140, 100, 3), 250, np.uint8))
    return [preview(index, path) for index, path in enumerate(sorted(folder.iterdir()))]


def parsed(report: CheckedReport, previews: list[Preview]) -> Page:
    page = Page()
    page.feed(html_bytes(report, SCHEMA, previews).decode())
    return page


def test_every_value_has_a_cell_and_a_mark_on_its_page(previews: list[Preview]) -> None:
    page = parsed(REPORT, previews)
    marks = {attrs["id"] for tag, attrs in page.elements if tag == "rect"}

    assert list(page.values.values()) == [cell.value.printed or "?" for cell in REPORT.cells]
    assert marks == {f"m{index}" for index in range(len(REPORT.cells))}


def test_marks_are_coloured_by_trust(previews: list[Preview]) -> None:
    kinds = [attrs["class"] for tag, attrs in parsed(REPORT, previews).elements if tag == "rect"]

    assert (kinds.count("doubtful"), kinds.count("accepted")) == (2, 196)


def test_text_of_the_document_cannot_run(previews: list[Preview]) -> None:
    finding = replace(REPORT.findings[0], message=HOSTILE, message_zh=HOSTILE, says=HOSTILE)
    hostile = replace(REPORT, identity=Identity(HOSTILE, HOSTILE, 2020), source=HOSTILE, findings=(finding,))

    page = parsed(hostile, previews)

    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not any(name.startswith("on") or name == "style" for _, attrs in page.elements for name in attrs)


def test_the_page_needs_nothing_from_outside(previews: list[Preview]) -> None:
    page = parsed(REPORT, previews)
    links = [attrs.get("href") or attrs.get("src") for _, attrs in page.elements if "href" in attrs or "src" in attrs]

    assert all(link and link.startswith(("#", "data:image/jpeg;base64,")) for link in links)


def test_the_content_policy_names_the_script_and_the_style_by_digest(previews: list[Preview]) -> None:
    html = html_bytes(REPORT, SCHEMA, previews).decode()
    for tag in ("script", "style"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.S)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in html
    assert "default-src &#39;none&#39;" in html


def test_every_link_inside_the_page_leads_somewhere(previews: list[Preview]) -> None:
    page = parsed(REPORT, previews)
    names = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    targets = {str(attrs["href"])[1:] for _, attrs in page.elements if str(attrs.get("href", "")).startswith("#")}

    assert targets <= names


def test_a_field_that_was_not_found_leads_to_its_place_in_the_table(previews: list[Preview]) -> None:
    (first, *rest) = REPORT.cells
    finding = replace(REPORT.findings[0], cells=(first.address,))
    absent = replace(first, value=ABSENT, place=None)

    page = parsed(replace(REPORT, cells=(absent, *rest), findings=(finding,)), previews)

    names = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    chip = next(attrs for _, attrs in page.elements if str(attrs.get("class", "")).startswith("chip"))
    assert (chip["href"], "f0" in names, "m0" in names) == ("#f0", True, False)


def test_without_pictures_the_values_are_still_there() -> None:
    page = parsed(REPORT, [])

    assert len(page.values) == len(REPORT.cells)
    assert "rect" not in [tag for tag, _ in page.elements]


def test_a_bilevel_page_is_kept_without_loss(tmp_path: Path) -> None:
    pixels = np.full((40, 30, 3), 255, np.uint8)
    pixels[10:20, 5:25] = 0

    save_page(tmp_path, 4, pixels)

    assert [path.name for path in tmp_path.iterdir()] == ["page-005.png"]


def test_equal_pixels_are_kept_as_equal_bytes(tmp_path: Path) -> None:
    pixels = np.arange(40 * 30 * 3, dtype=np.uint8).reshape(40, 30, 3)

    save_page(tmp_path / "a", 0, pixels)
    save_page(tmp_path / "b", 0, pixels)

    assert (tmp_path / "a/page-001.jpg").read_bytes() == (tmp_path / "b/page-001.jpg").read_bytes()


ANY = replace(REPORT, schema_id="none", editions=(), cells=(), findings=(), statements=(), bound_grids=())


def test_a_report_of_no_kind_shows_every_table_with_its_place(previews: list[Preview]) -> None:
    page = Page()
    page.feed(html_bytes(ANY, load_schema("none"), previews).decode())
    outlines = [attrs for tag, attrs in page.elements if tag == "rect"]
    names = {attrs["id"] for _, attrs in page.elements if "id" in attrs}

    assert [attrs["class"] for attrs in outlines] == ["table"] * 3
    assert {"o1", "o2", "o3"} <= names
    assert [tag for tag, _ in page.elements].count("table") == 3


def test_a_table_that_was_not_understood_is_shown_with_its_picture_and_why(previews: list[Preview]) -> None:
    place = Place(1, Box(0.1, 0.5, 0.9, 0.75))
    finding = replace(REPORT.findings[1], code="table.untraced", message="why", message_zh="原因", place=place)
    html = html_bytes(replace(REPORT, findings=(finding,)), SCHEMA, previews).decode()
    page = Page()
    page.feed(html)

    picture = next(attrs for _, attrs in page.elements if attrs.get("viewbox") == "10.0 70.0 80.0 35.0")
    assert picture["aria-label"] == "why"
    assert ("use", {"href": "#i2"}) in page.elements
    assert html.count("data:image/jpeg") == len(previews)
    assert [attrs["class"] for tag, attrs in page.elements if tag == "rect"].count("unread") == 1
    assert "原因" in html.split('<div class="unread"')[1]


def test_without_a_picture_the_reason_is_still_told() -> None:
    place = Place(1, Box(0.1, 0.5, 0.9, 0.75))
    finding = replace(REPORT.findings[1], code="table.untraced", message="why", message_zh="原因", place=place)
    page = parsed(replace(REPORT, findings=(finding,)), [])

    assert "use" not in [tag for tag, _ in page.elements]
    assert ("div", {"class": "unread", "id": "u1"}) in page.elements
