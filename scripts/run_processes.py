"""Runs as processes: the programs that scripts start, their workers, and the memory these take."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = "import sys; from ocr_pipeline.cli import main; "
REAL = PROGRAM + "sys.exit(main())"
CHEAP = PROGRAM + (
    "from tests import fake_kit as k; from ocr_pipeline.commands.engines import Engines;"
    "sys.exit(main(engines=Engines(k.build_kit, k.no_calibration)))"
)


def environment() -> dict[str, str]:
    """The surroundings of a program that is started from the repository."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


def workers_of(parent: psutil.Process) -> list[psutil.Process]:
    """The processes that read documents for a run; raises ``psutil.Error`` if it has ended."""
    return [child for child in parent.children() if "spawn_main" in " ".join(child.cmdline())]


def resident(process: psutil.Process) -> int:
    """Bytes of memory of a process and all it started; raises ``psutil.Error`` if one of them ends meanwhile."""
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
