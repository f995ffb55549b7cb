"""Measure the pipeline on random reports in fonts and looks kept for evaluation; called by scripts/evaluate."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.commands.engines import build_bundled_kit, find_bundled_calibration
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.measure import Measured, Measuring, measure_all
from ocr_pipeline.evaluate.metrics import FieldScore
from ocr_pipeline.evaluate.plots import reliability_svg, risk_coverage_svg
from ocr_pipeline.evaluate.published import published, write_between
from ocr_pipeline.evaluate.reliability import reliability, risk_coverage
from ocr_pipeline.evaluate.seen_corpus import TABLES_ONLY, Case, Seeing, corpus_cases, see_corpus
from ocr_pipeline.evaluate.synthesize import Order, synthesize
from ocr_pipeline.schema.catalog import DEFAULT

LOOKS = ("clean", "office_scan", "seal", "phone_photo", "photocopy", "fax")
SEED = 7700
DOCUMENT, PICTURES = Path("docs/accuracy.md"), Path("docs/pictures")


def main() -> int:
    """Make, see, measure, publish."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=180, help="of each look (180)")
    parser.add_argument("--looks", default=",".join(LOOKS), help="by comma")
    parser.add_argument("--rules", default="ruled", help="ways of ruling tables (ruled), see scripts/synthesize --help")
    parser.add_argument("--jobs", type=int, default=2, help="documents seen at the same time (2)")
    parser.add_argument("--out", type=Path, default=Path("out/evaluation"), help="for the reports and what was seen")
    parser.add_argument("--max-error", type=float, default=0.001, help="tolerated rate of wrong accepted values")
    parser.add_argument("--name", default="evaluation", help="which part of docs/accuracy.md is written")
    parser.add_argument("--dry", action="store_true", help="print the tables and write nothing")
    parser.add_argument("--wrong", action="store_true", help="print every wrong field as well")
    chosen = parser.parse_args()
    looks = tuple(chosen.looks.split(","))
    cases = _seen(chosen, looks)
    options = replace(TABLES_ONLY, decide=replace(TABLES_ONLY.decide, max_error=chosen.max_error))
    calibration = find_bundled_calibration(build_bundled_kit(options).steps())
    measured = list(measure_all(cases, Measuring(DEFAULT, calibration, options), chosen.jobs))
    _publish(measured, looks, chosen)
    return 0


def _seen(chosen: argparse.Namespace, looks: tuple[str, ...]) -> list[Case]:
    """The ordered cases, made and seen where they were not yet."""
    corpus: Path = chosen.out
    for number in range(chosen.reports):
        missing = [look for look in looks if not list(corpus.glob(f"{look}/*-{SEED}-{number:05d}.truth.json"))]
        if missing:
            first = number - number % 20
            order = Order(min(20, chosen.reports - first), looks, SEED, first, rules=chosen.rules)
            for _ in synthesize(order, corpus):
                pass
    wanted = {f"{look.replace('_', '-')}-{SEED}-{n:05d}" for look in looks for n in range(chosen.reports)}
    cases = [case for case in corpus_cases(corpus) if case.truth.stem in wanted]
    for done, (case, fault) in enumerate(see_corpus(cases, Seeing(build_bundled_kit, TABLES_ONLY), chosen.jobs), 1):
        print(f"[{done}] {case.truth.stem}{': ' + fault if fault else ''}", file=sys.stderr, flush=True)
    return cases


def _publish(measured: list[Measured], looks: tuple[str, ...], chosen: argparse.Namespace) -> None:
    text = published(measured, looks)
    scores = [score for report in measured for score in report.with_sums]
    print(text)
    if chosen.wrong:
        for score in scores:
            if score.counts and not score.exact:
                print(_line(score))
    if not chosen.dry:
        write_between(DOCUMENT, chosen.name, text)
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
