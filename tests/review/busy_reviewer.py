"""A process that answers cells until none is left or it is killed; it tells each answer once the desk confirmed it.

It begins when it is told a line, and goes on after its first answer when it is told another.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ocr_pipeline.errors import CellTaken, StaleDecision
from ocr_pipeline.review.desk import Desk
from tests.review.small_desk import NO_MORE, decision, truth_at


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    folder, reviewer, *database = sys.argv[1:]
    desk = Desk.open(Path(folder), database[0] if database else None, options=NO_MORE)
    tell("open")
    sys.stdin.readline()
    waits = True
    while (task := desk.next_cell(reviewer)) is not None:
        try:
            done = desk.decide(decision(task, reviewer, truth_at(task.address)))
        except (CellTaken, StaleDecision) as refused:
            tell(f"refused {refused.message}")
            continue
        if waits:
            tell("first")
            sys.stdin.readline()
            waits = False
        tell(f"saved {done.id}")
    desk.close()


if __name__ == "__main__":
    main()
