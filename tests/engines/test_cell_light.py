"""Cells in a shadow that falls off: evened out; everything else is left as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_pipeline.engines.cell_ink import prepare_cell
from ocr_pipeline.engines.cell_light import even_light
from ocr_pipeline.model.document import Pixels


def cell(ink: int = 30, width: int = 360) -> Pixels:
    """A dash close to the left side."""
    pixels = np.full((66, width, 3), 220, np.uint8)
    cv2.rectangle(pixels, (6, 32), (38, 34), (ink, ink, ink), -1)
    return pixels


def shaded(pixels: Pixels, darkest: float) -> Pixels:
    """The same with light that falls off to ``darkest`` of it at the left side."""
    light = np.linspace(darkest, 1.0, pixels.shape[1])[None, :, None]
    return np.clip(pixels * light, 0, 255).astype(np.uint8)


@given(st.floats(0.5, 0.85))
def test_paper_in_a_shadow_becomes_as_bright_as_the_rest(darkest: float) -> None:
    even = even_light(shaded(cell(), darkest))
    assert int(even[10].max()) - int(even[10].min()) <= 12
    assert even[33, 20].max() < 100


def test_a_dash_in_a_shadow_is_where_the_reader_looks() -> None:
    window = prepare_cell(shaded(cell(ink=130), 0.48)).window
    assert (window.x, window.y) == pytest.approx((22, 33), abs=4)


@pytest.mark.parametrize("pixels", [cell(), cell(width=60), shaded(cell(), 0.96)])
def test_an_even_cell_and_a_narrow_one_are_left_alone(pixels: Pixels) -> None:
    assert even_light(pixels) is pixels


def test_a_fill_beside_paper_is_no_shadow() -> None:
    pixels = cell()
    pixels[:, :120] = (170, 190, 200)
    assert even_light(pixels) is pixels
