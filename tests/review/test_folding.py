"""Reports with the decisions in: what is delivered after review."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema

from ocr_pipeline.exports.to_json import report_schema
from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.model.report import Cause, CheckedReport, Decision, Status
from ocr_pipeline.model.report_codec import report_from_plain, report_to_plain
from ocr_pipeline.review.amend import decisions_of
from ocr_pipeline.review.book import machine_report
from ocr_pipeline.review.desk import Desk, DeskOptions
from ocr_pipeline.review.evidence import report_digest
from ocr_pipeline.review.types import Answer, FindingDecision, FindingVerdict
from tests.reports import MAKING, SCHEMA
from tests.review.small_desk import NEW, OTHERS, Paper, decision, make_folder, opened, report, settle_all, truth_at


def amended(root: Path, paper: Paper | None = None) -> tuple[CheckedReport, dict[str, int]]:
    """The report with the decisions in, and the stale ones."""
    folder = make_folder(root, [paper or Paper()])
    name = folder.documents()[0]
    with decisions_of(root, None) as amender:
        read = folder.report(folder.load(name))
        return amender.amend(name, read, SCHEMA, dict(folder.pictures(name))), amender.stale


def review(root: Path, options: DeskOptions | None = None) -> None:
    with opened(root, Paper(), options=options or DeskOptions(0.0, 0.0)) as desk:
        settle_all(desk, "ann")


def test_a_folder_that_nobody_reviewed_stays_as_it_is(tmp_path: Path) -> None:
    found, stale = amended(tmp_path)
    assert all(cell.machine is None for cell in found.cells)
    assert (found.status, stale) == (Status.NEEDS_REVIEW, {})
    assert not (tmp_path / "review").exists()


def test_after_review_values_decisions_and_status_are_peoples(tmp_path: Path) -> None:
    review(tmp_path)
    found, _ = amended(tmp_path)
    cells = {cell.address: cell for cell in found.cells}
    assert found.status is Status.REVIEWED
    assert cells[NEW].value.printed == truth_at(NEW)
    assert cells[NEW].decision is Decision.CORRECTED
    assert {cells[address].decision for address in OTHERS} == {Decision.CONFIRMED}
    machine = cells[NEW].machine
    assert machine is not None and machine.value.printed == f"{truth_at(NEW)}7"
    assert sum(cell.machine is not None for cell in found.cells) == 1 + len(OTHERS)


def test_a_report_with_decisions_has_the_published_shape_and_comes_back(tmp_path: Path) -> None:
    review(tmp_path)
    found, _ = amended(tmp_path)
    plain = json.loads(json.dumps(report_to_plain(found, MAKING)))
    jsonschema.validate(plain, report_schema())
    again = report_from_plain(plain, found.pages)
    assert [cell.machine for cell in again.cells] == [cell.machine for cell in found.cells]


def test_what_the_machine_read_can_always_be_had_back(tmp_path: Path) -> None:
    review(tmp_path)
    found, _ = amended(tmp_path)
    read = machine_report(found)
    assert [cell.value for cell in read.cells] == [cell.value for cell in report(Paper()).cells]
    assert read.status is Status.NEEDS_REVIEW


def test_putting_decisions_in_twice_changes_nothing_more(tmp_path: Path) -> None:
    review(tmp_path)
    once, _ = amended(tmp_path)
    with decisions_of(tmp_path, None) as amender:
        folder = make_folder(tmp_path, [])
        name = folder.documents()[0]
        twice = amender.amend(name, once, SCHEMA, dict(folder.pictures(name)))
    assert (twice.cells, twice.status) == (once.cells, once.status)
    assert [(f.code, f.cells, f.left, f.right) for f in twice.findings] == [
        (f.code, f.cells, f.left, f.right) for f in once.findings
    ]


def test_findings_follow_the_values_of_people(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(decision(task, "ann", "1"))
    wrong, _ = amended(tmp_path)
    about = [finding for finding in wrong.findings if NEW in finding.cells]
    assert about and all(finding.left != finding.right for finding in about)
    with opened(tmp_path) as desk:
        desk.decide(decision(desk.task(task.id, "ann"), "ann", truth_at(NEW)))
    right, _ = amended(tmp_path)
    assert len([finding for finding in right.findings if NEW in finding.cells]) < len(about)


def test_an_unreadable_answer_is_delivered_as_such(tmp_path: Path) -> None:
    with opened(tmp_path, Paper(doubtful=(NEW,))) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(replace(decision(task, "ann"), answer=Answer(ValueState.UNREADABLE)))
    found, _ = amended(tmp_path, Paper(doubtful=(NEW,)))
    cell = next(cell for cell in found.cells if cell.address == NEW)
    assert (cell.value.state, cell.decision) == (ValueState.UNREADABLE, Decision.CORRECTED)
    assert found.status is Status.REVIEWED
    assert any(finding.code.startswith("cell.") and NEW in finding.cells for finding in found.findings)


def test_what_a_person_said_of_a_finding_is_its_cause(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(decision(task, "ann", "1"))
        case = next(case for case in desk.findings() if task.id in case.tasks)
        desk.settle_finding(FindingDecision("f", case.id, "ann", FindingVerdict.SOURCE, case.report_digest))
    found, _ = amended(tmp_path)
    settled = [finding for finding in found.findings if finding.settled]
    assert [(finding.settled, finding.cause) for finding in settled] == [("source", Cause.SOURCE)]


def test_people_who_differ_leave_the_field_in_review(tmp_path: Path) -> None:
    with opened(tmp_path, Paper(doubtful=(NEW,)), options=DeskOptions(1.0, 0.0)) as desk:
        for name, typed in (("ann", "5"), ("bob", "6")):
            task = desk.next_cell(name)
            assert task is not None
            desk.decide(decision(task, name, typed))
    found, _ = amended(tmp_path, Paper(doubtful=(NEW,)))
    cell = next(cell for cell in found.cells if cell.address == NEW)
    assert (cell.decision, found.status) == (Decision.REVIEW, Status.NEEDS_REVIEW)


def test_two_who_agree_are_surer_than_one(tmp_path: Path) -> None:
    with opened(tmp_path, Paper(doubtful=(NEW, OTHERS[0])), options=DeskOptions(1.0, 0.0)) as desk:
        settle_all(desk, "ann")
        task = desk.next_cell("bob")
        assert task is not None
        desk.decide(decision(task, "bob", truth_at(task.address)))
    found, _ = amended(tmp_path, Paper(doubtful=(NEW, OTHERS[0])))
    sure = {cell.address: cell.confidence for cell in found.cells if cell.machine is not None}
    other = next(address for address in sure if address != task.address)
    assert sure[task.address] > sure[other]


def test_decisions_apply_to_a_new_reading_of_the_same_pixels(tmp_path: Path) -> None:
    review(tmp_path)
    found, stale = amended(tmp_path, Paper(confidence=0.7, misread=(NEW, OTHERS[0])))
    cells = {cell.address: cell for cell in found.cells}
    assert stale == {} and found.status is Status.REVIEWED
    assert cells[OTHERS[0]].value.printed == truth_at(OTHERS[0])
    assert cells[OTHERS[0]].decision is Decision.CORRECTED


def test_decisions_on_other_pixels_are_reported_and_not_applied(tmp_path: Path) -> None:
    review(tmp_path)
    found, stale = amended(tmp_path, Paper(shade=200))
    assert list(stale.values()) == [1 + len(OTHERS)]
    assert found.status is Status.NEEDS_REVIEW
    assert all(cell.machine is None for cell in found.cells)
    with opened(tmp_path) as desk:
        assert desk.documents()[0].stale == 1 + len(OTHERS)


def test_a_desk_reads_a_report_in_which_decisions_stand_already(tmp_path: Path) -> None:
    review(tmp_path)
    found, _ = amended(tmp_path)
    folder = make_folder(tmp_path, [])
    name = folder.documents()[0]
    plain = report_to_plain(found, MAKING)
    (tmp_path / name / "report.json").write_text(json.dumps(plain), encoding="utf-8")
    with opened(tmp_path) as desk:
        assert undo_all(desk) == 1 + len(OTHERS)
        assert desk.documents()[0].left == 1 + len(OTHERS)


def undo_all(desk: Desk) -> int:
    count = 0
    while desk.undo("ann", f"undo-{count}") is not None:
        count += 1
    return count


def test_the_digest_of_a_report_does_not_depend_on_decisions(tmp_path: Path) -> None:
    review(tmp_path)
    found, _ = amended(tmp_path)
    assert report_digest(found) == report_digest(machine_report(found))
