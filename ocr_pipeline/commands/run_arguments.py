"""The words that ``run`` takes."""

from __future__ import annotations

import argparse
from pathlib import Path

from ocr_pipeline.commands.shared_arguments import add_seeing, add_understanding


def describe(parser: argparse.ArgumentParser) -> None:
    """Add every argument of the command."""
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="PDF, PNG, JPEG, TIFF, a folder, a zip or tar archive, a pattern, @FILE for a list, - for one on stdin",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="results folder; running again continues"
    )
    add_understanding(parser)
    add_seeing(parser)
    _add_limits(parser)
    _add_account(parser)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="documents read at the same time (1)")
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="read on this Ray cluster instead (local: one started here)"
    )
    parser.add_argument("--timeout", type=float, default=900, metavar="SECONDS", help="per document (900; 0 = none)")
    parser.add_argument("--memory", type=float, default=6, metavar="GIB", help="per worker (6; 0 = no limit)")
    parser.add_argument(
        "--retry-failed", action="store_true", help="try again what took workers down twice in an earlier run"
    )


def _add_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--roster", type=Path, metavar="CSV", help="who should report (organisation,year): lists the rest"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument("--events", metavar="FILE", help="what happens, a JSON object a line (- for stdout)")
    parser.add_argument("--metrics", type=Path, metavar="FILE", help="figures for Prometheus, kept up to date")
    parser.add_argument("--fail-on-review", action="store_true", help="exit with 10 if cells wait for review")
