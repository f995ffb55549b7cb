from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocr_pipeline.cli import main
from ocr_pipeline.commands.engines import Engines
from scripts.unit_costs import measure, measured, planned
from tests import fake_kit


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents of five pages, 100 and 200 s; ten fields of the first wait, the second is a part of a report."""
    root = tmp_path_factory.mktemp("costs")
    folder, out = root / "in", root / "out"
    folder.mkdir()
    (folder / "a.pdf").write_text("pages=2", encoding="utf-8")
    (folder / "b.pdf").write_text("pages=3", encoding="utf-8")
    engines = Engines(fake_kit.build_kit, fake_kit.no_calibration)
    assert main(["run", str(folder), "--out", str(out), "--quiet"], engines=engines) == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    first, second = summary["documents"]
    first |= {"status": "needs_review", "seconds": 100.0, "review": 10}
    second |= {"status": "partial", "seconds": 200.0, "review": 7}
    (out / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return out


def test_every_byte_of_a_document_is_counted_under_its_kind(results: Path) -> None:
    costs = measure(results)

    inside = [path for path in results.glob("[ab]-*/**/*") if path.is_file()]
    seen = [path for path in (results / ".seen").rglob("*") if path.is_file()]
    assert costs.stored == sum(path.stat().st_size for path in (*inside, *seen))
    assert costs.files == len(inside) + len(seen)
    assert {"report.json", "report.html", "cells.csv", "pages/", ".seen"} <= dict(costs.sizes).keys()


def test_paces_are_of_documents_and_what_waits_of_those_read_whole(results: Path) -> None:
    costs = measure(results)

    assert costs.paces == pytest.approx((50, 200 / 3))
    assert (costs.documents, costs.pages, costs.whole, costs.asked, costs.waiting) == (2, 5, 1, 10, 1)
    assert "60.0 (50.0 to 66.7 by document)" in dict(measured(costs)).values()


def test_a_plan_is_the_measure_times_pages(results: Path) -> None:
    said = dict(planned(measure(results), 5 * 36_000))

    assert said["documents"] == "72,000"
    assert said["hours of workers"] == "3,000"
    assert said["hours on 2 / 32 / 200 cores"] == "1,500 / 94 / 15"
    assert said["fields to review, at the rate of those read whole"] == "720,000"
