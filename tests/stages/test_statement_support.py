"""What the text says of a cell makes its value surer or less sure, and never another one."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.model.bound import Address, Place
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.report import CheckedCell, Statement
from ocr_pipeline.options import DecideOptions
from ocr_pipeline.stages.find_statements import find_statements
from ocr_pipeline.stages.reconcile import reconcile
from ocr_pipeline.stages.score_confidence import confidence, score_confidence
from ocr_pipeline.stages.statement_support import UNSTATED, Stated, restated, stated_cells
from tests.stages.reports_on_paper import page, schema, table

NEW = Address("requests", "new", "total")
PRINTED = {
    f"{row}/{column}": "39" for row in ("new", "granted", "processed_total") for column in ("natural_person", "total")
}


def statement(quantity: str, agrees: bool | None) -> Statement:
    return Statement("", Place(0, Box(0, 0, 1, 1)), quantity, Decimal(1), agrees)


def scored(sentence: str, sure: float = 0.99) -> dict[Address, CheckedCell]:
    tables = reconcile((table("requests", "2021", PRINTED, sure),), schema())
    statements = find_statements([page(sentence)], tables, schema())
    cells = score_confidence(tables, (), None, DecideOptions(), statements=statements)
    return {cell.address: cell for cell in cells}


def test_agreement_raises_and_disagreement_lowers_confidence_and_the_value_stays() -> None:
    silent, agrees, differs = (
        scored(said)[NEW] for said in ("", "全年收到政府信息公开申请39件。", "全年收到政府信息公开申请38件。")
    )
    assert differs.confidence < silent.confidence < agrees.confidence
    assert {cell.value.printed for cell in (silent, agrees, differs)} == {"39"}


def test_a_calibration_that_heard_no_text_leaves_sentences_their_assumed_worth() -> None:
    tables = reconcile((table("requests", "2021", PRINTED),), schema())
    (cell,) = (cell for cell in tables[0].cells if cell.address == NEW)
    deaf = Calibration("kit", 5.0, (("stated_agrees", 0.0), ("stated_differs", 0.0)), (), 10_000_000)
    heard = replace(deaf, weights=(("stated_agrees", 2.0), ("stated_differs", -1.0)))
    agrees, differs = Stated(agrees=1.0), Stated(differs=1.0)
    for calibration in (deaf, heard):
        assert confidence(cell, calibration, differs) < confidence(cell, calibration)
        assert confidence(cell, calibration, agrees) > confidence(cell, calibration)
    assert confidence(cell, heard, agrees) == pytest.approx(1 / (1 + math.exp(-7.0)))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_an_error_rate_stays_one_and_nothing_said_changes_nothing(error: float, agrees: float, differs: float) -> None:
    assert 0 <= restated(error, Stated(agrees, differs)) <= 1
    assert restated(error, Stated(agrees)) <= error + 1e-9
    assert restated(error, UNSTATED) == pytest.approx(error, abs=1e-4)


def test_cells_that_no_sentence_names_are_as_sure_as_before() -> None:
    other = Address("requests", "partial", "total")
    assert scored("全年收到政府信息公开申请38件。")[other].confidence == scored("")[other].confidence


def test_a_sentence_on_a_sum_says_less_of_each_of_its_cells() -> None:
    found = stated_cells([statement("t/r/a + t/r/b", True), statement("t/r/c", True)])
    assert found[Address("t", "r", "a")] == Stated(agrees=0.5)
    assert found[Address("t", "r", "c")] == Stated(agrees=1.0)


def test_a_cell_may_be_stated_rightly_and_wrongly_and_repetition_adds_nothing() -> None:
    said = [statement("t/r/a", True), statement("t/r/a", True), statement("t/r/a", False)]
    assert stated_cells(said) == {Address("t", "r", "a"): Stated(1.0, 1.0)}


@pytest.mark.parametrize("quantity", ["t/r/a", "t/r/a + t/r/b"])
def test_what_no_table_can_be_compared_with_supports_nothing(quantity: str) -> None:
    assert stated_cells([statement(quantity, None)]) == {}
