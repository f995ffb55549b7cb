"""Draw shards of samples without end, or so many."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2

from training.fonts import open_shelf
from training.looks import TRAINED
from training.samples import prepared_samples
from training.shards import write_shard


def main() -> None:
    """Write ``FIRST.npz``, ``FIRST+1.npz`` … into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts/opentype")]
    )
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--shards", type=int, default=1_000_000)
    parser.add_argument("--size", type=int, default=1500)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.folder.mkdir(parents=True, exist_ok=True)
    shelf = open_shelf(options.fonts, options.folder / "fonts.json", "trained")
    for number in range(options.first, options.first + options.shards):
        path = options.folder / f"{number:06d}.npz"
        if not path.exists():
            write_shard(prepared_samples(shelf, TRAINED, seed=number), path, options.size)


if __name__ == "__main__":
    main()
