"""Pictures -> image-only PDF, multi-page TIFF, or single pictures; the same bytes for the same pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import img2pdf
import numpy as np
from PIL import Image

from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings
from ocr_pipeline.evaluate.synthesis.page_pictures import Picture
from ocr_pipeline.evaluate.synthesis.scan import Scanned


def encoded(picture: Picture, dpi: float, look: LookSettings) -> bytes:
    """Return the file bytes of one picture in the coding of its look."""
    image = Image.fromarray(picture)
    resolution = (round(dpi), round(dpi))
    out = io.BytesIO()
    if look.kind == "bilevel" and look.file == "lossless":
        image.convert("1", dither=Image.Dither.NONE).save(out, "PNG", dpi=resolution, compress_level=7)
    elif look.file == "jpeg":
        image.save(out, "JPEG", quality=round(look.quality), dpi=resolution)
    elif look.file == "fax_code":
        image.convert("1", dither=Image.Dither.NONE).save(out, "TIFF", compression="group4", dpi=resolution)
    else:
        image.save(out, "PNG", dpi=resolution, compress_level=7)
    return out.getvalue()


def write_pdf(pages: Sequence[bytes], out: Path) -> Path:
    """Write an image-only PDF: every page one picture at its own resolution, no dates."""
    data = img2pdf.convert(list(pages), nodate=True, engine=img2pdf.Engine.internal, producer="")
    assert isinstance(data, bytes)
    out.write_bytes(data)
    return out


def write_tiff(pages: Sequence[Scanned], out: Path) -> Path:
    """Write a multi-page TIFF, Group 4 for black and white, else LZW."""
    images = [Image.fromarray(page.picture) for page in pages]
    two_tone = all(np.isin(page.picture, (0, 255)).all() for page in pages)
    if two_tone:
        images = [image.convert("1", dither=Image.Dither.NONE) for image in images]
    images[0].save(
        out,
        "TIFF",
        compression="group4" if two_tone else "tiff_lzw",
        save_all=True,
        append_images=images[1:],
        dpi=(pages[0].dpi, pages[0].dpi),
    )
    return out
