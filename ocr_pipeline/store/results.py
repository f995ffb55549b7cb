"""The results folder: where everything of a document is kept, and how it is found again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ocr_pipeline.errors import FolderNotWritable, RecordDamaged, RecordNotFound
from ocr_pipeline.model.codec import Plain
from ocr_pipeline.model.page import PageReading
from ocr_pipeline.model.provenance import Making
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.model.report_codec import making_from_plain, report_from_plain
from ocr_pipeline.store.atomic import not_writable, recover, remove_half_written, replace_folder
from ocr_pipeline.store.seen import load_seen, seen_path

REPORT_FILE = "report.json"
PAGES_FOLDER = "pages"


@dataclass(frozen=True, slots=True)
class Stored:
    """A document of the results folder: its folder, the published plain data, and what it was made with."""

    folder: Path
    plain: Plain
    making: Making

    @property
    def sha256(self) -> str:
        """The SHA-256 of the document's bytes."""
        return str(self.plain["document"]["sha256"])


@dataclass(frozen=True, slots=True)
class ResultsFolder:
    """Paths inside DIR."""

    root: Path

    @property
    def summary(self) -> Path:
        """One row per input."""
        return self.root / "summary.json"

    @property
    def seen(self) -> Path:
        """What engines saw, for running the understanding half again."""
        return self.root / ".seen"

    @property
    def aside(self) -> Path:
        """Where folders are written before they take their place."""
        return self.root / ".aside"

    @property
    def quarantine(self) -> Path:
        """Which documents are not tried again."""
        return self.root / ".quarantine"

    def prepare(self) -> None:
        """Make sure that results can be written; raises ``FolderNotWritable``."""
        try:
            for folder in (self.root, self.seen, self.aside):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.aside / "probe"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise not_writable(self.root, error) from error

    def tidy(self) -> None:
        """Undo what an interrupted run left half done; only for who holds the lock, or the work of others is undone."""
        try:
            recover(self.root, self.aside)
            for folder in (self.root, self.seen, self.quarantine):
                remove_half_written(folder)
        except OSError as error:
            raise not_writable(self.root, error) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one who writes, in a tidy folder; raises ``FolderNotWritable`` if somebody else writes."""
        try:
            with FileLock(self.aside / "lock", timeout=0):
                self.tidy()
                yield
        except Timeout:
            says = f"{self.root}: another run is writing there; wait for it or choose another folder with --out"
            raise FolderNotWritable(says) from None

    def documents(self) -> tuple[str, ...]:
        """The names of all finished documents, sorted."""
        return tuple(sorted(path.parent.name for path in self.root.glob(f"[!.]*/{REPORT_FILE}")))

    def replace(self, document: str, fill: Callable[[Path], None]) -> None:
        """Let ``fill`` write a document's folder, whole or not at all."""
        replace_folder(self.root / document, self.aside, fill)

    def load(self, document: str) -> Stored:
        """A finished document; raises ``RecordNotFound`` with the known ones, ``RecordDamaged`` if it was changed."""
        path = self.root / document / REPORT_FILE
        try:
            plain = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise RecordNotFound(f"{self.root}: no document {document!r}; {self._known()}") from error
        except (OSError, ValueError) as error:
            raise RecordDamaged(f"{path}: cannot be read as JSON ({error}); run again") from error
        stored = Stored(path.parent, plain, making_from_plain(plain))
        report_from_plain(plain, ())
        return stored

    def find(self, name: str) -> Stored:
        """The document whose folder or source has this name, or is the only one to begin with it."""
        if name in self.documents():
            return self.load(name)
        matches = [doc for doc in self.documents() if doc.startswith(name)]
        if len(matches) != 1:
            matches = [doc for doc in self.documents() if self.load(doc).plain["document"]["source"] == name]
        if len(matches) != 1:
            raise RecordNotFound(f"{self.root}: {name!r} fits {len(matches) or 'no'} documents; {self._known()}")
        return self.load(matches[0])

    def pages(self, stored: Stored) -> tuple[PageReading, ...]:
        """What was seen of a document; raises ``RecordNotFound`` if it is no longer kept."""
        return load_seen(seen_path(self.seen, stored.sha256, stored.making.seen)).pages

    def report(self, stored: Stored) -> CheckedReport:
        """The report as published, over what was seen (over no pages if that is no longer kept)."""
        try:
            pages = self.pages(stored)
        except RecordNotFound:
            pages = ()
        return report_from_plain(stored.plain, pages)

    def pictures(self, document: str) -> Iterator[tuple[int, Path]]:
        """The page pictures as (page index, path), in page order."""
        for path in sorted((self.root / document / PAGES_FOLDER).glob("page-*.*")):
            yield int(path.stem.removeprefix("page-")) - 1, path

    def _known(self) -> str:
        names = self.documents()
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        return f"it holds {', '.join(names[:5])}{more}" if names else "it holds no documents yet; start with `run`"
