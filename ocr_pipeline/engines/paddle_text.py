"""Labels and running text through paddleocr (PP-OCRv6) on ONNX Runtime, without paddlepaddle and without a network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from ocr_pipeline.engines.line_crops import fit_line
from ocr_pipeline.engines.model_files import VerifiedModel
from ocr_pipeline.engines.onnx_session import runtime_version
from ocr_pipeline.engines.paddle_folders import (
    DETECTOR,
    LINE_HEIGHT,
    RECOGNISER,
    detector_folder,
    recogniser_folder,
)
from ocr_pipeline.engines.paddle_runtime import predictor, quiet
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.layout import Score
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import Candidate, TextLine

BATCH_PIXELS = 16 * 320 * LINE_HEIGHT
"""A batch holds about as many pixels as 16 short labels: larger ones are no faster and cost memory."""

LEAST_SIDE = 3
"""Smaller crops hold no character."""


class PaddleText:
    """The general reader; ``cache`` is the folder where paddleocr's model folders are made."""

    def __init__(self, recogniser: VerifiedModel, detector: VerifiedModel, *, cache: Path, threads: int = 1) -> None:
        self._models = {"TextRecognition": recogniser, "TextDetection": detector}
        self._cache = cache
        self._threads = threads
        self._loaded: dict[str, Any] = {}

    def describe(self) -> Step:
        """paddleocr's version and runtime, and the recogniser's digest."""
        version = f"{metadata.version('paddleocr')} onnxruntime {runtime_version()}"
        return Step("read_text", RECOGNISER, version, self._models["TextRecognition"].sha256)

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[Candidate, ...]:
        """The text of each crop, each a single line of RGB pixels; empty where no character was seen."""
        answers = [Candidate("", Score(0.0))] * len(crops)
        for batch in _batches(crops):
            for place, answer in zip(batch.places, self._recognise(batch.pictures), strict=True):
                answers[place] = answer
        return tuple(answers)

    def find_lines(self, page: PageImage, area: Box | None) -> tuple[TextLine, ...]:
        """Lines found by the detector inside ``area``, read, empty ones dropped; top to bottom, left to right."""
        frame = (area or Box(0, 0, page.width, page.height)).clipped(page.width, page.height)
        left, top = int(frame.left), int(frame.top)
        pixels = page.pixels[top : int(frame.bottom), left : int(frame.right)]
        if min(pixels.shape[:2]) < LEAST_SIDE:
            return ()
        found = sorted(self._detect(pixels), key=lambda box: (box.top, box.left))
        read = self.read_lines([pixels[int(b.top) : int(b.bottom), int(b.left) : int(b.right)] for b in found])
        return tuple(
            TextLine(answer.text, box.moved(left, top), answer.score)
            for box, answer in zip(found, read, strict=True)
            if answer.text
        )

    def _recognise(self, pictures: Sequence[Pixels]) -> Iterator[Candidate]:
        model = self._model("TextRecognition", RECOGNISER)
        with quiet():
            results = model.predict([np.ascontiguousarray(p[:, :, ::-1]) for p in pictures], batch_size=len(pictures))
        for result in results:
            yield to_candidate(result["rec_text"], result["rec_score"])

    def _detect(self, pixels: Pixels) -> list[Box]:
        model = self._model("TextDetection", DETECTOR)
        with quiet():
            (result,) = model.predict([np.ascontiguousarray(pixels[:, :, ::-1])], batch_size=1)
        height, width = pixels.shape[:2]
        boxes = [polygon_to_box(polygon).clipped(width, height) for polygon in result["dt_polys"]]
        return [box for box in boxes if min(box.width, box.height) >= LEAST_SIDE]

    def _model(self, kind: str, name: str) -> Any:
        """The paddleocr model of one kind, loaded when it is first needed."""
        if kind not in self._loaded:
            make = recogniser_folder if kind == "TextRecognition" else detector_folder
            self._loaded[kind] = predictor(kind, name, make(self._models[kind], self._cache), self._threads)
        return self._loaded[kind]


class _Batch:
    """Crops of one padded width and where they stood in the call."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self.pictures: list[Pixels] = []


def _batches(crops: Sequence[Pixels]) -> Iterator[_Batch]:
    """Batches of one width each, narrow ones first."""
    by_width: defaultdict[int, list[tuple[int, Pixels]]] = defaultdict(list)
    for place, crop in enumerate(crops):
        if min(crop.shape[:2]) >= LEAST_SIDE:
            picture = fit_line(crop, LINE_HEIGHT)
            by_width[picture.shape[1]].append((place, picture))
    for width in sorted(by_width):
        members = by_width[width]
        size = max(1, BATCH_PIXELS // (width * LINE_HEIGHT))
        for start in range(0, len(members), size):
            batch = _Batch()
            for place, picture in members[start : start + size]:
                batch.places.append(place)
                batch.pictures.append(picture)
            yield batch


def to_candidate(text: str, score: float) -> Candidate:
    """paddleocr's answer; the score is rounded so that the last bits of a sum do not make two results differ."""
    return Candidate(str(text).strip(), Score(round(min(max(float(score), 0.0), 1.0), 4)))


def polygon_to_box(polygon: np.ndarray[tuple[int, ...], np.dtype[np.int16]]) -> Box:
    """The box around the corners of a detected line."""
    left, top = (float(v) for v in polygon.min(axis=0))
    right, bottom = (float(v) for v in polygon.max(axis=0))
    return Box(left, top, right, bottom)
