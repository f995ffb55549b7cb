from __future__ import annotations

from pathlib import Path

from ocr_pipeline.store.quarantine import Quarantine
from ocr_pipeline.store.summary import Failure

FAILURE = Failure("timeout", "a.pdf: took too long", 2)


def test_a_document_is_remembered_for_its_bytes_and_engines_and_told_of_its_present_name(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path / "q")

    quarantine.add("ab" * 32, "engines", "a.pdf", FAILURE)

    assert quarantine.find("ab" * 32, "engines", "b.pdf") == Failure("timeout", "b.pdf: took too long", 2)
    assert quarantine.find("ab" * 32, "others", "b.pdf") is None
    assert quarantine.find("cd" * 32, "engines", "b.pdf") is None


def test_lifting_it_forgets_all_and_a_damaged_note_is_no_note(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path / "q")
    quarantine.add("ab" * 32, "engines", "a.pdf", FAILURE)
    for note in (tmp_path / "q").iterdir():
        note.write_text("[]", encoding="utf-8")
    assert quarantine.find("ab" * 32, "engines", "a.pdf") is None

    quarantine.lift()
    quarantine.lift()

    assert not (tmp_path / "q").exists()
