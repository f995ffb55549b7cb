"""``evaluate``: results against truth files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.commands.shared_arguments import existing_results
from ocr_pipeline.errors import ExitCode, RecordNotFound
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.report_codec import report_from_plain
from ocr_pipeline.store.atomic import write_file
from ocr_pipeline.store.results import ResultsFolder

PLAIN_WIDTH = 140
"""Of the table where stdout is no terminal."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("evaluate", help="score results against truth files")
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    parser.add_argument("--truth", type=Path, required=True, metavar="DIR", help="folder with *.truth.json files")
    parser.add_argument("--json", action="store_true", help="the evaluation as JSON on stdout instead of a table")
    parser.set_defaults(command=evaluate)


def evaluate(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Score every document that has a truth file; the last one of several with the same name counts for itself."""
    del engines
    from ocr_pipeline.evaluate.evaluation import evaluation_to_plain
    from ocr_pipeline.evaluate.metrics import FieldScore, score_report
    from ocr_pipeline.evaluate.plots import reliability_svg, risk_coverage_svg
    from ocr_pipeline.evaluate.reliability import reliability, risk_coverage
    from ocr_pipeline.evaluate.truth import load_truths, match_truth
    from ocr_pipeline.exports.to_json import json_bytes

    folder = ResultsFolder(existing_results(arguments.folder))
    truths = load_truths(arguments.truth)
    scores: list[FieldScore] = []
    unmatched: list[str] = []
    for name in folder.documents():
        report = report_from_plain(folder.load(name).plain, ())
        truth = match_truth(report.source, truths)
        if truth is None:
            unmatched.append(name)
        else:
            scores.extend(score_report(name, report, truth))
    if not scores:
        raise RecordNotFound(f"{arguments.folder}: none of its documents has a truth file in {arguments.truth}")
    plain = evaluation_to_plain(scores, unmatched)
    write_file(folder.root / "evaluation.json", json_bytes(plain))
    write_file(folder.root / "evaluation-reliability.svg", reliability_svg(reliability(scores)).encode())
    write_file(folder.root / "evaluation-risk.svg", risk_coverage_svg(risk_coverage(scores)).encode())
    if arguments.json:
        sys.stdout.write(json_bytes(plain).decode())
    else:
        _print(plain)
    return ExitCode.OK


def _print(plain: Plain) -> None:
    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, soft_wrap=True)
    table = Table("", "cells", "exact", "accepted", "wrong accepted", "of those expected", "95 % bound", box=None)
    for group in ("by_document", "by_table", "by_look"):
        for name, figures in plain[group].items():
            if name:
                _row(table, name, figures)
        table.add_section()
    _row(table, "all", plain["overall"])
    console.print(table, highlight=False, soft_wrap=False)
    console.print(f"calibration error {plain['calibration_error']:.4f}", highlight=False)
    for wrong in plain["wrong"][:20]:
        mark = "ACCEPTED " if wrong["accepted"] else ""
        read = wrong["printed"] if wrong["printed"] is not None else wrong["state"]
        truth = wrong["truth"] if wrong["truth"] is not None else wrong["expected"]
        says = f"{mark}{wrong['document']} {wrong['field']}: read {read}, stands {truth} ({wrong['confidence']:.4f})"
        console.print(says, highlight=False, markup=False)
    if len(plain["wrong"]) > 20:
        console.print(f"and {len(plain['wrong']) - 20} more wrong ones in evaluation.json", highlight=False)


def _row(table: Table, name: str, figures: Plain) -> None:
    exact, accepted = figures["exact_share"], figures["accepted_share"]
    shares = (
        (f"{figures['exact']} ({exact:.2%})", f"{figures['accepted']} ({accepted:.2%})")
        if figures["cells"]
        else ("", "")
    )
    bound = f"{figures['wrong_upper']:.5f}" if figures["accepted"] else ""
    wrong = (str(figures["wrong_accepted"]), f"{figures['expected_wrong']:.2f}", bound)
    table.add_row(name, str(figures["cells"]), *shares, *wrong)
