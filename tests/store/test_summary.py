from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.provenance import Making
from ocr_pipeline.model.report_codec import report_to_plain
from ocr_pipeline.store.summary import Failure, SummaryRow, count, count_plain, load_summary, save_summary
from tests.reports import report_of, truth_of

ROWS = (
    SummaryRow("a.pdf", "ab" * 32, "accepted", "a-abababab", 5, 198, 3, 1, 12.34, None, None, 195, 0.25, "一县", 2020),
    SummaryRow("b.pdf", "cd" * 32, "failed", error=Failure("encrypted", "b.pdf is encrypted", None)),
    SummaryRow("c.pdf", None, "failed", error=Failure("unreadable", "page 3 of c.pdf", 2)),
    SummaryRow("d.pdf", "ab" * 32, "accepted", "a-abababab", 5, 198, 3, 1, 0.0, duplicate_of="a.pdf", accepted=195),
)


def test_rows_come_back(tmp_path: Path) -> None:
    save_summary(tmp_path / "summary.json", reversed(ROWS))

    assert load_summary(tmp_path / "summary.json") == ROWS


def test_the_file_has_the_published_form(tmp_path: Path) -> None:
    save_summary(tmp_path / "summary.json", ROWS, {"who": "ever"})

    plain = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))

    assert plain["totals"] == {
        "documents": 4,
        "failed": 2,
        "duplicates": 1,
        "cells": 198,
        "review": 3,
        "states": {"accepted": 1, "duplicate": 1, "failed": 2},
        "pages": 5,
        "accepted": 195,
        "expected_wrong": 0.25,
        "at_most_wrong_95": 1,
        "review_minutes": 1.0,
        "seconds": 12.34,
    }
    assert plain["who"] == "ever"
    assert set(plain["documents"][0]) >= {
        "source", "sha256", "status", "pages", "cells", "review", "findings", "seconds", "error",
    }  # fmt: skip
    assert plain["documents"][2]["error"] == {"code": "unreadable", "message": "page 3 of c.pdf", "page": 3}


def test_rows_of_an_older_summary_lack_what_is_new(tmp_path: Path) -> None:
    save_summary(tmp_path / "summary.json", ROWS)
    plain = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    for row in plain["documents"]:
        for key in ("accepted", "expected_wrong", "organisation", "year"):
            del row[key]
    (tmp_path / "summary.json").write_text(json.dumps(plain), encoding="utf-8")

    assert [row.accepted for row in load_summary(tmp_path / "summary.json")] == [0, 0, 0, 0]


def test_a_report_is_counted_alike_before_and_after_it_is_published() -> None:
    report = report_of(truth_of("yuelu2020"))
    plain = report_to_plain(report, Making("0.1.0", "5" * 64, "6" * 64))

    counts = count(report)

    assert counts == replace(count_plain(plain), expected_wrong=counts.expected_wrong)
    assert count_plain(plain).expected_wrong == pytest.approx(counts.expected_wrong, abs=1e-3)
    assert counts.accepted + counts.review == counts.cells
    assert counts.organisation


def test_no_summary_is_no_rows(tmp_path: Path) -> None:
    assert load_summary(tmp_path / "summary.json") == ()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"documents": [{}]}', '{"documents": [{"error": null, "x": 1}]}'])
def test_something_else_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text(content, encoding="utf-8")

    with pytest.raises(RecordDamaged, match="move it away"):
        load_summary(tmp_path / "summary.json")
