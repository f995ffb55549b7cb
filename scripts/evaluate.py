"""Measure the pipeline on random reports in fonts and looks kept for evaluation; called by scripts/evaluate."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.commands.engines import build_bundled_kit, find_bundled_calibration
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.measure import Left, Measured, Measuring, measure_all
from ocr_pipeline.evaluate.metrics import FieldScore
from ocr_pipeline.evaluate.plots import reliability_svg, risk_coverage_svg
from ocr_pipeline.evaluate.published import published, write_between
from ocr_pipeline.evaluate.random_corpus import made_and_seen
from ocr_pipeline.evaluate.reliability import reliability, risk_coverage
from ocr_pipeline.evaluate.seen_corpus import TABLES_ONLY, Seeing
from ocr_pipeline.evaluate.synthesize import Order
from ocr_pipeline.schema.catalog import DEFAULT

LOOKS = ("clean", "office_scan", "seal", "phone_photo", "photocopy", "fax")
SEED = 12000
DOCUMENT, PICTURES = Path("docs/accuracy.md"), Path("docs/pictures")


def main() -> int:
    """Make, see, measure, publish."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=180, help="of each look (180)")
    parser.add_argument("--looks", default=",".join(LOOKS), help="by comma")
    parser.add_argument("--rules", default="ruled", help="ways of ruling tables (ruled), see scripts/synthesize --help")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the random reports ({SEED})")
    parser.add_argument("--jobs", type=int, default=2, help="documents seen at the same time (2)")
    parser.add_argument("--out", type=Path, default=Path("out/evaluation"), help="for the reports and what was seen")
    parser.add_argument("--max-error", type=float, default=0.001, help="tolerated rate of wrong accepted values")
    parser.add_argument("--name", default="evaluation", help="which part of docs/accuracy.md is written")
    parser.add_argument("--brief", action="store_true", help="only the table by look")
    parser.add_argument("--dry", action="store_true", help="print the tables and write nothing")
    parser.add_argument("--wrong", action="store_true", help="print every wrong field as well")
    chosen = parser.parse_args()
    looks = tuple(chosen.looks.split(","))
    order = Order(chosen.reports, looks, chosen.seed, rules=chosen.rules)
    seeing = Seeing(build_bundled_kit, TABLES_ONLY)
    cases = made_and_seen(order, chosen.out, seeing, jobs=chosen.jobs, tell=_tell)
    options = replace(TABLES_ONLY, decide=replace(TABLES_ONLY.decide, max_error=chosen.max_error))
    calibration = find_bundled_calibration(build_bundled_kit(options).steps())
    measured = []
    for result in measure_all(cases, Measuring(DEFAULT, calibration, options), chosen.jobs):
        if isinstance(result, Left):
            _tell(f"left out: {result.document}: {result.reason}")
        else:
            measured.append(result)
    _publish(measured, looks, chosen)
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _publish(measured: list[Measured], looks: tuple[str, ...], chosen: argparse.Namespace) -> None:
    text = published(measured, looks, brief=chosen.brief)
    scores = [score for report in measured for score in report.with_sums]
    print(text)
    if chosen.wrong:
        for score in scores:
            if score.counts and not score.exact:
                print(_line(score))
    if not chosen.dry:
        write_between(DOCUMENT, chosen.name, text)
    if not chosen.dry and not chosen.brief:
        PICTURES.mkdir(exist_ok=True)
        pictures = {
            "reliability": reliability_svg(reliability(scores)),
            "risk": risk_coverage_svg(risk_coverage(scores)),
        }
        for kind, picture in pictures.items():
            (PICTURES / f"{chosen.name}-{kind}.svg").write_text(picture, encoding="utf-8")


def _line(score: FieldScore) -> str:
    mark = "ACCEPTED " if score.accepted else ""
    read = score.read.printed if score.read.printed is not None else score.read.state.value
    truth = score.truth if score.truth is not None else score.expected.value
    return f"{mark}{score.document} {score.address}: read {read}, stands {truth} ({score.confidence:.5f})"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PipelineError as error:
        sys.exit(f"evaluate: {error}")
