"""Random reports with truth as a corpus that is made and seen once: an order that was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ocr_pipeline.evaluate.seen_corpus import Case, Seeing, corpus_cases, see_corpus
from ocr_pipeline.evaluate.synthesize import BATCH, Order, document_name, synthesize
from ocr_pipeline.evaluate.truth import SUFFIX


def made_and_seen(
    order: Order, corpus: Path, seeing: Seeing, *, jobs: int, tell: Callable[[str], None]
) -> tuple[Case, ...]:
    """The cases of an order, report by report; what is missing is made batch by batch and then seen.

    ``tell`` hears of each document that was seen, with what went wrong.
    """
    for first in range(order.first, order.first + order.count, BATCH):
        count = min(BATCH, order.first + order.count - first)
        batch = replace(order, first=first, count=count)
        if not all(_truth(corpus, order, look, number).is_file() for look, number in _documents(batch)):
            for _ in synthesize(batch, corpus):
                pass
    names = {document_name(look, order.seed, number) for look, number in _documents(order)}
    cases = tuple(case for case in corpus_cases(corpus) if case.truth.stem in names)
    for done, (case, fault) in enumerate(see_corpus(cases, seeing, jobs), 1):
        tell(f"[{done}] {case.truth.stem}{': ' + fault if fault else ''}")
    return cases


def _documents(order: Order) -> list[tuple[str, int]]:
    return [(look, number) for look in order.looks for number in range(order.first, order.first + order.count)]


def _truth(corpus: Path, order: Order, look: str, number: int) -> Path:
    return corpus / look / f"{document_name(look, order.seed, number)}{SUFFIX}"
