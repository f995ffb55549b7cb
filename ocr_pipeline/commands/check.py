"""``check``: the understanding half again, on what was seen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from ocr_pipeline.bulk.account import Account
from ocr_pipeline.bulk.across_years import compare_years, were_compared
from ocr_pipeline.bulk.recheck import Rechecked, recheck_all, recheck_row
from ocr_pipeline.bulk.reference import RunSettings
from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.commands.shared_arguments import (
    add_database,
    add_understanding,
    chosen_options,
    common_schema,
    existing_results,
    say_stale,
)
from ocr_pipeline.errors import ExitCode, RecordNotFound
from ocr_pipeline.review.amend import decisions_of
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import load_summary, summary_to_plain


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("check", help="understand again what was seen, without engines")
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    add_understanding(parser)
    add_database(parser)
    parser.add_argument(
        "--across-years",
        action="store_true",
        help="then compare each report with the same body's for the year before and with those of bodies within it; "
        "once done, every check does it again",
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument("--fail-on-review", action="store_true", help="exit with 10 if cells wait for review")
    parser.set_defaults(command=check)


def check(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Check every document of the folder again."""
    folder = ResultsFolder(existing_results(arguments.folder))
    options = chosen_options(arguments)
    folder.prepare()
    schema = arguments.schema or common_schema(folder)
    rules = load_schema(schema)
    settings = RunSettings(arguments.folder, schema, options, engines.build_kit, engines.find_calibration)
    with folder.locked(), decisions_of(folder.root, arguments.database) as amender:
        compares = arguments.across_years or were_compared(folder, rules)
        results = _say_each(recheck_all(settings, amender.amend), quiet=arguments.quiet)
        say_stale(amender.stale)
        if compares:
            compared = compare_years(folder, rules)
            results |= _say_each(compared, quiet=arguments.quiet)
        _save(folder, results)
    if arguments.json:
        print(json.dumps(summary_to_plain(load_summary(folder.summary)), ensure_ascii=False, indent=1))
    return _exit_code(results, fail_on_review=arguments.fail_on_review)


def _say_each(checked: Iterator[Rechecked], *, quiet: bool) -> dict[str, Rechecked]:
    results: dict[str, Rechecked] = {}
    for result in checked:
        results[result.document] = result
        if result.failure is not None:
            print(f"failed ({result.failure.code}): {result.failure.message}", file=sys.stderr)
        elif not quiet:
            print(_said(result), file=sys.stderr)
    return results


def _save(folder: ResultsFolder, results: dict[str, Rechecked]) -> None:
    if not results:
        raise RecordNotFound(f"{folder.root}: holds no documents yet; start with `run`")
    rows = load_summary(folder.summary)
    account = Account(folder)
    account.load()
    account.add(recheck_row(row, results[row.document]) for row in rows if row.document in results)
    account.save()


def _said(result: Rechecked) -> str:
    before, after = result.before, result.after
    if before is None or after is None or before == after:
        return (
            f"{result.document}: unchanged ({after.status if after else ''}, {after.review if after else 0} to review)"
        )
    review, findings = f"{before.review} -> {after.review} to review", f"{before.findings} -> {after.findings} findings"
    return f"{result.document}: {before.status} -> {after.status}, {review}, {findings}"


def _exit_code(results: dict[str, Rechecked], *, fail_on_review: bool) -> ExitCode:
    failures = [result for result in results.values() if result.failure is not None]
    if len(failures) == len(results):
        return ExitCode.NOTHING_READ
    if failures:
        return ExitCode.SOME_FAILED
    waiting = any(result.after is not None and result.after.review for result in results.values())
    return ExitCode.NEEDS_REVIEW if fail_on_review and waiting else ExitCode.OK
