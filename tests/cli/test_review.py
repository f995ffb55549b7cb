"""The review command, and decisions in what check and export write."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ocr_pipeline.errors import ExitCode
from ocr_pipeline.evaluate.labels import load_labels
from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.review.desk import Desk, DeskOptions
from ocr_pipeline.review.types import Answer, Decision
from tests.cli.test_commands import call, store
from tests.reports import report_of, truth_of

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder that was checked once, so that it is what the understanding half makes of it."""
    root = tmp_path_factory.mktemp("checked")
    store(root, report_of(truth_of("yuelu2020")))
    assert call("check", root, "--quiet") == ExitCode.OK
    return root


@pytest.fixture
def results(checked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(checked, tmp_path / "out"))


def settle(results: Path, number: int | None = None) -> int:
    """Confirm doubtful cells, and give the first one another value; how many were answered."""
    desk = Desk.open(results, options=DeskOptions(0.0, 0.0))
    count = 0
    while count != number and (task := desk.next_cell("ann")) is not None:
        answer = Answer(ValueState.NUMBER, "4321") if count == 0 else task.options[0].answer
        shown = (task.report_digest, task.crop_digest, task.version)
        desk.decide(Decision(f"d{count}", task.id, "ann", answer, *shown))
        count += 1
    desk.close()
    return count


def report_in(results: Path) -> dict[str, Any]:
    (path,) = results.glob("[!.]*/report.json")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def test_check_puts_decisions_into_the_report_and_the_summary(results: Path) -> None:
    answered = settle(results)
    assert answered > 1
    assert call("check", results, "--quiet") == ExitCode.OK
    report = report_in(results)
    decisions = [cell["decision"] for cell in report["cells"]]
    assert (decisions.count("corrected"), decisions.count("confirmed")) == (1, answered - 1)
    assert report["status"] == "reviewed"
    summary = json.loads((results / "summary.json").read_text(encoding="utf-8"))
    assert (summary["documents"][0]["status"], summary["documents"][0]["review"]) == ("reviewed", 0)
    assert call("check", results, "--quiet", "--fail-on-review") == ExitCode.OK
    assert report_in(results) == report


def test_a_decision_taken_back_leaves_the_report_at_the_next_check(results: Path) -> None:
    before = report_in(results)
    settle(results, 1)
    call("check", results, "--quiet")
    assert report_in(results) != before
    desk = Desk.open(results)
    desk.undo("ann", "undo")
    desk.close()
    call("check", results, "--quiet")
    assert report_in(results) == before


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "parquet", "datapackage", "markdown", "html"])
def test_every_export_has_the_decisions_in(results: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    settle(results)
    assert call("export", results, "--format", form) == ExitCode.OK
    target = Path(capsys.readouterr().out.strip().splitlines()[-1])
    files = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
    if form in ("xlsx", "parquet"):
        assert all(path.stat().st_size for path in files)
    else:
        assert any("4321" in path.read_text(encoding="utf-8-sig") for path in files)
    assert report_in(results)["status"] != "reviewed"


def test_answers_go_out_as_labelled_crops(results: Path) -> None:
    answered = settle(results)
    assert call("export", results, "--format", "labels") == ExitCode.OK
    folder = results / "exports" / "labels"
    rows = list(csv.DictReader(io.StringIO((folder / "labels.csv").read_text(encoding="utf-8-sig"))))
    assert list(rows[0]) == ["file", "text", "state", "document", "page", "address"]
    assert 0 < len(rows) <= answered
    assert {row["state"] for row in rows} <= {"number", "blank", "dash", "unreadable"}
    assert [row["text"] for row in rows].count("4321") == 1
    for row in rows:
        with Image.open(folder / row["file"]) as crop:
            assert crop.format == "PNG" and min(crop.size) > 4
    (truth,) = load_labels(folder)
    assert truth.id == rows[0]["document"]


def test_labels_without_answers_are_an_empty_list(results: Path) -> None:
    assert call("export", results, "--format", "labels") == ExitCode.OK
    assert len((results / "exports" / "labels" / "labels.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_decisions_go_out_and_come_in(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(results)
    lines = tmp_path / "decisions.jsonl"
    assert call("review", results, "--export-decisions", lines) == ExitCode.OK
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    assert call("review", results, "--import-decisions", lines, "--database", other) == ExitCode.OK
    assert "0 fit no cell" in capsys.readouterr().err
    assert call("check", results, "--quiet", "--database", other) == ExitCode.OK
    assert report_in(results)["status"] == "reviewed"


def test_the_figures_tell_how_people_and_confidences_did(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answered = settle(results)
    assert call("review", results, "--figures") == ExitCode.OK
    figures = json.loads(capsys.readouterr().out)
    assert (figures["decisions"], figures["corrected"], figures["progress"]["left"]) == (answered, 1, 0)
    assert sum(part["cells"] for part in figures["bins"]) == answered


def test_others_reach_the_desk_only_with_accounts(
    results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("review", results, "--host", "0.0.0.0") == ExitCode.USAGE
    assert "--add-account" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert call("review", results, "--add-account", "Li", "--role", "lead") == ExitCode.OK
    assert PASSWORD.encode() not in (results / "review" / "desk.sqlite").read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ("--second-share", "1.5"),
        ("--audit-share", "-1"),
        ("--lease", "1"),
        ("--port", "0"),
        ("--port", "70000"),
        ("--database", "nonsense"),
        ("--import-decisions", "missing.jsonl"),
    ],
)
def test_wrong_arguments_are_refused(results: Path, words: tuple[str, ...]) -> None:
    assert call("review", results, *words) == ExitCode.USAGE


def test_a_folder_without_documents_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("review", tmp_path) == ExitCode.USAGE
    assert "start with `run`" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
