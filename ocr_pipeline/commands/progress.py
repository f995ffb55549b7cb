"""How a run tells people on stderr where it is: a live bar on a terminal, plain lines otherwise."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ocr_pipeline.bulk.reference import Event, Outcome, Started, TriedAgain
from ocr_pipeline.commands.pace import Pace, duration
from ocr_pipeline.store.summary import SummaryRow

PACE_SECONDS = 60.0
"""Where there is no bar, so often a line says how far the run is."""


class Teller(Protocol):
    """Says what happens."""

    def tell(self, event: Event) -> None:
        """Say one event."""
        ...


@contextmanager
def telling(stream: TextIO, pace: Pace, *, quiet: bool) -> Iterator[Teller]:
    """A teller that fits the stream; ``pace`` has counted each event before it is told."""
    if quiet:
        yield _Silent()
    elif stream.isatty():
        with _bar(stream) as progress:
            yield _Bar(progress, pace)
    else:
        yield _Lines(stream, pace)


def said(row: SummaryRow) -> str:
    """A row in one line."""
    if row.error is not None:
        return f"failed ({row.error.code}): {row.error.message}"
    figures = f"{row.pages} pages, {row.cells} fields, {row.review} to review, {row.findings} findings"
    return f"{row.source}: {row.status} ({figures}, {row.seconds:.1f} s)"


def said_again(event: TriedAgain) -> str:
    """A second try in one line."""
    return f"{event.failure.message}; trying again"


class _Silent:
    def tell(self, event: Event) -> None:
        return


class _Lines:
    def __init__(self, stream: TextIO, pace: Pace) -> None:
        self._stream = stream
        self._pace = pace
        self._said = time.monotonic()

    def tell(self, event: Event) -> None:
        if isinstance(event, Outcome):
            kept = " [kept]" if event.kept else ""
            self._say(f"[{self._pace.done}/{self._pace.total}] {said(event.row)}{kept}")
        elif isinstance(event, TriedAgain):
            self._say(said_again(event))
        if time.monotonic() - self._said >= PACE_SECONDS:
            self._say(self._pace.said())
            self._said = time.monotonic()

    def _say(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


class _Bar:
    def __init__(self, progress: Progress, pace: Pace) -> None:
        self._progress = progress
        self._pace = pace
        self._task = progress.add_task("", total=pace.total, now="", pace="")

    def tell(self, event: Event) -> None:
        if isinstance(event, Started):
            self._progress.update(self._task, now=escape(event.ref.source[-48:]))
        elif isinstance(event, TriedAgain):
            self._progress.console.print(f"[yellow]?[/] {escape(said_again(event))}", highlight=False)
        elif isinstance(event, Outcome):
            mark = "[red]x[/]" if event.row.error is not None else "[green]=[/]" if event.kept else "[green]+[/]"
            self._progress.console.print(f"{mark} {escape(said(event.row))}", highlight=False)
            self._progress.advance(self._task)
        self._progress.update(self._task, pace=self._figures())

    def _figures(self) -> str:
        left = self._pace.seconds_left
        ahead = "" if left is None else f"  {duration(left)} left"
        failed = f"  [red]{self._pace.failed} failed[/]" if self._pace.failed else ""
        return f"{self._pace.pages} pages  {self._pace.pages_per_second:.2f}/s{failed}{ahead}"


def _bar(stream: TextIO) -> Progress:
    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
        console=Console(file=stream),
    )
