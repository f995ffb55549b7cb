"""``run``: read every document into a results folder."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

from ocr_pipeline.bulk.account import Account
from ocr_pipeline.bulk.archives import Unpacking
from ocr_pipeline.bulk.local import Staffing, read_all
from ocr_pipeline.bulk.plan import Plan, make_plan
from ocr_pipeline.bulk.ray import read_on_cluster
from ocr_pipeline.bulk.reference import Event, Outcome, RunSettings
from ocr_pipeline.bulk.roster import Expected, load_roster, missing
from ocr_pipeline.bulk.run_folder import run_folder
from ocr_pipeline.bulk.sources import Source, find_sources, split_list
from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.commands.events import STDOUT, EventLines, event_stream
from ocr_pipeline.commands.metrics import MetricsFile
from ocr_pipeline.commands.pace import Pace
from ocr_pipeline.commands.progress import Teller, telling
from ocr_pipeline.commands.run_arguments import describe
from ocr_pipeline.commands.shared_arguments import chosen_options
from ocr_pipeline.errors import ExitCode, OptionsError
from ocr_pipeline.schema.catalog import DEFAULT, load_schema
from ocr_pipeline.store.atomic import ASIDE_SUFFIX
from ocr_pipeline.store.quarantine import Quarantine
from ocr_pipeline.store.results import ResultsFolder
from ocr_pipeline.store.summary import SummaryRow, totals

ENGINE_CODES = ("engine_missing", "model_invalid")
GIB = 1 << 30


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("run", help="read documents into a results folder")
    describe(parser)
    parser.set_defaults(command=run)


@dataclass(frozen=True, slots=True)
class _Work:
    folder: ResultsFolder
    settings: RunSettings
    staffing: Staffing
    sources: tuple[Source, ...]
    roster: tuple[Expected, ...]
    cluster: str | None


def run(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Read the inputs; see the contract's table for the exit codes."""
    work = _prepare(arguments, engines)
    account = Account(work.folder)
    with work.folder.locked(), run_folder() as temporary:
        if arguments.retry_failed:
            Quarantine(work.folder.quarantine).lift()
        options = work.settings.options
        unpacking = Unpacking(options.archive, options.raster.max_bytes, temporary)
        plan = make_plan(work.sources, work.folder, unpacking)
        account.load()
        with closing(_events(plan, work, unpacking)) as events:
            _read(arguments, plan, account, events)
        _close(account, work)
    sources = _sources(plan)
    rows = account.rows_of(sources)
    if arguments.json:
        print(json.dumps(account.plain_of(sources), ensure_ascii=False, indent=1))
    _say_the_end(arguments, rows, account, work)
    return exit_code(rows, fail_on_review=arguments.fail_on_review)


def _prepare(arguments: argparse.Namespace, engines: Engines) -> _Work:
    if arguments.jobs < 1:
        raise OptionsError("--jobs: at least one worker is needed")
    if arguments.json and arguments.events == STDOUT:
        raise OptionsError("--json and --events -: only one of them can have stdout; give --events a file")
    options = chosen_options(arguments)
    schema = arguments.schema or DEFAULT
    load_schema(schema)
    if Path(schema).is_file():
        schema = str(Path(schema).absolute())  # other machines have other working directories
    roster = () if arguments.roster is None else load_roster(arguments.roster)
    sources = find_sources(_inputs(arguments.inputs), arguments.out)
    folder = ResultsFolder(arguments.out)
    folder.prepare()
    settings = RunSettings(arguments.out.absolute(), schema, options, engines.build_kit, engines.find_calibration)
    memory_bytes = max(0, int(arguments.memory * GIB))
    staffing = Staffing(arguments.jobs, max(0.0, arguments.timeout), memory_bytes=memory_bytes)
    return _Work(folder, settings, staffing, sources, roster, arguments.cluster)


