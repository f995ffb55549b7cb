"""Our own reader of numeric cells: crops to ranked strings with probabilities, blank and "no number" included.

In: RGB uint8 crops of cells, rulings at their edges allowed. Out: ``NumericReading`` per crop. The network, its
training and its limits are described in ``models/numeric_reader/README.md``; its characters and the forms of its
strings are in the model file.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime_errors

from ocr_pipeline.engines.cell_ink import FAINTEST_INK, PreparedCell, prepare_cell
from ocr_pipeline.engines.ctc_strings import (
    Labels,
    Steps,
    chance_of_label,
    likely_strings,
    string_probabilities,
    strings_nearby,
    without_label,
)
from ocr_pipeline.engines.onnx_session import PROVIDERS, session_settings
from ocr_pipeline.errors import EngineFailed, ModelFileInvalid
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import Candidate, Ink
from ocr_pipeline.ports import NumericReading

VERSION = "6"
"""Of the preparation and the decoding; the weights have their own digest."""

PIXELS = 512
"""Crops go through the network in groups of so many columns in all at most: as much as stays in a core's cache."""

MOST_CANDIDATES = 8

LEAST_SCORE = 1e-6
"""Candidates below are left to the remainder."""

MOST_REFUSED = 0.5
"""If strings that no cell can say have more, what is seen is not understood."""

NO_INK = 0.3
"""Contrast, as a share of the faintest ink, below which a cell is blank without asking the network."""

SURE_BLANK, RULED_BLANK = 0.99995, 0.9998
"""Blankness of cells without ink, and of those with none but rulings: a figure may have been taken for one."""

GRAINS, GRAINY_BLANK = 6.0, 0.9995
"""Faint contrast below so many standard deviations of the paper's grain is that grain; blankness of such cells."""

SEARCH_BELOW = 0.985
"""If the strings next to the best path have less in all, others are searched for."""

_REFUSALS = (
    runtime_errors.Fail,
    runtime_errors.InvalidArgument,
    runtime_errors.InvalidGraph,
    runtime_errors.InvalidProtobuf,
    runtime_errors.NotImplemented,
    runtime_errors.RuntimeException,
)
"""What ONNX Runtime raises for a file that is no network of its; they have no class in common but Exception."""


@dataclass(frozen=True, slots=True)
class _Weights:
    session: onnxruntime.InferenceSession
    alphabet: str
    forms: re.Pattern[str]
    digest: str


Group = list[tuple[int, PreparedCell]]
"""Numbered cells of one width, no more than go through the network at once."""


class NumericReader:
    """Reads numeric cells with the network at ``weights``, a verified file; ``threads`` cores are used."""

    def __init__(self, weights: Path, *, threads: int = 2) -> None:
        self._weights = _open_weights(weights, max(1, threads - 1))
        self._threads = threads

    def describe(self) -> Step:
        """Name, version and digest of the weights."""
        return Step("read_numbers", "numeric_reader", VERSION, self._weights.digest)

    def read(self, crops: Sequence[Pixels]) -> tuple[NumericReading, ...]:
        """One reading per crop (H, W, 3), in order; a crop reads the same alone and among others."""
        found: dict[int, NumericReading] = {}
        cells = enumerate(prepare_cell(_checked(crop)) for crop in crops)
        for group, steps in self._answers(_groups(cells, found)):
            readings = self._readings([cell for _, cell in group], steps)
            found.update(zip((number for number, _ in group), readings, strict=True))
        return tuple(found[number] for number in range(len(found)))

    def _answers(self, groups: Iterator[Group]) -> Iterator[tuple[Group, Steps]]:
        """Each group with the network's answers; on a second core they are found while the next group is prepared,
        and when all are prepared the first core takes its part of those that still wait."""
        if self._threads == 1:
            yield from ((group, self._steps(group)) for group in groups)
            return
        with ThreadPoolExecutor(1) as beside:
            asked = deque((group, beside.submit(self._steps, group)) for group in groups)
            while asked:
                if not asked[0][1].done() and asked[-1][1].cancel():
                    group, _ = asked.pop()
                    yield group, self._steps(group)
                else:
                    group, steps = asked.popleft()
                    yield group, steps.result()

    def _steps(self, group: Group) -> Steps:
        """The network's answers (cells, T, classes) for a group; each cell's are the same whatever is beside it."""
        planes = np.stack([cell.planes for _, cell in group]).astype(np.float32)
        planes /= np.float32(255)
        (answer,) = self._weights.session.run(["steps"], {"planes": planes})
        return np.asarray(answer, np.float64)

    def _readings(self, cells: Sequence[PreparedCell], steps: Steps) -> list[NumericReading]:
        unreadable = len(self._weights.alphabet) + 1
        clear, lost = without_label(steps, unreadable), chance_of_label(steps, unreadable)
        options: list[tuple[Labels, ...]] = [((), *(s for s in near if s)) for near in strings_nearby(clear)]
        chances = _score(clear, options)
        for number, each in enumerate(chances):
            if float(each.sum()) + lost[number] < SEARCH_BELOW:
                options[number] = ((), *(string for string in likely_strings(clear[number]) if string))
                chances[number] = _score(clear[number : number + 1], options[number : number + 1])[0]
        return [
            self._reading(
                cell, [self._text(string) for string in options[number]], chances[number], float(lost[number])
            )
            for number, cell in enumerate(cells)
        ]

    def _reading(
        self, cell: PreparedCell, texts: Sequence[str], chances: NDArray[np.float64], lost: float
    ) -> NumericReading:
        weighed = self._without_impossible(texts, chances, lost)
        ranked = [Candidate(text, Score(chance)) for text, chance in weighed.items() if chance >= LEAST_SCORE]
        ranked = sorted(ranked, key=lambda candidate: -candidate.score)[:MOST_CANDIDATES]
        return NumericReading(Ink(cell.ink_share, Score(weighed.get("", 0.0))), tuple(ranked))

    def _without_impossible(
        self, texts: Sequence[str], chances: NDArray[np.float64], lost: float
    ) -> dict[str | None, float]:
        """The probability of what no cell can say, a lone bracket say, goes to the rest, or is lost if it is most."""
        written = [bool(self._weights.forms.fullmatch(text)) for text in texts]
        refused = 0.0 if all(written) else float(chances[~np.array(written)].sum())
        share = 1.0 / (1.0 - refused) if refused <= MOST_REFUSED else 1.0
        lost = lost * share if refused <= MOST_REFUSED else lost + refused
        weighed: dict[str | None, float] = {None: lost}
        for text, chance, fits in zip(texts, chances.tolist(), written, strict=True):
            if fits:
                weighed[text] = chance * share
        return weighed

    def _text(self, string: Labels) -> str:
        return "".join(self._weights.alphabet[label - 1] for label in string)


