"""Read many documents and watch memory and pace; called by scripts/long_run."""

from __future__ import annotations

import argparse
import io
import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import psutil
from rich.console import Console
from rich.table import Table

from ocr_pipeline.store.results import ResultsFolder
from scripts.run_processes import CHEAP, REAL, environment, resident, workers_of

MOST_GROWTH = 1.05
"""Memory of the last quarter over that of the second; the first warms up."""
KINDS = ("parent", "worker")


@dataclass(frozen=True, slots=True)
class Sample:
    """Resident bytes of the run itself, and of its largest worker with what that started, after so many documents.

    ``spent`` are the seconds of processors of all of them so far.
    """

    done: int
    seconds: float
    parent: int
    worker: int
    spent: float


def main() -> int:
    """Run, print the quarters, judge; 0 if memory stays flat."""
    arguments = _arguments()
    shutil.rmtree(arguments.work, ignore_errors=True)
    folder, total = _inputs(arguments)
    program = REAL if arguments.samples else CHEAP
    out, events = arguments.work / "out", arguments.work / "events.jsonl"
    words = ["run", folder, "--out", out, "--jobs", arguments.jobs, "--events", events, "--quiet"]
    samples = _watch([sys.executable, "-c", program, *map(str, words)], events)
    _say_pace(out, total, arguments.jobs, samples[-1].seconds)
    quarters = [[s for s in samples if total * q / 4 < s.done <= total * (q + 1) / 4] for q in range(4)]
    if not all(quarters):
        print("long_run: too short to judge memory by; read more documents")
        return 2
    _show(quarters)
    growth = {kind: _mean(quarters[3], kind) / _mean(quarters[1], kind) for kind in KINDS}
    print(f"long_run: last quarter over second: parent {growth['parent']:.3f}, worker {growth['worker']:.3f}")
    return int(any(value > MOST_GROWTH for value in growth.values()))


def _say_pace(out: Path, total: int, jobs: int, seconds: float) -> None:
    """Documents, pages, and time: on the wall, and of processors, which other work on the machine disturbs less."""
    pages = json.loads((out / "summary.json").read_text(encoding="utf-8"))["last_run"]["pages"]
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"long_run: {len(ResultsFolder(out).documents())} of {total} documents, {pages} pages, {jobs} jobs,"
        f" {seconds:.0f} s, {pages / seconds:.3f} pages/s,"
        f" {(spent.ru_utime + spent.ru_stime) / pages:.3f} s of processors a page"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--samples", type=Path, metavar="DIR", help="PDFs to copy so often and read with all engines")
    parser.add_argument("--fold", type=int, default=1, metavar="N", help="give each sample its pages so many times")
    parser.add_argument("--work", type=Path, default=Path("build/long"), metavar="DIR")
    return parser.parse_args()


def _inputs(arguments: argparse.Namespace) -> tuple[Path, int]:
    """A folder of documents, all of different bytes: what follows the end of a PDF makes no page."""
    folder = arguments.work / "in"
    folder.mkdir(parents=True)
    found = sorted(arguments.samples.rglob("*.pdf")) if arguments.samples else []
    given = [_folded(path, arguments.fold) for path in found]
    for number in range(arguments.documents):
        content = given[number % len(given)] if given else b"pages=2"
        (folder / f"{number:06}.pdf").write_bytes(content + b" \n%% %d" % number)
    return folder, arguments.documents


def _folded(path: Path, times: int) -> bytes:
    """A PDF with all its pages so many times."""
    if times == 1:
        return path.read_bytes()
    stream = io.BytesIO()
    with pikepdf.open(path) as one, pikepdf.new() as folded:
        for _ in range(times):
            folded.pages.extend(one.pages)
        folded.save(stream)
    return stream.getvalue()


def _watch(command: list[str], events: Path) -> list[Sample]:
    started, samples, done, read = time.monotonic(), [], 0, 0
    process = subprocess.Popen(command, env=environment())
    family = psutil.Process(process.pid)
    while process.poll() is None:
        time.sleep(1)
        if events.exists():
            with events.open("rb") as stream:
                stream.seek(read)
                new = stream.read()
            read, done = read + len(new), done + new.count(b'{"event": "done"')
        try:
            workers = [resident(worker) for worker in workers_of(family)]
            parent, spent = family.memory_info().rss, _spent(family)
        except psutil.Error:
            continue
        samples.append(Sample(done, time.monotonic() - started, parent, max(workers, default=0), spent))
    return samples


def _spent(family: psutil.Process) -> float:
    """Seconds of processors of a process, of those it has ended, and of those that it started and that still run."""
    members = (family, *family.children(recursive=True))
    return sum(sum(member.cpu_times()[:4]) for member in members)


def _mean(samples: Sequence[Sample], kind: str) -> float:
    return statistics.fmean(getattr(sample, kind) for sample in samples)


def _show(quarters: Sequence[Sequence[Sample]]) -> None:
    table = Table(
        "quarter", "documents a second", "s of processors each", "parent MiB", "worker MiB", "worker peak MiB", box=None
    )
    for number, samples in enumerate(quarters, 1):
        done = samples[-1].done - samples[0].done
        pace = done / max(1e-9, samples[-1].seconds - samples[0].seconds)
        cost = (samples[-1].spent - samples[0].spent) / max(1, done)
        mib = [f"{_mean(samples, kind) / 2**20:.1f}" for kind in KINDS]
        table.add_row(str(number), f"{pace:.2f}", f"{cost:.3f}", *mib, f"{max(s.worker for s in samples) / 2**20:.1f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    sys.exit(main())
