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
    best_path,
    chance_of_label,
    likely_strings,
    string_probabilities,
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

GROUP = 16
"""Crops of one width go through the network so many at a time, the last group filled up: its shapes are fixed."""

MOST_CANDIDATES = 8

LEAST_SCORE = 1e-6
"""Candidates below are left to the remainder."""

NO_INK = 0.3
"""Contrast, as a share of the faintest ink, below which a cell is blank without asking the network."""

SURE_BLANK = 0.99995

PLAIN = 0.9995
"""If one string has this much, no search is made for others: the remainder says how much they could have."""


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
        steps = self._steps(cells)
        return tuple(self._reading(cell, steps[number]) for number, cell in enumerate(cells))

    def _steps(self, cells: Sequence[PreparedCell]) -> dict[int, Steps | None]:
        """The network's answer for each cell by its number; None where there is no ink to ask about."""
        found: dict[int, Steps | None] = dict.fromkeys(range(len(cells)))
        by_width: dict[int, list[int]] = defaultdict(list)
        for number, cell in enumerate(cells):
            if cell.contrast >= NO_INK * FAINTEST_INK:
                by_width[cell.planes.shape[2]].append(number)
        for width, numbers in by_width.items():
            for start in range(0, len(numbers), GROUP):
                group = numbers[start : start + GROUP]
                batch = np.zeros((GROUP, 2, cells[group[0]].planes.shape[1], width), np.float32)
                batch[: len(group)] = np.stack([cells[number].planes for number in group]) / np.float32(255)
                found.update(zip(group, self._run(batch), strict=False))
        return found

    def _run(self, batch: NDArray[np.float32]) -> Steps:
        (answer,) = self._weights.session.run(["steps"], {"planes": batch})
        steps: Steps = np.asarray(answer, np.float64)
        return steps

    def _reading(self, cell: PreparedCell, steps: Steps | None) -> NumericReading:
        if steps is None:
            return NumericReading(Ink(cell.ink_share, Score(SURE_BLANK)), (Candidate("", Score(SURE_BLANK)),))
        unreadable = len(self._weights.alphabet) + 1
        clear = without_label(steps, unreadable)
        strings = _candidates(clear)
        chances = string_probabilities(clear, strings)
        ranked = [Candidate(self._text(string), Score(float(p))) for string, p in zip(strings, chances, strict=True)]
        ranked.append(Candidate(None, Score(chance_of_label(steps, unreadable))))
        ranked = sorted((c for c in ranked if c.score >= LEAST_SCORE), key=lambda c: -c.score)[:MOST_CANDIDATES]
        return NumericReading(Ink(cell.ink_share, Score(float(chances[0]))), tuple(ranked))

    def _text(self, string: Labels) -> str:
        return "".join(self._weights.alphabet[label - 1] for label in string)


def _candidates(steps: Steps) -> tuple[Labels, ...]:
    """The empty string first, then the strings worth scoring."""
    best = best_path(steps)
    if string_probabilities(steps, (best,))[0] >= PLAIN:
        return ((), best) if best else ((),)
    return ((), *(string for string in likely_strings(steps) if string))


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
