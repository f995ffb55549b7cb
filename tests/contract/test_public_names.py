"""What ``import ocr_pipeline`` promises: the names listed here, no fewer, no more."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import ocr_pipeline
from tests.contract.repository import text_of

PUBLIC = {
    "DEFAULTS", "CheckedReport", "Document", "Options", "PipelineError", "__version__", "build_kit", "load_options",
    "load_schema", "open_pages", "read_report", "see_page", "understand",
}  # fmt: skip
NOWHERE = "magic"


def test_the_public_names_are_these() -> None:
    assert set(ocr_pipeline.__all__) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(ocr_pipeline, name) is not None


def test_every_public_name_has_its_type() -> None:
    typed = re.findall(r"(?:as |^)(\w+)(?:$|:)", text_of("ocr_pipeline/__init__.pyi"), re.MULTILINE)

    assert set(typed) - {"__all__"} == PUBLIC


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        getattr(ocr_pipeline, NOWHERE)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, ocr_pipeline; print([n for n in sys.modules if n.split('.')[0] in ('numpy', 'cv2', 'paddleocr')])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
