"""Pages without the ink of coloured seals, so that cells under a seal are read like any others."""

from __future__ import annotations

from importlib import metadata

from ocr_pipeline.engines.seal_ink import bleach_seals
from ocr_pipeline.engines.text_scale import character_height, to_gray
from ocr_pipeline.model.document import PageImage, Pixels
from ocr_pipeline.model.provenance import Step


class SealCleaner:
    """Bleaches red seals and round blue ones; grey ones cannot be told from print and stay."""

    def describe(self) -> Step:
        """The method and the version of OpenCV it stands on."""
        return Step("clean_ink", "seals", f"4 opencv {metadata.version('opencv-contrib-python')}")

    def clean(self, page: PageImage) -> Pixels:
        """The page's pixels, the same array where no seal is found."""
        return bleach_seals(page.pixels, character_height(to_gray(page.pixels)))
