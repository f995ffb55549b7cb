"""The numeric reader with its committed weights on small drawn crops."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr_pipeline.engines.model_files import find_model
from ocr_pipeline.engines.numeric_reader import NumericReader
from ocr_pipeline.errors import EngineFailed, ModelFileInvalid
from ocr_pipeline.model.document import Pixels
from ocr_pipeline.ports import NumericReading


@pytest.fixture(scope="module")
def reader() -> NumericReader:
    return NumericReader(find_model("numeric-reader").path, threads=1)


def drawn(text: str, scale: float = 1.0, face: int = cv2.FONT_HERSHEY_COMPLEX) -> Pixels:
    (width, height), _ = cv2.getTextSize(text, face, scale, 2)
    crop = np.full((round(height * 2.4), width + 3 * height, 3), 255, np.uint8)
    at = (round(1.5 * height), round(1.7 * height))
    cv2.putText(crop, text, at, face, scale, (20, 20, 20), 2, cv2.LINE_AA)
    crop[:2], crop[:, :2] = 0, 0
    return crop


def noise(seed: int, share: float) -> Pixels:
    rng = np.random.default_rng(seed)
    plane = np.where(rng.random((60, 100)) < share, 0, 255).astype(np.uint8)
    return np.repeat(plane[..., None], 3, axis=2)


def best(reading: NumericReading) -> str | None:
    return reading.candidates[0].text


@pytest.mark.parametrize("text", [*"0123456789", "10", "292", "1845", "59304", "-356", "+19070", "2.02", "60167.1424"])
def test_printed_numbers_are_read(reader: NumericReader, text: str) -> None:
    (reading,) = reader.read([drawn(text)])
    assert best(reading) == text


def test_two_cores_read_what_one_reads(reader: NumericReader) -> None:
    crops = [drawn(str(37 * k)) for k in range(60)] + [drawn("")]
    assert NumericReader(find_model("numeric-reader").path, threads=2).read(crops) == reader.read(crops)


def test_a_blank_cell_is_not_a_zero_and_a_zero_is_not_blank(reader: NumericReader) -> None:
    blank, zero = reader.read([drawn(""), drawn("0")])
    assert best(blank) == ""
    assert blank.ink.blank > 0.99
    assert best(zero) == "0"
    assert zero.ink.blank < 0.01


def test_the_grain_of_an_empty_cell_is_no_figure_and_faint_print_on_even_paper_is_one(reader: NumericReader) -> None:
    rng = np.random.default_rng(3)
    grains = [rng.normal(200, 3, (60, 110)).clip(0, 255).astype(np.uint8) for _ in range(8)]
    for reading in reader.read([cv2.blur(np.dstack([grain] * 3), (2, 2)) for grain in grains]):
        assert best(reading) == ""
        assert reading.ink.blank > 0.99
    faint = drawn("7")
    (reading,) = reader.read([(228 + faint.astype(float) / 255 * 22).astype(np.uint8)])
    assert best(reading) == "7"


def test_scores_are_a_share_of_one_and_ranked(reader: NumericReader) -> None:
    crops = [drawn("8"), drawn("38"), noise(1, 0.2), noise(2, 0.5), drawn("")]
    for reading in reader.read(crops):
        scores = [candidate.score for candidate in reading.candidates]
        assert scores == sorted(scores, reverse=True)
        assert 0 < sum(scores) <= 1 + 1e-6
        texts = [candidate.text for candidate in reading.candidates]
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.8])
def test_noise_is_never_surely_a_number(reader: NumericReader, share: float) -> None:
    for reading in reader.read([noise(seed, share) for seed in range(12)]):
        top = reading.candidates[0]
        assert not (top.text and top.score > 0.99)


def test_a_crop_reads_the_same_alone_and_among_others(reader: NumericReader) -> None:
    others = [drawn(str(7 * number), 0.5 + 0.01 * number) for number in range(60)] + [noise(n, 0.05) for n in range(20)]
    picked = others[::7]
    among = reader.read(others)[::7]
    turned = reader.read(others[::-1])[::-1][::7]
    alone = tuple(reader.read([crop])[0] for crop in picked)
    assert among == alone
    assert among == turned


def test_no_crops_give_no_readings(reader: NumericReader) -> None:
    assert reader.read([]) == ()


def test_crops_that_are_no_pictures_are_refused(reader: NumericReader) -> None:
    with pytest.raises(EngineFailed, match="RGB"):
        reader.read([np.zeros((10, 10), np.uint8)])
    with pytest.raises(EngineFailed, match="RGB"):
        reader.read([np.zeros((0, 10, 3), np.uint8)])


def test_a_file_that_is_not_the_network_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "numeric_reader.onnx"
    wrong.write_bytes(b"nothing")
    with pytest.raises(ModelFileInvalid, match="is not its network"):
        NumericReader(wrong)


def test_the_reader_names_its_weights(reader: NumericReader) -> None:
    step = reader.describe()
    assert step.stage == "read_numbers"
    assert step.model_sha256 == find_model("numeric-reader").sha256
