from __future__ import annotations

import zipfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_pipeline.bulk.archives import Unpacking
from ocr_pipeline.bulk.local import Staffing, read_all
from ocr_pipeline.bulk.plan import make_plan
from ocr_pipeline.bulk.reference import DocumentRef, Event, Outcome, PageSeen, RunSettings, Started, TriedAgain
from ocr_pipeline.bulk.sources import find_sources
from ocr_pipeline.errors import EngineFailed, EngineMissing
from ocr_pipeline.options import DEFAULTS
from ocr_pipeline.schema.catalog import DEFAULT
from ocr_pipeline.store.quarantine import Quarantine
from ocr_pipeline.store.results import ResultsFolder
from tests import fake_kit


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    ResultsFolder(tmp_path / "out").prepare()
    return RunSettings(tmp_path / "out", DEFAULT, DEFAULTS, fake_kit.build_kit, fake_kit.no_calibration)


def unpacking(tmp_path: Path) -> Unpacking:
    folder = tmp_path / "run"
    folder.mkdir(exist_ok=True)
    return Unpacking(DEFAULTS.archive, 10**6, folder)


def refs(tmp_path: Path, settings: RunSettings, *orders: str) -> tuple[DocumentRef, ...]:
    folder = tmp_path / "in"
    folder.mkdir()
    for index, order in enumerate(orders):
        (folder / f"{index}.pdf").write_text(f"{order} {index}", encoding="utf-8")
    return make_plan(find_sources([str(folder)], settings.out), ResultsFolder(settings.out), unpacking(tmp_path)).refs


def errors(events: Iterable[Event]) -> dict[str, str | None]:
    """Codes of failures by the name of the file."""
    outcomes = [event.row for event in events if isinstance(event, Outcome)]
    return {Path(row.source).name: None if row.error is None else row.error.code for row in outcomes}


def messages(events: Iterable[Event]) -> str:
    return " ".join(e.row.error.message for e in events if isinstance(e, Outcome) and e.row.error is not None)


def test_a_crash_a_hang_and_a_swelling_cost_their_documents_and_no_others(
    tmp_path: Path, settings: RunSettings
) -> None:
    orders = refs(tmp_path, settings, "pages=1", "crash", "hang", "swell", "pages=2")
    staffing = Staffing(jobs=2, timeout=5, documents_per_worker=1, memory_bytes=500_000_000)

    events = list(read_all(orders, settings, staffing, unpacking(tmp_path)))

    assert errors(events) == {
        "0.pdf": None,
        "1.pdf": "engine_failed",
        "2.pdf": "timeout",
        "3.pdf": "memory",
        "4.pdf": None,
    }
    assert "SIGSEGV" in messages(events)
    assert "longer than 5 s" in messages(events)
    assert "more than 0.466 GiB" in messages(events)
    assert messages(events).count("tried 2 times") == 3
    assert sum(isinstance(event, TriedAgain) for event in events) == 3
    assert sum(isinstance(event, Started) for event in events) == 8
    assert sum(isinstance(event, PageSeen) for event in events) == 3
    assert list(ResultsFolder(settings.out).aside.iterdir()) == []


def test_a_failure_that_passes_is_no_failure(tmp_path: Path, settings: RunSettings) -> None:
    events = list(read_all(refs(tmp_path, settings, "flaky"), settings, Staffing(), unpacking(tmp_path)))

    assert errors(events) == {"0.pdf": None}
    assert sum(isinstance(event, TriedAgain) for event in events) == 1


def test_what_failed_twice_is_not_tried_again_by_the_same_engines(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "crash")
    first = list(read_all(orders, settings, Staffing(), unpacking(tmp_path)))

    second = list(read_all(orders, settings, Staffing(), unpacking(tmp_path)))
    Quarantine(ResultsFolder(settings.out).quarantine).lift()
    third = list(read_all(orders, settings, Staffing(), unpacking(tmp_path)))

    assert [sum(isinstance(event, Started) for event in events) for events in (first, second, third)] == [2, 0, 2]
    assert messages(first) == messages(second) == messages(third)


def test_a_damaged_document_is_no_case_for_a_second_try(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "encrypted")

    events = list(read_all(orders, settings, Staffing(), unpacking(tmp_path)))

    assert errors(events) == {"0.pdf": "encrypted"}
    assert not ResultsFolder(settings.out).quarantine.exists()


def test_documents_in_an_archive_are_read_and_nothing_of_it_stays(tmp_path: Path, settings: RunSettings) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, order in (("x.pdf", "pages=1 x"), ("y.pdf", "crash y"), ("z.pdf", "pages=2 z")):
            archive.writestr(name, order)
    sources = find_sources([str(tmp_path / "a.zip")], settings.out)
    plan = make_plan(sources, ResultsFolder(settings.out), unpacking(tmp_path))

    events = list(read_all(plan.refs, settings, Staffing(), unpacking(tmp_path)))

    assert errors(events) == {"x.pdf": None, "y.pdf": "engine_failed", "z.pdf": None}
    assert list((tmp_path / "run").iterdir()) == []


def test_closing_early_ends_the_workers_and_keeps_what_is_finished(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "pages=1", "hang")
    with closing(read_all(orders, settings, Staffing(), unpacking(tmp_path))) as events:
        outcome = next(event for event in events if isinstance(event, Outcome))

    assert outcome.row.error is None
    assert ResultsFolder(settings.out).documents() == (orders[0].document,)


def test_a_missing_engine_stops_everything_with_its_own_error(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "pages=1")

    with pytest.raises(EngineMissing, match="fakereader is not installed"):
        list(
            read_all(
                orders, replace(settings, build_kit=fake_kit.build_without_program), Staffing(), unpacking(tmp_path)
            )
        )


def test_a_worker_that_dies_while_it_starts_is_not_hired_for_ever(tmp_path: Path, settings: RunSettings) -> None:
    orders = refs(tmp_path, settings, "pages=1")

    with pytest.raises(EngineFailed, match="ended with code 7, before it could read anything"):
        list(read_all(orders, replace(settings, build_kit=fake_kit.build_and_die), Staffing(), unpacking(tmp_path)))


def test_nothing_to_read_hires_nobody(tmp_path: Path, settings: RunSettings) -> None:
    dying = replace(settings, build_kit=fake_kit.build_and_die)
    assert list(read_all((), dying, Staffing(), unpacking(tmp_path))) == []
