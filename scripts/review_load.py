"""Measure the review desk under load; called by review_load."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests.review.load.rush import Outcome, Plan, rush

LIMIT = 50.0
"""Milliseconds that 95 of 100 answers may take inside the server."""


def main() -> int:
    """Let scripted people answer everything, print what it took as JSON; 1 if an answer was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=100, help="reports of 200 doubtful fields (100)")
    parser.add_argument("--people", type=int, default=20, help="people at once (20)")
    parser.add_argument("--kills", type=int, default=10, help="how often the server is killed in between (10)")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds before each answer, on average (1)")
    parser.add_argument("--database", help="URL of the database (SQLite in the folder)")
    parser.add_argument("--folder", type=Path, help="empty folder to work in (a temporary one)")
    chosen = parser.parse_args()
    plan = Plan(chosen.reports, chosen.people, chosen.kills, chosen.pause)
    with tempfile.TemporaryDirectory() as temporary:
        outcome = rush(chosen.folder or Path(temporary), plan, chosen.database)
    print(json.dumps(outcome.plain(), indent=1))
    return _verdict(outcome)


def _verdict(outcome: Outcome) -> int:
    whole = outcome.lost == outcome.doubled == 0 and outcome.decisions == outcome.confirmed
    fast = outcome.server_p95 <= LIMIT
    print(f"answers: {'none lost, none doubled' if whole else 'LOST OR DOUBLED'}; p95 {outcome.server_p95} ms", end="")
    print(f" ({'within' if fast else 'over'} {LIMIT:.0f} ms)")
    return 0 if whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
