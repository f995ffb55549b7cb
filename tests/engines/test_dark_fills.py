"""Dark fills of bilevel copies: turned light inside their own edges, and nothing beside them."""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.engines.dark_fills import invert_fills
from ocr_pipeline.model.document import Pixels

EM = 20.0


def bilevel(height: int = 200) -> Pixels:
    return np.full((height, 800, 3), 255, np.uint8)


def test_a_page_without_fills_is_left_alone() -> None:
    pixels = bilevel()
    cv2.putText(pixels, "PRINT", (100, 100), 0, 1.0, (0, 0, 0), 3)
    same, fills = invert_fills(pixels, EM)
    assert fills is None
    assert same is pixels


def test_light_print_on_a_fill_becomes_dark_print_on_paper() -> None:
    pixels = bilevel()
    cv2.rectangle(pixels, (100, 40), (700, 100), (0, 0, 0), -1)
    cv2.putText(pixels, "LABEL", (300, 82), 0, 0.9, (255, 255, 255), 2)
    inverted, fills = invert_fills(pixels, EM)
    assert fills is not None
    assert inverted[50:60, 150:250].min() == 255
    assert inverted[60:90, 300:400].min() == 0


def test_figures_close_under_a_fill_are_not_taken_into_it() -> None:
    pixels = bilevel()
    cv2.rectangle(pixels, (100, 40), (700, 100), (0, 0, 0), -1)
    for x in range(140, 690, 14):
        cv2.rectangle(pixels, (x, 106), (x + 5, 124), (0, 0, 0), -1)
    _, fills = invert_fills(pixels, EM)
    assert fills is not None
    assert fills[45:95, 110:690].all()
    assert not fills[104:].any()


def test_tight_lines_of_bold_print_that_hang_on_a_fill_are_not_of_it() -> None:
    pixels = bilevel()
    cv2.rectangle(pixels, (100, 20), (700, 80), (0, 0, 0), -1)
    for y in (82, 108):
        for x in range(100, 400, 14):
            cv2.rectangle(pixels, (x, y), (x + 6, y + 20), (0, 0, 0), -1)
    _, fills = invert_fills(pixels, EM)
    assert fills is not None
    assert fills[25:75, 110:690].all()
    assert not fills[90:].any()


def test_a_low_fill_is_told_from_a_bold_line_by_its_edges() -> None:
    pixels = bilevel()
    cv2.rectangle(pixels, (100, 40), (700, 64), (0, 0, 0), -1)
    for x in range(110, 690, 12):
        cv2.rectangle(pixels, (x, 48), (x + 4, 56), (255, 255, 255), -1)
    for x in range(100, 700, 12):
        cv2.rectangle(pixels, (x, 140), (x + 8, 164), (0, 0, 0), -1)
    _, fills = invert_fills(pixels, EM)
    assert fills is not None
    assert fills[45:60, 110:690].all()
    assert not fills[130:170].any()
