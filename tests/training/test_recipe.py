"""From drawn cells to a model file that the reader opens: the whole recipe with a network that has hardly learnt."""

from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

from ocr_pipeline.engines.cell_ink import prepare_cell
from ocr_pipeline.engines.numeric_reader import NumericReader
from training.shards import LABELLED, write_shard

pytestmark = pytest.mark.training


def shard(path: Path, label: str) -> None:
    rng = np.random.default_rng(1)
    crops = [rng.integers(0, 256, (40, 50, 3), dtype=np.uint8) for _ in range(30)]
    write_shard(iter([(prepare_cell(crop), label) for crop in crops]), path, len(crops))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_few_steps_give_a_checkpoint_and_the_checkpoint_a_reader(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from training.export import export
    from training.train import train

    shard(tmp_path / "000000.npz", "7")
    shard(tmp_path / f"{LABELLED}0000.npz", "12")
    checkpoint = tmp_path / "checkpoint.pt"
    train(Namespace(folder=tmp_path, checkpoint=checkpoint, minutes=0.02, rate=1e-3, seed=1, start=None))
    export(checkpoint, tmp_path / "reader.onnx", 1.0)
    reader = NumericReader(tmp_path / "reader.onnx", threads=1)
    (reading,) = reader.read([np.full((30, 40, 3), 255, np.uint8)])
    assert reading.candidates[0].text == ""
