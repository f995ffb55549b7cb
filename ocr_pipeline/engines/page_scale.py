"""How finely a page of a given size is pictured."""

from __future__ import annotations

import math

from ocr_pipeline.errors import PageTooLarge, UnreadableDocument

POINTS_PER_INCH = 72.0
MM_PER_POINT = 25.4 / POINTS_PER_INCH
LEAST_DPI = 40.0
"""Below this no printed character can be read, so that a smaller picture would only look like an answer."""
LONGEST_SIDE = 32_000
"""OpenCV's warps count pixels in 16 bits."""
SMALL_SIDE = 595.0
"""Long side of A5 in points; smaller "pages" are mostly larger ones saved with a wrong unit, and rendered as finely."""
SMALL_PAGE_DPI = 400.0


def fitting_dpi(width: float, height: float, *, dpi: float, max_pixels: int) -> int:
    """Whole dots per inch for a page of the given size in points.

    ``dpi`` for usual pages, more for very small ones, less where the picture would exceed ``max_pixels`` or the longest
    side; raises ``PageTooLarge`` where it would not be readable any more.
    """
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise UnreadableDocument("is damaged: it has no area")
    as_if_a5 = min(SMALL_PAGE_DPI, dpi * SMALL_SIDE / max(width, height))
    largest = POINTS_PER_INCH * min(math.sqrt(max_pixels / (width * height)), LONGEST_SIDE / max(width, height))
    if largest < LEAST_DPI:
        raise PageTooLarge(
            f"is {width * MM_PER_POINT:,.0f} x {height * MM_PER_POINT:,.0f} mm: too large to be read within "
            f"{max_pixels:,} pixels (raster.max_pixels)"
        )
    return math.floor(min(max(dpi, as_if_a5), largest * 0.999))
