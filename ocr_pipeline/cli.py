"""``ocr-pipeline``: words on the command line to one command; every error a sentence and an exit code."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from ocr_pipeline import __version__
from ocr_pipeline.commands import check, evaluate, export, models, review, run, schema, show
from ocr_pipeline.commands.engines import Engines, bundled_engines
from ocr_pipeline.errors import ExitCode, PipelineError

COMMANDS = (run, review, check, export, show, evaluate, schema, models)


def main(argv: Sequence[str] | None = None, *, engines: Engines | None = None) -> int:
    """Run a command; the exit code follows ``ExitCode``. Never raises, never shows a traceback."""
    try:
        arguments = build_parser().parse_args(argv)
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
        signal.signal(signal.SIGTERM, _interrupt)
        return int(arguments.command(arguments, engines or bundled_engines()))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(ExitCode.USAGE)
    except PipelineError as error:
        return _say(error.message, error.exit_code)
    except KeyboardInterrupt:
        return _say("interrupted; what was finished is kept, run again to continue", ExitCode.INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return int(ExitCode.OK)
    except Exception as error:
        logging.getLogger(__name__).debug("unexpected", exc_info=True)
        says = f"unexpected {type(error).__name__}: {error}; a fault of the program, please report it with the command"
        return _say(says, ExitCode.NOTHING_READ)


def build_parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    parser = _Parser(prog="ocr-pipeline", description="Reads scanned statutory reports into checked tables.")
    parser.add_argument("--version", action="version", version=f"ocr-pipeline {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for command in COMMANDS:
        command.add_parser(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    """Wrong arguments are exit code 1 here; argparse's 2 means something else in the contract."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}\nsee `{self.prog} --help`", file=sys.stderr)
        raise SystemExit(int(ExitCode.USAGE))


def _say(message: str, code: ExitCode) -> int:
    print(f"ocr-pipeline: {message}", file=sys.stderr)
    return int(code)


def _interrupt(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt
