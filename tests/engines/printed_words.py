"""Words of a table without rules by their boxes alone: characters are 20 pixels high, figures 16."""

from __future__ import annotations

from ocr_pipeline.model.geometry import Box

EM = 20.0
FIGURE = 16.0


def word(left: float, top: float, width: float = 40.0, height: float = 20.0) -> Box:
    return Box(left, top, left + width, top + height)


def figure(left: float, top: float, width: float = 10.0) -> Box:
    return word(left, top + 2, width, FIGURE)
