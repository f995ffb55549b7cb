"""Preparation of crops: what the network gets to see."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_pipeline.engines.cell_ink import FAINTEST_INK, HEIGHT, QUARTILES, WIDTHS, prepare_cell
from ocr_pipeline.engines.ruling_remains import remove_ruling
from ocr_pipeline.model.document import Pixels


def drawn(text: str, ink: tuple[int, int, int] = (0, 0, 0), paper: tuple[int, int, int] = (255, 255, 255)) -> Pixels:
    crop = np.full((60, 100, 3), paper, np.uint8)
    cv2.putText(crop, text, (40, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, ink, 2, cv2.LINE_AA)
    return crop


def ruled(crop: Pixels, thick: int = 2) -> Pixels:
    crop = crop.copy()
    crop[:thick], crop[-thick:], crop[:, :thick], crop[:, -thick:] = 0, 0, 0, 0
    return crop


def ink_height(planes: Pixels) -> int:
    rows = np.flatnonzero((planes[0] > 128).any(axis=1))
    return int(rows[-1] - rows[0] + 1)


def test_an_empty_cell_has_no_ink() -> None:
    cell = prepare_cell(drawn(""))
    assert cell.ink_share == 0
    assert cell.contrast <= 1
    assert not cell.planes.any()


def test_rulings_at_the_edges_are_removed_and_do_not_count_as_ink() -> None:
    cell = prepare_cell(ruled(drawn("")))
    assert cell.ink_share == 0
    assert not cell.planes.any()


def test_a_digit_looks_the_same_with_and_without_rulings_around_it() -> None:
    plain, lined = prepare_cell(drawn("7")), prepare_cell(ruled(drawn("7")))
    assert plain.planes.shape == lined.planes.shape
    assert np.abs(plain.planes.astype(int) - lined.planes).max() < 40


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0, 3.0])
def test_digits_of_any_size_become_equally_high(factor: float) -> None:
    crop = cv2.resize(ruled(drawn("5")), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    assert 18 <= ink_height(prepare_cell(crop).planes) <= 26


def test_a_few_specks_are_no_ink() -> None:
    crop = drawn("")
    crop[30:32, 50:52] = 0
    crop[20:22, 10:12] = 0
    prepared = prepare_cell(crop)
    assert prepared.contrast == 0 and not prepared.planes.any()


def test_a_minus_stays_flat() -> None:
    crop = drawn("")
    crop[29:32, 44:54] = 0
    assert ink_height(prepare_cell(crop).planes) <= 10


def test_light_text_on_a_coloured_cell_looks_like_dark_text_on_paper() -> None:
    dark = prepare_cell(drawn("3")).planes
    light = prepare_cell(drawn("3", ink=(255, 255, 255), paper=(40, 80, 160))).planes
    assert light.shape == dark.shape
    assert np.abs(light.astype(int) - dark).mean() < 12


def test_a_red_seal_leaves_the_plane_of_colourless_ink_and_does_not_move_the_digit() -> None:
    stamped = drawn("8")
    over = np.zeros(stamped.shape[:2], np.uint8)
    cv2.circle(over, (90, 90), 75, 255, 5)
    mixed = np.where(over[..., None] > 0, np.minimum(stamped, np.array([220, 40, 40], np.uint8)), stamped)
    plain, sealed = prepare_cell(drawn("8")), prepare_cell(mixed.astype(np.uint8))
    assert plain.planes.shape == sealed.planes.shape
    assert np.abs(plain.planes[1].astype(int) - sealed.planes[1]).mean() < 12


def test_coloured_digits_are_found_where_there_is_no_black_ink() -> None:
    cell = prepare_cell(drawn("6", ink=(200, 30, 30)))
    assert 18 <= ink_height(cell.planes) <= 26


def test_a_minus_set_far_from_its_number_stays_in_the_picture() -> None:
    crop = np.full((60, 140, 3), 255, np.uint8)
    cv2.putText(crop, "71", (80, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2, cv2.LINE_AA)
    crop[31:34, 50:60] = 0
    planes = prepare_cell(crop).planes
    assert (planes[0][:, : planes.shape[2] // 3] > 128).any()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 70), st.integers(1, 150), st.integers(0, 2**32 - 1))
def test_any_crop_becomes_planes_of_a_known_size(height: int, width: int, seed: int) -> None:
    crop = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    cell = prepare_cell(crop)
    assert cell.planes.shape[:2] == (2, HEIGHT)
    assert cell.planes.shape[2] in WIDTHS
    assert 0 <= cell.ink_share <= 1


def test_a_slanting_broken_ruling_does_not_make_the_digit_small() -> None:
    crop = drawn("5")
    for row in range(60):
        if row % 7:
            crop[row, 2 + row // 25 : 4 + row // 25] = 40
    assert 18 <= ink_height(prepare_cell(crop).planes) <= 26


def test_a_tall_digit_at_the_end_of_a_low_wide_cell_is_not_taken_for_a_ruling() -> None:
    crop = np.full((26, 160, 3), 255, np.uint8)
    cv2.putText(crop, "1", (138, 23), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 3, cv2.LINE_AA)
    cell = prepare_cell(crop)
    assert cell.ink_share > 0.01
    assert ink_height(cell.planes) >= 18


def test_a_pale_sign_beside_a_number_stays_in_the_picture() -> None:
    crop = np.full((60, 140, 3), 255, np.uint8)
    cv2.putText(crop, "89", (70, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2, cv2.LINE_AA)
    crop[32:34, 44:58], crop[26:40, 50:52] = 160, 160
    planes = prepare_cell(crop).planes
    assert (planes[0][:, : planes.shape[2] // 3] > 60).sum() > 10


def test_a_seal_rim_that_crosses_a_digit_does_not_take_it_away() -> None:
    for rim in ((220, 40, 40), (110, 110, 110)):
        crop = drawn("0")
        over = np.zeros(crop.shape[:2], np.uint8)
        cv2.circle(over, (50, -40), 75, 255, 5)
        stamped = np.where(over[..., None] > 0, np.minimum(crop, np.array(rim, np.uint8)), crop).astype(np.uint8)
        assert prepare_cell(stamped).ink_share > 0.6 * prepare_cell(crop).ink_share


@pytest.mark.parametrize("right", [True, False])
def test_the_last_figure_of_a_number_set_against_the_rule_of_a_large_cell_is_kept(right: bool) -> None:
    crop = np.full((138, 203, 3), 255, np.uint8)
    for place in (30, 18, 6):
        left = 203 - place - 5 if right else place - 5
        cv2.rectangle(crop, (left, 62), (left + 8, 79), (0, 0, 0), 2)
    assert remove_ruling((crop[..., 0] < 128).astype(np.uint8)) is None
    planes = prepare_cell(crop).planes[0] > 128
    inked = np.flatnonzero(planes.any(axis=0))
    runs = 1 + int((np.diff(inked) > 1).sum())
    assert runs == 3


def test_a_piece_of_a_rule_beside_a_number_is_still_taken_off() -> None:
    mask = np.zeros((138, 203), np.uint8)
    mask[62:80, 100:110] = 1
    mask[50:80, 199:202] = 1
    lines = remove_ruling(mask)
    assert lines is not None
    assert lines[70, 200]
    assert not lines[70, 105]


def test_the_only_figure_of_a_large_cell_is_kept_close_to_its_side_and_a_dash_of_a_worn_rule_is_not() -> None:
    crop = np.full((88, 98, 3), 250, np.uint8)
    crop[36:50, 4:8] = 40
    crop[49:51, 2:10] = 40  # the foot of a 1 in small print
    assert prepare_cell(crop).contrast > 100
    crop = np.full((88, 98, 3), 250, np.uint8)
    for top in (20, 44, 60):
        crop[top : top + 14, 4:6] = 40
    assert prepare_cell(crop).contrast == 1.0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_grain_of_faint_cells_is_what_numpy_makes_of_the_quartiles(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gray = rng.normal(220, 2, (rng.integers(7, 40), rng.integers(7, 60))).clip(0, 255).astype(np.uint8)
    cell = prepare_cell(np.repeat(gray[..., None], 3, axis=2))
    lower, upper = np.percentile(gray, (25, 75))
    assert cell.contrast < FAINTEST_INK
    assert cell.grain == (upper - lower) / QUARTILES


def test_a_number_at_the_end_of_a_wide_grainy_cell_is_no_light_print() -> None:
    die = np.random.default_rng(2)
    grain = np.where(die.random((36, 855)) < 0.02, 250, die.normal(205, 4, (36, 855)))
    crop = np.repeat(np.clip(grain, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
    cv2.putText(crop, "2470", (775, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (30, 30, 30), 2, cv2.LINE_AA)
    prepared = prepare_cell(crop)
    assert prepared.contrast > 100
    assert prepared.window.x == pytest.approx(808, abs=8)


@pytest.mark.parametrize(("pale", "high"), [(165, 22), (255, 13)])
def test_what_a_hairline_joins_is_one_figure(pale: int, high: int) -> None:
    crop = drawn("")
    crop[18:31, 46:58] = 0
    crop[31:37, 50:52] = pale
    crop[37:40, 44:60] = 0
    assert prepare_cell(crop).window.step_y * 22 == pytest.approx(high, abs=3)
