"""The desk on a real PostgreSQL: the same code, several processes, servers that die."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ocr_pipeline.errors import FolderNotWritable, OptionsError
from ocr_pipeline.model.report import Status
from ocr_pipeline.review.amend import decisions_of
from ocr_pipeline.review.desk import Desk
from ocr_pipeline.review.types import CarpetDecision
from tests.reports import SCHEMA
from tests.review.postgres import NoServer, server
from tests.review.small_desk import DOUBTFUL, NEW, Paper, decision, make_folder, opened, settle_all, truth_at
from tests.review.test_processes import MANY, check_shared, finish, kill_after, saved_ids, start, start_together


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    try:
        with server() as url:
            yield url
    except NoServer as reason:
        pytest.skip(str(reason))


@pytest.fixture
def database(running: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database on the server."""
    name = f"d{abs(hash(request.node.name))}"
    engine = create_engine(running.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    yield running.replace("/postgres?", f"/{name}?")


def test_a_whole_review_is_kept_and_delivered(tmp_path: Path, database: str) -> None:
    with opened(tmp_path, Paper(), database=database) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        assert not desk.decide(decision(task, "ann", name="one")).repeated
        assert desk.decide(decision(task, "ann", name="one")).repeated
        desk.undo("ann", "undo")
        settle_all(desk, "ann")
        assert desk.documents()[0].status is Status.REVIEWED
        assert not (tmp_path / "review").exists()
    folder = make_folder(tmp_path, [])
    name = folder.documents()[0]
    with decisions_of(tmp_path, database) as amender:
        read = folder.report(folder.load(name))
        found = amender.amend(name, read, SCHEMA, dict(folder.pictures(name)))
    cells = {cell.address: cell for cell in found.cells}
    assert (found.status, cells[NEW].value.printed) == (Status.REVIEWED, truth_at(NEW))


def test_carpets_findings_and_figures_work_as_on_sqlite(tmp_path: Path, database: str) -> None:
    with opened(tmp_path, Paper(misread=()), database=database) as desk:
        carpet = desk.carpet("ann", desk.carpet_values(reviewer="ann")[0].key)
        assert desk.confirm_carpet(CarpetDecision("look", "ann", carpet.key, carpet.tiles)).confirmed
        settle_all(desk, "ann")
        assert desk.statistics().decisions == len(DOUBTFUL)
        assert list(desk.export_decisions())


def test_desks_on_different_machines_see_each_others_answers_and_leases(tmp_path: Path, database: str) -> None:
    with (
        opened(tmp_path / "one", Paper(), database=database) as here,
        opened(tmp_path / "two", Paper(), database=database) as there,
    ):
        mine, other = here.next_cell("ann"), there.next_cell("bob")
        assert mine is not None and other is not None and mine.id != other.id
        here.decide(decision(mine, "ann"))
        assert there.progress().settled == 1


def test_two_processes_never_get_the_same_cell(tmp_path: Path, database: str) -> None:
    make_folder(tmp_path, [Paper(doubtful=MANY, misread=())])
    check_shared(tmp_path, [finish(person) for person in start_together(tmp_path, database)], database)


def test_a_killed_process_loses_nothing_that_it_confirmed(tmp_path: Path, database: str) -> None:
    make_folder(tmp_path, [Paper(doubtful=MANY, misread=())])
    told = saved_ids(kill_after(start(tmp_path, "ann", database), 5))
    with opened(tmp_path, database=database) as desk:
        kept = [entry.id for entry in desk.trail(limit=1000)]
        assert told <= set(kept) and len(kept) <= len(told) + 1


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    make_folder(tmp_path, [Paper()])
    with pytest.raises(FolderNotWritable) as refused:
        Desk.open(tmp_path, "postgresql://desk:secret@127.0.0.1:1/none?connect_timeout=2")
    assert "secret" not in refused.value.message


@pytest.mark.parametrize("url", ["nonsense", "mysql://x", "sqlite", "postgresql+nothing://x"])
def test_a_url_that_means_nothing_is_refused_with_an_example(tmp_path: Path, url: str) -> None:
    make_folder(tmp_path, [Paper()])
    with pytest.raises(OptionsError, match="sqlite:///FILE"):
        Desk.open(tmp_path, url)
