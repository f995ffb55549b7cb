from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_pipeline.bulk.local import Staffing, read_all
from ocr_pipeline.bulk.plan import make_plan
from ocr_pipeline.bulk.reference import DocumentRef, Outcome, PageSeen, RunSettings, Started
from ocr_pipeline.bulk.sources import find_sources
from ocr_pipeline.errors import EngineFailed, EngineMissing
from ocr_pipeline.options import DEFAULTS
from ocr_pipeline.schema.catalog import DEFAULT
from ocr_pipeline.store.results import ResultsFolder
from tests import fake_kit


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    ResultsFolder(tmp_path / "out").prepare()
    return RunSettings(tmp_path / "out", DEFAULT, DEFAULTS, fake_kit.build_kit, fake_kit.no_calibration)


def refs(tmp_path: Path, settings: RunSettings, *orders: str) -> tuple[DocumentRef, ...]:
    folder = tmp_path / "in"
    folder.mkdir()
    for index, order in enumerate(orders):
        (folder / f"{index}.pdf").write_text(f"{order} {index}", encoding="utf-8")
    return make_plan(find_sources([str(folder)], settings.out), ResultsFolder(settings.out), 10**6).refs


def test_a_crash_and_a_hang_cost_their_documents_and_no_others(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "pages=1", "crash", "hang", "pages=2")

    events = list(read_all(orders, settings, Staffing(jobs=2, timeout=6, documents_per_worker=1)))

    errors = {e.ref.source[-5:]: e.row.error and e.row.error.code for e in events if isinstance(e, Outcome)}
    assert errors == {"0.pdf": None, "1.pdf": "engine_failed", "2.pdf": "timeout", "3.pdf": None}
    crashed = next(e.row.error for e in events if isinstance(e, Outcome) and e.ref == orders[1])
    assert crashed is not None
    assert "SIGSEGV" in crashed.message
    assert sum(isinstance(event, Started) for event in events) == 4
    assert sum(isinstance(event, PageSeen) for event in events) == 3
    assert list(ResultsFolder(settings.out).aside.iterdir()) == []


def test_closing_early_ends_the_workers_and_keeps_what_is_finished(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "pages=1", "hang")
    with closing(read_all(orders, settings, Staffing())) as events:
        outcome = next(event for event in events if isinstance(event, Outcome))

    assert outcome.row.error is None
    assert ResultsFolder(settings.out).documents() == (orders[0].document,)


def test_a_missing_engine_stops_everything_with_its_own_error(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "pages=1")

    with pytest.raises(EngineMissing, match="fakereader is not installed"):
        list(read_all(orders, replace(settings, build_kit=fake_kit.build_without_program), Staffing()))


def test_a_worker_that_dies_while_it_starts_is_not_hired_for_ever(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "pages=1")

    with pytest.raises(EngineFailed, match="ended with code 7, before it could read anything"):
        list(read_all(orders, replace(settings, build_kit=fake_kit.build_and_die), Staffing()))


def test_nothing_to_read_hires_nobody(settings: RunSettings) -> None:
    assert list(read_all((), replace(settings, build_kit=fake_kit.build_and_die), Staffing())) == []
