"""Several people over HTTP at one desk that is killed again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.load.rush import Plan, rush


@pytest.mark.slow
def test_no_answer_is_lost_or_doubled_though_the_server_is_killed(tmp_path: Path) -> None:
    outcome = rush(tmp_path, Plan(reports=1, people=4, kills=3, pause=0.02))
    assert (outcome.lost, outcome.doubled, outcome.kills, outcome.reviewed) == (0, 0, 3, 1)
    assert outcome.decisions == outcome.confirmed == 200
