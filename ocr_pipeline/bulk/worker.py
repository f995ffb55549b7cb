"""The worker's side: a process that reads one document after the other and may be killed at any time."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ocr_pipeline.bulk.bench import set_up
from ocr_pipeline.bulk.job import read_one
from ocr_pipeline.bulk.reference import DocumentRef, Outcome, RunSettings
from ocr_pipeline.bulk.run_folder import use_for_temporary_files
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.model.provenance import Making

PARENT_CHECK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker can take up documents; ``fingerprint`` stands for all that an outcome depends on beside the bytes."""

    fingerprint: str


Message = Ready | int | Outcome | PipelineError
"""Ready; the number of pages seen; an outcome; or why this worker, and so any other, cannot work."""


def serve(connection: Connection, settings: RunSettings, log_path: Path) -> None:
    """Read the documents that come through ``connection`` until it closes; temporary files go beside the log."""
    os.setsid()
    use_for_temporary_files(log_path.parent)
    _write_to(log_path)
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    try:
        bench = set_up(settings)
        connection.send(Ready(_fingerprint(bench.making)))
        while True:
            ref: DocumentRef = connection.recv()
            connection.send(read_one(ref, bench, connection.send))
    except PipelineError as error:
        connection.send(error)
    except (EOFError, BrokenPipeError):
        return


def _fingerprint(making: Making) -> str:
    return hashlib.sha256(f"{making.version} {making.seen} {making.rules}".encode()).hexdigest()


def _write_to(log_path: Path) -> None:
    """Engines and the libraries below them write to the terminal as they please; here that goes to a file."""
    descriptor = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def end_with_parent(parent: int) -> None:
    """A worker whose parent was killed has nobody to answer to."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os._exit(1)
