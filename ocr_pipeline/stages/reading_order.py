"""Reading order by recursive XY-cut (Nagy & Seth 1984): split at the widest white band, level bands first."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_pipeline.model.geometry import Box

OVERLAP = 0.3
"""Boxes may overlap by this share of the smaller one and still be apart: detectors are generous with edges."""


def order_boxes(boxes: Sequence[Box]) -> list[int]:
    """The indices of the boxes in the order in which they are read: top to bottom, columns left to right."""
    return _order(list(range(len(boxes))), boxes)


def _order(indices: list[int], boxes: Sequence[Box]) -> list[int]:
    if len(indices) < 2:
        return indices
    for spans in (
        {i: (boxes[i].top, boxes[i].bottom) for i in indices},
        {i: (boxes[i].left, boxes[i].right) for i in indices},
    ):
        groups = _bands(indices, spans)
        if len(groups) > 1:
            return [i for group in groups for i in _order(group, boxes)]
    return sorted(indices, key=lambda i: (boxes[i].top, boxes[i].left, i))


def _bands(indices: list[int], spans: dict[int, tuple[float, float]]) -> list[list[int]]:
    """Groups whose spans do not meet (but for a small overlap), in order."""
    groups: list[list[int]] = []
    reach = 0.0
    for i in sorted(indices, key=lambda k: (*spans[k], k)):
        start, end = spans[i]
        allowed = OVERLAP * (end - start)
        if groups and start < reach - min(allowed, OVERLAP * (reach - spans[groups[-1][0]][0])):
            groups[-1].append(i)
        else:
            groups.append([i])
            reach = end
        reach = max(reach, end)
    return groups
