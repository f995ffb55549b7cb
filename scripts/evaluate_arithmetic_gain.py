"""Measure what the sums of reports are worth on real results; called by scripts/evaluate_arithmetic_gain."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.commands.engines import find_bundled_calibration
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.arithmetic_gain import (
    gain_table,
    gains,
    results_cases,
    write_gains,
)
from ocr_pipeline.evaluate.measure import Left, Measured, Measuring, measure_all
from ocr_pipeline.evaluate.seen_corpus import Case
from ocr_pipeline.evaluate.truth import load_truths
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.options import DEFAULTS
from ocr_pipeline.schema.catalog import DEFAULT
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.seen import load_seen


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="results folder of `ocr-pipeline run`")
    parser.add_argument("truth", type=Path, help="folder with *.truth.json files")
    parser.add_argument("--schema", default=DEFAULT, help="id or file of the schema")
    parser.add_argument("--jobs", type=int, default=1, help="documents understood at the same time (1)")
    parser.add_argument("--max-error", type=float, default=DEFAULTS.decide.max_error, help="tolerated rate (0.001)")
    parser.add_argument("--no-calibration", action="store_true", help="confidences as estimated without calibration")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures as JSON")
    chosen = parser.parse_args()
    found = list(results_cases(ResultsFolder(chosen.results), load_truths(chosen.truth)))
    cases = [case for case in found if isinstance(case, Case)]
    calibration = None if chosen.no_calibration else _calibration(cases)
    options = replace(DEFAULTS, decide=replace(DEFAULTS.decide, max_error=chosen.max_error))
    measured: list[Measured] = []
    left = [case for case in found if isinstance(case, Left)]
    for number, result in enumerate(measure_all(cases, Measuring(chosen.schema, calibration, options), chosen.jobs)):
        if isinstance(result, Left):
            left.append(result)
        else:
            measured.append(result)
        if number % 100 == 99:
            print(f"{number + 1} of {len(cases)}", file=sys.stderr, flush=True)
    print(f"confidences: {'as estimated' if calibration is None else 'calibrated'}")
    print(gain_table(gains(measured)))
    for case in left:
        print(f"left out: {case.document}: {case.reason}", file=sys.stderr)
    if chosen.json:
        write_gains(chosen.json, gains(measured), left)
    return 0 if measured else 1


def _calibration(cases: list[Case]) -> Calibration | None:
    for case in cases:
        if pages := load_seen(case.seen).pages:
            return find_bundled_calibration(pages[0].steps)
    return None


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PipelineError as error:
        sys.exit(f"evaluate_arithmetic_gain: {error}")
