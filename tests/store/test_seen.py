from __future__ import annotations

from pathlib import Path

import pytest

from ocr_pipeline.errors import RecordDamaged, RecordNotFound
from ocr_pipeline.model.provenance import Timing
from ocr_pipeline.store.seen import Seen, load_seen, save_seen, seen_path
from tests.reports import report_of, truth_of

SEEN = Seen(report_of(truth_of("yuelu2020")).pages, (Timing("read_cells", 0.25),))


def test_what_was_seen_comes_back(tmp_path: Path) -> None:
    path = seen_path(tmp_path, "ab" * 32, "cd" * 32)

    save_seen(path, SEEN)

    assert path.name == f"{'ab' * 32}-{'cd' * 8}.json.gz"
    assert load_seen(path) == SEEN


def test_equal_readings_are_equal_bytes(tmp_path: Path) -> None:
    save_seen(tmp_path / "a", SEEN)
    save_seen(tmp_path / "b", SEEN)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_nothing_stored_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(RecordNotFound, match="read the document again"):
        load_seen(tmp_path / "none")


@pytest.mark.parametrize("cut", [0, 10, 400])
def test_a_truncated_record_is_refused_with_its_path(cut: int, tmp_path: Path) -> None:
    save_seen(tmp_path / "a", SEEN)
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:cut])

    with pytest.raises(RecordDamaged, match=str(tmp_path / "a")):
        load_seen(tmp_path / "a")
