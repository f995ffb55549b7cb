"""The settings of one look, drawn from the ranges of `looks.toml` by a seed."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.synthesis.wording import load_data


@dataclass(frozen=True, slots=True)
class LookSettings:
    """What happens between the printer and the file; 0 switches an effect off.

    Reflectances and noise are shares of full white, blurs are standard deviations in pixels, angles are degrees.
    """

    dpi: float = 200.0
    kind: str = "grey"  # colour | grey | bilevel
    file: str = "lossless"  # lossless | jpeg | fax_code
    quality: float = 75.0  # of JPEG
    # printer and paper
    print_blur: float = 0.0  # at 300 dpi: ink spread
    ink_gain: float = 1.0  # how much darker the spread ink prints; above 1 strokes thicken
    toner_grain: float = 0.0  # uneven density of solid strokes
    faded_rules: float = 0.0  # share of a ruling line that did not print
    paper_white: float = 1.0
    paper_tint: float = 0.0  # yellow
    paper_grain: float = 0.0
    bleed: float = 0.0  # strength of the back page shining through
    printed_pages: int = 1  # side by side on one sheet
    # marks that came later
    seal: float = 0.0  # number of seals on tables
    seal_width_mm: float = 40.0
    seal_ink: float = 0.8
    seal_hue: str = "red"  # red | blue
    watermark: float = 0.0  # darkness
    pen: float = 0.0  # number of pen marks on the largest table
    stain: float = 0.0  # darkness
    fold: float = 0.0  # darkness of creases
    punch: float = 0.0  # number of punch holes at the left edge
    # geometry
    turn: float = 0.0  # quarter turns, counter-clockwise
    skew: float = 0.0  # size; the sign is drawn
    tilt: float = 0.0  # of the camera
    margin: float = 0.0  # desk around the sheet, share of the width
    desk: str = "grey"  # wood | grey | dark | lid (the white lid of a scanner with room around the sheet)
    curl: float = 0.0  # share of the height
    # light and sensor
    shade: float = 0.0  # fall-off over the page
    shadow: float = 0.0  # darkness of a cast shadow
    edge_shade: float = 0.0  # darkness of the strip near the spine or lid
    warmth: float = 0.0  # colour of the light
    moire: float = 0.0
    sensor_blur: float = 0.0
    noise: float = 0.0
    sharpen: float = 0.0  # strength of the camera's sharpening
    white_clip: float = 1.0
    black_clip: float = 0.0
    contrast: float = 1.0
    # copier and fax
    copies: float = 0.0  # generations of copying before the last scan
    copy_blur: float = 0.0
    threshold: float = 0.5
    threshold_wave: float = 0.0  # slow change of the threshold over the page
    speckle: float = 0.0  # share of single pixels flipped
    dirt: float = 0.0  # number of specks
    streaks: float = 0.0  # number of horizontal drop-outs


def stream(*key: object) -> np.random.Generator:
    """Return a random stream that depends on the key alone, not on what else is made."""
    return np.random.Generator(np.random.SFC64([zlib.crc32(str(part).encode()) for part in key]))


def draw_look(name: str, ranges: str, *, key: tuple[object, ...]) -> LookSettings:
    """Return the settings of look `name` for one page; `ranges` is "samples", "fit" or "evaluation"."""
    table = _ranges(load_data("looks.toml"), name, ranges)
    known = {field.name: field.type for field in fields(LookSettings)}
    drawn: dict[str, Any] = {}
    for setting in sorted(table):
        if setting not in known:
            raise OptionsError(f"looks.toml, look {name!r}: unknown setting {setting!r}")
        # Each setting has its own stream: adding one does not change the others.
        drawn[setting] = _draw(table[setting], stream(*key, "look", setting))
    return LookSettings(**drawn)


def look_names() -> tuple[str, ...]:
    """Return the names of all looks."""
    return tuple(load_data("looks.toml"))


def _ranges(looks: Mapping[str, Any], name: str, ranges: str) -> dict[str, Any]:
    if name not in looks:
        raise OptionsError(f"unknown look {name!r}; known: {', '.join(looks)}")
    own = looks[name]
    parent = _ranges(looks, own["same_as"], ranges) if "same_as" in own else {}
    plain = {key: value for key, value in own.items() if not isinstance(value, dict) and key != "same_as"}
    return {**parent, **plain, **own.get(ranges, {})}


def _draw(value: Any, random: np.random.Generator) -> Any:
    if not isinstance(value, list):
        return value
    if isinstance(value[0], str):
        return value[int(random.integers(len(value)))]
    low, high = value
    if isinstance(low, int) and isinstance(high, int):
        return int(random.integers(low, high + 1))
    return float(random.uniform(low, high))
