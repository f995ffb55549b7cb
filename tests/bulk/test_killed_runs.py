"""Runs that are killed, or lose a worker, at random moments: in the end everything is as if nothing had happened."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from scripts import kill_run
from tests.same_results import contents, differences


@pytest.mark.slow
def test_a_run_killed_at_random_moments_ends_like_one_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["kill_test", "--documents", "18", "--kills", "3", "--seed", "4", "--work", str(tmp_path / "work")]
    monkeypatch.setattr(sys, "argv", words)

    code = kill_run.main()

    said = capsys.readouterr().out
    killed = re.search(r"killed the run (\d) times and a worker (\d) times", said)
    # 2: on a fast machine the run may be over before the last kill.
    assert code in (0, 2), said
    assert " 0 differences" in said
    assert "exit 4 undisturbed, 4 disturbed" in said
    assert killed is not None
    assert sum(map(int, killed.groups())) >= 1
    assert "18 inputs" in said


def test_the_comparison_sees_a_changed_byte_a_missing_file_and_no_seconds(tmp_path: Path) -> None:
    for name, seconds, text in (("one", 1.5, "same"), ("other", 2.5, "same"), ("changed", 1.5, "changed")):
        folder = tmp_path / name / "doc"
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(f'{{"seconds": {seconds}, "text": "{text}"}}', encoding="utf-8")
    (tmp_path / "other/.aside").mkdir()
    (tmp_path / "other/.aside/lock").touch()

    assert differences(tmp_path / "one", tmp_path / "other") == []
    assert differences(tmp_path / "one", tmp_path / "changed") == ["doc/report.json: differs"]
    (tmp_path / "other/doc/report.json").unlink()
    assert differences(tmp_path / "one", tmp_path / "other") == ["doc/report.json: only in one"]
    assert contents(tmp_path / "other") == {}
