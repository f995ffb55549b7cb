"""Small documents, good and broken, for the tests of rasterisers."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

from ocr_pipeline.model.document import Document, PageImage
from ocr_pipeline.options import RasterOptions
from ocr_pipeline.ports import Rasterizer
from ocr_pipeline.stages.rasterize import rasterize

A5 = (420.0, 595.0)
QUICK = RasterOptions(dpi=100, page_seconds=20.0)


def document(path: Path) -> Document:
    return Document(hashlib.sha256(path.read_bytes()).hexdigest(), path, path.name)


def read(path: Path, rasterizer: Rasterizer, options: RasterOptions = QUICK) -> list[PageImage]:
    return list(rasterize(document(path), rasterizer, options))


def write(
    path: Path, pages: Iterator[tuple[tuple[float, float], bytes]] | list[tuple[tuple[float, float], bytes]]
) -> Path:
    """A PDF with pages of (size in points, content stream); /F1 is Helvetica."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for size, content in pages:
        page = pdf.add_blank_page(page_size=A5)
        page.MediaBox = pikepdf.Array([0, 0, *size])
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(content)
    pdf.save(path)
    return path


def words(text: str, x: float = 60, y: float = 400, size: float = 24) -> bytes:
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET".encode()


def scan(width: int = 600, height: int = 850) -> Image.Image:
    """An asymmetric "scan": no turn or flip of it looks the same."""
    picture = Image.new("RGB", (width, height), (250, 248, 240))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, width // 2, 160), fill=(200, 30, 40))
    draw.rectangle((width - 160, 300, width - 40, 700), fill=(20, 60, 160))
    for y in range(220, height - 60, 24):
        draw.line((40, y, width - 200, y), fill=(30, 30, 30), width=3)
    return picture


def jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=95)
    return stream.getvalue()


def embed(path: Path, data: bytes, entries: dict[str, object], *, matrix: str = "", rotate: int = 0) -> Path:
    """A PDF whose only page is one picture; ``matrix`` places the unit square (default: all of the page)."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=A5)
    image = pdf.make_stream(data)
    image["/Type"], image["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
    for key, value in entries.items():
        image[key] = value
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    place = matrix or f"{A5[0]} 0 0 {A5[1]} 0 0"
    page.Contents = pdf.make_stream(f"q {place} cm /Im Do Q".encode())
    page.Rotate = rotate
    pdf.save(path)
    return path


def difference(page: PageImage, expected: Image.Image) -> float:
    """Mean difference of grey levels after bringing both to the same small size."""
    size = (120, 120 * expected.height // expected.width)
    seen = Image.fromarray(page.pixels).resize(size, Image.Resampling.BOX)
    wanted = expected.convert("RGB").resize(size, Image.Resampling.BOX)
    return float(np.abs(np.asarray(seen, dtype=float) - np.asarray(wanted, dtype=float)).mean())
