"""In the child: pages through pypdfium2."""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr_pipeline.engines.page_frame import PageFrame
from ocr_pipeline.errors import EmptyDocument, EncryptedDocument, UnreadableDocument
from ocr_pipeline.model.document import Pixels

ENCRYPTED_CODES = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)


def open_pdf(path: str, password: str) -> pdfium.PdfDocument:
    """The document with its form fields; raises ``InputError``."""
    try:
        document = pdfium.PdfDocument(path, password=password or None)
    except pdfium.PdfiumError as error:
        if error.err_code in ENCRYPTED_CODES:
            raise EncryptedDocument("is encrypted") from error
        if error.err_code == pdfium_c.FPDF_ERR_SUCCESS:  # opened, and found to be empty
            raise EmptyDocument("has no pages") from error
        raise UnreadableDocument("is damaged: no pages can be found in it") from error
    if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
        document.init_forms()
    return document


def page_frame(page: pdfium.PdfPage) -> PageFrame:
    """Where the visible part of a page lies in user space."""
    left, bottom, right, top = page.get_bbox()
    return PageFrame(left, bottom, right, top, page.get_rotation() % 360)


def render_page(page: pdfium.PdfPage, dpi: float) -> Pixels:
    """The page at ``dpi`` on white."""
    bitmap = page.render(scale=dpi / 72.0, rev_byteorder=True)
    return bitmap_to_rgb(bitmap)


def bitmap_to_rgb(bitmap: pdfium.PdfBitmap) -> Pixels:
    """A bitmap of PDFium in RGB byte order as an array that owns its pixels."""
    array = bitmap.to_numpy()
    if array.ndim == 2:
        array = array[:, :, None]
    if array.shape[2] == 1:
        return np.repeat(array, 3, axis=2)
    return np.ascontiguousarray(array[:, :, :3])


def object_matrix(raw: ctypes.c_void_p) -> tuple[float, float, float, float, float, float]:
    """The matrix of a page object."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(raw, matrix):
        raise UnreadableDocument("holds an object without a place")
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
