"""What happens in a run, for machines: a JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ocr_pipeline.bulk.reference import Event, Outcome, PageSeen, Started, TriedAgain
from ocr_pipeline.commands.pace import Pace
from ocr_pipeline.errors import OptionsError
from ocr_pipeline.store.summary import row_to_plain

STDOUT = "-"


@contextmanager
def event_stream(target: str | None, stdout: TextIO) -> Iterator[TextIO | None]:
    """Where events go: nowhere, to stdout (``-``), or at the end of a file; raises ``OptionsError``."""
    if target is None or target == STDOUT:
        yield None if target is None else stdout
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(target).open("a", encoding="utf-8", errors="replace"))
        except OSError as error:
            raise OptionsError(f"{target}: events cannot be written there ({error.strerror})") from error
        yield stream


@dataclass(frozen=True, slots=True)
class EventLines:
    """Writes every event as a line; each is complete when it is written."""

    stream: TextIO
    pace: Pace

    def tell(self, event: Event) -> None:
        """Write one event."""
        self.write(_plain(event, self.pace))

    def write(self, plain: dict[str, Any]) -> None:
        """Write one line."""
        self.stream.write(json.dumps(plain, ensure_ascii=False) + "\n")
        self.stream.flush()


def _plain(event: Event, pace: Pace) -> dict[str, Any]:
    if isinstance(event, Started):
        return {"event": "started", "source": event.ref.source, "document": event.ref.document}
    if isinstance(event, PageSeen):
        return {"event": "page", "source": event.ref.source, "page": event.pages}
    if isinstance(event, TriedAgain):
        failure = event.failure
        return {"event": "again", "source": event.ref.source, "code": failure.code, "message": failure.message}
    return _done(event, pace)


def _done(outcome: Outcome, pace: Pace) -> dict[str, Any]:
    left = pace.seconds_left
    return {
        "event": "done",
        **row_to_plain(outcome.row),
        "kept": outcome.kept,
        "progress": {
            "done": pace.done,
            "total": pace.total,
            "failed": pace.failed,
            "pages": pace.pages,
            "pages_per_second": round(pace.pages_per_second, 3),
            "seconds_left": None if left is None else round(left, 1),
        },
    }
