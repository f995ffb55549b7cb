"""Documents through worker processes on this machine: one that crashes, hangs or swells costs its document alone."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from ocr_pipeline.bulk.archives import Fetcher, Unpacking
from ocr_pipeline.bulk.hired import DEATH_SECONDS, Hired, hire
from ocr_pipeline.bulk.job import failed
from ocr_pipeline.bulk.reference import DocumentRef, Event, Outcome, PageSeen, RunSettings, Started, TriedAgain
from ocr_pipeline.bulk.worker import Ready
from ocr_pipeline.errors import (
    DocumentTimeout,
    EngineFailed,
    InputError,
    MemoryExceeded,
    PipelineError,
    ProgramFault,
)
from ocr_pipeline.store.atomic import recover
from ocr_pipeline.store.quarantine import Quarantine
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import Failure

START_SECONDS = 300.0
"""Engines load within seconds; on a machine that is short of memory it can take minutes."""
MOST_FALSE_STARTS = 3
"""So many workers in a row that die before they are ready: not bad luck, but a broken installation."""
MOST_TRIES = 2
PASSING = (EngineFailed.code, DocumentTimeout.code, MemoryExceeded.code, ProgramFault.code)
"""Failures that another try may not meet; bytes that are damaged stay damaged."""
_TICK_SECONDS = 0.5
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many workers, how many seconds and bytes a document may take (0 = no limit), when a worker is replaced.

    Replacing after ``documents_per_worker`` keeps memory flat whatever the libraries leak.
    """

    jobs: int = 1
    timeout: float = 900.0
    documents_per_worker: int = 200
    memory_bytes: int = 6 * _GIB


def read_all(
    refs: Iterable[DocumentRef], settings: RunSettings, staffing: Staffing, unpacking: Unpacking
) -> Generator[Event, None, None]:
    """Read every document; exactly one ``Outcome`` each, in the order in which they finish.

    Raises ``EngineError`` if workers cannot start. Closing the iterator kills the workers; finished work is kept.
    """
    office = Office(settings, staffing, unpacking)
    try:
        yield from office.read(refs)
    finally:
        office.close()
        results = ResultsFolder(settings.out)
        recover(results.root, results.aside)


