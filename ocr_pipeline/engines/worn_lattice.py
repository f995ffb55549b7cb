"""The lattice of a table of which only dashes are left: lines where many dashes lie in line, edges where some are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ocr_pipeline.engines.cell_tiling import Tile, tile_cells
from ocr_pipeline.engines.lattice import Flags, Floats, Lattice, edge_shares
from ocr_pipeline.engines.line_evidence import LineMasks, Mask
from ocr_pipeline.engines.page_bend import FLAT
from ocr_pipeline.engines.ruled_edges import Edges
from ocr_pipeline.engines.tiled_grid import closed, to_grid
from ocr_pipeline.model.grid import TableGrid

APART = 0.8
"""Least distance of two lines in character heights."""

FAINTEST, OF_OTHERS = 0.09, 0.25
"""Share of a line that must be left: in any case, and of what is left of most of the others."""

CLEAR = 0.12
"""Lines with so much left say what is left of most."""

EDGE = 0.12
"""Share of an edge that must be left where nothing else tells that it was there."""

LAST_ROWS = 2
"""Rows at the end of a table through which lines of the rows above go on."""

ACROSS = 0.3
"""How far print reaches on both sides of a line that it stands across, in character heights."""

MOSTLY = 0.6
"""Share of a table's columns that a row line is known to separate, from which it separates those to its right."""

FEWEST_CELLS, FEWEST_LINES = 4, 3
"""Of a grid, and in each direction: fewer dashes in line are chance."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the page in pixels, both sides included."""

    left: int
    top: int
    right: int
    bottom: int

    @staticmethod
    def around(mask: Mask, left: int, top: int) -> Zone:
        """The smallest zone around the ink of a part of the page that begins at (left, top)."""
        ys, xs = np.nonzero(mask)
        return Zone(left + int(xs.min()), top + int(ys.min()), left + int(xs.max()), top + int(ys.max()))

    @property
    def inside(self) -> tuple[slice, slice]:
        """The zone's rows and columns of pixels."""
        return slice(self.top, self.bottom + 1), slice(self.left, self.right + 1)


def worn_grid(masks: LineMasks, words: Mask, zone: Zone, em: float) -> TableGrid | None:
    """The grid of the dashes in a zone; None where they make none. ``words`` is 1 where print stands."""
    level, upright = masks.horizontal[zone.inside], masks.vertical[zone.inside]
    ys = _lines(cv2.dilate(level, np.ones((3, 1), np.uint8)).mean(axis=1), em) + zone.top
    xs = _lines(cv2.dilate(upright, np.ones((1, 3), np.uint8)).mean(axis=0), em) + zone.left
    if min(len(ys), len(xs)) < FEWEST_LINES:
        return None
    shares = edge_shares(masks, ys, xs, (FLAT, FLAT), em)
    lattice = Lattice(ys, xs, *shares, (FLAT, FLAT))
    tiles = tile_cells(closed(_edges(lattice, _crossed(words, ys, xs, em))), lattice.level[0], lattice.upright[0])
    return to_grid(*without_idle_lines(lattice, tiles)) if len(tiles) >= FEWEST_CELLS else None


def without_idle_lines(lattice: Lattice, tiles: Sequence[Tile]) -> tuple[Lattice, tuple[Tile, ...]]:
    """The lattice without lines at which no cell begins or ends: what is left of a rule may lie inside one cell."""
    rows = sorted({place for tile in tiles for place in (tile.top, tile.bottom)})
    columns = sorted({place for tile in tiles for place in (tile.left, tile.right)})
    kept = tuple(
        Tile(rows.index(t.top), columns.index(t.left), rows.index(t.bottom), columns.index(t.right)) for t in tiles
    )
    level = lattice.level[:, rows][:, :, columns[:-1]]
    upright = lattice.upright[:, rows[:-1]][:, :, columns]
    return Lattice(lattice.ys[rows], lattice.xs[columns], level, upright, lattice.bends), kept


def _edges(lattice: Lattice, crossed: Flags) -> Edges:
    """Edges of which something is left, and those between such on one line: cells are merged at a table's ends.

    An upright line is interrupted in a row where nothing is left of any inner one: that row is one cell. It goes on
    through the last rows where others do and no print stands across it.
    """
    level, upright = lattice.level[0] >= EDGE, lattice.upright[0] >= EDGE
    whole = np.array([_filled(line) for line in level])
    for line in whole:
        # A row line that comes from the labels goes on to the other side; that of a head's upper level does not.
        if line.mean() >= MOSTLY:
            line[int(line.argmax()) :] = True
    parted = upright[:, 1:-1].any(axis=1)
    uprights = np.array([_filled(line) & (parted | line) for line in upright.T]).T.copy()
    for row in range(max(1, len(uprights) - LAST_ROWS), len(uprights)):
        uprights[row] |= uprights[row - 1] & ~crossed[row] & parted[row]
    return Edges(whole, uprights)


def _crossed(words: Mask, ys: Floats, xs: Floats, em: float) -> Flags:
    """In which rows (rows, column lines) print stands across a line."""
    reach = ACROSS * em
    sides = [
        [words[:, max(0, round(x + a)) : max(0, round(x + b))] for a, b in ((-reach, 0), (0, reach))]
        for x in xs.tolist()
    ]
    rows = [(round(top), round(bottom)) for top, bottom in pairwise(ys.tolist())]
    return np.array(
        [[all(bool(side[top:bottom].all(axis=1).any()) for side in both) for both in sides] for top, bottom in rows]
    )


def _filled(line: Flags) -> Flags:
    """Everything from the first to the last of the flags that are set."""
    filled = line.copy()
    on = np.flatnonzero(line)
    if on.size:
        filled[on[0] : on[-1] + 1] = True
    return filled


def _lines(profile: Floats, em: float) -> Floats:
    """Places of the lines in a profile of what is left, those kept that compare with the others."""
    found = peaks(profile, FAINTEST, em)
    left = np.array([profile[k] for k in found])
    clear = left[left >= CLEAR]
    if not clear.size:
        return np.array(found, dtype=np.float64)
    least = OF_OTHERS * float(np.percentile(clear, 75))
    return np.array([k for k, value in zip(found, left, strict=True) if value >= least], dtype=np.float64)


def peaks(profile: Floats, least: float, em: float) -> list[int]:
    """Places of the highest values of a profile, ``APART`` character heights apart, down to ``least``."""
    rest, apart, found = profile.copy(), round(APART * em), []
    while (k := int(rest.argmax())) >= 0 and rest[k] >= least:
        found.append(k)
        rest[max(0, k - apart) : k + apart + 1] = 0.0
    return sorted(found)
