from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.codec import from_plain, readings_from_plain, readings_to_plain, to_plain
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.grid import TableGrid
from ocr_pipeline.model.page import PageReading
from tests.values import page_readings, values


@settings(max_examples=20, deadline=None)
@given(page_readings())
def test_a_page_survives_the_way_through_json(page: PageReading) -> None:
    stored = json.loads(json.dumps(readings_to_plain((page,)), allow_nan=False))

    assert readings_from_plain(stored) == (page,)


@given(values)
def test_exact_numbers_keep_every_digit(value: object) -> None:
    assert from_plain(type(value), to_plain(value)) == value


def test_text_that_looks_like_a_number_is_refused() -> None:
    with pytest.raises(RecordDamaged, match=r"\$\.left: expected float, found '12'"):
        from_plain(Box, {"left": "12", "top": 0.0, "right": 20.0, "bottom": 1.0})


def test_true_is_not_taken_for_one() -> None:
    with pytest.raises(RecordDamaged, match="expected float, found True"):
        from_plain(Box, {"left": True, "top": 0.0, "right": 20.0, "bottom": 1.0})


def test_a_field_that_does_not_exist_is_named() -> None:
    with pytest.raises(RecordDamaged, match=r"\$: Box has no middle"):
        from_plain(Box, {"left": 0.0, "top": 0.0, "right": 1.0, "bottom": 1.0, "middle": 0.5})


def test_a_missing_field_is_an_error() -> None:
    with pytest.raises(RecordDamaged, match="bottom"):
        from_plain(Box, {"left": 0.0, "top": 0.0, "right": 1.0})


def test_a_grid_that_does_not_tile_is_refused_with_its_place() -> None:
    plain = {"box": to_plain(Box(0, 0, 1, 1)), "rows": 1, "columns": 1, "cells": [], "engine": "ruled"}

    with pytest.raises(RecordDamaged, match="do not tile"):
        from_plain(TableGrid, plain, "$.pages[0].tables[0].grid")


@pytest.mark.parametrize("stored", [None, [], {}, {"format": "ocr-pipeline/seen", "version": 99, "pages": []}])
def test_something_else_is_not_taken_for_a_reading(stored: object) -> None:
    with pytest.raises(RecordDamaged, match="read the document again"):
        readings_from_plain(stored)
