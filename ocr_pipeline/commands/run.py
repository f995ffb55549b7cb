"""``run``: read every document into a results folder."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.bulk.account import Account
from ocr_pipeline.bulk.archives import Unpacking
from ocr_pipeline.bulk.local import Staffing, read_all
from ocr_pipeline.bulk.plan import Plan, make_plan
from ocr_pipeline.bulk.reference import Outcome, RunSettings
from ocr_pipeline.bulk.run_folder import run_folder
from ocr_pipeline.bulk.sources import find_sources, split_list
from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.commands.progress import telling
from ocr_pipeline.commands.shared_arguments import add_seeing, add_understanding, chosen_options
from ocr_pipeline.errors import ExitCode, OptionsError
from ocr_pipeline.schema.catalog import DEFAULT, load_schema
from ocr_pipeline.store.quarantine import Quarantine
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import SummaryRow, summary_to_plain

GIB = 1 << 30
ENGINE_CODES = ("engine_missing", "model_invalid")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("run", help="read documents into a results folder")
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="PDF, PNG, JPEG, TIFF, a folder, a zip or tar archive, a pattern, @FILE or - for a list (- from stdin)",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="results folder; running again continues"
    )
    add_understanding(parser)
    add_seeing(parser)
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="documents read at the same time (1)")
    parser.add_argument("--timeout", type=float, default=900, metavar="SECONDS", help="per document (900; 0 = none)")
    parser.add_argument("--memory", type=float, default=6, metavar="GIB", help="per worker (6; 0 = no limit)")
    parser.add_argument(
        "--retry-failed", action="store_true", help="try again what took workers down twice in an earlier run"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument("--fail-on-review", action="store_true", help="exit with 10 if cells wait for review")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Read the inputs; see the contract's table for the exit codes."""
    work = _prepare(arguments, engines)
    with work.folder.locked(), run_folder() as temporary:
        if arguments.retry_failed:
            Quarantine(work.folder.quarantine).lift()
        options = work.settings.options
        unpacking = Unpacking(options.archive, options.raster.max_bytes, temporary)
        plan = make_plan(find_sources(_inputs(arguments.inputs), arguments.out), work.folder, unpacking)
        rows = _read(plan, work, unpacking)
    if arguments.json:
        print(json.dumps(summary_to_plain(rows), ensure_ascii=False, indent=1))
    _say_the_end(rows, work, arguments.out)
    return exit_code(rows, fail_on_review=arguments.fail_on_review)


@dataclass(frozen=True, slots=True)
class _Work:
    folder: ResultsFolder
    settings: RunSettings
    staffing: Staffing
    quiet: bool


def _prepare(arguments: argparse.Namespace, engines: Engines) -> _Work:
    if arguments.jobs < 1:
        raise OptionsError("--jobs: at least one worker is needed")
    options = chosen_options(arguments)
    schema = arguments.schema or DEFAULT
    load_schema(schema)
    folder = ResultsFolder(arguments.out)
    folder.prepare()
    settings = RunSettings(arguments.out, schema, options, engines.build_kit, engines.find_calibration)
    staffing = Staffing(arguments.jobs, max(0.0, arguments.timeout), memory_bytes=max(0, int(arguments.memory * GIB)))
    return _Work(folder, settings, staffing, arguments.quiet)


def _inputs(given: list[str]) -> list[str]:
    inputs: list[str] = []
    for item in given:
        inputs.extend(split_list(sys.stdin.buffer.read()) if item == "-" else [item])
    return inputs


def _read(plan: Plan, work: _Work, unpacking: Unpacking) -> tuple[SummaryRow, ...]:
    account = Account(work.folder)
    account.load()
    account.add(plan.refused)
    for row in plan.refused:
        if row.error is not None:
            print(f"failed ({row.error.code}): {row.error.message}", file=sys.stderr)
    try:
        with (
            telling(sys.stderr, len(plan.refs), quiet=work.quiet) as teller,
            closing(read_all(plan.refs, work.settings, work.staffing, unpacking)) as events,
        ):
            for event in events:
                # First into the account, then told: an interrupt between the two loses nothing that was told.
                if isinstance(event, Outcome):
                    account.add([event.row])
                teller.tell(event)
    finally:
        account.add_copies(plan.copies)
        account.save()
    names = (row.source for row in plan.refused), (ref.source for ref in plan.refs), (c.source for c in plan.copies)
    return account.rows_of(name for group in names for name in group)


def _say_the_end(rows: tuple[SummaryRow, ...], work: _Work, out: Path) -> None:
    failures = [row for row in rows if row.error is not None]
    if work.quiet:
        for row in failures:
            if row.error is not None and row.sha256 is not None:
                print(f"failed ({row.error.code}): {row.error.message}", file=sys.stderr)
        return
    if not rows:
        print("no documents found: give PDF, PNG, JPEG or TIFF files, or a folder that holds some", file=sys.stderr)
        return
    review = sum(row.review for row in rows if row.duplicate_of is None)
    copies = sum(row.duplicate_of is not None for row in rows)
    said = [f"{len(rows) - len(failures)} of {len(rows)} read", f"{review} fields to review"]
    said += [f"{copies} copies of others"] if copies else []
    print(f"{', '.join(said)}; results in {out}", file=sys.stderr)


def exit_code(rows: tuple[SummaryRow, ...], *, fail_on_review: bool) -> ExitCode:
    """What the shell is told about these rows."""
    failures = [row.error for row in rows if row.error is not None]
    if failures and all(error.code in ENGINE_CODES for error in failures) and len(failures) == len(rows):
        return ExitCode.ENGINE_MISSING
    if len(failures) == len(rows):
        return ExitCode.NOTHING_READ
    if failures:
        return ExitCode.SOME_FAILED
    if fail_on_review and any(row.review for row in rows):
        return ExitCode.NEEDS_REVIEW
    return ExitCode.OK
