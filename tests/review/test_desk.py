"""The desk as people use it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ocr_pipeline.errors import AnswerRefused, CellTaken, RecordNotFound, StaleDecision
from ocr_pipeline.model.bound import Address, ValueState
from ocr_pipeline.model.report import Status
from ocr_pipeline.review.desk import Desk
from ocr_pipeline.review.types import (
    Answer,
    CellState,
    Filters,
)
from tests.review.small_desk import (
    DOUBTFUL,
    NEW,
    OTHERS,
    Clock,
    Paper,
    decision,
    make_folder,
    opened,
    settle_all,
    truth_at,
)


def document_of(desk: Desk) -> str:
    return desk.documents()[0].key


def test_only_doubtful_cells_are_asked_and_then_the_report_is_reviewed(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        assert settle_all(desk, "ann") == len(DOUBTFUL)
        view = desk.documents()[0]
        assert (view.status, view.left, view.decided) == (Status.REVIEWED, 0, len(DOUBTFUL))


def test_the_cell_that_settles_most_comes_first(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None and task.address == NEW
        assert task.options[0].value == task.machine
        assert task.options[1].answer == Answer(ValueState.NUMBER, truth_at(NEW))


def test_the_next_cells_stay_the_same_until_they_are_answered(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        first = desk.next_cells("ann", count=3)
        again = desk.next_cells("ann", count=3)
        assert [task.id for task in first] == [task.id for task in again]
        desk.decide(decision(first[0], "ann"))
        assert desk.next_cells("ann", count=2)[0].id in {task.id for task in first[1:]}


def test_two_people_never_have_the_same_cell(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        held = [task.id for name in ("ann", "bob") for task in desk.next_cells(name, count=2)]
        assert len(set(held)) == len(DOUBTFUL)
        assert desk.next_cell("cem") is None
        with pytest.raises(CellTaken):
            desk.task(held[0], "bob")


def test_a_lease_that_ran_out_or_was_given_back_frees_the_cell(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, Paper(doubtful=(NEW,)), clock=clock) as desk:
        assert desk.next_cell("ann") is not None
        assert desk.next_cell("bob") is None
        clock.now += 301
        assert desk.next_cell("bob") is not None
        desk.release("bob")
        assert desk.next_cell("ann") is not None


def test_an_answer_after_somebody_else_answered_is_refused_with_a_sentence(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, Paper(doubtful=(NEW,)), clock=clock) as desk:
        slow = desk.next_cell("ann")
        clock.now += 301
        quick = desk.next_cell("bob")
        assert slow is not None and quick is not None
        desk.decide(decision(quick, "bob", "5"))
        with pytest.raises(StaleDecision, match="somebody has answered"):
            desk.decide(decision(slow, "ann", "6"))
        assert [entry.reviewer for entry in desk.trail()] == ["bob"]


def test_an_answer_on_a_report_that_was_read_again_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        make_folder(tmp_path, [Paper(confidence=0.8)])
        with pytest.raises(StaleDecision, match="read again"):
            desk.decide(decision(task, "ann"))
        fresh = desk.task(task.id, "ann")
        assert desk.decide(decision(fresh, "ann")).state is CellState.SETTLED


def test_the_same_decision_sent_twice_is_saved_once(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        first = desk.decide(decision(task, "ann", "5", name="one"))
        second = desk.decide(decision(task, "ann", "5", name="one"))
        assert (first.repeated, second.repeated) == (False, True)
        assert len(desk.trail()) == 1


def test_an_id_that_another_decision_used_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        first, second, *_ = desk.next_cells("ann", count=2)
        desk.decide(decision(first, "ann", name="one"))
        with pytest.raises(StaleDecision):
            desk.decide(decision(second, "ann", name="one"))


@pytest.mark.parametrize("typed", ["", "abc", "1,2,3,4", "9" * 61, "<script>", "1e5", "../../x"])
def test_what_is_no_number_is_refused_and_nothing_is_saved(tmp_path: Path, typed: str) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        assert desk.evaluate(task.id, "ann", Answer(ValueState.NUMBER, typed)).problem is not None
        with pytest.raises(AnswerRefused):
            desk.decide(decision(task, "ann", typed))
        assert desk.trail() == ()


def test_a_cell_that_is_there_cannot_be_called_absent(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        with pytest.raises(AnswerRefused):
            desk.decide(replace(decision(task, "ann"), answer=Answer(ValueState.ABSENT)))


@pytest.mark.parametrize("state", [ValueState.BLANK, ValueState.DASH, ValueState.UNREADABLE])
def test_a_cell_may_be_blank_dashed_or_unreadable(tmp_path: Path, state: ValueState) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        assert desk.decide(replace(decision(task, "ann"), answer=Answer(state))).corrected
        new = desk.trail()[0].new
        assert new is not None and new.state is state


def test_typing_shows_which_sums_close_and_which_break(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        right = desk.evaluate(task.id, "ann", Answer(ValueState.NUMBER, truth_at(NEW)))
        wrong = desk.evaluate(task.id, "ann", Answer(ValueState.NUMBER, "4"))
        assert right.closes > wrong.closes == 0
        assert all(any(cell.asked for cell in identity.cells) for identity in right.identities)
        assert desk.trail() == ()


def test_undo_takes_back_action_by_action_and_a_retry_takes_back_one(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        tasks = desk.next_cells("ann", count=2)
        for task in tasks:
            desk.decide(decision(task, "ann"))
        first = desk.undo("ann", "undo-1")
        assert first is not None and first.tasks == (tasks[1].id,)
        assert desk.undo("ann", "undo-1") == first
        second = desk.undo("ann", "undo-2")
        assert second is not None and second.tasks == (tasks[0].id,)
        assert desk.undo("ann", "undo-3") is None
        assert desk.documents()[0].left == len(DOUBTFUL)
        assert [entry.kind for entry in desk.trail()] == ["undo", "undo", "answer", "answer"]


def test_nobody_undoes_what_another_did(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(decision(task, "ann"))
        assert desk.undo("bob", "undo") is None


def test_back_leads_through_what_one_answered(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        done = []
        for _ in range(3):
            task = desk.next_cell("ann")
            assert task is not None
            desk.decide(decision(task, "ann"))
            done.append(task.id)
        last = desk.back("ann")
        assert last is not None and last.id == done[2]
        before = desk.back("ann", last.id)
        assert before is not None and before.id == done[1]
        assert desk.back("bob") is None
        again = desk.decide(decision(before, "ann", "8"))
        assert again.corrected and again.state is CellState.SETTLED


def test_a_cell_passed_over_comes_again_at_the_end(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        first = desk.next_cell("ann")
        assert first is not None
        desk.skip("ann", first.id)
        asked = []
        while (task := desk.next_cell("ann")) is not None:
            asked.append(task.id)
            desk.decide(decision(task, "ann"))
        assert asked[-1] == first.id and len(asked) == len(DOUBTFUL)


def test_filters_choose_by_document_table_confidence_state_and_person(tmp_path: Path) -> None:
    with opened(tmp_path, Paper("a.pdf"), Paper("b.pdf")) as desk:
        first, second = (view.key for view in desk.documents())
        found = desk.next_cells("ann", Filters(document=second), count=9)
        assert {task.document for task in found} == {second}
        desk.release("ann")
        assert desk.next_cell("ann", Filters(table="litigation")) is None
        sure = desk.next_cells("ann", Filters(confidence_from=0.8), count=9)
        assert {task.address for task in sure} == set(OTHERS)
        assert desk.progress(Filters(state=CellState.ACCEPTED)).cells == desk.progress().cells - 2 * len(DOUBTFUL)
        desk.assign(first, "bob", by="lead")
        assert {task.document for task in desk.next_cells("bob", Filters(assigned_to="bob"), count=2)} == {first}
        assert desk.next_cell("bob", Filters(assigned_to="cem")) is None


def test_progress_tells_what_is_left_and_how_long_it_takes(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        before = desk.progress()
        assert (before.left, before.documents_done) == (len(DOUBTFUL), 0)
        assert before.expected_wrong_left == pytest.approx(0.4 + 3 * 0.1)
        settle_all(desk, "ann")
        after = desk.progress()
        assert (after.left, after.documents_done, after.seconds_each) == (0, 1, 2.0)
        assert after.expected_wrong < before.expected_wrong


def test_the_log_tells_who_answered_what_when_and_what_stood_before(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, Paper(doubtful=(NEW,)), clock=clock) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(replace(decision(task, "ann", "5"), reason="smudge"))
        (entry,) = desk.trail(task=task.id)
        assert (entry.reviewer, entry.reason, entry.field) == ("ann", "smudge", str(NEW))
        assert entry.at == "2023-11-14T22:13:20.000+00:00"
        assert entry.old == task.machine and entry.new is not None and entry.new.printed == "5"
        assert (entry.report_digest, entry.crop_digest) == (task.report_digest, task.crop_digest)
        assert desk.trail(before=entry.number) == ()


def test_names_from_requests_only_find_what_is_there(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        for name in ("", "../../etc/passwd", "a" * 20, "%00", "requests/new/natural_person"):
            with pytest.raises(RecordNotFound):
                desk.task(name, "ann")
            with pytest.raises(RecordNotFound):
                desk.crop(name)
            with pytest.raises(RecordNotFound):
                desk.page(name, 0)
            with pytest.raises(RecordNotFound):
                desk.finding(name)
            with pytest.raises(RecordNotFound):
                desk.carpet("ann", name)
        with pytest.raises(RecordNotFound):
            desk.page(document_of(desk), 10_000)


def test_crops_and_pages_are_pictures_of_the_kept_pages(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None and task.place is not None
        assert desk.crop(task.id).content.startswith(b"\x89PNG")
        assert desk.crop(task.id).etag == desk.crop(task.id).etag
        page = desk.page(task.document, task.place.page_index)
        assert page.media_type in ("image/png", "image/jpeg") and page.content


def test_documents_that_come_and_go_are_noticed(tmp_path: Path) -> None:
    with opened(tmp_path, Paper("a.pdf")) as desk:
        make_folder(tmp_path, [Paper("b.pdf")])
        assert len(desk.refresh()) == 1
        assert len(desk.documents()) == 2
        folder = tmp_path / desk.documents()[0].name
        folder.rename(tmp_path / ".gone")
        desk.refresh()
        assert len(desk.documents()) == 1


def test_the_whole_table_is_shown_with_the_asked_cell_covered(tmp_path: Path) -> None:
    with opened(tmp_path, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        table = desk.table(task.id, "ann")
        covered = [cell for cell in table.cells if cell.hidden]
        assert [cell.task for cell in covered] == [task.id] and covered[0].value is None
        fields = {cell.form.address for cell in table.cells if cell.task is not None}
        assert Address("requests", "other", "total") in fields


def test_a_damaged_report_is_left_out_and_told_while_the_others_are_there(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [Paper("a.pdf"), Paper("b.pdf")])
    first, second = folder.documents()
    (tmp_path / first / "report.json").write_text("{", encoding="utf-8")
    with opened(tmp_path) as desk:
        assert [view.name for view in desk.documents()] == [second]
        assert len(desk.problems) == 1 and first in desk.problems[0]


def test_a_report_of_a_foreign_schema_asks_for_its_file(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [Paper("a.pdf")])
    path = tmp_path / folder.documents()[0] / "report.json"
    text = path.read_text(encoding="utf-8").replace("gov-disclosure-annual-report", "of-my-own")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordNotFound, match="--schema"):
        Desk.open(tmp_path)
