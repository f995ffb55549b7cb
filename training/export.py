"""A checkpoint as ONNX: planes in 0..1 to probabilities by time step, the characters in the metadata."""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from training.network import NumericNetwork
from training.values import ALPHABET, FORMS


class Exported(nn.Module):
    """The network with its temperature and softmax."""

    def __init__(self, network: NumericNetwork, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, planes: Tensor) -> Tensor:
        """Probabilities (N, T, classes)."""
        return (self.network(planes) / self.temperature).softmax(2)


def export(checkpoint: Path, target: Path, temperature: float) -> None:
    """Write the moving average of a checkpoint; the last character of the alphabet stands for 'not a number'."""
    network = NumericNetwork()
    network.load_state_dict(torch.load(checkpoint)["average"])
    network.eval()
    torch.onnx.export(
        Exported(network, temperature),
        (torch.zeros(2, 2, 32, 64),),
        str(target),
        input_names=["planes"],
        output_names=["steps"],
        dynamic_axes={"planes": {0: "cells", 3: "width"}, "steps": {0: "cells", 1: "time"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(target))
    for key, value in (("alphabet", ALPHABET), ("forms", FORMS), ("temperature", str(temperature)), ("height", "32")):
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.save(model, str(target))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--temperature", type=float, default=1.0)
    options = parser.parse_args()
    export(options.checkpoint, options.target, options.temperature)


if __name__ == "__main__":
    main()
