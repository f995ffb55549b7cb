"""In the child: what a PDF page paints, in paint order: pictures with their place, and whether anything else shows."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr_pipeline.engines.page_frame import PageFrame
from ocr_pipeline.engines.pdfium_render import object_matrix

MOST_OBJECTS = 100_000
"""A page with more is no scan; looking at each would only take time."""
DEEPEST_FORM = 8
INVISIBLE_TEXT_MODES = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
HARMLESS_ANNOTATIONS = (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP)

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture object: its pixels' extent and where its corners lie on the displayed page (points, y down).

    ``along`` runs from the first pixel of the first row to the row's end, ``down`` from there to the last row.
    """

    raw: Any
    width: int
    height: int
    origin: tuple[float, float]
    along: tuple[float, float]
    down: tuple[float, float]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom on the displayed page, in points."""
        xs = [self.origin[0], self.origin[0] + self.along[0], self.origin[0] + self.down[0]]
        ys = [self.origin[1], self.origin[1] + self.along[1], self.origin[1] + self.down[1]]
        xs.append(xs[1] + xs[2] - xs[0])
        ys.append(ys[1] + ys[2] - ys[0])
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def dots_per_point(self) -> float:
        """The finer of the two resolutions."""
        along, down = math.hypot(*self.along), math.hypot(*self.down)
        return max(self.width / along if along else 0.0, self.height / down if down else 0.0)


@dataclass(frozen=True, slots=True)
class PageContent:
    """All pictures in paint order; does anything else show below or above the last one; is there anything at all?"""

    pictures: tuple[PlacedPicture, ...]
    drawn_below: bool
    drawn_above: bool
    empty: bool


def page_content(page: pdfium.PdfPage, frame: PageFrame) -> PageContent:
    """Look through the page's objects, those inside form objects too."""
    pictures: list[PlacedPicture] = []
    below, above, seen = False, False, 0
    for raw, kind, matrix in _objects(page):
        seen += 1
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            pictures.append(_placed(raw, matrix, frame))
            below, above = below or above, False
        elif seen > MOST_OBJECTS or _shows(raw, kind):
            above = True
        if seen > MOST_OBJECTS:
            break
    above = above or _annotated(page)
    return PageContent(tuple(pictures), below, above, empty=seen == 0 and not above)


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[Any, int, Matrix]]:
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        yield from _unfolded(pdfium_c.FPDFPage_GetObject(page, index), IDENTITY, depth=0)


def _unfolded(raw: Any, outer: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
    """The object, or those of a form object; with the matrix from the object's own space to user space."""
    if not raw:
        return
    kind = pdfium_c.FPDFPageObj_GetType(raw)
    if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        matrix = _after(object_matrix(raw), outer)
        for index in range(max(0, pdfium_c.FPDFFormObj_CountObjects(raw))):
            yield from _unfolded(pdfium_c.FPDFFormObj_GetObject(raw, index), matrix, depth + 1)
    elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        yield raw, kind, _after(object_matrix(raw), outer)
    else:
        yield raw, kind, outer


def _after(inner: Matrix, outer: Matrix) -> Matrix:
    """First ``inner``, then ``outer``, in the row-vector convention of PDF (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _placed(raw: Any, matrix: Matrix, frame: PageFrame) -> PlacedPicture:
    """A picture fills the unit square of its space, its first row at the top."""
    a, b, c, d, e, f = matrix
    origin = frame.display(c + e, d + f)
    row_end = frame.display(a + c + e, b + d + f)
    last_row = frame.display(e, f)
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(raw, width, height)
    return PlacedPicture(
        raw=raw,
        width=width.value,
        height=height.value,
        origin=origin,
        along=(row_end[0] - origin[0], row_end[1] - origin[1]),
        down=(last_row[0] - origin[0], last_row[1] - origin[1]),
    )


def _shows(raw: Any, kind: int) -> bool:
    """Does an object that is no picture leave visible ink?"""
    if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
        return pdfium_c.FPDFTextObj_GetTextRenderMode(raw) not in INVISIBLE_TEXT_MODES and _opaque(raw)
    if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDFPath_GetDrawMode(raw, fill, stroke)
        return bool(fill.value or stroke.value) and (bool(stroke.value) or _opaque(raw))
    return True


def _opaque(raw: Any) -> bool:
    """Some writers hide their text layer by painting it with no opacity."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium_c.FPDFPageObj_GetFillColor(raw, red, green, blue, alpha)
    return not known or alpha.value > 0


def _annotated(page: pdfium.PdfPage) -> bool:
    """Stamps, signatures and filled fields are painted over the page."""
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), MOST_OBJECTS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if kind not in HARMLESS_ANNOTATIONS:
            return True
    return False
