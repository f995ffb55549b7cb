"""Kill a run or a worker of it at random moments, continue it, and compare with a run left alone."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from ocr_pipeline.store.results import ResultsFolder
from scripts.run_processes import CHEAP, REAL, environment, workers_of
from tests.same_results import differences


@dataclass(slots=True)
class Torn:
    """What was killed so far."""

    runs: int = 0
    workers: int = 0
    starts: int = 0

    @property
    def kills(self) -> int:
        """Of both kinds."""
        return self.runs + self.workers


def main() -> int:
    """Run undisturbed, run disturbed, compare; 0 if nothing differs."""
    arguments = _arguments()
    shutil.rmtree(arguments.work, ignore_errors=True)
    folder = arguments.inputs or _documents(arguments.work / "in", arguments.documents)
    program = REAL if arguments.inputs else CHEAP
    command = [sys.executable, "-c", program, "run", str(folder), "--jobs", str(arguments.jobs), "--quiet"]
    started = time.monotonic()
    calm = subprocess.run([*command, "--out", str(arguments.work / "calm")], env=environment(), check=False)
    undisturbed, started = time.monotonic() - started, time.monotonic()
    torn = Torn()
    code = _disturb([*command, "--out", str(arguments.work / "torn")], arguments, torn)
    disturbed = time.monotonic() - started
    said = differences(arguments.work / "calm", arguments.work / "torn")
    for line in said[:20]:
        print(f"kill_test: {line}")
    rows = json.loads((arguments.work / "torn/summary.json").read_text(encoding="utf-8"))["totals"]
    print(
        f"kill_test: {rows['documents']} inputs {rows['states']}, exit {calm.returncode} undisturbed, {code} disturbed"
    )
    print(
        f"kill_test: killed the run {torn.runs} times and a worker {torn.workers} times in {torn.starts} starts;"
        f" {undisturbed:.0f} s undisturbed, {disturbed:.0f} s disturbed; {len(said)} differences"
    )
    if torn.kills < arguments.kills:
        print(f"kill_test: the run was over after {torn.kills} of {arguments.kills} kills; read more documents")
        return 2
    return 1 if said or code != calm.returncode else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inputs", type=Path, metavar="DIR", help="documents to read with the real engines")
    parser.add_argument("--work", type=Path, default=Path("build/kill"), metavar="DIR")
    return parser.parse_args()


def _documents(folder: Path, number: int) -> Path:
    """Orders for the kit without models: most are read, some fail, some are copies, a quarter lies in an archive."""
    folder.mkdir(parents=True)
    orders = {f"{index:04}.pdf": f"pages={index % 3 + 1} {index - (index % 20 == 19)}" for index in range(number - 3)}
    orders |= {"crash.pdf": "crash", "locked.pdf": "encrypted", "none.pdf": "nothing"}
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        for index, (name, order) in enumerate(orders.items()):
            if index % 4:
                (folder / name).write_text(order, encoding="utf-8")
            else:
                archive.writestr(zipfile.ZipInfo(name), order)
    return folder


def _disturb(command: list[str], arguments: argparse.Namespace, torn: Torn) -> int:
    """Start the run again and again until it ends by itself; its exit code."""
    draw = random.Random(arguments.seed)
    while True:
        torn.starts += 1
        events = arguments.work / f"events-{torn.starts}.jsonl"
        process = subprocess.Popen([*command, "--events", str(events)], env=environment())
        while torn.kills < arguments.kills and _wait(process, events, _gap(arguments, torn, draw), draw):
            victim = _worker_of(process) if draw.random() < 0.5 else None
            if victim is not None:
                torn.workers += 1
                victim.kill()
                continue
            torn.runs += 1
            process.send_signal(signal.SIGKILL)
            process.wait()
            break
        else:
            return process.wait()


def _gap(arguments: argparse.Namespace, torn: Torn, draw: random.Random) -> int:
    """Documents to let pass before the next kill, so that all kills find something to disturb.

    Not fewer than make sure that a document whose worker was killed is through: it is only tried twice.
    """
    left = arguments.documents - len(ResultsFolder(arguments.work / "torn").documents())
    least = arguments.jobs + 1
    return draw.randint(least, max(least, left // (arguments.kills - torn.kills)))


def _wait(process: subprocess.Popen[bytes], events: Path, gap: int, draw: random.Random) -> bool:
    """Wait until so many more documents are done, and a moment; False if the run ended."""
    wanted = _done(events) + gap
    while process.poll() is None and _done(events) < wanted:
        time.sleep(0.02)
    time.sleep(draw.random() * 0.5)
    return process.poll() is None


def _done(events: Path) -> int:
    """Documents that were really read, not found finished."""
    return events.read_text(encoding="utf-8").count('"kept": false') if events.exists() else 0


def _worker_of(process: subprocess.Popen[bytes]) -> psutil.Process | None:
    try:
        workers = workers_of(psutil.Process(process.pid))
    except psutil.Error:
        return None
    return workers[-1] if workers else None


if __name__ == "__main__":
    sys.exit(main())
