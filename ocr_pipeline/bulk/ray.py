"""Documents on a Ray cluster: the same reading as on one machine, a task a document; placement and retries are Ray's.

Every node has the package installed and mounts the results folder (and the inputs, unless they are URLs). A Ray worker
process keeps an ``Office`` with one reader, so that engines are built once and limits hold as on one machine.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ocr_pipeline.bulk.archives import Fetcher, Unpacking
from ocr_pipeline.bulk.job import failed
from ocr_pipeline.bulk.local import Office, Staffing
from ocr_pipeline.bulk.reference import DocumentRef, Event, Outcome, PageSeen, RunSettings
from ocr_pipeline.bulk.run_folder import run_folder
from ocr_pipeline.errors import EngineFailed, EngineMissing, InputError, PipelineError
from ocr_pipeline.store.summary import Failure

MOST_LOST = 10
"""So many nodes may be lost while they read one document; the document is not to blame before that."""
WAITING_SHARE = 2
"""Tasks handed to the cluster for each of its processors: none waits for work, and little is fetched too early."""


def read_on_cluster(
    refs: Iterable[DocumentRef], settings: RunSettings, staffing: Staffing, *, unpacking: Unpacking, address: str
) -> Generator[Event, None, None]:
    """Read every document; exactly one ``Outcome`` each, in the order in which they finish.

    ``address`` is that of a running cluster, or ``local`` for one on this machine. Raises ``EngineMissing`` where Ray
    is not installed, ``EngineFailed`` where there is no cluster.
    """
    ray = _connect(address)
    cluster = _Cluster(ray, settings, replace(staffing, jobs=1), Fetcher(unpacking))
    try:
        yield from cluster.read(refs)
    finally:
        cluster.close()
        ray.shutdown()


def _connect(address: str) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray reports home otherwise
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError as error:
        raise EngineMissing("Ray is not installed; install ocr-pipeline[cluster], or leave out --cluster") from error
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise EngineFailed(
            f"{address}: no Ray cluster answers there ({error}); start it, or check --cluster"
        ) from error
    return ray


class _Cluster:
    def __init__(self, ray: Any, settings: RunSettings, staffing: Staffing, fetcher: Fetcher) -> None:
        self._ray = ray
        self._task = ray.remote(num_cpus=1, max_retries=MOST_LOST)(read_here)
        self._settings = ray.put((settings, staffing))
        self._fetcher = fetcher
        self._running: dict[Any, DocumentRef] = {}

    def read(self, refs: Iterable[DocumentRef]) -> Iterator[Event]:
        waiting = iter(refs)
        more = True
        while more or self._running:
            while more and len(self._running) < WAITING_SHARE * max(1, self._processors()):
                ref = next(waiting, None)
                more = ref is not None
                if ref is not None:
                    yield from self._submit(ref)
            done, _ = self._ray.wait(list(self._running), num_returns=1) if self._running else ((), ())
            for handle in done:
                yield from self._ended(self._running.pop(handle), handle)

    def close(self) -> None:
        for handle in self._running:
            self._ray.cancel(handle, force=True)
        self._fetcher.close()

    def _processors(self) -> int:
        return int(self._ray.cluster_resources().get("CPU", 1))

    def _submit(self, ref: DocumentRef) -> Iterator[Event]:
        try:
            at_hand = self._fetcher.fetch(ref)
        except InputError as error:
            yield failed(ref, Failure(error.code, f"{ref.source}: {error.message}"))
            return
        there = replace(at_hand, path=at_hand.path.absolute(), member=None)
        self._running[self._task.remote(there, self._settings)] = ref

    def _ended(self, ref: DocumentRef, handle: Any) -> Iterator[Event]:
        self._fetcher.drop(ref)
        try:
            answer = self._ray.get(handle)
        except self._ray.exceptions.RayError as error:
            says = f"{ref.source}: the cluster lost it {MOST_LOST} times ({type(error).__name__}); run again"
            yield failed(ref, Failure(EngineFailed.code, says))
            return
        if isinstance(answer, PipelineError):
            raise answer
        if not answer.kept:
            yield from (PageSeen(ref, number) for number in range(1, answer.row.pages + 1))
        yield replace(answer, ref=ref)


def read_here(ref: DocumentRef, ways: tuple[RunSettings, Staffing]) -> Outcome | PipelineError:
    """Read one document on this node; an error that concerns all documents comes back as a value."""
    try:
        events = list(_seat(*ways).office.read((ref,)))
    except PipelineError as error:
        _seat.cache_clear()
        return error
    return next(event for event in events if isinstance(event, Outcome))


@dataclass(frozen=True, slots=True)
class _Seat:
    office: Office
    holding: ExitStack


@lru_cache(maxsize=1)
def _seat(settings: RunSettings, staffing: Staffing) -> _Seat:
    """The office of this Ray worker process, and its folder; both end with the process, later runs tidy."""
    holding = ExitStack()
    folder = holding.enter_context(run_folder())
    options = settings.options
    return _Seat(Office(settings, staffing, Unpacking(options.archive, options.raster.max_bytes, folder)), holding)
