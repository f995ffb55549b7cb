"""Truth files, and which document each belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.model.bound import Address, ValueState
from ocr_pipeline.stages.parse_number import printed_form

SUFFIX = ".truth.json"
_SEPARATORS = "-_. "


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """Where a field was printed: the corners of its cell as fractions of the page as displayed, clockwise."""

    address: Address
    page_index: int
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands in a report: printed text by field, None for an empty cell; absent tables are not named.

    ``partial`` truth speaks of some fields only, those that a person answered for. ``font`` is that of the numbers;
    ``cells`` are known of random reports alone.
    """

    id: str
    stem: str
    printed: dict[Address, str | None]
    look: str = ""
    font: str = ""
    partial: bool = False
    cells: tuple[PrintedCell, ...] = ()

    def state(self, address: Address) -> ValueState:
        """What the field is."""
        if address not in self.printed:
            return ValueState.ABSENT
        text = self.printed[address]
        if text is None or not text.strip():
            return ValueState.BLANK
        return ValueState.NUMBER if any(c.isdigit() for c in text) else ValueState.DASH


def load_truths(folder: Path) -> tuple[Truth, ...]:
    """Every ``*.truth.json`` below a folder; raises ``OptionsError`` for a file that is none, or if there are none."""
    paths = sorted(folder.rglob("*" + SUFFIX)) if folder.is_dir() else []
    if not paths:
        raise OptionsError(f"{folder}: holds no *{SUFFIX} files; give the folder of the truth files with --truth")
    return tuple(_load(path) for path in paths)


def match_truth(source: str, truths: Iterable[Truth]) -> Truth | None:
    """The truth of the file called ``source``: same stem, or the longest id or stem that begins it."""
    stem = PurePath(source).stem
    best: tuple[int, Truth] | None = None
    for truth in truths:
        for name in (truth.stem, truth.id):
            fits = stem == name or (stem.startswith(name) and stem[len(name)] in _SEPARATORS)
            if fits and (best is None or len(name) > best[0]):
                best = len(name), truth
    return best[1] if best is not None else None


def normal(text: str | None) -> str:
    """Text as results give it: NFKC, without white space."""
    return printed_form(text or "")


def _load(path: Path) -> Truth:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        printed = {
            Address(table, row, column): text
            for table, rows in plain["tables"].items()
            for row, columns in rows.items()
            for column, text in columns.items()
        }
        stem = path.name.removesuffix(SUFFIX)
        cells = tuple(_cell(*each) for each in plain.get("made", {}).get("cells", ()))
        return Truth(plain["id"], stem, printed, plain.get("look", ""), plain.get("font", ""), cells=cells)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise OptionsError(f"{path}: is no truth file ({error!r}); it needs `id` and `tables`") from error


def _cell(field: str, page: int, corners: Sequence[Sequence[float]]) -> PrintedCell:
    """As random reports name it: ``table/row/column``, pages from 1."""
    table, row, column = field.split("/")
    return PrintedCell(Address(table, row, column), page - 1, tuple((x, y) for x, y in corners))
