"""Shards keep what was put into them."""

from pathlib import Path

import numpy as np

from ocr_pipeline.engines.cell_ink import PreparedCell, Window
from training.shards import read_shard, write_shard

WINDOW = Window(10.0, 10.0, 1.0, 1.0, 32)


def test_a_shard_gives_back_planes_and_labels_by_width(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [
        (rng.integers(0, 256, (2, 32, width), dtype=np.uint8), label)
        for width, label in ((32, "0"), (64, "12万元"), (32, ""))
    ]
    path = tmp_path / "1.npz"
    write_shard(iter([(PreparedCell(planes, 0.1, 200.0, 2.0, WINDOW), label) for planes, label in rows]), path, 3)
    shard = read_shard(path)
    assert {width: labels for width, (_, labels) in shard.by_width.items()} == {32: ("0", ""), 64: ("12万元",)}
    assert np.array_equal(shard.by_width[32][0][1], rows[2][0])
    assert list(tmp_path.iterdir()) == [path]
