"""Decisions that leave one desk and come to another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.report import Status
from tests.review.small_desk import DOUBTFUL, Paper, decision, opened, settle_all


def trail_of(folder: Path) -> list[str]:
    """The decisions of a full review, one of them taken back and given again."""
    with opened(folder, Paper()) as desk:
        task = desk.next_cell("ann")
        assert task is not None
        desk.decide(decision(task, "ann", "4"))
        desk.undo("ann", "undo")
        settle_all(desk, "ann")
        return list(desk.export_decisions())


def test_decisions_taken_in_elsewhere_stand_there_too(tmp_path: Path) -> None:
    lines = trail_of(tmp_path / "one")
    with opened(tmp_path / "two", Paper()) as desk:
        taken = desk.import_decisions(lines, by="lead")
        assert (taken.taken, taken.known, taken.stale) == (len(DOUBTFUL) + 2, 0, 0)
        assert desk.documents()[0].status is Status.REVIEWED
        assert {entry.reviewer for entry in desk.trail()} == {"ann"}
        assert [json.loads(line)["id"] for line in desk.export_decisions()] == [
            json.loads(line)["id"] for line in lines
        ]


def test_taking_them_in_again_changes_nothing(tmp_path: Path) -> None:
    lines = trail_of(tmp_path / "one")
    with opened(tmp_path / "two", Paper()) as desk:
        desk.import_decisions([*lines, *lines], by="lead")
        again = desk.import_decisions(lines, by="lead")
        assert (again.taken, again.known) == (0, len(lines))
        assert len(desk.trail()) == len(lines)


def test_decisions_on_other_pixels_or_documents_are_kept_reported_and_not_applied(tmp_path: Path) -> None:
    lines = trail_of(tmp_path / "one")
    with opened(tmp_path / "two", Paper(shade=200)) as desk:
        assert desk.import_decisions(lines, by="lead").stale == len(DOUBTFUL) + 1
        assert desk.documents()[0].left == len(DOUBTFUL)
    with opened(tmp_path / "three", Paper("other.pdf")) as desk:
        assert desk.import_decisions(lines, by="lead").stale == len(DOUBTFUL) + 1
        assert desk.documents()[0].stale == 0


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"format": "x"}', "{}", "[" * 2000, "1" * 200_000])
def test_what_is_no_trail_is_refused_whole_with_the_line_named(tmp_path: Path, line: str) -> None:
    lines = trail_of(tmp_path / "one")
    with opened(tmp_path / "two", Paper()) as desk:
        with pytest.raises(RecordDamaged, match="line 2"):
            desk.import_decisions([lines[0], line], by="lead")
        assert desk.trail() == ()


@pytest.mark.parametrize("key", ["at", "kind", "new", "more", "field"])
def test_an_entry_with_a_key_missing_or_wrong_is_refused(tmp_path: Path, key: str) -> None:
    lines = trail_of(tmp_path / "one")
    whole = json.loads(lines[0])
    missing = {name: value for name, value in whole.items() if name != key}
    with opened(tmp_path / "two", Paper()) as desk:
        for plain in (missing, whole | {key: 7}):
            with pytest.raises(RecordDamaged, match="line 1"):
                desk.import_decisions([json.dumps(plain)], by="lead")
