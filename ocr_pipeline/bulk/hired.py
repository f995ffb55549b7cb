"""The parent's side of one worker: hiring, handing over a document, noticing the end, dismissing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import psutil

from ocr_pipeline.bulk.reference import DocumentRef, RunSettings
from ocr_pipeline.bulk.worker import serve

_JOIN_SECONDS = 10.0
DEATH_SECONDS = 5.0
"""A dying process closes its connection a moment before its exit code is known."""
_LAST_WORDS_BYTES = 2_000


@dataclass(slots=True)
class Hired:
    """A worker process; ``ref`` is the document it is at, ``since`` when it took it up (monotonic seconds)."""

    process: SpawnProcess
    connection: Connection
    log_path: Path
    ref: DocumentRef | None = None
    since: float = field(default_factory=time.monotonic)
    fingerprint: str = ""
    done: int = 0

    @property
    def ready(self) -> bool:
        """Whether its engines are loaded."""
        return bool(self.fingerprint)

    def give(self, ref: DocumentRef, at_hand: DocumentRef) -> None:
        """Hand over a document; ``at_hand`` says where its bytes can be read."""
        self.ref = ref
        self.since = time.monotonic()
        self.connection.send(at_hand)

    def memory_bytes(self) -> int:
        """Resident memory of the worker and all it started, 0 if it is gone."""
        try:
            family = [psutil.Process(self.process.pid)]
            family += family[0].children(recursive=True)
        except psutil.Error:
            return 0
        return sum(_resident_bytes(member) for member in family)

    def end(self, *, grace: float = 0.0) -> str:
        """Kill the worker and all it started; says how it had ended within ``grace`` seconds, and its last words."""
        self.process.join(grace)
        how = _ending(self.process.exitcode)
        if self.process.pid is not None and self.process.is_alive():
            _kill_group(self.process.pid)
            self.process.kill()
        self.process.join(_JOIN_SECONDS)
        self.connection.close()
        words = _last_words(self.log_path)
        self.log_path.unlink(missing_ok=True)
        return f"{how}{f': {words}' if words else ''}"


def hire(settings: RunSettings, log_path: Path) -> Hired:
    """Start a worker; a fresh interpreter, so that it inherits neither threads nor locks."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, settings, log_path), daemon=True)
    process.start()
    theirs.close()
    return Hired(process, ours, log_path)


def _resident_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _ending(exit_code: int | None) -> str:
    if exit_code is None:
        return "did not end"
    if exit_code < 0:
        return f"was ended by signal {signal.Signals(-exit_code).name}"
    return f"ended with code {exit_code}"


def _kill_group(pid: int) -> None:
    """The worker leads a session of its own, so that the programs it started die with it."""
    try:
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _last_words(log_path: Path) -> str:
    try:
        said = log_path.read_bytes()[-_LAST_WORDS_BYTES:].decode("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return said[-1].strip()[:200] if said else ""
