from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.store.summary import Failure, SummaryRow, load_summary, save_summary

ROWS = (
    SummaryRow("a.pdf", "ab" * 32, "accepted", "a-abababab", 5, 198, 0, 1, 12.34),
    SummaryRow("b.pdf", "cd" * 32, "failed", error=Failure("encrypted", "b.pdf is encrypted", None)),
    SummaryRow("c.pdf", None, "failed", error=Failure("unreadable", "page 3 of c.pdf", 2)),
    SummaryRow("d.pdf", "ab" * 32, "accepted", "a-abababab", 5, 198, 0, 1, 0.0, duplicate_of="a.pdf"),
)


def test_rows_come_back(tmp_path: Path) -> None:
    save_summary(tmp_path / "summary.json", reversed(ROWS))

    assert load_summary(tmp_path / "summary.json") == ROWS


def test_the_file_has_the_published_form(tmp_path: Path) -> None:
    save_summary(tmp_path / "summary.json", ROWS)

    plain = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))

    assert plain["totals"] == {"documents": 4, "failed": 2, "duplicates": 1, "cells": 198, "review": 0}
    assert set(plain["documents"][0]) >= {
        "source", "sha256", "status", "pages", "cells", "review", "findings", "seconds", "error",
    }  # fmt: skip
    assert plain["documents"][2]["error"] == {"code": "unreadable", "message": "page 3 of c.pdf", "page": 3}


def test_no_summary_is_no_rows(tmp_path: Path) -> None:
    assert load_summary(tmp_path / "summary.json") == ()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"documents": [{}]}', '{"documents": [{"error": null, "x": 1}]}'])
def test_something_else_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text(content, encoding="utf-8")

    with pytest.raises(RecordDamaged, match="move it away"):
        load_summary(tmp_path / "summary.json")
