from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from ocr_pipeline.bulk.archives import Unpacking
from ocr_pipeline.bulk.plan import Plan, make_plan
from ocr_pipeline.bulk.sources import find_sources, split_list
from ocr_pipeline.errors import OptionsError
from ocr_pipeline.options import DEFAULTS
from ocr_pipeline.store.names import folder_name
from ocr_pipeline.store.results import ResultsFolder


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def names(*inputs: object, out: Path = Path("nowhere")) -> list[str]:
    return [source.name for source in find_sources([str(item) for item in inputs], out)]


def plan(*inputs: object, out: Path) -> Plan:
    folder = out.parent / "run"
    folder.mkdir(exist_ok=True)
    unpacking = Unpacking(DEFAULTS.archive, 1000, folder)
    return make_plan(find_sources([str(item) for item in inputs], out), ResultsFolder(out), unpacking)


def test_a_folder_is_walked_in_sorted_order_for_documents_only(tmp_path: Path) -> None:
    for name in ("b.PDF", "a.tiff", "sub/c.jpeg", "notes.txt", ".hidden.pdf", ".git/x.pdf"):
        write(tmp_path / name, name)

    assert names(tmp_path) == [str(tmp_path / name) for name in ("a.tiff", "b.PDF", "sub/c.jpeg")]


def test_a_file_named_outright_is_tried_whatever_it_is_called(tmp_path: Path) -> None:
    assert names(write(tmp_path / "scan", "x")) == [str(tmp_path / "scan")]


def test_the_results_folder_is_not_read_as_input(tmp_path: Path) -> None:
    write(tmp_path / "out/doc-1/pages/page-001.png", "x")
    write(tmp_path / "a.pdf", "a")

    assert names(tmp_path, out=tmp_path / "out") == [str(tmp_path / "a.pdf")]


def test_a_file_named_twice_is_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", "a")

    assert names(path, tmp_path, tmp_path / "." / "a.pdf") == [str(path)]


def test_a_list_and_a_pattern_stand_for_what_they_name(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", "sub/c.pdf", "@odd.pdf"):
        write(tmp_path / name, name)
    (tmp_path / "inner.txt").write_text(f"{tmp_path}/sub\n", encoding="utf-8")
    listed = tmp_path / "list.txt"
    listed.write_text(f"{tmp_path}/b.pdf\n@{tmp_path}/inner.txt\n", encoding="utf-8")

    assert names(f"@{listed}") == [str(tmp_path / "b.pdf"), str(tmp_path / "sub/c.pdf")]
    assert names(tmp_path / "[ab].pdf") == [str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf")]
    assert names(tmp_path / "**/c.*") == [str(tmp_path / "sub/c.pdf")]
    assert names(tmp_path / "@odd.pdf") == [str(tmp_path / "@odd.pdf")]
    assert names(tmp_path / "z*.pdf") == [str(tmp_path / "z*.pdf")]


def test_a_list_that_is_missing_or_names_itself_is_refused(tmp_path: Path) -> None:
    circle = tmp_path / "circle.txt"
    circle.write_text(f"@{circle}\n", encoding="utf-8")

    with pytest.raises(OptionsError, match="is it a circle"):
        names(f"@{circle}")
    with pytest.raises(OptionsError, match="cannot be read"):
        names(f"@{tmp_path}/gone.txt")


def test_an_archive_counts_with_its_documents_or_as_empty(tmp_path: Path) -> None:
    for name, members in (("full.zip", ("../up.pdf", "x.pdf", "same.pdf")), ("empty.zip", ("notes.txt",))):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for member in members:
                archive.writestr(member, "x" if "same" not in member else "same")
    write(tmp_path / "later.pdf", "same")

    made = plan(tmp_path, out=tmp_path / "out")

    full = f"{tmp_path}/full.zip"
    assert [(ref.source, ref.member) for ref in made.refs] == [(f"{full}/x.pdf", 1), (f"{full}/same.pdf", 2)]
    assert [copy.source for copy in made.copies] == [f"{tmp_path}/later.pdf"]
    assert {row.source: row.error and row.error.code for row in made.refused} == {
        f"{tmp_path}/empty.zip": "empty",
        f"{full}/../up.pdf": "unsafe_member",
    }
    assert all("/" not in ref.document for ref in made.refs)


def test_a_list_is_split_at_lines_or_at_nul_bytes() -> None:
    assert split_list("a.pdf\r\n\n名 字.pdf\n".encode()) == ("a.pdf", "名 字.pdf")
    assert split_list(b"a\nb.pdf\0c.pdf\0") == ("a\nb.pdf", "c.pdf")


def test_copies_are_read_once(tmp_path: Path) -> None:
    write(tmp_path / "a.pdf", "same")
    write(tmp_path / "b.pdf", "same")

    made = plan(tmp_path, out=tmp_path / "out")

    assert [ref.source for ref in made.refs] == [str(tmp_path / "a.pdf")]
    assert [(copy.source, copy.ref) for copy in made.copies] == [(str(tmp_path / "b.pdf"), made.refs[0])]


def test_two_files_of_the_same_name_get_different_folders(tmp_path: Path) -> None:
    write(tmp_path / "x/a.pdf", "one")
    write(tmp_path / "y/a.pdf", "two")

    made = plan(tmp_path, out=tmp_path / "out")

    assert len({ref.document for ref in made.refs}) == 2


def test_a_renamed_file_keeps_the_folder_it_was_read_into(tmp_path: Path) -> None:
    write(tmp_path / "new.pdf", "same")
    (first,) = plan(tmp_path / "new.pdf", out=tmp_path / "out").refs
    old = folder_name("old.pdf", first.sha256)
    write(
        tmp_path / "out" / old / "report.json",
        '{"format": "ocr-pipeline/report", "version": 1, "status": "accepted", "cells": [], "findings": [],'
        ' "statements": [], "grids": [], "sections": [], "steps": [], "schema": {"id": "x", "editions": {}},'
        f' "document": {{"sha256": "{first.sha256}", "source": "old.pdf", "pages": 0, "title": "", "organisation": "",'
        ' "year": null}, "made_with": {"version": "1", "seen": "2", "rules": "3"}}',
    )

    (ref,) = plan(tmp_path / "new.pdf", out=tmp_path / "out").refs

    assert ref.document == old


@pytest.mark.parametrize(
    ("kind", "says"), [("missing", "no such file"), ("fifo", "not a file"), ("large", "1,001 bytes")]
)
def test_what_is_no_readable_file_is_refused_with_a_sentence(kind: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    if kind == "fifo":
        os.mkfifo(path)
    if kind == "large":
        path.write_bytes(b"x" * 1001)

    (row,) = plan(path, out=tmp_path / "out").refused

    assert row.error is not None
    assert says in row.error.message
    assert row.source == str(path)


def test_a_name_that_is_no_unicode_can_still_be_told(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\xfe.pdf"
    Path(os.fsdecode(path)).write_bytes(b"x")

    (ref,) = plan(tmp_path, out=tmp_path / "out").refs

    assert ref.source.encode("utf-8")
    assert ref.path.read_bytes() == b"x"
