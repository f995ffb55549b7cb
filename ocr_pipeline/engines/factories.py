"""How each engine of this package is made from the options; heavy packages are imported only when chosen."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from ocr_pipeline.engines.model_files import find_model
from ocr_pipeline.options import Options

if TYPE_CHECKING:
    from ocr_pipeline.engines.aligned_grid import AlignedGrid
    from ocr_pipeline.engines.layout_detector import LayoutDetector
    from ocr_pipeline.engines.numeric_reader import NumericReader
    from ocr_pipeline.engines.paddle_text import PaddleText
    from ocr_pipeline.engines.ruled_grid import RuledGrid
    from ocr_pipeline.engines.seal_cleaner import SealCleaner
    from ocr_pipeline.ports import Rasterizer, Straightener

THREADS = 1
"""Threads of one engine: documents are read side by side in processes, and one thread sums alike everywhere."""


def poppler_rasterizer(options: Options) -> Rasterizer:
    """Pages through Poppler."""
    from ocr_pipeline.engines.poppler_raster import PopplerRasterizer

    return PopplerRasterizer(options.raster)


def pdfium_rasterizer(options: Options) -> Rasterizer:
    """Pages through PDFium."""
    from ocr_pipeline.engines.pdfium_raster import PdfiumRasterizer

    return PdfiumRasterizer(options.raster)


def opencv_straightener(options: Options) -> Straightener:
    """Skew and perspective through OpenCV, turned pages through the orientation model."""
    from ocr_pipeline.engines.straightener import OpencvStraightener

    return OpencvStraightener(options.straighten, find_model("page-orientation").path)


def cdla_layout(options: Options) -> LayoutDetector:
    """The CDLA detector behind layoutparser's interface."""
    from ocr_pipeline.engines.cdla_model import CdlaLayoutModel
    from ocr_pipeline.engines.layout_detector import LayoutDetector

    model = find_model("layout-cdla")
    detector = CdlaLayoutModel(model.path, min_score=options.layout.min_score, threads=THREADS)
    return LayoutDetector(detector, options.layout, model.sha256)


def ruled_grid(options: Options) -> RuledGrid:
    """Ruling lines through OpenCV; has no options."""
    from ocr_pipeline.engines.ruled_grid import RuledGrid

    return RuledGrid()


def aligned_grid(options: Options) -> AlignedGrid:
    """Tables without rules by how their print lines up; has no options."""
    from ocr_pipeline.engines.aligned_grid import AlignedGrid

    return AlignedGrid()


def seal_cleaner(options: Options) -> SealCleaner:
    """Coloured seals bleached through OpenCV; has no options."""
    from ocr_pipeline.engines.seal_cleaner import SealCleaner

    return SealCleaner()


def numeric_reader(options: Options) -> NumericReader:
    """The project's own reader of numeric cells."""
    from ocr_pipeline.engines.numeric_reader import NumericReader

    return NumericReader(find_model("numeric-reader").path, threads=THREADS)


def paddle_text(options: Options) -> PaddleText:
    """paddleocr on ONNX Runtime."""
    from ocr_pipeline.engines.paddle_text import PaddleText

    recogniser, detector = find_model("text-recogniser"), find_model("text-detector")
    return PaddleText(recogniser, detector, cache=cache_folder(), threads=THREADS)


def cache_folder() -> Path:
    """Where model folders are kept between runs: the user's cache, or the temporary folder where there is no home."""
    try:
        home = Path.home()
    except RuntimeError:
        home = Path(gettempdir())
    return home / ".cache" / "ocr-pipeline"
