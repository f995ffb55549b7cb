"""Schemas are loaded once for all tests of the desk: each test opens a desk of its own."""

from __future__ import annotations

from functools import cache

import pytest

from ocr_pipeline.review import shelf
from ocr_pipeline.schema.catalog import load_schema

LOADED = cache(load_schema)


@pytest.fixture(autouse=True)
def _schemas_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "load_schema", LOADED)