class Office:
    """Workers that stay between documents; ``close`` ends them."""

    def __init__(self, settings: RunSettings, staffing: Staffing, unpacking: Unpacking) -> None:
        self._settings = settings
        self._staffing = staffing
        self._folder = unpacking.folder
        self._fetcher = Fetcher(unpacking)
        self._quarantine = Quarantine(ResultsFolder(settings.out).quarantine)
        self._waiting: deque[DocumentRef] = deque()
        self._tries: Counter[str] = Counter()
        self._staff: list[Hired] = []
        self._hired_so_far = 0
        self._false_starts = 0
        self._watched = time.monotonic()

    def read(self, refs: Iterable[DocumentRef]) -> Iterator[Event]:
        """Read every document; exactly one ``Outcome`` each."""
        self._waiting.extend(refs)
        while self._waiting or any(worker.ref for worker in self._staff):
            yield from self._hand_out()
            self._hire()
            ready = wait([worker.connection for worker in self._staff], timeout=_TICK_SECONDS)
            for worker in [worker for worker in self._staff if worker.connection in ready]:
                yield from self._hear(worker)
            if time.monotonic() - self._watched >= _TICK_SECONDS:
                yield from self._watch()
                self._watched = time.monotonic()

    def close(self) -> None:
        """End all workers."""
        for worker in self._staff:
            worker.end()
        self._staff.clear()
        self._fetcher.close()

    def _hire(self) -> None:
        busy = sum(worker.ref is not None for worker in self._staff)
        while len(self._staff) < min(self._staffing.jobs, len(self._waiting) + busy):
            self._hired_so_far += 1
            self._staff.append(hire(self._settings, self._log_path(self._hired_so_far)))

    def _log_path(self, number: int) -> Path:
        return self._folder / f"worker-{number}.log"

    def _hand_out(self) -> Iterator[Event]:
        for worker in [worker for worker in self._staff if worker.ready and worker.ref is None]:
            if worker.done >= self._staffing.documents_per_worker:
                self._dismiss(worker)
            elif self._waiting:
                yield from self._give(worker, self._waiting.popleft())

    def _give(self, worker: Hired, ref: DocumentRef) -> Iterator[Event]:
        known = self._quarantine.find(ref.sha256, worker.fingerprint, ref.source)
        if known is not None:
            yield failed(ref, known)
            return
        try:
            at_hand = self._fetcher.fetch(ref)
        except InputError as error:
            yield failed(ref, Failure(error.code, f"{ref.source}: {error.message}"))
            return
        try:
            worker.give(ref, at_hand)
        except OSError:
            self._waiting.appendleft(ref)
            worker.ref = None
            self._dismiss(worker)
            return
        yield Started(ref)

    def _hear(self, worker: Hired) -> Iterator[Event]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._crashed(worker)
            return
        if isinstance(message, PipelineError):
            raise message
        if isinstance(message, Ready):
            worker.fingerprint = message.fingerprint
            self._false_starts = 0
        elif isinstance(message, int) and worker.ref is not None:
            yield PageSeen(worker.ref, message)
        elif isinstance(message, Outcome):
            yield from self._ended(worker, message)

    def _ended(self, worker: Hired, outcome: Outcome) -> Iterator[Event]:
        ref, worker.ref = worker.ref, None
        worker.done += 1
        self._false_starts = 0  # one that works shows that workers can work
        if ref is None:
            return
        if outcome.row.error is not None:
            yield from self._failed(ref, worker, outcome.row.error, outcome.row.seconds)
            return
        self._fetcher.drop(ref)
        yield Outcome(ref, outcome.row, outcome.kept)

    def _failed(self, ref: DocumentRef, worker: Hired, failure: Failure, seconds: float) -> Iterator[Event]:
        if failure.code in PASSING:
            self._tries[ref.sha256] += 1
            if self._tries[ref.sha256] < MOST_TRIES:
                self._waiting.appendleft(ref)
                yield TriedAgain(ref, failure)
                return
            says = f"{failure.message}; tried {MOST_TRIES} times, `--retry-failed` tries again"
            failure = Failure(failure.code, says, failure.page_index)
            self._quarantine.add(ref.sha256, worker.fingerprint, ref.source, failure)
        self._fetcher.drop(ref)
        yield failed(ref, failure, seconds)

    def _dismiss(self, worker: Hired, *, grace: float = 0.0) -> str:
        self._staff.remove(worker)
        return worker.end(grace=grace)

    def _crashed(self, worker: Hired) -> Iterator[Event]:
        ref, how = worker.ref, self._dismiss(worker, grace=DEATH_SECONDS)
        if not worker.ready:
            self._false_starts += 1
            if self._false_starts >= MOST_FALSE_STARTS:
                says = f"a worker process {how}, before it could read anything; try `--jobs 1`, or more memory"
                raise EngineFailed(says)
        if ref is not None:
            says = f"{ref.source}: the process that read it {how}; the other documents are not affected"
            yield from self._failed(ref, worker, Failure(EngineFailed.code, says), time.monotonic() - worker.since)

    def _watch(self) -> Iterator[Event]:
        """Stop workers that took too long or too much."""
        for worker in list(self._staff):
            spent = time.monotonic() - worker.since
            limit = self._staffing.timeout if worker.ready else START_SECONDS
            if not worker.ready and spent > limit:
                self._dismiss(worker)
                raise EngineFailed(f"a worker process did not get ready within {START_SECONDS:.0f} s; try `--jobs 1`")
            if worker.ref is None:
                continue
            if 0 < limit < spent:
                says = f"took longer than {limit:.0f} s and was stopped; raise --timeout or select --pages"
                yield from self._stop(worker, DocumentTimeout(says))
            elif 0 < self._staffing.memory_bytes < worker.memory_bytes():
                says = f"took more than {self._staffing.memory_bytes / _GIB:.3g} GiB and was stopped; raise --memory"
                yield from self._stop(worker, MemoryExceeded(f"{says} or lower --dpi"))

    def _stop(self, worker: Hired, why: InputError) -> Iterator[Event]:
        ref = worker.ref
        self._dismiss(worker)
        if ref is not None:
            failure = Failure(why.code, f"{ref.source}: {why.message}")
            yield from self._failed(ref, worker, failure, time.monotonic() - worker.since)
