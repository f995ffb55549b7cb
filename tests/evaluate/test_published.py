"""The tables of the accuracy page say what the scores say, and are written between their marks only."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.measure import Measured
from ocr_pipeline.evaluate.metrics import FieldScore
from ocr_pipeline.evaluate.published import published, write_between
from ocr_pipeline.model.bound import BLANK, Address, ValueState
from tests.reports import value_of

FIELD = Address("requests", "new", "total")


def score(*, exact: bool, accepted: bool, look: str = "fax") -> FieldScore:
    return FieldScore("d", look, FIELD, ValueState.NUMBER, "1", value_of("1") if exact else BLANK, exact, exact,
                      accepted, 0.999 if accepted else 0.6, "song")  # fmt: skip


def test_rows_count_fields_with_and_without_the_sums() -> None:
    with_sums = (score(exact=True, accepted=True), score(exact=True, accepted=True), score(exact=False, accepted=False))
    bare = (score(exact=True, accepted=True), score(exact=False, accepted=True), score(exact=False, accepted=False))
    text = published([Measured(with_sums, bare)], ("fax",))
    row = next(line for line in text.splitlines() if line.startswith("| fax |"))
    assert "| 3 | 66.67 % | 33.33 % | 66.67 % | 66.67 % | 0 | 0.0 |" in row
    assert row.endswith("| 1 | 0 |")
    assert "| number | 2 | 1 |" in text
    brief = published([Measured(with_sums, bare)], ("fax",), brief=True)
    assert row in brief and "| number |" not in brief


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n", encoding="utf-8")
    write_between(page, "x", "new")
    assert page.read_text(encoding="utf-8") == "a\n<!-- x: begin -->\nnew\n<!-- x: end -->\nb\n"
    with pytest.raises(OptionsError, match="has no marks"):
        write_between(page, "y", "new")