def _groups(cells: Iterable[tuple[int, PreparedCell]], blanks: dict[int, NumericReading]) -> Iterator[Group]:
    """The cells with ink by width, as many as go through the network at once; those without go to ``blanks``."""
    waiting: dict[int, Group] = defaultdict(list)
    for number, cell in cells:
        if (chance := _blankness(cell)) is not None:
            blanks[number] = NumericReading(Ink(cell.ink_share, chance), (Candidate("", chance),))
            continue
        group = waiting[cell.planes.shape[2]]
        group.append((number, cell))
        if len(group) == _group_size(cell):
            yield waiting.pop(cell.planes.shape[2])
    yield from waiting.values()


def _group_size(cell: PreparedCell) -> int:
    return max(2, PIXELS // cell.planes.shape[2])


def _blankness(cell: PreparedCell) -> Score | None:
    """How sure a cell is blank that need not be shown to the network; None for the others."""
    if cell.contrast < NO_INK * FAINTEST_INK:
        return Score(RULED_BLANK if cell.ruled else SURE_BLANK)
    return Score(GRAINY_BLANK) if cell.contrast < min(FAINTEST_INK, GRAINS * cell.grain) else None


def _score(steps: Steps, options: Sequence[tuple[Labels, ...]]) -> list[NDArray[np.float64]]:
    """Probabilities of each cell's strings."""
    owners = [cell for cell, strings in enumerate(options) for _ in strings]
    flat = string_probabilities(steps, owners, [string for strings in options for string in strings])
    return np.split(flat, np.cumsum([len(strings) for strings in options])[:-1])


def _checked(crop: Pixels) -> Pixels:
    if crop.ndim != 3 or crop.shape[2] != 3 or crop.dtype != np.uint8 or crop.size == 0:
        raise EngineFailed(
            f"numeric reader: a crop has shape {crop.shape}, type {crop.dtype}; give RGB pixels (H, W, 3) of uint8"
        )
    return crop


def _open_weights(path: Path, threads: int) -> _Weights:
    options = onnxruntime.SessionOptions()
    for name, value in session_settings(threads).items():
        setattr(options, name, value)
    try:
        data = path.read_bytes()
        session = onnxruntime.InferenceSession(data, options, providers=list(PROVIDERS))
        metadata: dict[str, Any] = session.get_modelmeta().custom_metadata_map
        alphabet, forms = str(metadata["alphabet"]), re.compile(str(metadata["forms"]))
    except (OSError, KeyError, re.error, *_REFUSALS) as error:
        raise ModelFileInvalid(
            f"numeric reader: {path} is not its network ({error}); run `ocr-pipeline models` to check the files"
        ) from error
    return _Weights(session, alphabet[:-1], forms, sha256(data).hexdigest())
