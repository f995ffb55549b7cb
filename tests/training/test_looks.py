"""Looks change pixels, not places; the stream of samples fits the network."""

import cv2
import numpy as np
import pytest
from numpy.random import default_rng

from ocr_pipeline.engines.cell_ink import prepare_cell
from training.cells import DrawnCell
from training.looks import TRAINED, Look
from training.marks import smudge
from training.samples import cut, place_crop


def cell(text: str) -> DrawnCell:
    ink = np.zeros((160, 260), np.uint8)
    cv2.putText(ink, text, (100, 110), cv2.FONT_HERSHEY_COMPLEX, 2.0, 255, 3, cv2.LINE_AA)
    picture = np.repeat((255 - ink)[..., None], 3, axis=2)
    return DrawnCell(picture, (30, 30, 230, 130), ink, zoom=2, digit=20.0, paper=255.0, stamp_font="")


@pytest.mark.parametrize("look", [look for look, _ in TRAINED])
def test_a_look_keeps_the_place_of_the_cell_and_most_of_its_ink(look: Look) -> None:
    kept = 0
    for seed in range(8):
        rng = default_rng(seed)
        picture, box = look(cell("8"), rng)
        assert box == (15.0, 15.0, 115.0, 65.0)
        assert picture.shape == (80, 130, 3)
        assert picture.dtype == np.uint8
        kept += prepare_cell(cut(picture, place_crop(picture, box, 20.0, rng))).ink_share > 0.005
    assert kept >= 6


def test_the_same_seed_gives_the_same_look() -> None:
    for look, _ in TRAINED:
        assert np.array_equal(look(cell("5"), default_rng(3))[0], look(cell("5"), default_rng(3))[0])


def test_a_smudge_leaves_ink_where_there_was_none() -> None:
    dirty = smudge(cell(""), default_rng(1))
    assert dirty.picture.min() < 160
    assert prepare_cell(dirty.picture).ink_share > 0
