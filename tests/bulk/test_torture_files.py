"""The files that scripts/torture reads: enough, of many kinds, the same for the same seed."""

from __future__ import annotations

import io
from itertools import islice

import pikepdf
import pytest

from scripts.torture_files import MAKERS, MUST_FAIL, bad_files, small_pdf


def test_there_are_more_than_three_hundred_of_more_than_twenty_kinds() -> None:
    assert sum(count for count, _ in MAKERS.values()) > 300
    assert len(MAKERS) > 20


def test_what_must_fail_holds_nothing_to_read() -> None:
    locked = next(bad for bad in bad_files(1) if bad.name.startswith("encrypted-0"))

    assert locked.verdict == MUST_FAIL
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked.content))


def test_a_seed_gives_the_same_files_and_another_seed_others() -> None:
    one, again, other = (list(islice(bad_files(seed), 12)) for seed in (1, 1, 2))

    assert one == again
    assert one != other
    assert len({bad.name for bad in one}) == 12


def test_a_good_file_is_good() -> None:
    assert len(pikepdf.open(io.BytesIO(small_pdf("x", 3))).pages) == 3
