"""A batch through the browser: pages go to their reports, and each value stands in the text where its place says."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ocr_pipeline.evaluate.synthesis.printed_batch import print_batch
from ocr_pipeline.evaluate.synthesis.random_report import draw_random_report, load_recipes, report_section
from ocr_pipeline.evaluate.synthesis.seed_reports import template_environment
from ocr_pipeline.evaluate.synthesize import Order, synthesize

pytestmark = pytest.mark.chromium


def test_values_stand_at_their_places_on_the_pages_of_their_report(tmp_path: Path) -> None:
    recipes, environment = load_recipes(), template_environment()
    rules = ("full", "cards", "over_pages")
    reports = [draw_random_report(recipes, n, seed=11, fonts="fit", rules=rule) for n, rule in enumerate(rules)]
    path = tmp_path / "batch.pdf"
    printed = print_batch([report_section(report, environment) for report in reports], path)
    document = pdfium.PdfDocument(path)
    try:
        assert [part.first for part in printed] == [0, *(part.end for part in printed[:-1])]
        assert printed[-1].end == len(document)
        for report, part in zip(reports, printed, strict=True):
            values = {
                (t, r, c): text
                for t, rows in report.values.items()
                for r, row in rows.items()
                for c, text in row.items()
            }
            assert {cell.field for cell in part.cells} == set(values)
            for cell in part.cells[::7]:
                page = document[part.first + cell.page_index]
                left, top, right, bottom = (side * 72 for side in cell.box)
                height = page.get_height()
                text = page.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
                expected = values[cell.field] or ""  # type: ignore[index]  # a field has three parts
                assert "".join(text.split()).replace("\u200b", "") == "".join(expected.split())
    finally:
        document.close()


def test_one_order_gives_documents_with_truth_and_the_same_bytes_again(tmp_path: Path) -> None:
    order = Order(count=1, looks=("clean", "fax"), seed=4, fonts="fit", ranges="fit")
    first = list(synthesize(order, tmp_path / "a"))
    again = list(synthesize(order, tmp_path / "b"))
    assert [path.name for path in first] == ["clean-4-00000.pdf", "fax-4-00000.pdf"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    truths = [json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8")) for path in first]
    assert truths[0]["tables"] == truths[1]["tables"]
    assert [truth["look"] for truth in truths] == ["clean", "fax"]
    corners = [point for _, _, box in truths[1]["made"]["cells"] for point in box]
    assert all(0 < x < 1 and 0 < y < 1 for x, y in corners)
