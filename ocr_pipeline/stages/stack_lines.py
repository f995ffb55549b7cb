"""Lines of a page -> stacks of lines right under each other: text in cards side by side is read card by card."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.reading import TextLine

# In heights of a line: the widest leading within a stack. A follower shares this part of the narrower line's width.
LEADING, SHARED = 1.6, 0.5
# In heights of a line: the widest gap between pieces of one line, such as an icon that was read and the words by it.
BESIDE = 0.8


def stack_lines(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """The lines in stacks, each where its first line stands in the given order; every line is in exactly one."""
    follower = _followers(lines)
    led = set(follower.values())
    stacks, used = [], set()
    for start in [*(i for i in range(len(lines)) if i not in led), *range(len(lines))]:
        stack = []
        current: int | None = start
        while current is not None and current not in used:
            used.add(current)
            stack.append(current)
            current = follower.get(current)
        if stack:
            stacks.append(stack)
    return [[lines[i] for i in stack] for stack in sorted(stacks)]


def _followers(lines: Sequence[TextLine]) -> dict[int, int]:
    """For each line the one right under it; what stands beside it over the same line comes in between."""
    over: dict[int, list[int]] = {}
    for i in range(len(lines)):
        if (below := _next(i, lines)) is not None:
            over.setdefault(below, []).append(i)
    follower: dict[int, int] = {}
    for below, above in over.items():
        row = sorted(above, key=lambda i: lines[i].box.left)
        if all(_is_beside(lines[i].box, lines[j].box) for i, j in pairwise(row)):
            follower |= dict(pairwise([*row, below]))
    return follower


def _is_beside(left: Box, right: Box) -> bool:
    """Whether two boxes stand in one row as pieces of one line do."""
    one_row = left.top < right.center[1] < left.bottom
    return one_row and right.left - left.right <= BESIDE * min(left.height, right.height)


def _next(index: int, lines: Sequence[TextLine]) -> int | None:
    own = lines[index].box
    near = [(line.box.top, i) for i, line in enumerate(lines) if i != index and _is_under(own, line.box)]
    return min(near)[1] if near else None


def _is_under(upper: Box, lower: Box) -> bool:
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    close = upper.center[1] < lower.top <= upper.bottom + LEADING * min(upper.height, lower.height)
    return close and shared >= SHARED * min(upper.width, lower.width)
