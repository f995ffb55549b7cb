"""The documents of a results folder, loaded once and again when they change on disk."""

from __future__ import annotations

import threading
from pathlib import Path

from ocr_pipeline.errors import PipelineError, RecordNotFound
from ocr_pipeline.model.report_codec import report_from_plain
from ocr_pipeline.review.book import Book, RuleBook
from ocr_pipeline.schema.catalog import bundled_ids, load_schema
from ocr_pipeline.store.results import REPORT_FILE, ResultsFolder

Stamp = tuple[int, int, int]
"""Inode, size and time of change of a report: another if it was written again."""


class Shelf:
    """Books by the key of their document; ``schema`` is for reports of a schema that is not bundled.

    ``problems`` tells by name why a document could not be taken in; the others are there all the same.
    """

    def __init__(self, folder: ResultsFolder, schema: str | None = None) -> None:
        self._folder = folder
        self._schema = schema
        self._rules: dict[str, RuleBook] = {}
        self._books: dict[str, Book] = {}
        self._stamps: dict[str, Stamp] = {}
        self._keys: dict[str, str] = {}
        self._loading = threading.Lock()
        self.problems: dict[str, str] = {}

    def book(self, key: str) -> Book | None:
        """A document by its key."""
        return self._books.get(key)

    def books(self) -> tuple[Book, ...]:
        """All documents."""
        return tuple(self._books.values())

    def refresh(self) -> set[str]:
        """Look for documents that came, went or changed; the keys of those."""
        with self._loading:
            names = set(self._folder.documents())
            changed = {self._keys[name] for name in set(self._stamps) - names if name in self._keys}
            for gone in set(self._stamps) - names:
                self._forget(gone)
            for name in sorted(names):
                changed |= self._renew(name)
            return changed

    def renew(self, name: str) -> set[str]:
        """Load one document again if it changed; the keys of what changed."""
        with self._loading:
            return self._renew(name)

    def _renew(self, name: str) -> set[str]:
        try:
            stamp = _stamp(self._folder.root / name / REPORT_FILE)
        except FileNotFoundError:
            key = self._keys.get(name)
            self._forget(name)
            return {key} if key else set()
        if self._stamps.get(name) == stamp:
            return set()
        before = self._keys.get(name)
        self._forget(name)
        self._stamps[name] = stamp
        try:
            book = self._load(name)
        except PipelineError as error:
            self.problems[name] = error.message
            return {before} if before else set()
        self._books[book.key] = book
        self._keys[name] = book.key
        return {book.key} | ({before} if before else set())

    def _forget(self, name: str) -> None:
        self._stamps.pop(name, None)
        self.problems.pop(name, None)
        self._books.pop(self._keys.pop(name, ""), None)

    def _load(self, name: str) -> Book:
        stored = self._folder.load(name)
        report = report_from_plain(stored.plain, ())
        rules = self._rule_book(str(report.schema_id), name).rules(report)
        return Book(name, report, rules, dict(self._folder.pictures(name)))

    def _rule_book(self, schema_id: str, name: str) -> RuleBook:
        if schema_id not in self._rules:
            chosen = self._schema or schema_id
            if self._schema is None and schema_id not in bundled_ids():
                says = f"schema {schema_id!r} is not a bundled one; give its file with --schema"
                raise RecordNotFound(f"{name}: {says}")
            self._rules[schema_id] = RuleBook(load_schema(chosen))
        return self._rules[schema_id]


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
