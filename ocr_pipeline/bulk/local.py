"""Documents through worker processes on this machine: one that crashes or hangs costs its document and nothing else."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait

from ocr_pipeline.bulk.hired import DEATH_SECONDS, Hired, hire
from ocr_pipeline.bulk.job import failed
from ocr_pipeline.bulk.reference import DocumentRef, Event, Outcome, PageSeen, RunSettings, Started
from ocr_pipeline.bulk.worker import READY
from ocr_pipeline.errors import DocumentTimeout, EngineFailed, PipelineError
from ocr_pipeline.store.atomic import recover
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import Failure

START_SECONDS = 300.0
"""Engines load within seconds; on a machine that is short of memory it can take minutes."""
_TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many workers, how many seconds a document may take (0 = no limit), after how many one is replaced.

    Replacing keeps memory flat whatever the libraries leak.
    """

    jobs: int = 1
    timeout: float = 900.0
    documents_per_worker: int = 200


def read_all(refs: Iterable[DocumentRef], settings: RunSettings, staffing: Staffing) -> Generator[Event, None, None]:
    """Read every document; exactly one ``Outcome`` each, in the order in which they finish.

    Raises ``EngineError`` if workers cannot start. Closing the iterator kills the workers; finished work is kept.
    """
    office = _Office(deque(refs), settings, staffing)
    try:
        yield from office.work()
    finally:
        office.close()


class _Office:
    def __init__(self, waiting: deque[DocumentRef], settings: RunSettings, staffing: Staffing) -> None:
        self._waiting = waiting
        self._settings = settings
        self._staffing = staffing
        self._staff: list[Hired] = []
        self._hired_so_far = 0

    def work(self) -> Iterator[Event]:
        while self._waiting or any(worker.ref for worker in self._staff):
            self._hire()
            ready = wait([worker.connection for worker in self._staff], timeout=_TICK_SECONDS)
            for worker in [worker for worker in self._staff if worker.connection in ready]:
                yield from self._hear(worker)
            yield from self._watch_clock()

    def close(self) -> None:
        for worker in self._staff:
            worker.end()
        self._staff.clear()
        folder = ResultsFolder(self._settings.out)
        recover(folder.root, folder.aside)

    def _hire(self) -> None:
        wanted = min(self._staffing.jobs, len(self._waiting) + sum(worker.ref is not None for worker in self._staff))
        while len(self._staff) < wanted:
            self._hired_so_far += 1
            log_path = ResultsFolder(self._settings.out).aside / f"worker-{self._hired_so_far}.log"
            self._staff.append(hire(self._settings, log_path))

    def _hear(self, worker: Hired) -> Iterator[Event]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._crashed(worker)
            return
        if isinstance(message, PipelineError):
            raise message
        if isinstance(message, int) and worker.ref is not None:
            yield PageSeen(worker.ref, message)
            return
        if message == READY:
            worker.ready = True
        if isinstance(message, Outcome):
            worker.ref = None
            worker.done += 1
            yield message
        yield from self._next(worker)

    def _next(self, worker: Hired) -> Iterator[Event]:
        if not self._waiting or worker.done >= self._staffing.documents_per_worker:
            self._dismiss(worker)
            return
        ref = self._waiting.popleft()
        try:
            worker.give(ref)
        except OSError:
            self._waiting.appendleft(ref)
            worker.ref = None
            self._dismiss(worker)
            return
        yield Started(ref)

    def _dismiss(self, worker: Hired, *, grace: float = 0.0) -> str:
        self._staff.remove(worker)
        return worker.end(grace=grace)

    def _crashed(self, worker: Hired) -> Iterator[Event]:
        ref, how = worker.ref, self._dismiss(worker, grace=DEATH_SECONDS)
        if not worker.ready:
            raise EngineFailed(f"a worker process {how}, before it could read anything; try `--jobs 1`, or more memory")
        if ref is not None:
            says = f"{ref.source}: the process that read it {how}; the other documents are not affected"
            yield failed(ref, Failure(EngineFailed.code, says), time.monotonic() - worker.since)

    def _watch_clock(self) -> Iterator[Event]:
        for worker in list(self._staff):
            spent = time.monotonic() - worker.since
            limit = self._staffing.timeout if worker.ready else START_SECONDS
            if limit <= 0 or spent <= limit:
                continue
            ref = worker.ref
            self._dismiss(worker)
            if ref is None:
                raise EngineFailed(f"a worker process did not get ready within {START_SECONDS:.0f} s; try `--jobs 1`")
            says = f"{ref.source}: took longer than {limit:.0f} s and was stopped; raise --timeout or select --pages"
            yield failed(ref, Failure(DocumentTimeout.code, says), spent)
