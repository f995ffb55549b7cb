"""In the child: a scanned picture's own pixels as the page, once they are proven to look like the page."""

from __future__ import annotations

import math

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageOps

from ocr_pipeline.engines.page_scale import POINTS_PER_INCH
from ocr_pipeline.engines.pdf_content import PlacedPicture
from ocr_pipeline.engines.pdfium_render import render_page
from ocr_pipeline.engines.picture_fit import with_square_pixels, within_limits
from ocr_pipeline.engines.scan_page import ScanPlace, place_scan
from ocr_pipeline.model.document import PageImage, PageOrigin, Pixels
from ocr_pipeline.model.geometry import Homography

DECODED_PER_KEPT = 4
"""Pictures with more than this many times ``max_pixels`` are left to the renderers, which work in strips."""
PROOF_SIDE = 600
"""Long side in pixels of the rendering that the picture is compared with."""
PROOF_BLOCKS = 24
PROOF_MEAN = 8.0
PROOF_WORST = 40.0
"""Grey levels by which the means of 24 x 24 blocks may differ on average and at worst; single pixels of a small
rendering depend on how the renderer shrinks."""

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom on the displayed page, in points."""


def scan_to_page(page: pdfium.PdfPage, picture: PlacedPicture, *, page_index: int, max_pixels: int) -> PageImage | None:
    """The picture's own pixels as the page; None where they cannot be had or do not look like the rendered page."""
    place = place_scan(picture)
    if place is None or picture.width * picture.height > DECODED_PER_KEPT * max_pixels:
        return None
    try:
        own = _own_pixels(page, picture)
    except pdfium.PdfiumError:
        return None
    pixels, box = _inside(_turned(own, place), place.box, page.get_size())
    fitted = _fitted(pixels, box, max_pixels)
    for candidate in (fitted, ImageOps.invert(fitted)):  # stencils say where ink goes, not what paper looks like
        if _proven(candidate, box, page):
            return _as_page(np.array(candidate), box, page.get_size(), page_index)
    return None


def _own_pixels(page: pdfium.PdfPage, picture: PlacedPicture) -> Pixels:
    image = pdfium.PdfImage(picture.raw, page=page, pdf=page.pdf)
    return np.asarray(image.get_bitmap(render=False).to_pil().convert("RGB"))


def _turned(pixels: Pixels, place: ScanPlace) -> Pixels:
    turned = pixels.swapaxes(0, 1) if place.transposed else pixels
    return turned[:: -1 if place.flip_y else 1, :: -1 if place.flip_x else 1]


def _inside(pixels: Pixels, box: Rectangle, size: tuple[float, float]) -> tuple[Pixels, Rectangle]:
    """The part on the visible page, and its box; a pixel counts as visible when half of it is."""
    height, width = pixels.shape[:2]
    across, down = _dots_per_point(width, height, box)
    left, top = (max(0, math.ceil(-start * dots - 0.5)) for start, dots in ((box[0], across), (box[1], down)))
    right = width - max(0, math.ceil((box[2] - size[0]) * across - 0.5))
    bottom = height - max(0, math.ceil((box[3] - size[1]) * down - 0.5))
    visible = box[0] + left / across, box[1] + top / down, box[0] + right / across, box[1] + bottom / down
    return pixels[top:bottom, left:right], visible


def _dots_per_point(width: int, height: int, box: Rectangle) -> tuple[float, float]:
    return width / (box[2] - box[0]), height / (box[3] - box[1])


def _fitted(pixels: Pixels, box: Rectangle, max_pixels: int) -> Image.Image:
    height, width = pixels.shape[:2]
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return within_limits(with_square_pixels(picture, *_dots_per_point(width, height, box)), max_pixels)


def _proven(picture: Image.Image, box: Rectangle, page: pdfium.PdfPage) -> bool:
    """Does the picture look like the page? Masks, inverted inks and transparency would show as a difference."""
    long_side = max(page.get_size())
    shown = render_page(page, PROOF_SIDE * POINTS_PER_INCH / long_side)
    scale = max(shown.shape[:2]) / long_side
    left, top, right, bottom = (round(v * scale) for v in box)
    part = shown[max(0, top) : bottom, max(0, left) : right].mean(axis=2)
    if min(part.shape) < PROOF_BLOCKS:
        return False
    same = picture.convert("L").resize(part.shape[::-1], Image.Resampling.BOX)
    differences = np.abs(_block_means(np.asarray(same, dtype=np.float64) - part))
    return bool(differences.mean() <= PROOF_MEAN and differences.max() <= PROOF_WORST)


def _block_means(values: np.ndarray) -> np.ndarray:
    rows, columns = (np.linspace(0, n, PROOF_BLOCKS + 1).astype(int) for n in values.shape)
    sums = np.add.reduceat(np.add.reduceat(values, rows[:-1], axis=0), columns[:-1], axis=1)
    return np.asarray(sums / np.outer(np.diff(rows), np.diff(columns)))


def _as_page(pixels: Pixels, box: Rectangle, size: tuple[float, float], page_index: int) -> PageImage:
    height, width = pixels.shape[:2]
    across, down = _dots_per_point(width, height, box)
    scale = max(across, down)
    to_page = np.array([[scale / across, 0.0, box[0] * scale], [0.0, scale / down, box[1] * scale]])
    return PageImage(
        page_index=page_index,
        pixels=pixels,
        to_source=Homography.from_array(to_page),
        source_size=(round(size[0] * scale), round(size[1] * scale)),
        dpi=round(scale * POINTS_PER_INCH, 2),
        origin=PageOrigin.EMBEDDED,
    )
