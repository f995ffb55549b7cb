"""Several processes on one database, and processes killed while they save."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from ocr_pipeline.model.bound import Address
from ocr_pipeline.model.report import Status
from tests.contract.repository import ROOT
from tests.review.small_desk import TRUTH, Paper, make_folder, opened

MANY = tuple(
    Address("requests", row, column)
    for row, columns in TRUTH["tables"]["requests"].items()
    for column, printed in columns.items()
    if printed is not None and column in ("natural_person", "total")
)


def start(folder: Path, reviewer: str, *database: str) -> subprocess.Popen[str]:
    """A process that answers at once."""
    process = opening(folder, reviewer, *database)
    go(process)
    go(process)
    return process


def start_together(folder: Path, *database: str) -> list[subprocess.Popen[str]]:
    """Two processes that begin to answer when both have opened the desk, and go on when each has answered a cell."""
    people = [opening(folder, name, *database) for name in ("ann", "bob")]
    for told in ("open", "first"):
        for person in people:
            assert person.stdout is not None
            assert person.stdout.readline().strip() == told
        for person in people:
            go(person)
    return people


def opening(folder: Path, reviewer: str, *database: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.review.busy_reviewer", str(folder), reviewer, *database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def finish(process: subprocess.Popen[str]) -> list[str]:
    """What a process told; it must have ended by itself."""
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return told.splitlines()


def kill_after(process: subprocess.Popen[str], saved: int) -> list[str]:
    """What a process told until it was killed, in the middle of whatever it did after ``saved`` answers."""
    assert process.stdout is not None
    lines = [process.stdout.readline().strip()]
    while sum(line.startswith("saved") for line in lines) < saved:
        lines.append(process.stdout.readline().strip())
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=120)
    # A line that was cut off was not told.
    whole = rest if rest.endswith("\n") else rest.rpartition("\n")[0]
    return lines + whole.splitlines()


def saved_ids(lines: list[str]) -> set[str]:
    return {line.removeprefix("saved ") for line in lines if line.startswith("saved ")}


def check_shared(folder: Path, lines: list[list[str]], *database: str) -> None:
    """Every cell was answered once, by whoever told of it."""
    ids = [saved_ids(told) for told in lines]
    assert all(ids)
    assert not any(line.startswith("refused") for told in lines for line in told)
    with opened(folder, database=database[0] if database else None) as desk:
        trail = desk.trail(limit=1000)
        assert {entry.id for entry in trail} == set.union(*ids)
        assert len(trail) == len({entry.field for entry in trail}) == len(MANY)
        assert desk.documents()[0].status is Status.REVIEWED


def test_two_processes_share_one_file_and_never_the_same_cell(tmp_path: Path) -> None:
    make_folder(tmp_path, [Paper(doubtful=MANY, misread=())])
    check_shared(tmp_path, [finish(person) for person in start_together(tmp_path)])


def test_no_confirmed_answer_is_lost_or_doubled_when_the_desk_is_killed_while_saving(tmp_path: Path) -> None:
    make_folder(tmp_path, [Paper(doubtful=MANY, misread=())])
    told: set[str] = set()
    for saved in (1, 5, 9):
        told |= saved_ids(kill_after(start(tmp_path, "ann"), saved))
    with opened(tmp_path) as desk:
        trail = desk.trail(limit=1000)
        assert told <= {entry.id for entry in trail}
        # One more may have been saved by each killed process than it could tell of.
        assert len(trail) <= len(told) + 3
        assert len({entry.field for entry in trail}) == len(trail)
        assert [entry.number for entry in trail] == list(range(len(trail), 0, -1))
    rest = finish(start(tmp_path, "ann"))
    with opened(tmp_path) as desk:
        assert desk.documents()[0].status is Status.REVIEWED
        assert {entry.id for entry in desk.trail(limit=1000)} >= told | saved_ids(rest)
        assert len(desk.trail(limit=1000)) == len(MANY)
