"""Many people at one desk over HTTP, the server killed in between: what each answer cost, and whether any was lost."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from ocr_pipeline.review.accounts import Accounts, Role
from ocr_pipeline.review.desk import Desk, DeskOptions
from tests.contract.repository import ROOT
from tests.review.load.made_reports import make_results
from tests.review.load.scripted_reviewer import PATIENCE, Reviewer

PASSWORD = "a password of the load test"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many reports, people and kills, and how long a person pauses before each answer (seconds, on average)."""

    reports: int = 100
    people: int = 20
    kills: int = 10
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; times in milliseconds, ``server`` inside the server, ``round`` there and back."""

    decisions: int
    confirmed: int
    lost: int
    doubled: int
    refused: int
    sent_again: int
    kills: int
    seconds: float
    server_p50: float
    server_p95: float
    server_p99: float
    round_p95: float
    reviewed: int

    def plain(self) -> dict[str, float]:
        return asdict(self)


def rush(folder: Path, plan: Plan, database: str | None = None) -> Outcome:
    """Let everybody answer everything; raises ``AssertionError`` if somebody met with something unforeseen."""
    fields = make_results(folder, plan.reports)
    names = [f"reviewer-{number}" for number in range(plan.people)]
    _make_accounts(folder, names, database)
    server = Server(folder, database)
    server.start()
    enough = threading.Event()
    people = [Reviewer(server.port, name, PASSWORD, pause=plan.pause, enough=enough) for name in names]
    start = time.monotonic()
    for person in people:
        person.start()
    kills = _kill_now_and_then(server, people, fields, plan.kills)
    for person in people:
        person.join()
    seconds = time.monotonic() - start
    server.kill()
    faults = [person.fault for person in people if person.fault]
    assert not faults, faults[0]
    return _outcome(folder, people, kills, seconds, database)


class Server:
    """The desk in a process of its own."""

    def __init__(self, folder: Path, database: str | None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        words = [str(folder), "--port", str(self.port), "--login", "--second-share", "0", "--audit-share", "0"]
        self._words = words + (["--database", database] if database else [])
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "tests.review.load.timed_server", *self._words]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self._process.poll() is None, "the desk did not start"
                time.sleep(0.1)
        raise AssertionError("the desk did not answer")

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


def _make_accounts(folder: Path, names: list[str], database: str | None) -> None:
    desk = Desk.open(folder, database)
    accounts = Accounts(desk.engine)
    accounts.prepare()
    for name in names:
        accounts.add(name, PASSWORD, Role.REVIEWER)
    desk.close()


def _kill_now_and_then(server: Server, people: list[Reviewer], fields: int, kills: int) -> int:
    """Kill the server each time another part of the work is done."""
    done = 0
    for number in range(1, kills + 1):
        share = fields * number / (kills + 1)
        while any(person.is_alive() for person in people) and done < share:
            time.sleep(0.05)
            done = sum(len(person.account.confirmed) for person in people)
        if not any(person.is_alive() for person in people):
            return number - 1
        server.kill()
        server.start()
    return kills


def _outcome(folder: Path, people: list[Reviewer], kills: int, seconds: float, database: str | None) -> Outcome:
    told = {name: cell for person in people for name, cell in person.account.confirmed.items()}
    server = [spent for person in people for spent in person.account.server]
    around = [spent for person in people for spent in person.account.there_and_back]
    desk = Desk.open(folder, database, options=DeskOptions(0.0, 0.0))
    kept = list(desk.trail(limit=1000))
    while kept and kept[-1].number > 1:
        kept += desk.trail(before=kept[-1].number, limit=1000)
    cells = Counter((entry.source, entry.field) for entry in kept)
    reviewed = sum(view.status.value == "reviewed" for view in desk.documents())
    desk.close()
    parts = statistics.quantiles(server, n=100)
    return Outcome(
        decisions=len(kept),
        confirmed=len(told),
        lost=len(set(told) - {entry.id for entry in kept}),
        doubled=sum(count - 1 for count in cells.values()),
        refused=sum(person.account.refused for person in people),
        sent_again=sum(person.account.repeated for person in people),
        kills=kills,
        seconds=round(seconds, 1),
        server_p50=round(parts[49], 1),
        server_p95=round(parts[94], 1),
        server_p99=round(parts[98], 1),
        round_p95=round(statistics.quantiles(around, n=100)[94], 1),
        reviewed=reviewed,
    )
