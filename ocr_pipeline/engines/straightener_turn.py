"""Is a page turned by a quarter, upside down? Asked of a small classifier, several times, before anything is turned.

The network (PP-LCNet, four classes) sees the inked part of the page as 224 x 224 pixels. When the first look is not
"upright", it is asked again on parts of the page and on all four turns of each: an answer only counts when it follows
the turns. To turn an upright page would lose it, so that all looks together must be nearly certain.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ocr_pipeline.engines.straightener_ink import Grey, Mask

INPUT_SIDE = 224
SHORT_SIDE = 256
MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], dtype=np.float32)
CLEARLY_UPRIGHT = 0.6
CERTAIN = 0.8
"""Mean probability over all looks from which a page is turned."""
AGREEMENT = 0.75
"""Share of the looks that favour the same turn."""
INK_MARGIN = 0.03
LEAST_INK_ROWS = 40
LONG_PART = 1.2
INK_OF_VIEW = 0.35
"""Share of the part's strokes in a view that may speak for it; the network guesses at nearly empty pictures."""

Turns = NDArray[np.float64]
"""Probabilities that the page has been turned clockwise by 0, 90, 180, 270 degrees."""


class TurnFinder:
    """Finds by how many quarters a page was turned; without a model it says none."""

    def __init__(self, model: Path | None) -> None:
        self._session: onnxruntime.InferenceSession | None = None
        if model is not None:
            settings = onnxruntime.SessionOptions()
            settings.intra_op_num_threads = settings.inter_op_num_threads = 1
            settings.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(str(model), settings, providers=["CPUExecutionProvider"])

    def quarters(self, grey: Grey, strokes: Mask) -> int:
        """Clockwise quarter turns (0..3) that the page has been given; 0 where that is not nearly certain."""
        area = inked_area(strokes)
        if self._session is None or area is None:
            return 0
        first = self._looks([grey[area]])[0]
        if first.argmax() == 0 and first[0] >= CLEARLY_UPRIGHT:
            return 0
        return decided(np.array([self._aligned(view) for view in views(grey[area], strokes[area])]).reshape(-1, 4))

    def _aligned(self, view: Grey) -> Turns:
        """The probabilities from all four turns of a view, as seen from the unturned one; shape (4, 4)."""
        looks = self._looks([np.rot90(view, -k) for k in range(4)])
        return np.array([np.roll(look, -k) for k, look in enumerate(looks)])

    def _looks(self, parts: list[Grey]) -> list[Turns]:
        assert self._session is not None
        name = self._session.get_inputs()[0].name
        # One at a time: the answer for a page must not depend on what else is in a batch.
        return [np.asarray(self._session.run(None, {name: to_input(part)})[0][0], dtype=np.float64) for part in parts]


def inked_area(strokes: Mask) -> tuple[slice, slice] | None:
    """The part of the page with ink: a few lines on a white page would vanish in a small picture. None without ink."""
    rows, columns = np.flatnonzero(strokes.any(axis=1)), np.flatnonzero(strokes.any(axis=0))
    if len(rows) < LEAST_INK_ROWS or len(columns) < LEAST_INK_ROWS:
        return None
    spare = int(INK_MARGIN * max(strokes.shape))
    return (
        slice(max(0, int(rows[0]) - spare), int(rows[-1]) + 1 + spare),
        slice(max(0, int(columns[0]) - spare), int(columns[-1]) + 1 + spare),
    )


def views(part: Grey, strokes: Mask) -> list[Grey]:
    """The part as a whole, and those of its square ends that hold enough of its strokes."""
    side = min(part.shape)
    if max(part.shape) < LONG_PART * side:
        return [part]
    tall = part.shape[0] > part.shape[1]
    ends = [np.s_[:side], np.s_[-side:]] if tall else [np.s_[:, :side], np.s_[:, -side:]]
    enough = INK_OF_VIEW * int(strokes.sum())
    return [part, *(part[end] for end in ends if int(strokes[end].sum()) >= enough)]


def decided(looks: Turns) -> int:
    """The turn on which the looks agree, else 0; ``looks`` has shape (n, 4)."""
    turn = int(looks.mean(axis=0).argmax())
    agree = float((looks.argmax(axis=1) == turn).mean())
    return turn if looks.mean(axis=0)[turn] >= CERTAIN and agree >= AGREEMENT else 0


def to_input(part: Grey) -> NDArray[np.float32]:
    """Middle square of the part, normalised; shape (1, 3, 224, 224)."""
    scale = SHORT_SIDE / min(part.shape)
    size = max(INPUT_SIDE, round(part.shape[1] * scale)), max(INPUT_SIDE, round(part.shape[0] * scale))
    small = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA)
    top, left = (small.shape[0] - INPUT_SIDE) // 2, (small.shape[1] - INPUT_SIDE) // 2
    square = small[top : top + INPUT_SIDE, left : left + INPUT_SIDE, None].astype(np.float32) / 255.0
    return np.ascontiguousarray(((square - MEAN) / DEVIATION).transpose(2, 0, 1)[None], dtype=np.float32)
