"""How a run tells people on stderr where it is: a live bar on a terminal, plain lines otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from ocr_pipeline.bulk.reference import Event, Outcome, PageSeen, Started, TriedAgain
from ocr_pipeline.store.summary import SummaryRow


class Teller(Protocol):
    """Says what happens."""

    def tell(self, event: Event) -> None:
        """Say one event."""
        ...


@contextmanager
def telling(stream: TextIO, total: int, *, quiet: bool) -> Iterator[Teller]:
    """A teller that fits the stream, for a run of ``total`` documents."""
    if quiet:
        yield _Silent()
    elif stream.isatty():
        with _bar(stream) as progress:
            yield _Bar(progress, total)
    else:
        yield _Lines(stream, total)


def said(row: SummaryRow) -> str:
    """A row in one line."""
    if row.error is not None:
        return f"failed ({row.error.code}): {row.error.message}"
    figures = f"{row.pages} pages, {row.cells} fields, {row.review} to review, {row.findings} findings"
    return f"{row.source}: {row.status} ({figures}, {row.seconds:.1f} s)"


class _Silent:
    def tell(self, event: Event) -> None:
        return


class _Lines:
    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream
        self._total = total
        self._done = 0

    def tell(self, event: Event) -> None:
        if isinstance(event, Outcome):
            self._done += 1
            kept = " [kept]" if event.kept else ""
            print(f"[{self._done}/{self._total}] {said(event.row)}{kept}", file=self._stream, flush=True)


class _Bar:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=total, now="", pages=0)
        self._pages = 0

    def tell(self, event: Event) -> None:
        if isinstance(event, Started):
            self._progress.update(self._task, now=escape(event.ref.source[-48:]))
        elif isinstance(event, PageSeen):
            self._pages += 1
            self._progress.update(self._task, pages=self._pages)
        elif isinstance(event, TriedAgain):
            self._progress.console.print(f"[yellow]?[/] {escape(event.failure.message)}; tried again", highlight=False)
        else:
            mark = "[red]x[/]" if event.row.error is not None else "[green]=[/]" if event.kept else "[green]+[/]"
            self._progress.console.print(f"{mark} {escape(said(event.row))}", highlight=False)
            self._progress.advance(self._task)


def _bar(stream: TextIO) -> Progress:
    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pages]} pages"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}"),
        console=Console(file=stream),
    )
