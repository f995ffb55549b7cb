"""Our own reader of numeric cells: crops to ranked strings with probabilities, blank and "no number" included.

In: RGB uint8 crops of cells, rulings at their edges allowed. Out: ``NumericReading`` per crop. The network, its
training and its limits are described in ``models/numeric_reader/README.md``; its characters are in the model file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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

VERSION = "1"
"""Of the preparation and the decoding; the weights have their own digest."""

PIXELS = 512
"""Crops go through the network in groups of so many columns in all, the last filled up: its shapes are fixed."""

MOST_CANDIDATES = 8

LEAST_SCORE = 1e-6
"""Candidates below are left to the remainder."""

NO_INK = 0.3
"""Contrast, as a share of the faintest ink, below which a cell is blank without asking the network."""

SURE_BLANK = 0.99995

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
    digest: str


class NumericReader:
    """Reads numeric cells with the network at ``weights``, a verified file; ``threads`` are ONNX Runtime's."""

    def __init__(self, weights: Path, *, threads: int = 2) -> None:
        self._weights = _open_weights(weights, threads)

    def describe(self) -> Step:
        """Name, version and digest of the weights."""
        return Step("read_numbers", "numeric_reader", VERSION, self._weights.digest)

    def read(self, crops: Sequence[Pixels]) -> tuple[NumericReading, ...]:
        """One reading per crop (H, W, 3), in order; a crop reads the same alone and among others."""
        cells = [prepare_cell(_checked(crop)) for crop in crops]
        found: dict[int, NumericReading] = {}
        by_width: dict[int, list[int]] = defaultdict(list)
        for number, cell in enumerate(cells):
            if cell.contrast < NO_INK * FAINTEST_INK:
                found[number] = _blank(cell)
            else:
                by_width[cell.planes.shape[2]].append(number)
        for numbers in by_width.values():
            group = [cells[number] for number in numbers]
            found.update(zip(numbers, self._readings(group, self._steps(group)), strict=True))
        return tuple(found[number] for number in range(len(cells)))

    def _steps(self, cells: Sequence[PreparedCell]) -> Steps:
        """The network's answers (cells, T, classes) for cells of one width."""
        width = cells[0].planes.shape[2]
        size = max(2, PIXELS // width)
        answers = []
        for start in range(0, len(cells), size):
            group = np.stack([cell.planes for cell in cells[start : start + size]])
            batch = np.zeros((size, *group.shape[1:]), np.float32)
            np.divide(group, np.float32(255), out=batch[: len(group)])
            (answer,) = self._weights.session.run(["steps"], {"planes": batch})
            answers.append(np.asarray(answer, np.float64)[: len(group)])
        return np.concatenate(answers)

    def _readings(self, cells: Sequence[PreparedCell], steps: Steps) -> list[NumericReading]:
        unreadable = len(self._weights.alphabet) + 1
        clear, lost = without_label(steps, unreadable), chance_of_label(steps, unreadable)
        options: list[tuple[Labels, ...]] = [((), *(s for s in strings_nearby(one) if s)) for one in clear]
        chances = _score(clear, options)
        for number, each in enumerate(chances):
            if float(each.sum()) + lost[number] < SEARCH_BELOW:
                options[number] = ((), *(string for string in likely_strings(clear[number]) if string))
                chances[number] = _score(clear[number : number + 1], options[number : number + 1])[0]
        return [
            self._reading(cell, options[number], chances[number], float(lost[number]))
            for number, cell in enumerate(cells)
        ]

    def _reading(
        self, cell: PreparedCell, strings: tuple[Labels, ...], chances: NDArray[np.float64], lost: float
    ) -> NumericReading:
        ranked = [
            Candidate(self._text(string), Score(float(chance)))
            for string, chance in zip(strings, chances, strict=True)
            if chance >= LEAST_SCORE
        ]
        if lost >= LEAST_SCORE:
            ranked.append(Candidate(None, Score(lost)))
        ranked = sorted(ranked, key=lambda candidate: -candidate.score)[:MOST_CANDIDATES]
        return NumericReading(Ink(cell.ink_share, Score(float(chances[0]))), tuple(ranked))

    def _text(self, string: Labels) -> str:
        return "".join(self._weights.alphabet[label - 1] for label in string)


def _blank(cell: PreparedCell) -> NumericReading:
    return NumericReading(Ink(cell.ink_share, Score(SURE_BLANK)), (Candidate("", Score(SURE_BLANK)),))


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
        alphabet = str(metadata["alphabet"])
    except (OSError, KeyError, *_REFUSALS) as error:
        raise ModelFileInvalid(
            f"numeric reader: {path} is not its network ({error}); run `ocr-pipeline models` to check the files"
        ) from error
    return _Weights(session, alphabet[:-1], sha256(data).hexdigest())
