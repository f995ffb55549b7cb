"""What ``run`` tells of itself: the page, who is missing, events, figures for monitoring."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.cli import main
from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.commands.pace import Pace, duration
from tests import fake_kit

ENGINES = Engines(fake_kit.build_kit, fake_kit.no_calibration)


def run(*words: object) -> int:
    return main(["run", *(str(word) for word in words)], engines=ENGINES)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two reports, a copy, one that fails twice, one that needs a password, and a member that leads out."""
    orders = {
        "a.pdf": "pages=1 a",
        "b/b.pdf": "pages=2 b",
        "copy.pdf": "pages=1 a",
        "c.pdf": "crash",
        "e.pdf": "encrypted",
    }
    with zipfile.ZipFile(tmp_path / "year.zip", "w") as writer:
        for name, order in (orders | {"../out.pdf": "pages=1 x"}).items():
            writer.writestr(name, order)
    return tmp_path / "year.zip"


def test_every_member_of_an_archive_is_in_one_state_and_told_everywhere(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, roster = tmp_path / "out", tmp_path / "roster.csv"
    roster.write_text("机构,年度\n某县人民政府,2020\n", encoding="utf-8")

    code = run(archive, "--out", out, "--events", "-", "--metrics", tmp_path / "m.prom", "--roster", roster)

    said = capsys.readouterr()
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert code == 4
    assert summary["totals"]["states"] == {"duplicate": 1, "failed": 3, "partial": 2}
    assert {Path(row["source"]).name: row["error"]["code"] for row in summary["documents"] if row["error"]} == {
        "c.pdf": "engine_failed",
        "e.pdf": "encrypted",
        "out.pdf": "unsafe_member",
    }
    assert summary["missing"] == [{"organisation": "某县人民政府", "year": 2020}]
    assert summary["last_run"]["pages"] == 3
    assert "某县人民政府" in (out / "summary.html").read_text(encoding="utf-8")
    assert "某县人民政府,2020" in (out / "missing.csv").read_text(encoding="utf-8-sig")
    assert "1 of 1 expected did not report" in said.err
    check_events([json.loads(line) for line in said.out.splitlines()])
    check_metrics((tmp_path / "m.prom").read_text(encoding="utf-8"))


def check_events(events: list[dict[str, Any]]) -> None:
    kinds = [event["event"] for event in events]
    assert kinds[0] == "plan"
    assert kinds[-1] == "end"
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "plan": 1, "started": 5, "page": 3, "again": 1, "done": 4, "end": 1,
    }  # fmt: skip
    last = [event for event in events if event["event"] == "done"][-1]
    assert last["progress"]["done"] == last["progress"]["total"] == 4
    assert events[-1]["totals"]["documents"] == 6


def check_metrics(text: str) -> None:
    for line in (
        'ocr_pipeline_inputs{state="failed"} 3.0',
        'ocr_pipeline_failures{code="encrypted"} 1.0',
        "ocr_pipeline_pages 3.0",
        "ocr_pipeline_run_documents_done 4.0",
        "ocr_pipeline_run_tried_again 1.0",
    ):
        assert line in text.splitlines()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--json", "--events", "-"), "only one of them"),
        (("--roster", "gone.csv"), "gone.csv"),
        (("@gone.txt",), "gone.txt"),
    ],
)
def test_what_cannot_be_told_is_refused_before_anything_is_written(
    words: tuple[str, ...],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run("in.pdf", "--out", "out", *words) == 1
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_time_left_is_that_of_documents_that_are_really_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 120.0)
    begun = Pace(10, started=100.0)
    pace = Pace(10, done=6, kept=4, pages=8, started=100.0)

    assert begun.seconds_left is None
    assert "about" not in begun.said()
    assert pace.seconds_left == 40.0
    assert pace.said() == "6 of 10 documents, 0.40 pages/s, 0 failed, about 40 s left"


@pytest.mark.parametrize(
    ("seconds", "says"), [(0.4, "0 s"), (59.6, "1 min 0 s"), (3700, "1 h 1 min"), (200_000, "2 d 7 h")]
)
def test_durations_have_two_units(seconds: float, says: str) -> None:
    assert duration(seconds) == says
