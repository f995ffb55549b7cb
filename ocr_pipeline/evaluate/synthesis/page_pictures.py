"""PDF pages -> RGB pictures, through PDFium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Field = NDArray[np.float32]
POINTS_PER_INCH = 72.0


def page_pictures(path: Path, dpi: float) -> Iterator[Picture]:
    """Yield every page as an array (height, width, 3) of 0..255, RGB."""
    document = pdfium.PdfDocument(path)
    try:
        for index in range(len(document)):
            yield page_picture(document, index, dpi)
    finally:
        document.close()


def page_picture(document: pdfium.PdfDocument, index: int, dpi: float) -> Picture:
    """Return one page as an array (height, width, 3) of 0..255, RGB."""
    bitmap = document[index].render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True, draw_annots=False)
    return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
