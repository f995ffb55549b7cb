"""``review``: the desk at which people settle what the machine is not sure of."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.commands.shared_arguments import add_database, existing_results
from ocr_pipeline.errors import ExitCode, OptionsError, RecordNotFound
from ocr_pipeline.store.atomic import not_writable
from ocr_pipeline.store.results import ResultsFolder

if TYPE_CHECKING:
    from ocr_pipeline.review.accounts import Accounts
    from ocr_pipeline.review.desk import Desk
    from ocr_pipeline.review.web.settings import WebSettings

SWITCH_SECONDS = 0.001
ROLES = ("reviewer", "lead", "admin")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("review", help="open the review desk on a results folder")
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    parser.add_argument("--schema", metavar="ID_OR_FILE", help="schema of the reports, where it is not a bundled one")
    add_database(parser)
    _add_web(parser)
    _add_quality(parser)
    _add_acts(parser)
    parser.set_defaults(command=review)


def _add_web(parser: argparse.ArgumentParser) -> None:
    web = parser.add_argument_group("where and for whom")
    web.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)")
    web.add_argument("--port", type=int, default=8765, help="port to listen on (8765)")
    web.add_argument("--public-name", action="append", default=[], metavar="NAME", help="further host name of the desk")
    web.add_argument("--name", default=None, help="who decides where nobody logs in (your name on this machine)")
    web.add_argument("--login", action="store_true", help="demand log-in on this machine too")
    web.add_argument("--https", action="store_true", help="browsers reach the desk through HTTPS (cookies say so)")


def _add_quality(parser: argparse.ArgumentParser) -> None:
    quality = parser.add_argument_group("how closely")
    quality.add_argument("--second-share", type=float, default=0.05, metavar="SHARE", help="answers read twice (0.05)")
    quality.add_argument("--audit-share", type=float, default=0.01, metavar="SHARE", help="accepted cells read (0.01)")
    quality.add_argument("--lease", type=float, default=300.0, metavar="SECONDS", help="how long a cell is kept (300)")


def _add_acts(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_argument_group("instead of opening the desk").add_mutually_exclusive_group()
    acts.add_argument("--export-decisions", metavar="FILE", help="write all decisions as JSON Lines (- for stdout)")
    acts.add_argument("--import-decisions", metavar="FILE", help="take in decisions; those known already are left")
    acts.add_argument("--figures", action="store_true", help="print how people and confidences did, as JSON")
    acts.add_argument(
        "--add-account", metavar="NAME", help="make an account; the password is asked, or read from stdin"
    )
    acts.add_argument("--set-password", metavar="NAME", help="give an account another password")
    acts.add_argument("--close-account", metavar="NAME", help="let an account log in no more")
    parser.add_argument("--role", choices=ROLES, default="reviewer", help="role of the account that is made (reviewer)")


def review(arguments: argparse.Namespace, engines: Engines) -> ExitCode:
    """Open the desk, or do one of the things that need no browser."""
    del engines
    folder = existing_results(arguments.folder)
    _check(arguments)
    if not ResultsFolder(folder).documents():
        raise RecordNotFound(f"{folder}: holds no documents yet; start with `run`")
    from ocr_pipeline.review.desk import Desk, DeskOptions

    options = DeskOptions(arguments.second_share, arguments.audit_share, arguments.lease)
    with closing(Desk.open(folder, arguments.database, options=options, schema=arguments.schema)) as desk:
        if _act(desk, arguments):
            return ExitCode.OK
        return _serve(desk, arguments)


def _check(arguments: argparse.Namespace) -> None:
    for name in ("second_share", "audit_share"):
        if not 0 <= getattr(arguments, name) <= 1:
            raise OptionsError(f"--{name.replace('_', '-')} must lie between 0 and 1")
    if not 5 <= arguments.lease <= 86_400:
        raise OptionsError("--lease must lie between 5 and 86400 seconds")
    if not 0 < arguments.port < 65_536:
        raise OptionsError("--port must lie between 1 and 65535")


def _act(desk: Desk, arguments: argparse.Namespace) -> bool:
    """Do what was asked instead of opening the desk, if anything."""
    if arguments.export_decisions:
        _export(desk, arguments.export_decisions)
    elif arguments.import_decisions:
        _import(desk, Path(arguments.import_decisions))
    elif arguments.figures:
        figures = dataclasses.asdict(desk.statistics()) | {"progress": dataclasses.asdict(desk.progress())}
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    elif arguments.add_account or arguments.set_password or arguments.close_account:
        _account(desk, arguments)
    else:
        return False
    return True


def _export(desk: Desk, target: str) -> None:
    if target == "-":
        for line in desk.export_decisions():
            print(line)
        return
    try:
        with Path(target).open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(line + "\n" for line in desk.export_decisions())
    except OSError as error:
        raise not_writable(Path(target), error) from error
    print(target)


def _import(desk: Desk, source: Path) -> None:
    try:
        with source.open(encoding="utf-8") as stream:
            taken = desk.import_decisions(stream, by=getpass.getuser())
    except (OSError, UnicodeDecodeError) as error:
        raise OptionsError(f"{source}: cannot be read ({error}); give a file of --export-decisions") from error
    says = f"{taken.taken} decisions taken in, {taken.known} known already, {taken.stale} fit no cell of this folder"
    print(says, file=sys.stderr)


def _account(desk: Desk, arguments: argparse.Namespace) -> None:
    from ocr_pipeline.review.accounts import Role

    accounts = _accounts(desk)
    if arguments.add_account:
        account = accounts.add(arguments.add_account, _password(), Role(arguments.role))
        print(f"account {account.name!r} made ({account.role})", file=sys.stderr)
    elif arguments.set_password:
        accounts.set_password(arguments.set_password, _password())
    else:
        accounts.close(arguments.close_account)


def _accounts(desk: Desk) -> Accounts:
    from ocr_pipeline.review.accounts import Accounts

    accounts = Accounts(desk.engine)
    accounts.prepare()
    return accounts


def _password() -> str:
    """Asked twice on a terminal, else the first line of stdin."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("password: "), getpass.getpass("once more: ")
    if first != second:
        raise OptionsError("the two passwords differ; nothing was changed")
    return first


def _serve(desk: Desk, arguments: argparse.Namespace) -> ExitCode:
    from ocr_pipeline.review.web.app import serve
    from ocr_pipeline.review.web.settings import WebSettings

    settings = WebSettings(
        host=arguments.host,
        port=arguments.port,
        names=tuple(arguments.public_name),
        reviewer=arguments.name or getpass.getuser(),
        demand_login=arguments.login,
        https=arguments.https,
    )
    accounts = None
    if settings.demands_login:
        accounts = _accounts(desk)
        if not accounts.all():
            first = f"ocr-pipeline review {arguments.folder} --add-account NAME --role admin"
            raise OptionsError(f"{settings.host}: others can reach the desk, so people must log in; make one: {first}")
    _say(desk, settings)
    # Many short requests: none shall wait long for a thread that computes.
    sys.setswitchinterval(SWITCH_SECONDS)
    serve(desk, settings, accounts)
    return ExitCode.OK


def _say(desk: Desk, settings: WebSettings) -> None:
    progress = desk.progress()
    print(f"http://{settings.host}:{settings.port}/", flush=True)
    waits = f"{progress.left + progress.disputed} cells wait, about {progress.minutes:.0f} minutes"
    for problem in desk.problems:
        print(f"left out: {problem}", file=sys.stderr)
    print(f"review desk: {waits}; stop with Ctrl-C, nothing is lost", file=sys.stderr)
