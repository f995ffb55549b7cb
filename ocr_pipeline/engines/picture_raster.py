"""In the child: picture files (PNG, JPEG, TIFF with its pages, BMP, GIF, WebP, JPEG 2000) as pages, through Pillow."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from ocr_pipeline.engines.child_protocol import OpenOrder
from ocr_pipeline.engines.picture_fit import with_square_pixels, within_limits
from ocr_pipeline.errors import PageTooLarge, UnreadableDocument
from ocr_pipeline.model.document import PageImage, PageOrigin, Pixels
from ocr_pipeline.model.geometry import Homography

MARKS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"MM\x00+",
    b"BM",
    b"GIF87a",
    b"GIF89a",
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x4f\xff\x51",
)
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "JPEG2000")
REDUCIBLE = ("JPEG", "MPO")
"""Can be decoded at a fraction of their size."""
BYTES_PER_DECODED_PIXEL = 12
"""Decoded (up to 4 bytes), converted to RGB (3), resized or turned (3), with something to spare."""
REDUCED_IMAGE_TAG = 254
REDUCED_IMAGE_BIT = 1
PLAUSIBLE_DPI = (50.0, 2400.0)
UNKNOWN_DPI = 1.0
MOST_SQUEEZED = 5.0
"""Coarse fax lines are 204 x 49 dots per inch."""


def is_picture(head: bytes) -> bool:
    """Do these first bytes of a file announce a picture?"""
    return head.startswith(MARKS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


class PicturePages:
    """A picture file; only TIFF has more than one page, of animations the first frame is taken."""

    def __init__(self, order: OpenOrder) -> None:
        Image.MAX_IMAGE_PIXELS = None  # the limits of the order are tested before decoding
        self._order = order
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                _check_sums(order.path)
                self._picture = Image.open(Path(order.path), formats=FORMATS)
        except UnidentifiedImageError as error:
            raise UnreadableDocument("is a damaged picture, or one of an unknown kind") from error
        self._frames = _frames(self._picture)

    @property
    def count(self) -> int:
        """Number of pages."""
        return len(self._frames)

    def page(self, page_index: int) -> PageImage:
        """The picture upright after its EXIF tag, on white, in 8-bit RGB."""
        picture = self._picture
        picture.seek(self._frames[page_index])
        _refuse_bomb(picture, self._order)
        claimed, full_width = _dpi(picture), picture.width
        decoded = _decoded(picture, self._order.max_pixels)
        upright = ImageOps.exif_transpose(decoded)
        across, down = claimed[::-1] if upright.width != decoded.width else claimed
        squared = with_square_pixels(to_rgb(upright), across, down)
        resized = within_limits(squared, self._order.max_pixels)
        scale = decoded.width / full_width * resized.width / squared.width
        return PageImage(
            page_index=page_index,
            pixels=np.array(resized),
            to_source=Homography.identity(),
            source_size=resized.size,
            dpi=max(claimed) * scale if max(claimed) > UNKNOWN_DPI else None,
            origin=PageOrigin.PICTURE,
        )


def _check_sums(path: str) -> None:
    """Refuse a PNG whose bytes do not fit its checksums: decoders show what they make of it, wrong digits included."""
    with Image.open(Path(path), formats=FORMATS) as picture:
        if picture.format == "PNG":
            try:
                picture.verify()
            except (SyntaxError, OSError, ValueError) as error:
                raise UnreadableDocument(
                    "is a damaged PNG: its bytes do not fit its checksums; get it again"
                ) from error


def _frames(picture: Image.Image) -> tuple[int, ...]:
    """The frames that are pages: of a TIFF all but reduced copies, else the first."""
    if picture.format != "TIFF":
        return (0,)
    pages = []
    for frame in range(getattr(picture, "n_frames", 1)):
        picture.seek(frame)
        tags = getattr(picture, "tag_v2", {})
        if not int(tags.get(REDUCED_IMAGE_TAG, 0) or 0) & REDUCED_IMAGE_BIT:
            pages.append(frame)
    return tuple(pages) or (0,)


def _refuse_bomb(picture: Image.Image, order: OpenOrder) -> None:
    width, height = picture.size
    if width <= 0 or height <= 0:
        raise UnreadableDocument("is damaged: it has no area")
    affordable = order.memory_bytes // BYTES_PER_DECODED_PIXEL
    if width * height > affordable and picture.format not in REDUCIBLE:
        raise PageTooLarge(
            f"is {width:,} x {height:,} pixels; at most {affordable:,} can be decoded within raster.memory_bytes"
        )


def _decoded(picture: Image.Image, max_pixels: int) -> Image.Image:
    """The pixels; a JPEG that is too large is decoded at a half, quarter or eighth of its size."""
    if picture.format in REDUCIBLE and picture.width * picture.height > max_pixels:
        factor = math.sqrt(max_pixels / (picture.width * picture.height))
        picture.draft(None, (int(picture.width * factor), int(picture.height * factor)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture.load()
    return picture


def to_rgb(picture: Image.Image) -> Image.Image:
    """8-bit RGB; transparent parts show white paper, 16 bits and floats are brought to the usual range."""
    if picture.mode.startswith(("I", "F")):
        return Image.fromarray(_to_byte(np.asarray(picture))).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        solid = picture.convert("RGBA")
        paper = Image.new("RGBA", solid.size, "white")
        return Image.alpha_composite(paper, solid).convert("RGB")
    return picture.convert("RGB")


def _to_byte(values: np.ndarray) -> Pixels:
    """Grey values of more than 8 bits as 8 bits; files do not say their range, so the largest value tells it."""
    finite = np.nan_to_num(values.astype(np.float32), posinf=0.0, neginf=0.0)
    largest = float(finite.max(initial=0.0))
    whole = next((top for top in (1.0, 255.0, 4095.0, 65535.0) if largest <= top), largest)
    return np.asarray(np.clip(finite * (255.0 / whole), 0, 255), dtype=np.uint8)


def _dpi(picture: Image.Image) -> tuple[float, float]:
    """Horizontal and vertical dots per inch as the file claims; 1 each without a claim that can be believed."""
    claim = picture.info.get("dpi", (UNKNOWN_DPI, UNKNOWN_DPI))
    try:
        across, down = float(claim[0]), float(claim[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return UNKNOWN_DPI, UNKNOWN_DPI
    least, most = PLAUSIBLE_DPI
    usable = least <= across <= most and least <= down <= most and 1 / MOST_SQUEEZED < across / down < MOST_SQUEEZED
    return (across, down) if usable else (UNKNOWN_DPI, UNKNOWN_DPI)
