"""Documents with truth, seen once and kept: what calibration is fitted on and what is measured.

Only the seeing half is slow, so it is stored; whatever changes in understanding, rules or calibration is then measured
again in minutes. Nothing is written but what was seen: no reports, no pictures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from ocr_pipeline.errors import PipelineError
from ocr_pipeline.evaluate.truth import SUFFIX, Truth, load_truths
from ocr_pipeline.model.document import Document
from ocr_pipeline.options import DEFAULTS, Options
from ocr_pipeline.pipeline import open_pages, see_page
from ocr_pipeline.ports import Kit
from ocr_pipeline.store.seen import Seen, load_seen, save_seen

TABLES_ONLY = replace(DEFAULTS, read=replace(DEFAULTS.read, running_text=False))
"""Options of the runs that are measured: running text is no part of what is counted."""

DOCUMENT = ".pdf"
SEEN_FOLDER = "seen"


@dataclass(frozen=True, slots=True)
class Case:
    """A document, its truth, and where what was seen of it is kept."""

    truth: Truth
    document: Path
    seen: Path


@dataclass(frozen=True, slots=True)
class Seeing:
    """How documents are seen; ``build_kit`` is a named function, so that it reaches the workers."""

    build_kit: Callable[[Options], Kit]
    options: Options


def document_at(path: Path) -> Document:
    """The document of a file that is read by itself, known by its name."""
    return Document(hashlib.sha256(path.read_bytes()).hexdigest(), path, path.name)


def corpus_cases(corpus: Path) -> tuple[Case, ...]:
    """Every document below a folder that has its truth beside it; report by report, so that a part has all looks."""
    truths = {truth.stem: truth for truth in load_truths(corpus)}
    cases = []
    for path in corpus.rglob("*" + SUFFIX):
        stem = path.name.removesuffix(SUFFIX)
        document = path.with_name(stem + DOCUMENT)
        if document.is_file():
            cases.append(Case(truths[stem], document, corpus / SEEN_FOLDER / f"{stem}.json.gz"))
    return tuple(sorted(cases, key=lambda case: (case.truth.stem.rsplit("-", 1)[-1], case.truth.stem)))


def see_corpus(cases: Sequence[Case], seeing: Seeing, jobs: int) -> Iterator[tuple[Case, str]]:
    """See what was not seen yet; yields each case when it is done, with what went wrong or an empty text."""
    waiting = [case for case in cases if not case.seen.is_file()]
    if not waiting:
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(_see, case, seeing): case for case in waiting}
        for done in as_completed(running):
            yield running[done], done.result()


def seen_cases(cases: Sequence[Case]) -> Iterator[tuple[Case, Seen]]:
    """The cases that were seen, with what was seen of them."""
    for case in cases:
        if case.seen.is_file():
            yield case, load_seen(case.seen)


def _see(case: Case, seeing: Seeing) -> str:
    kit = _kit(seeing.build_kit, seeing.options)
    document = document_at(case.document)
    try:
        pages = tuple(see_page(page, kit, seeing.options) for page in open_pages(document, kit, seeing.options))
    except PipelineError as error:
        return error.message
    case.seen.parent.mkdir(exist_ok=True)
    save_seen(case.seen, Seen(pages, ()))
    return ""


@cache
def _kit(build_kit: Callable[[Options], Kit], options: Options) -> Kit:
    """One kit a worker: engines take seconds to load."""
    return build_kit(options)
