"""Font files by family: what is installed, sorted by ``fonts.toml`` into trained on and kept apart."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from PIL import ImageFont

SUFFIXES = (".ttf", ".otf", ".ttc")
DIGITS = "0123456789.,-+/()"
MARKS = "增减万元无"
SIGNS = "—–−―─↑↓（）"


@dataclass(frozen=True, slots=True)
class FontCut:
    """One cut of a family, with the marks that it can draw."""

    path: str
    family: str
    style: str
    marks: str
    wide_digits: bool


@dataclass(frozen=True, eq=False)
class FontShelf:
    """Groups of families with their weights; within a group every family is as likely as the others."""

    groups: tuple[tuple[float, tuple[tuple[FontCut, ...], ...]], ...]

    def pick(self, random: Random) -> FontCut:
        """A cut for figures."""
        weights = [weight * len(families) ** 0.5 for weight, families in self.groups]
        families = random.choices(self.groups, weights)[0][1]
        return random.choice(random.choice(families))

    @lru_cache(maxsize=64)  # noqa: B019  (one shelf lives as long as the process)
    def able(self, characters: str) -> tuple[FontCut, ...]:
        """Cuts that can draw all these marks and signs."""
        cuts = (cut for _, families in self.groups for family in families for cut in family)
        return tuple(
            cut for cut in cuts if all(c in cut.marks and can_draw(cut.path, c) for c in characters)
        )  # some fonts list characters that they draw as nothing


def scan_fonts(folders: Iterable[Path]) -> tuple[FontCut, ...]:
    """Every readable cut below ``folders`` that has all Latin figures and signs."""
    paths = (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES)
    cuts = (_open_cut(path) for path in paths)
    return tuple(cut for cut in cuts if cut is not None)


def _open_cut(path: Path) -> FontCut | None:
    from fontTools.ttLib import TTCollection, TTFont  # of the training extra: only scanning needs it

    try:
        font: Any = TTCollection(path, lazy=True).fonts[0] if path.suffix.lower() == ".ttc" else TTFont(path, lazy=True)
        characters = font.getBestCmap() or {}
        names = font["name"]
    except Exception:  # noqa: BLE001  (a damaged font file is simply not used)
        return None
    if not all(ord(digit) in characters for digit in DIGITS):
        return None
    marks = "".join(mark for mark in MARKS + SIGNS if ord(mark) in characters)
    wide = all(ord(digit) in characters for digit in "０１２３４５６７８９")
    return FontCut(
        str(path), names.getBestFamilyName() or "", (names.getBestSubFamilyName() or "").strip(), marks, wide
    )


def load_cuts(folders: Iterable[Path], cache: Path) -> tuple[FontCut, ...]:
    """As ``scan_fonts``, remembered in a JSON file."""
    if not cache.exists():
        rows = [[cut.path, cut.family, cut.style, cut.marks, cut.wide_digits] for cut in scan_fonts(folders)]
        cache.write_text(json.dumps(rows, ensure_ascii=False))
    return tuple(FontCut(*row) for row in json.loads(cache.read_text()))


def open_shelf(folders: Iterable[Path], cache: Path, part: str) -> FontShelf:
    """The shelf of one part of what is installed; ends the program if there is nothing to draw with."""
    folders = tuple(folders)
    shelf = sort_cuts(load_cuts(folders, cache), part)
    if not shelf.groups or not shelf.able(MARKS):
        places = ", ".join(map(str, folders))
        raise SystemExit(
            f"no Chinese font of the part {part} of training/fonts.toml below {places} (as listed in {cache}); "
            "models/numeric_reader/README.md names the packages that carry them"
        )
    return shelf


def sort_cuts(cuts: Iterable[FontCut], part: str) -> FontShelf:
    """The shelf of one part of ``fonts.toml``: ``trained`` or ``held_out``."""
    plan = tomllib.loads((Path(__file__).parent / "fonts.toml").read_text("utf-8"))
    by_family: dict[str, list[FontCut]] = {}
    for cut in cuts:
        if cut.style in plan["styles"]:
            by_family.setdefault(cut.family, []).append(cut)
    groups = []
    for group in plan[part].values():
        families = tuple(tuple(by_family[name]) for name in group["families"] if name in by_family)
        if families:
            groups.append((float(group["weight"]), families))
    return FontShelf(tuple(groups))


@lru_cache(maxsize=600)
def open_font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """A font at a pixel size."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4000)
def can_draw(path: str, character: str) -> bool:
    """Whether a font has the character itself rather than the box that stands for missing ones."""
    font = open_font(path, 32)
    mask = font.getmask(character)
    return mask.getbbox() is not None and bytes(mask) != bytes(font.getmask("\U0010fffd"))
