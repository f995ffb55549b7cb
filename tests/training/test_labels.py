"""Crops that people labelled become samples; faults in the list are named by line."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.labels import LIST, LabelsInvalid, label_of, labelled_cells
from training.values import NOT_A_NUMBER

HEAD = "file,text,state,document,page,address\n"


def folder(place: Path, rows: str) -> Path:
    crop = np.full((40, 60, 3), 255, np.uint8)
    cv2.putText(crop, "7", (22, 30), cv2.FONT_HERSHEY_COMPLEX, 0.8, (0, 0, 0), 2)
    cv2.imwrite(str(place / "a.png"), crop)
    (place / LIST).write_text(HEAD + rows, "utf-8")
    return place


def test_crops_come_prepared_with_the_labels_that_people_gave(tmp_path: Path) -> None:
    rows = "a.png,7,number,d,3,t/r/c\na.png,,unreadable,d,3,t/r/d\na.png,—,dash,d,3,t/r/e\na.png,,blank,d,3,t/r/f\n"
    cells = list(labelled_cells(folder(tmp_path, rows)))
    assert [label for _, label in cells] == ["7", NOT_A_NUMBER, "-", ""]
    assert all(cell.planes.shape == (2, 32, 32) for cell, _ in cells)


@pytest.mark.parametrize(
    ("text", "state", "label"),
    [
        ("１２．５", "number", "12.5"),
        ("－ 3", "number", "-3"),
        ("12件", "number", NOT_A_NUMBER),
        ("无", "dash", "无"),
        ("——", "dash", "-"),
        ("", "dash", "-"),
        ("8", "blank", ""),
    ],
)
def test_texts_are_written_as_the_network_writes_them(text: str, state: str, label: str) -> None:
    assert label_of(text, state) == label


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("a.png,7,maybe,d,1,t", "line 2: the state is 'maybe'"),
        ("a.png,,number,d,1,t", "line 2: a number without text"),
        ("b.png,7,number,d,1,t", "line 2: .*b.png is no picture"),
        ("a.png", "line 2: no column text"),
    ],
)
def test_a_fault_in_the_list_is_named_with_its_line(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(LabelsInvalid, match=complaint):
        list(labelled_cells(folder(tmp_path, row + "\n")))


def test_a_folder_without_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelsInvalid, match="cannot be read"):
        list(labelled_cells(tmp_path))