def _inputs(given: list[str]) -> list[str]:
    inputs: list[str] = []
    for item in given:
        inputs.extend(split_list(sys.stdin.buffer.read()) if item == "-" else [item])
    return inputs


def _events(plan: Plan, work: _Work, unpacking: Unpacking) -> Generator[Event, None, None]:
    if work.cluster is None:
        return read_all(plan.refs, work.settings, work.staffing, unpacking)
    shared = replace(unpacking, folder=work.folder.aside / f"cluster{ASIDE_SUFFIX}")
    shared.folder.mkdir(exist_ok=True)
    return read_on_cluster(plan.refs, work.settings, work.staffing, unpacking=shared, address=work.cluster)


def _read(arguments: argparse.Namespace, plan: Plan, account: Account, events: Iterator[Event]) -> None:
    """Note what happens in the account, then tell it: an interrupt between the two loses nothing that was told."""
    account.add(plan.refused)
    _say_refused(plan.refused)
    pace = Pace(len(plan.refs))
    with ExitStack() as stack:
        try:
            tellers = _tellers(arguments, account, pace, stack)
            stack.enter_context(redirect_stdout(sys.stderr))  # Ray prints there that a node is lost; stdout is for data
            for event in events:
                pace.note(event)
                if isinstance(event, Outcome):
                    account.add([event.row])
                for teller in tellers:
                    teller.tell(event)
        finally:
            account.add_copies(plan.copies)
            account.note_run(pace.seconds, pace.done, pace.pages)
            account.save()
    if arguments.metrics is not None:
        MetricsFile(arguments.metrics, pace, lambda: account.rows).write()


def _tellers(arguments: argparse.Namespace, account: Account, pace: Pace, stack: ExitStack) -> list[Teller]:
    tellers: list[Teller] = [stack.enter_context(telling(sys.stderr, pace, quiet=arguments.quiet))]
    stream = stack.enter_context(event_stream(arguments.events, sys.stdout))
    if stream is not None:
        lines = EventLines(stream, pace)
        lines.write({"event": "plan", "documents": pace.total})
        stack.callback(lambda: lines.write({"event": "end", "totals": totals(account.rows)}))
        tellers.append(lines)
    if arguments.metrics is not None:
        metrics = MetricsFile(arguments.metrics, pace, lambda: account.rows)
        metrics.write()
        tellers.append(metrics)
    return tellers


def _close(account: Account, work: _Work) -> None:
    if work.roster:
        simplified = dict(load_schema(work.settings.schema).characters.simplified)
        account.note_missing(missing(work.roster, account.rows, simplified))
        account.save()


def _sources(plan: Plan) -> tuple[str, ...]:
    groups = (row.source for row in plan.refused), (ref.source for ref in plan.refs), (c.source for c in plan.copies)
    return tuple(name for group in groups for name in group)


def _say_refused(rows: tuple[SummaryRow, ...]) -> None:
    for row in rows:
        if row.error is not None:
            print(f"failed ({row.error.code}): {row.error.message}", file=sys.stderr)


def _say_the_end(arguments: argparse.Namespace, rows: tuple[SummaryRow, ...], account: Account, work: _Work) -> None:
    failures = [row for row in rows if row.error is not None]
    if arguments.quiet:
        _say_refused(tuple(row for row in failures if row.sha256 is not None))
        return
    if not rows:
        print("no documents found: give PDF, PNG, JPEG or TIFF files, or a folder that holds some", file=sys.stderr)
        return
    review = sum(row.review for row in rows if row.duplicate_of is None)
    copies = sum(row.duplicate_of is not None for row in rows)
    said = [f"{len(rows) - len(failures)} of {len(rows)} read", f"{review} fields to review"]
    said += [f"{copies} copies of others"] if copies else []
    said += [f"{len(account.missing)} of {len(work.roster)} expected did not report"] if work.roster else []
    print(f"{', '.join(said)}; results in {arguments.out}, begin with summary.html", file=sys.stderr)


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
