"""Answers of reviewers as partial truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_pipeline.errors import OptionsError
from ocr_pipeline.evaluate.labels import load_labels
from ocr_pipeline.model.bound import Address

HEAD = "file,text,state,document,page,address\n"


def test_answers_become_partial_truth_by_document(tmp_path: Path) -> None:
    rows = "a.png,12,number,doc-1,1,requests/new/total\nb.png,,blank,doc-1,1,requests/new/other\n"
    (tmp_path / "labels.csv").write_text(HEAD + rows + "c.png,/,dash,doc-2,1,requests/new/total\n", encoding="utf-8")
    first, second = load_labels(tmp_path)
    assert first.partial and first.id == "doc-1"
    assert first.printed == {Address("requests", "new", "total"): "12", Address("requests", "new", "other"): None}
    assert second.printed == {Address("requests", "new", "total"): "/"}


def test_what_nobody_could_read_teaches_nothing(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(HEAD + "a.png,,unreadable,doc-1,1,requests/new/total\n", encoding="utf-8")
    assert load_labels(tmp_path) == ()


@pytest.mark.parametrize(
    "text", ["", "nonsense\n1\n", HEAD + "a.png,1,maybe,doc,1,a/b/c\n", HEAD + "a,1,number,d,1,x\n"]
)
def test_a_file_that_is_no_list_of_labels_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.csv").write_text(text, encoding="utf-8")
    if not text:
        (tmp_path / "labels.csv").unlink()
    with pytest.raises(OptionsError, match="labels"):
        load_labels(tmp_path)
