"""Read a folder of bad files mixed with good reports, and judge the account that is left; called by scripts/torture."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from scripts.run_processes import PROGRAM, REAL, ROOT, environment, resident
from scripts.torture_files import MUST_FAIL, Bad, small_pdf, write_all

CONFIG = "[raster]\npage_seconds = 8.0\nmax_bytes = 300000000\nmax_pixels = 40000000\nmemory_bytes = 1500000000\n"
TIMEOUT, MEMORY_GIB, SLACK = 60, 3.0, 1.3
READER = PROGRAM + "from scripts.reader_kit import ENGINES; sys.exit(main(engines=ENGINES))"
LEAST_WORDS = 4
"""A name and three words are the shortest sentence: "a.pdf has no pages"."""
Rows = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Watched:
    """How a run went: its exit code, wall seconds, peak bytes of all its processes, and what it said on stderr."""

    code: int
    seconds: float
    peak: int
    said: str


def main() -> int:
    """Make the files, run, judge; 0 if all is as it must be."""
    arguments = _arguments()
    shutil.rmtree(arguments.work, ignore_errors=True)
    bad = write_all(arguments.work / "in" / "bad", arguments.seed)
    good = _good(arguments.work / "in" / "good", arguments.report)
    inputs = [arguments.work / "in", *arguments.corpus]
    config = arguments.work / "options.toml"
    config.write_text(CONFIG, encoding="utf-8")
    out = arguments.work / "out"
    words = ["run", *inputs, "--out", out, "--config", config, "--timeout", TIMEOUT, "--memory", MEMORY_GIB, "--quiet"]
    watched = _watch([*map(str, words), "--jobs", str(arguments.jobs)], REAL if arguments.real else READER)
    rows = {row["source"]: row for row in json.loads((out / "summary.json").read_text(encoding="utf-8"))["documents"]}
    faults = [*_faults_of_the_run(watched, arguments.jobs), *_faults_of_files(rows, bad, good), *_faults_of_rows(rows)]
    codes = Counter(row["error"]["code"] if row["error"] else "read" for row in rows.values())
    for fault in faults:
        print(f"torture: {fault}")
    print(f"torture: {', '.join(f'{count} {code}' for code, count in codes.most_common())}")
    short = [source for source, file in bad.items() if _pages(source, rows) < file.pages]
    print(
        f"torture: {len(short)} damaged files gave fewer pages than they had: {', '.join(map(repr, short)) or 'none'}"
    )
    print(
        f"torture: {len(bad)} bad files, {len(good)} good ones, {len(rows)} rows, exit {watched.code},"
        f" {watched.seconds:.0f} s, peak {watched.peak / 1e6:.0f} MB of all processes, {len(faults)} faults"
    )
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", action="append", type=Path, default=[], metavar="DIR", help="more files to read")
    parser.add_argument("--report", action="append", type=Path, default=[], metavar="FILE", help="a good report")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--real", action="store_true", help="with all engines, not only with those that open files")
    parser.add_argument("--work", type=Path, default=Path("build/torture"), metavar="DIR")
    return parser.parse_args()


def _good(folder: Path, reports: list[Path]) -> set[str]:
    folder.mkdir(parents=True)
    for number in range(6):
        (folder / f"good-{number}.pdf").write_bytes(small_pdf(f"good {number}", 2))
    for report in reports or sorted(ROOT.glob("samples/*page/*.jpg")):
        shutil.copy(report, folder)
    return {str(path) for path in folder.iterdir()}


def _watch(words: list[str], program: str) -> Watched:
    started, peak = time.monotonic(), 0
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words], stderr=subprocess.PIPE, text=True, env=environment()
    )
    family = psutil.Process(process.pid)
    said = ""
    while process.poll() is None:
        with suppress(psutil.Error):
            peak = max(peak, resident(family))
        try:
            said += process.communicate(timeout=0.5)[1]
        except subprocess.TimeoutExpired:
            continue
    return Watched(process.returncode, time.monotonic() - started, peak, said)


def _faults_of_the_run(watched: Watched, jobs: int) -> Iterator[str]:
    if watched.code != 4:
        yield f"the run ended with {watched.code}, not 4: {watched.said[-500:]}"
    if "Traceback" in watched.said:
        yield f"a traceback was shown: {watched.said[-500:]}"
    if watched.peak > (jobs * MEMORY_GIB * SLACK + 1) * 2**30:
        yield f"all processes together took {watched.peak / 1e6:.0f} MB"


def _faults_of_files(rows: Rows, bad: dict[str, Bad], good: set[str]) -> Iterator[str]:
    for source in good:
        if source not in rows or rows[source]["error"]:
            yield f"{source}: a good report was not read: {rows.get(source)}"
    for source, file in bad.items():
        own = [row for name, row in rows.items() if name == source or name.startswith(f"{source}/")]
        if not own:
            yield f"{source!r}: stands in no row"
        elif file.verdict == MUST_FAIL and not any(row["error"] for row in own):
            yield f"{source!r}: was read, although there is nothing to read in it"


def _pages(source: str, rows: Rows) -> float:
    """Pages of a file that was read; failed files lack none, a sentence says so."""
    own = [row for name, row in rows.items() if name == source or name.startswith(f"{source}/")]
    return math.inf if any(row["error"] for row in own) else sum(row["pages"] for row in own)


def _faults_of_rows(rows: Rows) -> Iterator[str]:
    for source, row in rows.items():
        error = row["error"]
        if not error and not (row["pages"] and row["document"]):
            yield f"{source!r}: counts as read, but has no pages or no folder"
        if error and (error["code"] == "internal" or len(error["message"].split()) < LEAST_WORDS):
            yield f"{source!r}: {error}"
        if row["seconds"] > TIMEOUT * SLACK + 10:
            yield f"{source!r}: took {row['seconds']} s"


if __name__ == "__main__":
    sys.exit(main())
