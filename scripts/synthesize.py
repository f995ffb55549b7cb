"""Make random reports with their truth, for fitting or for evaluation. Needs Chromium and Chinese fonts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.synthesis.look_settings import look_names
from ocr_pipeline.evaluate.synthesize import Order, synthesize


def main() -> int:
    """Parse the arguments and make the reports."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, required=True, help="how many reports")
    parser.add_argument("--look", default="office_scan", help=f"one or more, by comma: {', '.join(look_names())}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first report")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fonts", choices=("fit", "evaluation"), default="evaluation")
    parser.add_argument(
        "--ranges", choices=("fit", "evaluation"), default="evaluation", help="of the looks' parameters"
    )
    parser.add_argument(
        "--rules", default="", help="one way of ruling, ruled (those with lines), or over_pages (default: a mixture)"
    )
    chosen = parser.parse_args()
    order = Order(
        count=chosen.count,
        looks=tuple(chosen.look.split(",")),
        seed=chosen.seed,
        first=chosen.first,
        fonts=chosen.fonts,
        ranges=chosen.ranges,
        rules=chosen.rules,
    )
    for document in synthesize(order, chosen.out):
        print(document)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PipelineError as error:
        sys.exit(f"synthesize: {error}")
