from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from ocr_pipeline.bulk import summary_page as module
from ocr_pipeline.bulk.summary_page import summary_page
from ocr_pipeline.store.summary import Failure, SummaryRow

HOSTILE = '<script>alert(1)</script>" onload="x'
ROWS = (
    SummaryRow("a.pdf", "ab" * 32, "accepted", "a b-abababab", 5, 198, 0, 1, 12.3, accepted=198, expected_wrong=0.2),
    SummaryRow(
        "b.pdf", "cd" * 32, "needs_review", "b-cd", 5, 198, 7, 1, 9.0, accepted=191, organisation="一县", year=2020
    ),
    SummaryRow("c.pdf", "ab" * 32, "accepted", "a b-abababab", 5, 198, duplicate_of="a.pdf"),
    SummaryRow("d.pdf", None, "failed", error=Failure("encrypted", "d.pdf: is encrypted")),
    SummaryRow("e.pdf", "ef" * 32, "partial", "e-ef", 2, 198, 190),
)


class Page(HTMLParser):
    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_input_stands_in_the_page_once_those_for_a_person_first() -> None:
    written = summary_page(ROWS, {})
    page = Page(written)

    assert re.findall(r'<td class="source">(?:<a [^>]*>)?([a-e])\.pdf', written.decode()) == ["d", "e", "b", "a", "c"]
    assert [attrs["href"] for tag, attrs in page.elements if tag == "a"] == [
        "e-ef/report.html",
        "b-cd/report.html",
        "a%20b-abababab/report.html",
        "a%20b-abababab/report.html",
    ]
    for said in ("一县 · 2020", "= a.pdf", "encrypted", "d.pdf: is encrypted", "at most"):
        assert said in page.text


def test_figures_of_the_run_and_who_is_missing_are_told_where_they_are_known() -> None:
    run = {"pages_per_second": 0.5, "documents": 3, "pages": 12, "seconds": 24.0}

    page = Page(summary_page(ROWS, {"missing": [{"organisation": "某县", "year": 2019}], "last_run": run}))

    assert "某县" in page.text
    assert "2019" in page.text
    assert "0.50" in page.text
    assert "某县" not in Page(summary_page(ROWS, {"missing": []})).text


def test_nothing_from_outside_becomes_markup_and_nothing_is_fetched() -> None:
    row = SummaryRow(HOSTILE, None, "failed", HOSTILE, error=Failure(HOSTILE, HOSTILE), organisation=HOSTILE)

    page = Page(summary_page([row], {"missing": [{"organisation": HOSTILE, "year": 2019}]}))

    tags = [tag for tag, _ in page.elements]
    assert "script" not in tags
    assert not any(key.startswith("on") or key == "src" for _, attrs in page.elements for key in attrs)
    assert page.text.count(HOSTILE) == 6
    policy = next(attrs["content"] for tag, attrs in page.elements if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_a_long_list_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 2)

    page = Page(summary_page(ROWS, {}))

    assert "3 more are in" in page.text
    assert "一县" not in page.text


def test_an_account_of_nothing_is_a_page() -> None:
    assert Page(summary_page((), {})).text
