"""Train the network on shards while they are being drawn; the moving average of its weights is what is exported."""

from __future__ import annotations

import argparse
import copy
import math
import random
import time
from pathlib import Path

import torch
from torch import Tensor, nn

from training.network import NumericNetwork
from training.shards import LABELLED, Shard, read_shard
from training.values import ALPHABET, NOT_A_NUMBER

INDEX = {character: number + 1 for number, character in enumerate(ALPHABET)}
PIXELS_PER_BATCH = 192 * 32
"""Columns of a batch: 192 lone figures, or 24 of the widest amounts."""

KEPT_SHARDS = 400
LABELLED_SHARE = 0.1
"""Batches of crops that people labelled, where there are any: they are few, and are seen often."""


class Pool:
    """Shards in memory, newest kept; batches of one width from a random shard."""

    def __init__(self, folder: Path, seed: int, pixels: int = PIXELS_PER_BATCH) -> None:
        self.folder = folder
        self.pixels = pixels
        self.random = random.Random(seed)
        self.seen: set[Path] = set()
        self.drawn: list[Shard] = []
        self.labelled: list[Shard] = []

    def refresh(self) -> None:
        """Take in what was drawn since."""
        for path in sorted(self.folder.glob("*.npz")):
            if path not in self.seen:
                self.seen.add(path)
                (self.labelled if path.name.startswith(LABELLED) else self.drawn).append(read_shard(path))
        self.drawn = self.drawn[-KEPT_SHARDS:]

    def batch(self) -> tuple[Tensor, list[str]]:
        """Planes and labels of one width."""
        people = bool(self.labelled) and (not self.drawn or self.random.random() < LABELLED_SHARE)
        shard = self.random.choice(self.labelled if people else self.drawn)
        widths = list(shard.by_width)
        width = self.random.choices(widths, [len(shard.by_width[w][1]) * w**0.6 for w in widths])[0]
        planes, labels = shard.by_width[width]
        count = min(len(labels), max(24, self.pixels // width))
        rows = self.random.sample(range(len(labels)), count)
        return torch.from_numpy(planes[rows]).float().div_(255).contiguous(memory_format=torch.channels_last), [
            labels[row] for row in rows
        ]


def loss_of(logits: Tensor, labels: list[str]) -> Tensor:
    """Minus the logarithm of each label's probability, less for longer ones, the mean over the samples.

    Numbers by CTC; "not a number" as the reader takes it: its character at any step, whatever else is read around it.
    """
    log = logits.log_softmax(2)
    lost = torch.tensor([label == NOT_A_NUMBER for label in labels])
    numbers = [label for label in labels if label != NOT_A_NUMBER]
    total = logits.new_zeros(())
    if numbers:
        lengths = torch.tensor([len(label) for label in numbers])
        targets = torch.tensor([INDEX[c] for label in numbers for c in label], dtype=torch.long)
        steps = torch.full((len(numbers),), logits.shape[1])
        each = nn.functional.ctc_loss(
            log[~lost].permute(1, 0, 2), targets, steps, lengths, reduction="none", zero_infinity=True
        )
        total = total + (each / (1 + 0.25 * lengths)).sum()
    if len(numbers) < len(labels):
        others = torch.log1p(-log[lost, :, INDEX[NOT_A_NUMBER]].exp().clamp(max=1 - 1e-6)).sum(1)
        total = total - torch.log(-torch.expm1(others.clamp(max=-1e-6))).sum()
    return total / len(labels)


def vary(planes: Tensor, chance: random.Random) -> Tensor:
    """Cheap variety, so that a sample seen again is not the same: place, size, thickness, contrast, grain."""
    count = len(planes)
    size = torch.empty(count, 2).uniform_(0.95, 1.1)
    turn = torch.randn(count, 2) * 0.02
    shift = torch.randn(count, 2) / torch.tensor([planes.shape[3], planes.shape[2]])
    matrix = torch.stack(
        (
            torch.stack((size[:, 0], turn[:, 0], shift[:, 0]), 1),
            torch.stack((turn[:, 1], size[:, 1], shift[:, 1]), 1),
        ),
        1,
    )
    grid = nn.functional.affine_grid(matrix, list(planes.shape), align_corners=False)
    out = nn.functional.grid_sample(planes, grid, align_corners=False)
    style = chance.random()
    if style < 0.12:
        out = out.lerp(nn.functional.max_pool2d(out, 3, 1, 1), chance.uniform(0, 0.5))
    elif style < 0.24:
        out = out.lerp(-nn.functional.max_pool2d(-out, 3, 1, 1), chance.uniform(0, 0.4))
    if chance.random() < 0.25:
        out = out + torch.randn_like(out[:, :1]) * chance.uniform(0, 0.08)
    return (out * torch.empty(count, 1, 1, 1).uniform_(0.75, 1.1)).clamp(0, 1)


def train(options: argparse.Namespace) -> None:
    """Run for so many minutes, writing a checkpoint every few."""
    torch.manual_seed(options.seed)
    network = NumericNetwork()
    if options.start:
        network.load_state_dict(torch.load(options.start)["average"])
    average = copy.deepcopy(network).eval()
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.01)
    pool = Pool(options.folder, options.seed)
    began, saved, step, total = time.monotonic(), time.monotonic(), 0, 0.0
    while (done := (time.monotonic() - began) / (60 * options.minutes)) < 1:
        if step % 100 == 0:
            pool.refresh()
            print(f"step {step} {100 * done:.0f}% loss {total / 100:.4f} shards {len(pool.seen)}", flush=True)
            total = 0.0
        optimiser.param_groups[0]["lr"] = (
            options.rate * min(1, (step + 1) / 150) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
        )
        planes, labels = pool.batch()
        loss = loss_of(network(vary(planes, pool.random)), labels)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        total += loss.item()
        step += 1
        follow(average, network, min(0.998, step / (step + 50)))
        if time.monotonic() - saved > 180:
            saved = time.monotonic()
            save(average, network, options.checkpoint)
    save(average, network, options.checkpoint)


@torch.no_grad()
def follow(average: nn.Module, network: nn.Module, keep: float) -> None:
    """Exponential moving average of weights and statistics."""
    for mine, theirs in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if mine.dtype.is_floating_point:
            mine.lerp_(theirs, 1 - keep)


def save(average: nn.Module, network: nn.Module, path: Path) -> None:
    """Write atomically."""
    part = path.with_suffix(".part")
    torch.save({"average": average.state_dict(), "network": network.state_dict()}, part)
    part.rename(path)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    train(options)


if __name__ == "__main__":
    main()
