"""Whatever people do at a desk, in whatever order: no cell for two, no answer lost or doubled, one state for all."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocr_pipeline.errors import CellTaken, StaleDecision
from ocr_pipeline.review.desk import Desk, DeskOptions
from ocr_pipeline.review.types import CellTask
from ocr_pipeline.review.types import Decision as Given
from tests.review.small_desk import Clock, Paper, decision, make_folder, opened

PEOPLE = ("ann", "bob", "cem")
OPTIONS = DeskOptions(second_share=0.5, audit_share=0.01)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("next", "next", "decide", "decide", "again", "undo", "undo again", "skip", "wait", "late")),
        st.sampled_from(PEOPLE),
        st.sampled_from(("5", "6", None)),
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("papers")
    make_folder(root, [Paper("a.pdf"), Paper("b.pdf", misread=())])
    return root


class People:
    """Three people at one desk, and what the desk confirmed to them."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk = desk
        self.clock = clock
        self.held: dict[str, tuple[CellTask, ...]] = {}
        self.sent: list[Given] = []
        self.old: list[CellTask] = []
        self.confirmed: list[str] = []
        self.undone: list[tuple[str, str]] = []

    def act(self, what: str, who: str, typed: str | None) -> None:
        tasks = self.held.get(who, ())
        if what == "next":
            self.held[who] = self.desk.next_cells(who, count=2)
            self.old += self.held[who]
        elif what == "decide" and tasks:
            self.held[who] = tasks[1:]
            self.send(decision(tasks[0], who, typed))
        elif what == "late" and self.old:
            self.send(decision(self.old[0], who, typed))
        elif what == "again" and self.sent:
            assert self.desk.decide(self.sent[-1]).repeated
        elif what == "skip" and tasks:
            self.desk.skip(who, tasks[0].id)
            self.held[who] = tasks[1:]
        elif what == "wait":
            self.clock.now += 301
            self.held.clear()
        elif what.startswith("undo"):
            self.undo(what, who)

    def send(self, given: Given) -> None:
        try:
            done = self.desk.decide(given)
        except (StaleDecision, CellTaken):
            return
        assert not done.repeated
        self.sent.append(given)
        self.confirmed.append(given.id)

    def undo(self, what: str, who: str) -> None:
        if what == "undo again" and self.undone:
            who, name = self.undone[-1]
            before = len(self.desk.trail(limit=1000))
            self.desk.undo(who, name)
            assert len(self.desk.trail(limit=1000)) == before
            return
        name = f"undo-{len(self.undone)}"
        if self.desk.undo(who, name) is not None:
            self.undone.append((who, name))

    def check(self) -> None:
        """No cell is before two people, and the log holds what was confirmed, once each, in order."""
        held = [task.id for tasks in self.held.values() for task in tasks]
        assert len(held) == len(set(held))
        entries = self.desk.trail(limit=1000)
        assert [entry.id for entry in reversed(entries) if entry.kind == "answer"] == self.confirmed
        assert [entry.number for entry in entries] == list(range(len(entries), 0, -1))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_nothing_is_lost_doubled_or_given_to_two(papers: Path, acts: list[tuple[str, str, str | None]]) -> None:
    clock = Clock()
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/desk.sqlite"
        with opened(papers, options=OPTIONS, database=database, clock=clock) as desk:
            people = People(desk, clock)
            for what, who, typed in acts:
                people.act(what, who, typed)
                people.check()
            after = desk.documents(), desk.progress(), desk.statistics()
        with opened(papers, options=OPTIONS, database=database, clock=clock) as again:
            assert (again.documents(), again.progress(), again.statistics()) == after
