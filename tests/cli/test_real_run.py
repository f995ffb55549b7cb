"""The whole way with the real engines, on one page of one sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_pipeline.cli import main
from tests.reports import ROOT

SAMPLE = ROOT / "samples" / "yuanjiang-page"


@pytest.mark.models
@pytest.mark.slow
def test_a_photographed_page_is_read_and_nothing_wrong_is_accepted(tmp_path: Path) -> None:
    out = tmp_path / "out"

    assert main(["run", str(SAMPLE / "yuanjiang-page.jpg"), "--out", str(out), "--quiet", "--tables-only"]) == 0
    assert main(["evaluate", str(out), "--truth", str(SAMPLE)]) == 0

    plain = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
    requests = plain["by_table"]["requests"]
    assert plain["overall"]["wrong_accepted"] == 0
    assert requests["exact"] >= 0.99 * requests["cells"]
    assert requests["accepted"] >= 0.8 * requests["cells"]
