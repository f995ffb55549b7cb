"""Prepared samples on disk: one process draws them, another trains on them, and both may be stopped at any time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr_pipeline.engines.cell_ink import WIDTHS, PreparedCell

Picture = NDArray[np.uint8]
LABELLED = "labelled-"
"""Shards of crops that people labelled begin with this; all others were drawn."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Samples by width: planes (N, 2, 32, W) and their labels."""

    by_width: dict[int, tuple[Picture, tuple[str, ...]]]


def write_shard(samples: Iterator[tuple[PreparedCell, str]], path: Path, count: int) -> None:
    """Write ``count`` samples; the file appears only when it is complete."""
    taken = list(islice(samples, count))
    arrays: dict[str, NDArray[np.generic]] = {}
    for width in WIDTHS:
        rows = [(cell.planes, label) for cell, label in taken if cell.planes.shape[2] == width]
        if rows:
            arrays[f"planes{width}"] = np.stack([planes for planes, _ in rows])
            arrays[f"labels{width}"] = np.array([label for _, label in rows])
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)
    part.rename(path)


def read_shard(path: Path) -> Shard:
    """Read it back."""
    with np.load(path) as data:
        found = {int(key[6:]): data[key] for key in data.files if key.startswith("planes")}
        return Shard(
            {width: (planes, tuple(str(label) for label in data[f"labels{width}"])) for width, planes in found.items()}
        )
