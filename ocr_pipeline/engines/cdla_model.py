"""The CDLA detector as a layoutparser model: PicoDet (Yu et al. 2021), trained on Chinese documents.

In: an RGB page. Out: a ``layoutparser.Layout`` of typed, scored rectangles in the page's pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np
from layoutparser.elements import Layout, Rectangle, TextBlock
from layoutparser.models.base_layoutmodel import BaseLayoutModel

from ocr_pipeline.engines.onnx_session import open_session
from ocr_pipeline.model.document import Pixels

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

_STRIDES = (8, 16, 32, 64)
_MEAN = np.array((0.485, 0.456, 0.406), dtype=np.float32)
_DEVIATION = np.array((0.229, 0.224, 0.225), dtype=np.float32)
_CANDIDATES = 1000
"""The best anchors of a level that are decoded; pages hold a few dozen regions."""


class CdlaLayoutModel(BaseLayoutModel):  # type: ignore[misc]  # layoutparser ships no types
    """Regions of a page: text, title, figure, table, captions, header, footer, reference, equation."""

    DEPENDENCIES: ClassVar[list[str]] = []
    DETECTOR_NAME = "cdla-picodet"
    MODEL_CATALOG: ClassVar[dict[str, dict[str, str]]] = {}

    def __init__(self, path: Path, *, min_score: float = 0.3, max_overlap: float = 0.5, threads: int = 1) -> None:
        self._session = open_session(path, threads)
        self._labels = tuple(self._session.get_modelmeta().custom_metadata_map["character"].splitlines())
        self._input = self._session.get_inputs()[0]
        self._min_score = min_score
        self._max_overlap = max_overlap

    def image_loader(self, image: Pixels) -> Pixels:
        """The picture as an RGB array, which it already is."""
        return np.asarray(image)

    def detect(self, image: Pixels) -> Layout:
        """Every region of at least ``min_score``, one per place and kind, best first."""
        pixels = self.image_loader(image)
        height, width = pixels.shape[:2]
        boxes, scores = self._decode(self._session.run(None, {self._input.name: self._prepare(pixels)}))
        rows, columns = self._input.shape[2:]
        boxes *= np.array((width / columns, height / rows) * 2, dtype=np.float32)
        found = [block for kind in range(scores.shape[1]) for block in self._pick(boxes, scores[:, kind], kind)]
        found = [(kind, score, _inside(box, width, height)) for kind, score, box in found]
        found.sort(key=lambda item: (-item[1], item[0], item[2]))
        return Layout([TextBlock(Rectangle(*box), type=self._labels[kind], score=score) for kind, score, box in found])

    def _prepare(self, pixels: Pixels) -> Floats:
        rows, columns = self._input.shape[2:]
        small = cv2.resize(pixels, (columns, rows)).astype(np.float32) / 255.0
        return np.ascontiguousarray(((small - _MEAN) / _DEVIATION).transpose(2, 0, 1)[None], dtype=np.float32)

    def _decode(self, outputs: Sequence[Floats]) -> tuple[Floats, Floats]:
        """Boxes (n, 4) in input pixels and scores (n, kinds) from each level's class maps and distances."""
        levels = zip(_STRIDES, outputs[: len(_STRIDES)], outputs[len(_STRIDES) :], strict=True)
        decoded = [_decode_level(stride, scores[0], edges[0], self._input.shape[3]) for stride, scores, edges in levels]
        return np.concatenate([boxes for boxes, _ in decoded]), np.concatenate([scores for _, scores in decoded])

    def _pick(self, boxes: Floats, scores: Floats, kind: int) -> list[tuple[int, float, tuple[float, ...]]]:
        """The boxes of one kind that overlap no better box of it by more than ``max_overlap``."""
        sure = np.flatnonzero(scores >= self._min_score)
        if sure.size == 0:
            return []
        corners = boxes[sure]
        sized = np.column_stack((corners[:, :2], corners[:, 2:] - corners[:, :2]))
        kept = cv2.dnn.NMSBoxes(sized.tolist(), scores[sure].tolist(), self._min_score, self._max_overlap)
        return [(kind, float(scores[sure[i]]), tuple(corners[i].tolist())) for i in np.asarray(kept).reshape(-1)]


def _decode_level(stride: int, scores: Floats, edges: Floats, input_width: int) -> tuple[Floats, Floats]:
    """One level: a box's four distances are the means of softmax distributions over multiples of the stride."""
    columns = -(-input_width // stride)
    order = np.argsort(-scores.max(axis=1), kind="stable")[:_CANDIDATES]
    centre = (np.stack((order % columns, order // columns), axis=1) + 0.5) * stride
    raised = np.exp(edges[order].reshape(len(order), 4, -1))
    steps = np.arange(raised.shape[2], dtype=np.float32)
    reach = (raised * steps).sum(axis=2) / raised.sum(axis=2) * stride
    boxes = np.concatenate((centre - reach[:, :2], centre + reach[:, 2:]), axis=1)
    return boxes.astype(np.float32), scores[order]


def _inside(box: Sequence[float], width: int, height: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    left, right = (min(max(x, 0.0), float(width)) for x in (left, right))
    top, bottom = (min(max(y, 0.0), float(height)) for y in (top, bottom))
    return left, top, max(left, right), max(top, bottom)
