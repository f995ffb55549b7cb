"""How far a run is and how long it will still take, from its events."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ocr_pipeline.bulk.reference import Event, Outcome, PageSeen, TriedAgain


@dataclass(slots=True)
class Pace:
    """Counts of a run of ``total`` documents; seconds by the monotonic clock."""

    total: int
    done: int = 0
    kept: int = 0
    failed: int = 0
    again: int = 0
    pages: int = 0
    started: float = field(default_factory=time.monotonic)

    def note(self, event: Event) -> None:
        """Count an event."""
        if isinstance(event, PageSeen):
            self.pages += 1
        elif isinstance(event, TriedAgain):
            self.again += 1
        elif isinstance(event, Outcome):
            self.done += 1
            self.kept += event.kept
            self.failed += event.row.error is not None

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.started

    @property
    def pages_per_second(self) -> float:
        """Pages seen in this run; those of kept documents are none."""
        return self.pages / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """By the mean of the documents so far that were really read; None until there is one."""
        read = self.done - self.kept
        return (self.total - self.done) * self.seconds / read if read else None

    def said(self) -> str:
        """In one line for people."""
        left = self.seconds_left
        ahead = "" if left is None else f", about {duration(left)} left"
        return (
            f"{self.done} of {self.total} documents, {self.pages_per_second:.2f} pages/s, {self.failed} failed{ahead}"
        )


def duration(seconds: float) -> str:
    """``90`` as ``1 min 30 s``; two units are enough."""
    whole = round(seconds)
    for size, unit, lesser_size, lesser in ((86_400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // lesser_size} {lesser}"
    return f"{whole} s"
