"""In the child: pages through pdf2image, which runs Poppler's programs; they inherit the child's limits."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from pdf2image import convert_from_path, pdfinfo_from_path
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError
from PIL import Image

from ocr_pipeline.engines.child_protocol import OpenOrder
from ocr_pipeline.errors import DocumentTimeout, EncryptedDocument, UnreadableDocument
from ocr_pipeline.model.document import Pixels

SHARE_OF_TIME = 0.6
"""Of a page's seconds, so that some are left for the other library."""
ALL_PAGES = 0
WRONG_PASSWORD = "Incorrect password"
PAGE_SIZE = re.compile(r"([0-9.]+) x ([0-9.]+) pts")


@dataclass(frozen=True, slots=True)
class PopplerPages:
    """A PDF as Poppler opens it."""

    path: str
    programs: str
    seconds: int

    @classmethod
    def of_order(cls, order: OpenOrder) -> PopplerPages:
        """The document of an order."""
        return cls(order.path, order.poppler, math.ceil(order.page_seconds * SHARE_OF_TIME))

    def count(self) -> int:
        """Number of pages; raises ``UnreadableDocument`` or ``EncryptedDocument``."""
        return int(self._info(ALL_PAGES)["Pages"])

    def size(self, page_index: int) -> tuple[float, float]:
        """Width and height as displayed, in points."""
        number = page_index + 1
        info = self._info(number)
        found = PAGE_SIZE.search(info.get(f"Page {number:4d} size", ""))
        if not found:
            raise UnreadableDocument("is of unknown size")
        width, height = float(found[1]), float(found[2])
        turned = info.get(f"Page {number:4d} rot") in ("90", "270")
        return (height, width) if turned else (width, height)

    def _info(self, page_number: int) -> dict[str, Any]:
        try:
            return pdfinfo_from_path(
                self.path,
                poppler_path=self.programs,
                timeout=self.seconds,
                first_page=page_number,
                last_page=page_number,
            )
        except PDFPageCountError as error:
            if WRONG_PASSWORD in str(error):
                raise EncryptedDocument("is encrypted") from error
            raise UnreadableDocument("is damaged: no pages can be found in it") from error
        except PDFInfoNotInstalledError as error:
            raise UnreadableDocument("cannot be opened by the Poppler programs") from error
        except PDFPopplerTimeoutError as error:
            raise DocumentTimeout("took longer than raster.page_seconds allows") from error

    def render(self, page_index: int, dpi: int) -> Pixels | None:
        """The page at ``dpi``, None where Poppler made no picture of it."""
        number = page_index + 1
        Image.MAX_IMAGE_PIXELS = None  # the resolution was chosen to fit the limits
        try:
            pictures = convert_from_path(
                self.path,
                dpi=dpi,
                first_page=number,
                last_page=number,
                use_cropbox=True,
                poppler_path=self.programs,
                timeout=self.seconds,
            )
        except (PDFPageCountError, PDFPopplerTimeoutError):
            return None
        return np.array(pictures[0].convert("RGB")) if pictures else None
