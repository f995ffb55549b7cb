"""What people answered in review, as truth about the documents of a results folder."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.truth import Truth
from ocr_pipeline.model.bound import Address, ValueState
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.seen import Seen, load_seen, seen_path

LABELS = "labels.csv"
COLUMNS = ("document", "address", "state", "text")
SETTLED = (ValueState.NUMBER, ValueState.BLANK, ValueState.DASH)
"""States that say what stands there; what a person could not read either teaches nothing."""


def labelled_documents(labels: Path, results: Path) -> Iterator[tuple[Truth, Seen]]:
    """Each document with answers: partial truth, and what was seen of it; documents that are gone are passed over."""
    folder = ResultsFolder(results)
    known = set(folder.documents())
    for truth in load_labels(labels):
        if truth.id in known:
            stored = folder.load(truth.id)
            yield truth, load_seen(seen_path(folder.seen, stored.sha256, stored.making.seen))


def load_labels(folder: Path) -> tuple[Truth, ...]:
    """The answers of a folder written by ``export --format labels``; raises ``OptionsError`` if it is none."""
    path = folder / LABELS
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        printed: dict[str, dict[Address, str | None]] = defaultdict(dict)
        for row in rows:
            if ValueState(row["state"]) in SETTLED:
                printed[row["document"]][Address(*row["address"].split("/"))] = row["text"] or None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OptionsError(f"{path}: is no list of labels ({error!r}); it needs {', '.join(COLUMNS)}") from error
    return tuple(Truth(name, name, fields, partial=True) for name, fields in sorted(printed.items()))
