"""Measure what reading with the arithmetic is worth; the argument is the number of reports of each kind."""

from __future__ import annotations

import sys

from ocr_pipeline.evaluate.arithmetic import (
    CLEAR,
    HALF_CLEAR,
    measure_growth,
    measure_misreadings,
    measure_source_errors,
)
from ocr_pipeline.schema.catalog import load_schema

SIZES = (1, 5, 20, 50, 100, 175)


def main(reports: int) -> None:
    """Print the measurements."""
    schema = load_schema()
    read = measure_misreadings(schema, reports)
    print(f"{read.reports} reports with 1-3 misread cells: {read.cells} cells, {read.misread} of them misread")
    print(
        f"  wrong afterwards: {read.wrong_after} ({read.right:.4%} right), held surer than 0.99: {read.wrong_and_sure}"
    )
    for kind, sure in (("clear", CLEAR), ("half clear", HALF_CLEAR)):
        erred = measure_source_errors(schema, reports, sure=sure)
        print(f"{erred.reports} reports that err in print, pixels {kind}: {erred.as_printed} stay as printed;")
        print(f"  {erred.breaking} break sums, {erred.named} have exactly these named,", end=" ")
        print(f"{erred.blamed_on_source} with the source to blame")
    for growth in measure_growth(schema, SIZES, 10):
        print(f"{growth.doubtful:4d} doubtful cells: {growth.mean:.3f} s a report, {growth.worst:.3f} s at worst (CPU)")


if __name__ == "__main__":
    main(int(sys.argv[1]))
