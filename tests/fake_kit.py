"""A kit without models: documents are text files that say what happens when they are read.

pages=2        so many white pages, each with the file's text as its only line
crash          the process dies at once, as after a segmentation fault
flaky          the process dies the first time; the second time it is as pages=1
hang           nothing comes back
swell          memory grows without end
raise          an engine breaks with an error of its own
encrypted      a password is needed
nothing        no pages
badpage        two pages, the second of which cannot be pictured
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ocr_pipeline.errors import EncryptedDocument, EngineMissing
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.document import Document, PageFailure, PageImage, Pixels
from ocr_pipeline.model.geometry import Box, Homography
from ocr_pipeline.model.grid import TableGrid
from ocr_pipeline.model.layout import Layout, Region, RegionKind, Score
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.model.reading import Candidate, Ink, TextLine
from ocr_pipeline.options import Options
from ocr_pipeline.ports import Kit, NumericReading

SIZE = (200, 280)
LINE = Box(20, 20, 180, 40)


def build_kit(options: Options) -> Kit:
    """The kit; ``--dpi`` changes its fingerprint as it would that of a real one."""
    return Kit(_Rasterizer(options.raster.dpi), _Straightener(), _Layout(), (_Grid(),), _Numeric(), _Text())


def build_without_program(options: Options) -> Kit:
    """A machine without a needed program."""
    raise EngineMissing("the program fakereader is not installed; install it with your package manager")


def build_and_die(options: Options) -> Kit:
    """An engine that takes the process down while it loads."""
    os._exit(7)


def no_calibration(steps: Sequence[Step]) -> Calibration | None:
    """Nothing was fitted for this kit."""
    return None


def _page(index: int, failure: PageFailure | None = None) -> PageImage:
    pixels = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    pixels[20:40, 20:180] = 40
    return PageImage(index, pixels, Homography.identity(), SIZE, dpi=100, failure=failure)


@dataclass
class _Rasterizer:
    dpi: int

    def describe(self) -> Step:
        return Step("rasterize", "fake", "1", options_digest=str(self.dpi))

    def pages(self, document: Document) -> Iterator[PageImage]:
        order = document.path.read_text(encoding="utf-8").split()[0]
        if order in FAULTS:
            FAULTS[order]()
        if order == "flaky":
            _die_once(document.path.with_suffix(".tried"))
            yield _page(0)
        if order == "badpage":
            yield _page(0)
            yield _page(1, PageFailure("unreadable", "has no content"))
        if order.startswith("pages="):
            yield from (_page(index) for index in range(int(order.removeprefix("pages="))))


def _crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _die_once(tried: Path) -> None:
    if not tried.exists():
        tried.touch()
        _crash()


def _hang() -> None:
    time.sleep(3600)


def _break() -> None:
    raise ZeroDivisionError("engine answered nonsense")


def _refuse() -> None:
    raise EncryptedDocument("is encrypted; give the password with --password")


def _swell() -> None:
    held = []
    while True:
        held.append(np.ones(10_000_000, np.uint8))
        time.sleep(0.01)


FAULTS: dict[str, Callable[[], None]] = {
    "crash": _crash,
    "swell": _swell,
    "hang": _hang,
    "raise": _break,
    "encrypted": _refuse,
}


class _Straightener:
    def describe(self) -> Step:
        return Step("straighten", "fake", "1")

    def straighten(self, page: PageImage) -> PageImage:
        return page


class _Layout:
    def describe(self) -> Step:
        return Step("find_regions", "fake", "1", "ab" * 32)

    def find_regions(self, page: PageImage) -> Layout:
        return Layout((Region(RegionKind.TEXT, LINE, Score(0.9)),))


class _Grid:
    def describe(self) -> Step:
        return Step("trace_grids", "fake", "1")

    def trace(self, page: PageImage, area: Box | None) -> tuple[TableGrid, ...]:
        return ()


class _Numeric:
    def describe(self) -> Step:
        return Step("read_cells", "fake", "1", "cd" * 32)

    def read(self, crops: Sequence[Pixels]) -> tuple[NumericReading, ...]:
        return tuple(NumericReading(Ink(0.0, Score(1.0)), (Candidate("", Score(1.0)),)) for _ in crops)


class _Text:
    def describe(self) -> Step:
        return Step("read_text", "fake", "1", "ef" * 32)

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[Candidate, ...]:
        return tuple(Candidate("一行文字", Score(0.9)) for _ in crops)

    def find_lines(self, page: PageImage, area: Box | None) -> tuple[TextLine, ...]:
        return (TextLine("一行文字", LINE, Score(0.9)),)
