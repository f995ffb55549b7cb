"""From separating edges to cells that tile: positions without an edge between are one cell, cells are rectangles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ocr_pipeline.engines.lattice import Floats
from ocr_pipeline.engines.ruled_edges import Edges

Labels = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Tile:
    """A cell as half-open ranges of rows and columns."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def area(self) -> int:
        """Number of positions."""
        return (self.bottom - self.top) * (self.right - self.left)


def tile_cells(edges: Edges, level: Floats, upright: Floats) -> tuple[Tile, ...]:
    """Rectangles that tile the lattice; ``level`` and ``upright`` tell which missing edges are nearly there.

    Where a gap in a rule lets two cells run together into a shape that is no rectangle, the shape is cut along the line
    that shows most ink.
    """
    rows, columns = edges.level.shape[0] - 1, edges.upright.shape[1] - 1
    tiles: list[Tile] = []
    waiting = [np.argwhere(labels) for labels in _components(edges, rows, columns)]
    while waiting:
        positions = waiting.pop()
        tile = _bounds(positions)
        if tile.area == len(positions):
            tiles.append(tile)
        else:
            waiting.extend(_cut(positions, tile, level, upright))
    return tuple(sorted(tiles, key=lambda t: (t.top, t.left)))


def _components(edges: Edges, rows: int, columns: int) -> Iterator[Labels]:
    """Masks of positions that hang together through missing edges."""
    label = np.arange(rows * columns).reshape(rows, columns)
    changed = True
    while changed:
        before = label.copy()
        open_across = ~edges.upright[:, 1:-1]
        open_down = ~edges.level[1:-1]
        for a, b, link in ((label[:, :-1], label[:, 1:], open_across), (label[:-1], label[1:], open_down)):
            lowest = np.minimum(a, b)
            a[link] = lowest[link]
            b[link] = lowest[link]
        changed = not np.array_equal(before, label)
    for value in np.unique(label):
        yield label == value


def _bounds(positions: Labels) -> Tile:
    top, left = positions.min(axis=0)
    bottom, right = positions.max(axis=0) + 1
    return Tile(int(top), int(left), int(bottom), int(right))


def _cut(positions: Labels, tile: Tile, level: Floats, upright: Floats) -> Sequence[Labels]:
    """The shape in two parts, along the lattice line that shows most ink inside it."""
    inside = {(int(r), int(c)) for r, c in positions}
    cuts = []
    for line in range(tile.top + 1, tile.bottom):
        crossed = [c for c in range(tile.left, tile.right) if {(line - 1, c), (line, c)} <= inside]
        cuts.append((float(np.mean(level[line, crossed])) if crossed else 1.0, -len(crossed), 0, line))
    for line in range(tile.left + 1, tile.right):
        crossed = [r for r in range(tile.top, tile.bottom) if {(r, line - 1), (r, line)} <= inside]
        cuts.append((float(np.mean(upright[crossed, line])) if crossed else 1.0, -len(crossed), 1, line))
    _, _, axis, line = max(cuts)
    before = positions[:, axis] < line
    return positions[before], positions[~before]
