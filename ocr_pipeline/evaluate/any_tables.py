"""Tables of any kind, read from pictures and scored against their truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.engines.registry import build_kit
from ocr_pipeline.evaluate.grits import grits_content, grits_topology
from ocr_pipeline.evaluate.seen_corpus import document_at
from ocr_pipeline.evaluate.table_grids import TextGrid, from_read, load_truth
from ocr_pipeline.evaluate.teds import teds
from ocr_pipeline.options import Options, merge_options
from ocr_pipeline.pipeline import open_pages, see_page
from ocr_pipeline.ports import Kit

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf")

TRUTHS = (".gt.json", ".json", ".html")


@dataclass(frozen=True, slots=True)
class PictureScore:
    """A picture's scores, means over its true tables; a table that was not found scores 0."""

    name: str
    tables: int
    found: int
    content: float
    topology: float
    teds: float


def score_folder(folder: Path, options: Options, first: int = 0) -> Iterator[PictureScore]:
    """Scores of the pictures that have truth beside them, by name; of all, or only of the ``first`` ones."""
    kit = build_kit(merge_options(options, {"read": {"running_text": False}}, "evaluate_tables"))
    pairs = [(path, truth) for path in sorted(folder.iterdir()) if (truth := truth_of(path)) is not None]
    for picture, truth in pairs[: first or None]:
        yield score_tables(picture.name, load_truth(truth), read_tables(picture, kit, options))


def truth_of(picture: Path) -> Path | None:
    """The truth file beside a picture."""
    if picture.suffix.lower() not in PICTURES:
        return None
    return next((path for end in TRUTHS if (path := picture.with_suffix(end)).is_file()), None)


def read_tables(picture: Path, kit: Kit, options: Options) -> list[TextGrid]:
    """The tables of every page of a picture, in order."""
    document = document_at(picture)
    return [
        from_read(table) for page in open_pages(document, kit, options) for table in see_page(page, kit, options).tables
    ]


def score_tables(name: str, truth: Sequence[TextGrid], found: Sequence[TextGrid]) -> PictureScore:
    """Each true table against the found table that is most like it; a found table serves one only."""
    left = list(range(len(found)))
    scores: list[tuple[float, float, float]] = []
    for table in truth:
        best = max(left, key=lambda k: grits_content(table, found[k]), default=None)
        if best is None:
            scores.append((0.0, 0.0, 0.0))
            continue
        left.remove(best)
        other = found[best]
        scores.append((grits_content(table, other), grits_topology(table, other), teds(table, other)))
    content, topology, trees = (sum(column) / max(1, len(scores)) for column in zip(*scores, strict=True))
    return PictureScore(name, len(truth), len(found), content, topology, trees)
