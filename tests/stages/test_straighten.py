"""The stage around the engine: what could not be pictured passes, errors name page and engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ocr_pipeline.errors import EngineFailed
from ocr_pipeline.model.document import PageFailure, PageImage
from ocr_pipeline.model.geometry import Homography
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.stages.straighten import straighten

PAGE = PageImage(2, np.zeros((4, 3, 3), np.uint8), Homography.identity(), (3, 4))


class Turning:
    """Marks the page as seen, or fails."""

    def __init__(self, error: EngineFailed | None = None) -> None:
        self._error = error

    def describe(self) -> Step:
        return Step("straighten", "turning", "1")

    def straighten(self, page: PageImage) -> PageImage:
        if self._error:
            raise self._error
        return replace(page, dpi=77.0)


def test_the_engine_straightens() -> None:
    assert straighten(PAGE, Turning()).dpi == 77.0


def test_a_page_that_could_not_be_pictured_does_not_meet_the_engine() -> None:
    failed = replace(PAGE, failure=PageFailure("unreadable", "is damaged"))
    assert straighten(failed, Turning(EngineFailed("must not be asked"))) is failed


def test_errors_name_page_and_engine() -> None:
    with pytest.raises(EngineFailed, match="page 3, straightening with turning: out of order") as raised:
        straighten(PAGE, Turning(EngineFailed("out of order")))
    assert raised.value.page_index == 2
