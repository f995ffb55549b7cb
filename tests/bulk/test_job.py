from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_pipeline.bulk.bench import Bench, set_up
from ocr_pipeline.bulk.job import read_one
from ocr_pipeline.bulk.reference import DocumentRef, Outcome, RunSettings
from ocr_pipeline.errors import EngineMissing, FolderNotWritable
from ocr_pipeline.options import DEFAULTS, DecideOptions, RasterOptions
from ocr_pipeline.schema.catalog import DEFAULT
from ocr_pipeline.store.names import folder_name
from tests import fake_kit


def settings(out: Path) -> RunSettings:
    return RunSettings(out, DEFAULT, DEFAULTS, fake_kit.build_kit, fake_kit.no_calibration)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = set_up(settings(tmp_path / "out"))
    made.folder.prepare()
    return made


def ref_of(path: Path) -> DocumentRef:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return DocumentRef(digest, path, str(path), folder_name(path.name, digest))


def document(folder: Path, order: str, name: str = "a.pdf") -> DocumentRef:
    (folder / name).write_text(order, encoding="utf-8")
    return ref_of(folder / name)


def read(ref: DocumentRef, bench: Bench) -> Outcome:
    return read_one(ref, bench, lambda pages: None)


def files(folder: Path) -> Iterator[str]:
    return (str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_document_gets_its_folder_with_all_files(tmp_path: Path, bench: Bench) -> None:
    ref = document(tmp_path, "pages=2")

    outcome = read(ref, bench)

    assert outcome.row.error is None
    assert (outcome.row.pages, outcome.row.cells, outcome.row.document) == (2, 200, ref.document)
    assert list(files(bench.folder.root / ref.document)) == [
        "cells.csv",
        "pages/page-001.jpg",
        "pages/page-002.jpg",
        "report.html",
        "report.json",
        "report.md",
        "tables.xlsx",
    ]


def test_pages_are_told_as_they_are_seen(tmp_path: Path, bench: Bench) -> None:
    told: list[int] = []

    read_one(document(tmp_path, "pages=3"), bench, told.append)

    assert told == [1, 2, 3]


def test_a_second_reading_keeps_the_first_result(tmp_path: Path, bench: Bench) -> None:
    ref = document(tmp_path, "pages=1")
    first = read(ref, bench)
    before = (bench.folder.root / ref.document / "report.json").stat().st_mtime_ns

    second = read(ref, bench)

    assert (first.kept, second.kept) == (False, True)
    assert (bench.folder.root / ref.document / "report.json").stat().st_mtime_ns == before
    assert replace(second.row, seconds=0) == replace(first.row, seconds=0)


def test_other_options_of_understanding_repeat_only_the_fast_half(tmp_path: Path, bench: Bench) -> None:
    ref = document(tmp_path, "pages=1")
    read(ref, bench)
    stricter = set_up(replace(settings(bench.folder.root), options=replace(DEFAULTS, decide=DecideOptions(0.01))))
    told: list[int] = []

    outcome = read_one(ref, stricter, told.append)

    assert (outcome.kept, outcome.row.error, told) == (False, None, [])
    assert len(list(bench.folder.seen.iterdir())) == 1


def test_other_engines_see_again(tmp_path: Path, bench: Bench) -> None:
    ref = document(tmp_path, "pages=1")
    read(ref, bench)
    other = set_up(replace(settings(bench.folder.root), options=replace(DEFAULTS, raster=RasterOptions(dpi=100))))

    read(ref, other)

    assert len(list(bench.folder.seen.iterdir())) == 2


def test_a_password_is_no_part_of_what_a_result_is_known_by(bench: Bench) -> None:
    other = replace(settings(bench.folder.root), options=replace(DEFAULTS, raster=RasterOptions(password="secret")))

    assert set_up(other).making == bench.making


def test_a_result_changed_by_hand_is_made_again(tmp_path: Path, bench: Bench) -> None:
    ref = document(tmp_path, "pages=1")
    read(ref, bench)
    (bench.folder.root / ref.document / "report.json").write_text("{}", encoding="utf-8")

    assert not read(ref, bench).kept
    assert bench.folder.load(ref.document).sha256 == ref.sha256


def test_a_damaged_stored_reading_is_seen_again(tmp_path: Path, bench: Bench) -> None:
    ref = document(tmp_path, "pages=1")
    read(ref, bench)
    (stored,) = bench.folder.seen.iterdir()
    stored.write_bytes(b"garbage")
    (bench.folder.root / ref.document / "report.json").unlink()
    told: list[int] = []

    outcome = read_one(ref, bench, told.append)

    assert (outcome.row.error, told) == (None, [1])


@pytest.mark.parametrize(
    ("order", "code", "says"),
    [
        ("encrypted", "encrypted", "--password"),
        ("nothing", "unreadable", "no pages"),
        ("raise", "internal", "ZeroDivisionError"),
    ],
)
def test_a_failure_is_an_outcome_and_leaves_no_folder(
    order: str, code: str, says: str, tmp_path: Path, bench: Bench
) -> None:
    outcome = read(document(tmp_path, order), bench)

    assert outcome.row.error is not None
    assert (outcome.row.status, outcome.row.error.code) == ("failed", code)
    assert says in outcome.row.error.message
    assert bench.folder.documents() == ()
    assert list(bench.folder.aside.iterdir()) == []


def test_a_page_that_cannot_be_pictured_does_not_lose_the_others(tmp_path: Path, bench: Bench) -> None:
    outcome = read(document(tmp_path, "badpage"), bench)

    assert (outcome.row.status, outcome.row.pages, outcome.row.error) == ("partial", 2, None)


def test_a_folder_that_cannot_be_written_ends_the_run(tmp_path: Path, bench: Bench) -> None:
    ref = document(tmp_path, "pages=1")
    (bench.folder.root / ref.document).write_text("in the way", encoding="utf-8")
    bench.folder.seen.rename(tmp_path / "gone")
    bench.folder.seen.write_text("in the way", encoding="utf-8")

    with pytest.raises(FolderNotWritable, match="cannot be written"):
        read(ref, bench)


def test_two_readings_differ_in_nothing_but_seconds(tmp_path: Path, bench: Bench) -> None:
    other = set_up(settings(tmp_path / "other"))
    other.folder.prepare()
    ref = document(tmp_path, "pages=2")
    read(ref, bench)
    read(ref, other)

    one, two = bench.folder.root / ref.document, other.folder.root / ref.document
    plains = [json.loads((folder / "report.json").read_text(encoding="utf-8")) for folder in (one, two)]
    for plain in plains:
        for step in plain["steps"]:
            step["seconds"] = None

    assert plains[0] == plains[1]
    for name in files(one):
        if name != "report.json":
            assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_a_missing_engine_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match="install it"):
        set_up(replace(settings(tmp_path), build_kit=fake_kit.build_without_program))
