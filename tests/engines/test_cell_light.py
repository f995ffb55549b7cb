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


def test_light_that_falls_off_in_a_curve_along_a_wide_cell_is_evened_too() -> None:
    pixels = cell(width=1200)
    light = 0.82 + 0.18 * np.cos(np.linspace(0, np.pi, 1200))[None, ::-1, None]
    even = even_light(np.clip(pixels * light, 0, 255).astype(np.uint8))
    assert int(even[10, 80:-80].max()) - int(even[10, 80:-80].min()) <= 16


def test_the_edge_of_a_shadow_across_a_wide_cell_is_evened_too() -> None:
    pixels = cell(width=1200)
    light = 0.75 + 0.25 * np.tanh((np.arange(1200) - 750) / 90)[None, :, None]
    even = even_light(np.clip(pixels * light, 0, 255).astype(np.uint8))
    assert int(even[10, 80:-80].max()) - int(even[10, 80:-80].min()) <= 24


@pytest.mark.parametrize("pixels", [cell(), cell(width=60), shaded(cell(), 0.96)])
def test_an_even_cell_and_a_narrow_one_are_left_alone(pixels: Pixels) -> None:
    assert even_light(pixels) is pixels


def test_a_fill_beside_paper_is_no_shadow() -> None:
    for width in (360, 1200):
        pixels = cell(width=width)
        pixels[:, : width // 3] = (170, 190, 200)
        assert even_light(pixels) is pixels
