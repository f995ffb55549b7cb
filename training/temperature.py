"""Find the temperature at which the reader's probabilities mean most, on fonts and looks apart from all others."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.engines.cell_ink import prepare_cell
from ocr_pipeline.engines.ctc_strings import chance_of_label, string_probabilities, without_label
from ocr_pipeline.engines.onnx_session import open_session
from training.evaluate import held_out_samples
from training.fonts import open_shelf
from training.looks_between import BETWEEN
from training.values import ALPHABET, NOT_A_NUMBER

Steps = NDArray[np.float64]
TEMPERATURES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5)
SEED = 77
"""Other cells than those that ``evaluate`` measures on."""


def surprise(steps: Steps, label: str) -> float:
    """Minus the logarithm of the probability of what was printed, at most that of 1 in 100,000."""
    if label == NOT_A_NUMBER:
        chance = float(chance_of_label(steps, len(ALPHABET)))
    else:
        string = tuple(ALPHABET.index(character) + 1 for character in label)
        chance = float(string_probabilities(without_label(steps, len(ALPHABET))[None], [0], [string])[0])
    return -float(np.log(max(chance, 1e-5)))


def main() -> None:
    """Print the mean surprise at each temperature, by look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts")])
    parser.add_argument("--font-list", type=Path, default=Path("fonts.json"))
    options = parser.parse_args()
    cv2.setNumThreads(1)
    shelf = open_shelf(options.fonts, options.font_list, "held_out")
    session = open_session(options.model)
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(TEMPERATURES))
    for look in BETWEEN:
        source = held_out_samples(look, shelf, SEED)
        for _ in range(options.count):
            sample = next(source)
            planes = prepare_cell(sample.crop).planes[None].astype(np.float32) / 255
            logs = np.log(np.maximum(np.asarray(session.run(["steps"], {"planes": planes})[0][0], np.float64), 1e-12))
            for number, temperature in enumerate(TEMPERATURES):
                powered = np.exp(logs / temperature)
                sums[look.name][number] += surprise(powered / powered.sum(axis=1, keepdims=True), sample.label)
        means = "  ".join(f"{total / options.count:.4f}" for total in sums[look.name])
        print(f"{look.name:24} {means}", flush=True)
    print(f"{'at temperature':24} " + "  ".join(f"{temperature:6}" for temperature in TEMPERATURES))


if __name__ == "__main__":
    main()
