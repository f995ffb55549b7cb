"""A results folder is measured with the sums and without; what cannot be measured is told and stops nothing."""

from __future__ import annotations

import json
from pathlib import Path

from ocr_pipeline.cli import main
from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.evaluate.arithmetic_gain import gain_table, gains, gains_json, results_cases
from ocr_pipeline.evaluate.measure import Left, Measured, Measuring, measure_all
from ocr_pipeline.evaluate.seen_corpus import TABLES_ONLY, Case
from ocr_pipeline.evaluate.truth import load_truths
from ocr_pipeline.schema.catalog import DEFAULT
from ocr_pipeline.store.results import ResultsFolder
from tests.evaluate.test_published import score
from tests.fake_kit import build_kit, no_calibration


def test_each_look_has_a_row_with_both_ways_of_reading() -> None:
    good, bad = score(exact=True, accepted=True), score(exact=False, accepted=True)
    faxed = Measured((good, good), (good, bad))
    clean = Measured(
        (score(exact=True, accepted=True, look="clean"),) * 2, (score(exact=True, accepted=False, look="clean"),) * 2
    )
    found = {gain.look: gain for gain in gains([faxed, clean])}
    assert list(found) == ["clean", "fax", ""]
    assert (found["fax"].with_sums.exact, found["fax"].without_sums.wrong_accepted) == (2, 1)
    assert (found[""].reports, found[""].with_sums.accepted, found[""].without_sums.accepted) == (2, 4, 2)
    fax = next(line for line in gain_table(list(found.values())).splitlines() if "fax" in line)
    assert fax.split() == ["fax", "1", "2", "100.00%", "50.00%", "100.00%", "100.00%", "0", "1", "0.0"]
    assert json.loads(gains_json(list(found.values()), [Left("x", "why")]))["left"] == {"x": "why"}


def test_documents_of_a_results_folder_are_measured_or_told_of(tmp_path: Path) -> None:
    inbox, results = tmp_path / "in", ResultsFolder(tmp_path / "out")
    inbox.mkdir()
    for name in ("known", "stranger", "gone", "torn"):
        (inbox / f"{name}.pdf").write_text(f"pages=1 {name}", encoding="utf-8")
        truth = {"id": name, "look": "fax", "tables": {"requests": {"new": {"total": "3"}}}}
        if name != "stranger":
            (inbox / f"{name}.truth.json").write_text(json.dumps(truth), encoding="utf-8")
    main(["run", str(inbox), "--out", str(results.root), "--quiet"], engines=Engines(build_kit, no_calibration))
    for name in results.documents():
        (path,) = results.seen.glob(f"{results.load(name).sha256}*")
        if name.startswith("gone"):
            path.unlink()
        if name.startswith("torn"):
            path.write_bytes(b"no gzip")
    found = list(results_cases(results, load_truths(inbox)))
    cases = [case for case in found if isinstance(case, Case)]
    measured = list(measure_all(cases, Measuring(DEFAULT, None, TABLES_ONLY), 1))
    left = [case for case in (*found, *measured) if isinstance(case, Left)]
    assert {case.document.split("-")[0] for case in left} == {"gone", "stranger", "torn"}
    (row, _) = gains([case for case in measured if isinstance(case, Measured)])
    assert (row.look, row.reports, row.with_sums.cells, row.with_sums.exact) == ("fax", 1, 1, 0)
