"""hOCR, ALTO and PAGE: what is written is read back with the same texts at the same places."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from ocr_pipeline.exports.page_text import Line, PageText, PixelBox, page_texts
from ocr_pipeline.exports.to_alto import NAMESPACE as ALTO
from ocr_pipeline.exports.to_alto import alto_bytes
from ocr_pipeline.exports.to_hocr import hocr_bytes
from ocr_pipeline.exports.to_page import NAMESPACE as PAGE
from ocr_pipeline.exports.to_page import page_files
from ocr_pipeline.model.report import CheckedReport
from tests.reports import report_of, truth_of
from tests.values import reports

REPORT = report_of(truth_of("yuelu2020"))
PAGES = tuple(page_texts(REPORT))
MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

Placed = tuple[str, PixelBox]


def placed(pages: tuple[PageText, ...]) -> list[Placed]:
    return [(line.text, line.box) for page in pages for line in page.lines()]


def from_hocr(content: bytes) -> list[Placed]:
    root = ElementTree.fromstring(content)
    words = root.iter("{http://www.w3.org/1999/xhtml}span")
    found = []
    for word in words:
        if word.get("class") == "ocrx_word":
            left, top, right, bottom = (int(n) for n in re.findall(r"bbox (.*?);", word.get("title", ""))[0].split())
            found.append((word.text or "", (left, top, right, bottom)))
    return found


def from_alto(content: bytes) -> list[Placed]:
    found = []
    for string in ElementTree.fromstring(content).iter(f"{{{ALTO}}}String"):
        left, top, width, height = (int(string.get(name, "")) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
        found.append((string.get("CONTENT", ""), (left, top, left + width, top + height)))
    return found


def from_page(contents: list[bytes]) -> list[Placed]:
    found = []
    for content in contents:
        for line in ElementTree.fromstring(content).iter(f"{{{PAGE}}}TextLine"):
            coords, text = line.find(f"{{{PAGE}}}Coords"), line.find(f".//{{{PAGE}}}Unicode")
            assert coords is not None
            assert text is not None
            points = [tuple(int(n) for n in point.split(",")) for point in coords.get("points", "").split()]
            found.append((text.text or "", (points[0][0], points[0][1], points[2][0], points[2][1])))
    return found


def test_the_pages_hold_running_text_and_the_delivered_values() -> None:
    texts = [text for text, _ in placed(PAGES)]

    assert "申请292项。" in texts
    assert [text for text in texts if text == "60167.14242万元"] == ["60167.14242万元"]


def test_hocr_gives_every_line_back() -> None:
    assert from_hocr(hocr_bytes(REPORT)) == placed(PAGES)


def test_alto_gives_every_line_back() -> None:
    assert from_alto(alto_bytes(REPORT)) == placed(PAGES)


def test_page_xml_gives_every_line_back() -> None:
    assert from_page([content for _, content in page_files(REPORT, MADE)]) == placed(PAGES)


def test_page_xml_has_a_file_a_page_that_says_when_it_was_made() -> None:
    files = dict(page_files(REPORT, MADE))

    assert sorted(files) == ["page-001.xml", "page-002.xml", "page-003.xml"]
    assert b"<Created>2026-01-02T03:04:05Z</Created>" in files["page-001.xml"]


def test_page_xml_keeps_merged_cells() -> None:
    root = ElementTree.fromstring(dict(page_files(REPORT, MADE))["page-002.xml"])
    roles = [role.attrib for role in root.iter(f"{{{PAGE}}}TableCellRole")]

    assert {"rowIndex": "0", "columnIndex": "0", "rowSpan": "3", "colSpan": "3"} in roles


@pytest.mark.parametrize("text", ["a<b>&\"'", "控制", "𠮷野"])
def test_markup_characters_survive(text: str) -> None:
    page = REPORT.pages[0]
    line = page.blocks[0].lines[0]
    from dataclasses import replace

    block = replace(page.blocks[0], lines=(replace(line, text=text),))
    report = replace(REPORT, pages=(replace(page, blocks=(block,), tables=()),))

    for found in (from_hocr(hocr_bytes(report)), from_alto(alto_bytes(report))):
        assert [content for content, _ in found] == [text]


@settings(max_examples=15)
@given(reports())
def test_any_report_gives_well_formed_files(report: CheckedReport) -> None:
    lines = placed(tuple(page_texts(report)))

    assert len(from_hocr(hocr_bytes(report))) == len(lines)
    assert from_alto(alto_bytes(report)) == lines
    assert from_page([content for _, content in page_files(report, MADE)]) == lines


def test_a_line_break_inside_a_text_becomes_a_space() -> None:
    assert all("\n" not in line.text for page in PAGES for line in page.lines())
    assert Line("a", (0, 0, 1, 1), 1.0).text == "a"
