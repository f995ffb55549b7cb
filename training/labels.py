"""Crops that people have labelled, as further samples: what the review desk writes with ``export --format labels``."""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import cv2

from ocr_pipeline.engines.cell_ink import PreparedCell, prepare_cell
from training.shards import LABELLED, write_shard
from training.values import ALPHABET, NOT_A_NUMBER

LIST = "labels.csv"
COLUMNS = ("file", "text", "state", "document", "page", "address")


class LabelsInvalid(Exception):
    """A list of labels that cannot be taken: names the file, the line and what is wrong with it."""


def labelled_cells(folder: Path) -> Iterator[tuple[PreparedCell, str]]:
    """Prepared crops and labels of a folder with ``labels.csv`` and PNG files; raises ``LabelsInvalid``."""
    path = folder / LIST
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeError, csv.Error) as error:
        raise LabelsInvalid(f"{path} cannot be read ({error})") from error
    for line, row in enumerate(rows, start=2):
        missing = [column for column in ("file", "text", "state") if row.get(column) is None]
        if missing:
            raise LabelsInvalid(f"{path}, line {line}: no column {missing[0]}; it needs {', '.join(COLUMNS)}")
        try:
            label = label_of(row["text"], row["state"])
        except ValueError as error:
            raise LabelsInvalid(f"{path}, line {line}: {error}") from error
        crop = cv2.imread(str(folder / row["file"]), cv2.IMREAD_COLOR)
        if crop is None:
            raise LabelsInvalid(f"{path}, line {line}: {folder / row['file']} is no picture")
        yield prepare_cell(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB)), label


def label_of(text: str, state: str) -> str:
    """The network's label of what a person saw; text that is no number in its characters is "no number"."""
    if state == "blank":
        return ""
    if state == "unreadable":
        return NOT_A_NUMBER
    if state not in ("number", "dash"):
        raise ValueError(f"the state is {state!r}, not number, blank, dash or unreadable")
    label = re.sub("[–−—―─]+", "-", unicodedata.normalize("NFKC", text).replace(" ", ""))
    if not label and state == "dash":
        return "-"
    if not label:
        raise ValueError("a number without text")
    return label if set(label) <= set(ALPHABET) else NOT_A_NUMBER


def main() -> None:
    """Write the labelled crops of some folders as one shard each into the folder of shards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path, nargs="+", help="folders with labels.csv and its pictures")
    parser.add_argument("--into", type=Path, required=True, help="folder of the shards to train on")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    for number, folder in enumerate(options.labelled):
        cells = list(labelled_cells(folder))
        if cells:
            write_shard(iter(cells), options.into / f"{LABELLED}{number:04d}.npz", len(cells))


if __name__ == "__main__":
    main()
