"""Fit a calibration on random reports in the fonts and looks kept for fitting; called by scripts/calibrate."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.commands.engines import CALIBRATION_FOLDER, build_bundled_kit
from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.calibrate import fit_calibration
from ocr_pipeline.evaluate.examples import Example, examples, report_examples
from ocr_pipeline.evaluate.labels import labelled_documents
from ocr_pipeline.evaluate.random_corpus import made_and_seen
from ocr_pipeline.evaluate.seen_corpus import TABLES_ONLY, Seeing, seen_cases
from ocr_pipeline.evaluate.synthesize import Order
from ocr_pipeline.model.calibration import reading_key
from ocr_pipeline.model.codec import to_plain
from ocr_pipeline.schema.catalog import DEFAULT, load_schema

LOOKS = ("clean", "office_scan", "seal", "phone_photo", "photocopy", "fax")
HARD_LOOKS = (
    "turned",
    "askew",
    "curl",
    "watermark",
    "grey_seal",
    "stain",
    "pen",
    "bleed",
    "faded_rules",
    "low_contrast",
)
SEED, HARD_SEED = 4200, 4300
"""Of the reports; no published figure uses them."""

FEWER = 4
"""So many times fewer reports of each hard look: errors are rare, and these have most of them."""

COPIES, LOST, MORE = ("photocopy", "fax"), ("faded_rules", "grey_seal"), 6
"""Looks with so many times as many reports more, and hard looks with as many more: most of the cells that can't be
read and of the tables that aren't found. How often that is right is told by their number."""


def main() -> int:
    """Make, see, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=14, help="of each look (14)")
    parser.add_argument("--looks", default=",".join(LOOKS), help="by comma")
    parser.add_argument(
        "--hard-looks", default=",".join(HARD_LOOKS), help=f"by comma, a {FEWER}th as many reports of each"
    )
    parser.add_argument("--jobs", type=int, default=2, help="documents seen at the same time (2)")
    parser.add_argument("--out", type=Path, default=Path("out/calibration"), help="for the reports and what was seen")
    parser.add_argument("--labels", type=Path, help="answers of reviewers: a folder with labels.csv")
    parser.add_argument("--results", type=Path, help="the results folder that these answers are about")
    parser.add_argument("--to", type=Path, default=Path("models") / CALIBRATION_FOLDER, help="where it is written")
    chosen = parser.parse_args()
    found = _of_random_reports(chosen)
    if chosen.labels and chosen.results:
        found += _of_answers(chosen.labels, chosen.results)
    steps = build_bundled_kit(TABLES_ONLY).steps()
    calibration = fit_calibration(found, reading_key(steps))
    chosen.to.mkdir(parents=True, exist_ok=True)
    path = chosen.to / "gov-disclosure-annual-report.json"
    path.write_text(json.dumps(to_plain(calibration), indent=1) + "\n", encoding="utf-8")
    print(f"{path}: fitted on {calibration.cells} fields, {sum(not e.right for e in found)} of them wrong")
    return 0


def _of_random_reports(chosen: argparse.Namespace) -> list[Example]:
    looks, hard = (tuple(filter(None, names.split(","))) for names in (chosen.looks, chosen.hard_looks))
    few = max(1, chosen.reports // FEWER)
    usual, rare = Order(chosen.reports, looks, SEED), Order(few, hard, HARD_SEED)
    more = replace(usual, looks=_among(looks, COPIES), first=chosen.reports, count=MORE * chosen.reports)
    lost = replace(rare, looks=_among(hard, LOST), first=few, count=chosen.reports)
    orders = [replace(order, fonts="fit", ranges="fit", rules="ruled") for order in (usual, more, rare, lost)]
    return [example for order in orders if order.looks for example in _of_order(order, chosen)]


def _among(chosen: tuple[str, ...], looks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(look for look in chosen if look in looks)


def _of_order(order: Order, chosen: argparse.Namespace) -> list[Example]:
    seeing = Seeing(build_bundled_kit, TABLES_ONLY)
    cases = made_and_seen(order, chosen.out, seeing, jobs=chosen.jobs, tell=lambda line: print(line, flush=True))
    return list(examples(seen_cases(cases), load_schema(DEFAULT)))


def _of_answers(labels: Path, results: Path) -> list[Example]:
    schema = load_schema(DEFAULT)
    return [
        example
        for truth, seen in labelled_documents(labels, results)
        for example in report_examples(truth, seen, schema)
    ]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PipelineError as error:
        sys.exit(f"calibrate: {error}")
