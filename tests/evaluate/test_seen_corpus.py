"""Documents with truth are seen once, in workers, and what went wrong with one does not stop the others."""

from __future__ import annotations

import json
from pathlib import Path

from ocr_pipeline.evaluate.examples import examples
from ocr_pipeline.evaluate.measure import Measuring, measure
from ocr_pipeline.evaluate.seen_corpus import TABLES_ONLY, Case, Seeing, corpus_cases, see_corpus, seen_cases
from ocr_pipeline.model.bound import ValueState
from ocr_pipeline.schema.catalog import DEFAULT, load_schema
from tests.fake_kit import build_kit

SEEING = Seeing(build_kit, TABLES_ONLY)


def corpus(folder: Path, **documents: str) -> tuple[Case, ...]:
    for name, says in documents.items():
        truth = {"id": name, "look": "clean", "font": "song", "tables": {"requests": {"new": {"total": "3"}}}}
        (folder / f"{name}.truth.json").write_text(json.dumps(truth), encoding="utf-8")
        (folder / f"{name}.pdf").write_text(says, encoding="utf-8")
    return corpus_cases(folder)


def test_what_was_seen_is_kept_and_not_seen_again(tmp_path: Path) -> None:
    cases = corpus(tmp_path, a="pages=1", b="encrypted")
    told = {case.truth.stem: fault for case, fault in see_corpus(cases, SEEING, 1)}
    assert told["a"] == "" and "password" in told["b"]
    assert [case.truth.stem for case, _ in seen_cases(cases)] == ["a"]
    assert [case.truth.stem for case, _ in see_corpus(cases, SEEING, 1)] == ["b"]


def test_fields_that_were_not_found_count_as_wrong_examples(tmp_path: Path) -> None:
    cases = corpus(tmp_path, a="pages=1")
    list(see_corpus(cases, SEEING, 1))
    found = list(examples(seen_cases(cases), load_schema(DEFAULT)))
    assert {example.state for example in found} == {ValueState.ABSENT}
    assert sum(not example.right for example in found) == 2, "with the sums and without"
    measured = measure(cases[0], Measuring(DEFAULT, None, TABLES_ONLY))
    assert sum(score.counts for score in measured.with_sums) == 1


def test_a_truth_without_its_document_is_no_case(tmp_path: Path) -> None:
    corpus(tmp_path, a="pages=1")
    (tmp_path / "a.pdf").unlink()
    assert corpus_cases(tmp_path) == ()
