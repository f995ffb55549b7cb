"""Drawing on page pictures: outlines, tags that stay readable, a title strip and a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ocr_pipeline.model.geometry import Box

_FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/System/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
_FONT_NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "msyh.ttc",
    "PingFang.ttc",
    "simhei.ttf",
    "simsun.ttc",
    "DroidSansFallbackFull.ttf",
    "uming.ttc",
)
"""Fonts with Chinese characters, legible on a screen first."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
White = "#ffffff"
Ink = "#1d2733"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A colour and what it means."""

    colour: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Lettering:
    """Fonts for tags and titles; without a Chinese font only ASCII can be drawn."""

    small: Font
    large: Font
    chinese: bool

    def drawable(self, text: str) -> str:
        """The text, with a dot for every character that the font lacks."""
        return text if self.chinese else "".join(c if c.isascii() else "\N{MIDDLE DOT}" for c in text)


def find_font() -> Path | None:
    """A font file with Chinese characters, if the machine has one."""
    present = {
        path.name: path for folder in _FONT_FOLDERS if folder.is_dir() for path in sorted(folder.rglob("*.[to]t[cf]"))
    }
    return next((present[name] for name in _FONT_NAMES if name in present), None)


def lettering(width: int) -> Lettering:
    """Fonts in proportion to a picture of this width in pixels."""
    small, large = max(10, round(width / 105)), max(14, round(width / 62))
    path = find_font()
    if path is None:
        return Lettering(ImageFont.load_default(small), ImageFont.load_default(large), chinese=False)
    return Lettering(ImageFont.truetype(str(path), small), ImageFont.truetype(str(path), large), chinese=True)


class Canvas:
    """A picture being drawn on; boxes are in its pixels."""

    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture.convert("RGB")
        self._letters = lettering(self._picture.width)
        self._line = max(1, round(self._picture.width / 700))

    def fade(self) -> None:
        """Pale the paper so that what is drawn stands out."""
        self._picture = Image.blend(self._picture, Image.new("RGB", self._picture.size, White), 0.35)

    def outline(self, box: Box, colour: str, *, weight: int = 1) -> None:
        """A frame of ``weight`` lines with a light tint inside."""
        left, top, right, bottom = (round(edge) for edge in (box.left, box.top, box.right, box.bottom))
        tint = Image.new("RGBA", (max(1, right - left), max(1, bottom - top)), (*_rgb(colour), 34))
        self._picture.paste(tint, (left, top), tint)
        ImageDraw.Draw(self._picture).rectangle((left, top, right, bottom), outline=colour, width=self._line * weight)

    def tag(self, at: tuple[float, float], text: str, colour: str, *, anchor: str = "lt") -> None:
        """Text on a patch of its own colour; ``anchor`` says which corner of the patch stands at ``at``."""
        draw = ImageDraw.Draw(self._picture)
        shown = self._letters.drawable(text)
        left, top, right, bottom = draw.textbbox((0, 0), shown, font=self._letters.small)
        width, height = right - left + 6, bottom - top + 4
        x = at[0] - (width if "r" in anchor else width / 2 if "m" in anchor else 0)
        y = at[1] - (height if "b" in anchor else 0)
        x, y = min(max(0, x), self._picture.width - width), max(0, y)
        draw.rectangle((x, y, x + width, y + height), fill=colour)
        draw.text((x + 3 - left, y + 2 - top), shown, font=self._letters.small, fill=White)

    def finished(self, title: str, legend: Sequence[LegendEntry]) -> Image.Image:
        """The picture under a strip with its title and the legend."""
        line = self._letters.large.getbbox("Ay")[3]
        strip = Image.new("RGB", (self._picture.width, int(line * 2.9) if legend else int(line * 1.8)), "#eef2f6")
        draw = ImageDraw.Draw(strip)
        draw.text((12, line * 0.35), self._letters.drawable(title), font=self._letters.large, fill=Ink)
        x = 12.0
        for entry in legend:
            y = line * 1.8
            draw.rectangle((x, y, x + line * 0.7, y + line * 0.7), fill=entry.colour)
            meaning = self._letters.drawable(entry.meaning)
            draw.text((x + line, y - line * 0.05), meaning, font=self._letters.small, fill=Ink)
            x += line * 1.8 + draw.textlength(meaning, font=self._letters.small)
        whole = Image.new("RGB", (strip.width, strip.height + self._picture.height), White)
        whole.paste(strip, (0, 0))
        whole.paste(self._picture, (0, strip.height))
        return whole


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
