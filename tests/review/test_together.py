"""Readings by several people, audits, carpets and findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.report import Status
from ocr_pipeline.review.desk import DeskOptions
from ocr_pipeline.review.types import (
    Answer,
    Asked,
    CarpetDecision,
    CellState,
    FindingDecision,
    FindingVerdict,
)
from tests.review.small_desk import DOUBTFUL, NEW, Clock, Paper, decision, opened, truth_at

TWICE = DeskOptions(second_share=1.0, audit_share=0.0)


def test_a_second_reader_sees_nothing_of_the_first_answer(tmp_path: Path) -> None:
    with opened(tmp_path, Paper(doubtful=(NEW,)), options=TWICE) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(decision(task, "ann", "12345"))
        assert desk.next_cell("ann") is None
        second = desk.next_cell("bob")
        assert second is not None and second.asked is Asked.SECOND
        assert (second.value, second.state) == (second.machine, CellState.OPEN)
        table = desk.table(second.id, "bob")
        assert "12345" not in repr(second) and "12345" not in repr(table)
        assert "12345" not in repr(desk.evaluate(second.id, "bob", Answer(ValueState.NUMBER, "6")))


def test_people_who_differ_call_a_third_and_the_majority_stands(tmp_path: Path) -> None:
    with opened(tmp_path, Paper(doubtful=(NEW,)), options=TWICE) as desk:
        for name, typed in (("ann", "5"), ("bob", "6"), ("cem", "6")):
            task = desk.next_cell(name)
            assert task is not None
            desk.decide(decision(task, name, typed))
            assert desk.next_cell(name) is None
        assert desk.next_cell("dora") is None
        figures = desk.statistics()
        assert (figures.compared, figures.agreed, figures.disputed) == (2, 0, 0)
        assert desk.documents()[0].status is Status.REVIEWED


def test_a_dispute_that_a_third_does_not_end_waits_for_a_lead(tmp_path: Path) -> None:
    with opened(tmp_path, Paper(doubtful=(NEW,)), options=TWICE) as desk:
        for name, typed in (("ann", "5"), ("bob", "6"), ("cem", "7")):
            task = desk.next_cell(name)
            assert task is not None
            desk.decide(decision(task, name, typed))
        assert desk.next_cell("dora") is None
        assert desk.documents()[0].status is not Status.REVIEWED
        assert task is not None
        lead = desk.task(task.id, "lead")
        assert lead.state is CellState.DISPUTED
        desk.decide(replace(decision(lead, "lead", "6"), rules=True))
        assert desk.documents()[0].status is Status.REVIEWED


def test_an_answer_that_surprises_the_machine_is_read_again_though_not_drawn(tmp_path: Path) -> None:
    with opened(tmp_path, Paper(doubtful=(NEW,))) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(decision(task, "ann", "31415"))
        second = desk.next_cell("bob")
        assert second is not None and second.asked is Asked.SECOND
        assert desk.documents()[0].status is Status.REVIEWED


def test_accepted_cells_are_audited_after_the_doubtful_ones(tmp_path: Path) -> None:
    with opened(tmp_path, Paper(), options=DeskOptions(second_share=0.0, audit_share=0.05)) as desk:
        drawn = desk.progress().audit
        assert drawn > 0
        kinds = []
        while (task := desk.next_cell("ann")) is not None:
            kinds.append(task.asked)
            desk.decide(decision(task, "ann", truth_at(task.address) if task.asked is Asked.FIRST else None))
        assert kinds == [Asked.FIRST] * len(DOUBTFUL) + [Asked.AUDIT] * drawn
        audit = desk.statistics().audit
        assert (audit.drawn, audit.read, audit.wrong, audit.low) == (drawn, drawn, 0, 0.0)
        assert 0 < audit.high < 1


def test_a_carpet_confirms_all_but_the_odd_ones_as_one_action(tmp_path: Path) -> None:
    papers = [Paper(f"{name}.pdf", misread=()) for name in "abcde"]
    with opened(tmp_path, *papers) as desk:
        values = desk.carpet_values(reviewer="ann")
        assert sum(value.cells for value in values) == 5 * len(DOUBTFUL)
        carpet = desk.carpet("ann", values[0].key, limit=4)
        assert len(carpet.tiles) == 4
        kept = carpet.tiles[:-1]
        result = desk.confirm_carpet(CarpetDecision("look", "ann", carpet.key, kept, 3.0))
        assert (result.confirmed, result.refused, result.repeated) == (3, (), False)
        assert desk.confirm_carpet(CarpetDecision("look", "ann", carpet.key, kept, 3.0)).repeated
        assert desk.progress().settled == 3
        undone = desk.undo("ann", "undo")
        assert undone is not None and set(undone.tasks) == {tile.id for tile in kept}
        assert desk.progress().settled == 0


def test_a_tile_that_somebody_else_answered_is_refused_and_the_others_are_saved(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, Paper("a.pdf", misread=()), Paper("b.pdf", misread=()), clock=clock) as desk:
        key = desk.carpet_values()[0].key
        carpet = desk.carpet("ann", key)
        clock.now += 301
        desk.decide(decision(desk.task(carpet.tiles[0].id, "bob"), "bob", "8"))
        result = desk.confirm_carpet(CarpetDecision("look", "ann", key, carpet.tiles))
        assert [refused.task for refused in result.refused] == [carpet.tiles[0].id]
        assert result.refused[0].why.chinese != result.refused[0].why.english
        assert result.confirmed == len(carpet.tiles) - 1


def test_a_broken_sum_can_be_settled_as_the_papers_own_or_as_a_misreading(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(decision(task, "ann", "1"))
        case = next(case for case in desk.findings() if task.id in case.tasks)
        assert case.left != case.right and case.verdict is None and case.holds
        before = desk.progress().left
        said = FindingDecision("f1", case.id, "ann", FindingVerdict.READING, case.report_digest)
        assert desk.settle_finding(said).verdict is FindingVerdict.READING
        assert desk.settle_finding(said).verdict is FindingVerdict.READING
        assert desk.progress().left > before
        undone = desk.undo("ann", "u")
        assert undone is not None and undone.finding == case.id
        assert desk.progress().left == before
        desk.settle_finding(FindingDecision("f2", case.id, "ann", FindingVerdict.SOURCE, case.report_digest))
        assert case.id not in {open_case.id for open_case in desk.findings(open_only=True)}


def test_a_finding_goes_away_with_the_answer_that_closes_the_sum(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(decision(task, "ann", "1"))
        case = next(case for case in desk.findings() if task.id in case.tasks)
        desk.decide(decision(desk.task(task.id, "ann"), "ann", truth_at(NEW)))
        assert case.id not in {found.id for found in desk.findings()}
