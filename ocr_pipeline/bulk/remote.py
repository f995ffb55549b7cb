"""Inputs that are URLs (``s3://``, ``sftp://``, ``https://`` ...), through fsspec: found, told apart, fetched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any

from ocr_pipeline.bulk.archive_names import ARCHIVE_SUFFIXES, is_archive
from ocr_pipeline.bulk.documents import is_document
from ocr_pipeline.bulk.measured_copy import measured_copy
from ocr_pipeline.bulk.reference import DocumentRef
from ocr_pipeline.errors import ArchiveTooLarge, InputError, OptionsError, PageTooLarge, UnreadableDocument


def is_url(given: str) -> bool:
    """Whether an input is a URL and not a path."""
    scheme, mark, _ = given.partition("://")
    return bool(mark) and scheme.replace("+", "").isalnum()


def find_urls(given: str) -> tuple[str, ...]:
    """What a URL stands for: itself, what its pattern matches, or all documents and archives below a folder; sorted."""
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(given)
        if any(mark in path for mark in "*?["):
            found = [name for name in system.glob(path) if system.isfile(name)]
        elif system.isdir(path):
            top = len(PurePosixPath(path).parts)
            found = [name for name in system.find(path) if _is_wanted(PurePosixPath(name).parts[top:])]
        else:
            return (given,)
    except (ImportError, ValueError) as error:
        raise OptionsError(f"{given}: cannot be followed ({error}); install what fsspec needs for it") from error
    except OSError as error:
        raise OptionsError(f"{given}: cannot be listed ({error})") from error
    return tuple(system.unstrip_protocol(name) for name in sorted(found))


def _is_wanted(below: tuple[str, ...]) -> bool:
    """Whether a walk over a folder of this machine would find it: a document or an archive, and nothing hidden."""
    return (is_document(below[-1]) or is_archive(below[-1])) and not any(part.startswith(".") for part in below)


def fetch_archive(url: str, folder: Path, max_bytes: int) -> Path:
    """The archive at a URL, copied into ``folder`` under a name that tells its kind; raises ``InputError``."""
    suffix = next(suffix for suffix in ARCHIVE_SUFFIXES if url.lower().endswith(suffix))
    with NamedTemporaryFile(prefix="archive-", suffix=suffix, dir=folder, delete=False) as copy:
        path = Path(copy.name)
        try:
            _copy(url, copy, max_bytes)
        except InputError as error:
            path.unlink()
            if not isinstance(error, PageTooLarge):
                raise
            raise ArchiveTooLarge(f"has more than {max_bytes:,} bytes (archive.max_bytes)") from error
    return path


def digest_of_url(url: str, max_bytes: int) -> str:
    """The SHA-256 of what a URL gives; raises ``InputError``."""
    return _copy(url, None, max_bytes)


@contextmanager
def at_hand(ref: DocumentRef, max_bytes: int) -> Iterator[DocumentRef]:
    """The reference with a path that can be read here; what was fetched for it is removed afterwards."""
    if not ref.url:
        yield ref
        return
    with NamedTemporaryFile(prefix="fetched-") as copy:
        if _copy(ref.url, copy, max_bytes) != ref.sha256:
            raise UnreadableDocument(f"{ref.source}: gives other bytes than when it was looked at; run again")
        copy.flush()
        yield replace(ref, path=Path(copy.name))


def _copy(url: str, target: Any, max_bytes: int) -> str:
    import fsspec

    try:
        with fsspec.open(url, "rb") as stream:
            return measured_copy(stream, target, max_bytes)
    except InputError:
        raise
    except (OSError, ImportError, ValueError) as error:
        raise UnreadableDocument(
            f"cannot be fetched ({error}); check the address and what fsspec needs for it"
        ) from error
