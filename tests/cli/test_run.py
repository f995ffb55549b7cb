"""``run`` from the command line, with a kit that needs no models."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ocr_pipeline.cli import main
from ocr_pipeline.commands.engines import Engines
from tests import fake_kit

ENGINES = Engines(fake_kit.build_kit, fake_kit.no_calibration)


def run(*words: object) -> int:
    return main(["run", *(str(word) for word in words)], engines=ENGINES)


def rows(out: Path) -> dict[str, Any]:
    plain = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return {Path(row["source"]).name: row for row in plain["documents"]}


def write(folder: Path, **orders: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, order in orders.items():
        (folder / f"{name}.pdf").write_text(order, encoding="utf-8")
    return folder


def test_one_bad_file_never_stops_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "in", a="pages=1 a", b="encrypted", copy="pages=1 a")

    code = run(folder, tmp_path / "gone.pdf", "--out", tmp_path / "out", "--json")

    found = rows(tmp_path / "out")
    said = capsys.readouterr()
    assert code == 4
    assert [(name, row["error"] and row["error"]["code"]) for name, row in found.items()] == [
        ("gone.pdf", "unreadable"),
        ("a.pdf", None),
        ("b.pdf", "encrypted"),
        ("copy.pdf", None),
    ]
    assert found["copy.pdf"]["duplicate_of"] == str(folder / "a.pdf")
    assert found["copy.pdf"]["document"] == found["a.pdf"]["document"]
    assert json.loads(said.out)["totals"]["documents"] == 4
    assert "2 of 4 read" in said.err
    assert "Traceback" not in said.err


def test_running_again_continues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "in", a="pages=1 a")
    run(folder, "--out", tmp_path / "out")
    write(tmp_path / "in", b="pages=1 b")

    assert run(folder, "--out", tmp_path / "out") == 0

    assert set(rows(tmp_path / "out")) == {"a.pdf", "b.pdf"}
    assert capsys.readouterr().err.count("[kept]") == 1


def test_a_list_of_paths_comes_from_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "in", a="pages=1 a")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{folder / 'a.pdf'}\n".encode())))

    assert run("-", "--out", tmp_path / "out", "--quiet") == 0
    assert set(rows(tmp_path / "out")) == {"a.pdf"}


@pytest.mark.parametrize(("orders", "code"), [({}, 2), ({"a": "encrypted"}, 2), ({"a": "nothing"}, 2)])
def test_nothing_read_is_exit_code_2(orders: dict[str, str], code: int, tmp_path: Path) -> None:
    assert run(write(tmp_path / "in", **orders), "--out", tmp_path / "out") == code
    assert (tmp_path / "out/summary.json").exists()


def test_a_missing_program_is_exit_code_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "in", a="pages=1")
    engines = Engines(fake_kit.build_without_program, fake_kit.no_calibration)

    assert main(["run", str(folder), "--out", str(tmp_path / "out")], engines=engines) == 3
    assert "install it with your package manager" in capsys.readouterr().err


def test_a_results_folder_that_cannot_be_written_is_exit_code_5(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")

    assert run(write(tmp_path / "in", a="pages=1"), "--out", tmp_path / "out") == 5
    assert "choose another folder with --out" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("in",),
        ("--out", "out"),
        ("in", "--out", "out", "--dpi", "7"),
        ("in", "--out", "out", "--dpi", "many"),
        ("in", "--out", "out", "--pages", "0-3"),
        ("in", "--out", "out", "--pages", "3-1"),
        ("in", "--out", "out", "--max-error", "2"),
        ("in", "--out", "out", "--jobs", "0"),
        ("in", "--out", "out", "--engine", "speed=fast"),
        ("in", "--out", "out", "--config", "missing.toml"),
        ("in", "--out", "out", "--schema", "no-such-schema"),
        ("in", "--out", "out", "--unknown"),
    ],
)
def test_wrong_arguments_are_exit_code_1_and_write_nothing(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(*words) == 1
    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_outranks_the_configuration_file(tmp_path: Path) -> None:
    config = tmp_path / "options.toml"
    config.write_text("[raster]\ndpi = 100\n[decide]\nmax_error = 0.01\n", encoding="utf-8")

    run(write(tmp_path / "in", a="pages=1"), "--out", tmp_path / "out", "--config", config, "--dpi", "150")

    (report,) = (tmp_path / "out").glob("*/report.json")
    steps = json.loads(report.read_text(encoding="utf-8"))["steps"]
    assert next(step["options_digest"] for step in steps if step["stage"] == "rasterize") == "150"


def started(folder: Path, out: Path) -> tuple[subprocess.Popen[str], str]:
    """A run in a process of its own, once it has said its first line."""
    program = (
        # A shell's background jobs ignore interrupts; this run is to take them wherever the tests run.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import sys; from ocr_pipeline.cli import main; from ocr_pipeline.commands.engines import Engines;"
        "from tests import fake_kit as k;"
        "sys.exit(main(sys.argv[1:], engines=Engines(k.build_kit, k.no_calibration)))"
    )
    words = [sys.executable, "-c", program, "run", str(folder), "--out", str(out)]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    return process, process.stderr.readline()


def test_an_interrupted_run_keeps_what_is_finished_and_can_go_on(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="pages=1", b="hang")
    process, said_first = started(folder, tmp_path / "out")
    assert "a.pdf" in said_first

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "run again to continue" in said
    assert set(rows(tmp_path / "out")) == {"a.pdf"}
    (folder / "b.pdf").write_text("pages=1 b", encoding="utf-8")
    assert run(folder, "--out", tmp_path / "out", "--quiet") == 0


def test_a_killed_run_leaves_no_worker_and_no_lock(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="pages=1", b="hang")
    process, _ = started(folder, tmp_path / "out")

    process.kill()
    process.communicate(timeout=60)
    time.sleep(2.5)

    assert str(tmp_path) not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    (folder / "b.pdf").unlink()
    assert run(folder, "--out", tmp_path / "out", "--quiet") == 0
    assert set(rows(tmp_path / "out")) == {"a.pdf"}
