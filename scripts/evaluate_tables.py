"""Score tables of any kind against their truth by GriTS and TEDS."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.any_tables import PictureScore, score_folder
from ocr_pipeline.options import DEFAULTS, merge_options


def main() -> int:
    """Parse the arguments, score every picture, print a row each and the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="pictures with NAME.gt.json, NAME.json or NAME.html beside them")
    parser.add_argument("--first", type=int, default=0, help="only so many pictures (0: all)")
    parser.add_argument("--engines", default="ruled,aligned", help="grid engines, in order")
    chosen = parser.parse_args()
    engines = {"grid": {"engines": chosen.engines.split(",")}}
    options = merge_options(DEFAULTS, engines, "--engines")
    print("| picture | tables | found | GriTS content | GriTS topology | TEDS |\n|---|--:|--:|--:|--:|--:|")
    scores: list[PictureScore] = []
    try:
        for score in score_folder(chosen.folder, options, chosen.first):
            scores.append(score)
            print(_row(score), flush=True)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 1
    if not scores:
        print(f"{chosen.folder}: no picture with truth beside it", file=sys.stderr)
        return 2
    print(_row(_mean(scores)))
    return 0


def _row(score: PictureScore) -> str:
    figures = " | ".join(f"{value:.3f}" for value in (score.content, score.topology, score.teds))
    return f"| {score.name} | {score.tables} | {score.found} | {figures} |"


def _mean(scores: list[PictureScore]) -> PictureScore:
    """Means over tables, a picture with two counting twice."""
    tables = sum(score.tables for score in scores)
    content = sum(score.content * score.tables for score in scores) / max(1, tables)
    topology = sum(score.topology * score.tables for score in scores) / max(1, tables)
    teds = sum(score.teds * score.tables for score in scores) / max(1, tables)
    return PictureScore("all", tables, sum(score.found for score in scores), content, topology, teds)


if __name__ == "__main__":
    sys.exit(main())
