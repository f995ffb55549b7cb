"""The reader's network: small, convolutional, with a CTC head; no recurrence, so digits are read by shape alone."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.values import ALPHABET

CLASSES = len(ALPHABET) + 1
"""The CTC blank is class 0."""


class Residual(nn.Module):
    """Two 3x3 convolutions with a way around them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Same shape in and out."""
        return torch.relu(x + self.body(x))


def _step(into: int, out: int, stride: tuple[int, int]) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(into, out, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)
    )


class NumericNetwork(nn.Module):
    """Planes (N, 2, 32, W) in 0..1 to logits (N, W/2, classes): two time steps for each column of the last map."""

    def __init__(self, widths: tuple[int, int, int, int] = (16, 40, 80, 160)) -> None:
        super().__init__()
        a, b, c, d = widths
        self.maps = nn.Sequential(
            _step(2, a, (2, 2)), Residual(a), _step(a, b, (2, 1)), Residual(b), _step(b, c, (2, 2)), Residual(c)
        )
        self.fold = nn.Sequential(
            nn.Conv2d(c, d, (4, 3), padding=(0, 1), bias=False), nn.BatchNorm2d(d), nn.ReLU(inplace=True)
        )
        self.along = nn.Sequential(
            nn.Conv2d(d, d, (1, 3), padding=(0, 1), bias=False), nn.BatchNorm2d(d), nn.ReLU(inplace=True)
        )
        self.head = nn.Conv2d(d, 2 * CLASSES, 1)

    def forward(self, planes: Tensor) -> Tensor:
        """Logits by time step."""
        x = self.fold(self.maps(planes))
        x = self.head(x + self.along(x))
        count, _, _, columns = x.shape
        x = x.reshape(count, 2, CLASSES, columns)
        return x.permute(0, 3, 1, 2).reshape(count, 2 * columns, CLASSES)
