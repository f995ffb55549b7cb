"""Bytes from a stream that nobody vouches for: counted and told apart while they are copied."""

from __future__ import annotations

import hashlib
from typing import Protocol

from ocr_pipeline.errors import PageTooLarge

_CHUNK_BYTES = 1 << 20


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes."""
        ...


class Target(Protocol):
    """What bytes are written to."""

    def write(self, content: bytes, /) -> object:
        """Take the bytes."""
        ...


def measured_copy(source: Source, target: Target | None, max_bytes: int) -> str:
    """Copy to ``target``, if there is one; the SHA-256. Raises ``PageTooLarge`` beyond the largest document."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > max_bytes:
            raise PageTooLarge(f"has more than {max_bytes:,} bytes, the limit (raster.max_bytes)")
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
    return digest.hexdigest()
