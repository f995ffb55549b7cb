"""What a process that parses hostile documents may use up; set by the child itself before it opens anything."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import threading
import time
from pathlib import Path

SPARE_FILE_BYTES = 1_000_000
PARENT_CHECK_SECONDS = 1.0


def limit_resources(memory_bytes: int, file_bytes: int) -> None:
    """Bound address space and file size (bytes) and forbid core dumps; programs started later inherit the bounds."""
    _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_FSIZE, file_bytes + SPARE_FILE_BYTES)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (allowed, hard))


def grant_seconds(seconds: float) -> None:
    """Allow this process ``seconds`` of processor time from now on; SIGXCPU ends it after that.

    The parent's clock ends it first in most cases; this one also works when the parent is gone.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)


def end_with_parent(folder: Path) -> None:
    """Watch the parent; when it is gone, remove the private folder and end this process group."""
    threading.Thread(target=_watch, args=(os.getppid(), folder), daemon=True).start()


def _watch(parent: int, folder: Path) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)
