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


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.poppler
def test_an_infographic_comes_out_with_its_chapters_in_order(tmp_path: Path) -> None:
    out, sample = tmp_path / "out", ROOT / "samples" / "yiyang-office-scan" / "yiyang-office-scan.pdf"

    assert main(["run", str(sample), "--out", str(out), "--quiet", "--pages", "2,6"]) == 0

    told = next(out.glob("*/report.md")).read_text(encoding="utf-8")
    expected = (
        "## 总体情况",
        "提升政务公开工作质量",
        "建设法治政府",
        "42235条",
        "94条",
        "政务公开指数评估报告",
        "行政复议、行政诉讼情况",
        "## 存在的主要问题及改进情况",
        "## 其他需要报告的事项",
    )
    places = [told.find(words) for words in expected]
    assert -1 not in places
    assert places == sorted(places)
