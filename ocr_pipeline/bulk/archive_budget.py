"""What unpacking an archive may come to; counted while it is read, because headers lie."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from ocr_pipeline.errors import ArchiveTooLarge
from ocr_pipeline.options import ArchiveOptions

HARMLESS_BYTES = 100_000_000
"""Blank scans saved without compression pack a thousandfold; below this size no ratio is a trap."""


class Readable(Protocol):
    """What can be read and closed."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> bool | None: ...


class Budget:
    """Members and bytes of one archive, those of archives inside it included."""

    def __init__(self, limits: ArchiveOptions) -> None:
        self._limits = limits
        self._members = 0
        self._bytes = 0

    def enter(self, depth: int) -> None:
        """Go into an archive; raises ``ArchiveTooLarge`` if it lies too deep."""
        if depth > self._limits.max_depth:
            says = (
                f"lies in more than {self._limits.max_depth - 1} other archives (archive.max_depth); unpack it by hand"
            )
            raise ArchiveTooLarge(says)

    def count_member(self) -> None:
        """Take up one more member."""
        self._members += 1
        if self._members > self._limits.max_members:
            raise ArchiveTooLarge(f"has more than {self._limits.max_members:,} members (archive.max_members)")

    def container(self, stream: Readable, packed: int) -> Metered:
        """The content of a compressed tar, which must not be much more than the ``packed`` bytes it comes from."""
        return Metered(stream, lambda count, given: self._check_ratio(given, packed))

    def member(self, stream: Readable, packed: int) -> Metered:
        """The content of a member, counted; ``packed`` is the number of bytes that it is unpacked from."""

        def spend(count: int, given: int) -> None:
            self._bytes += count
            if self._bytes > self._limits.max_bytes:
                raise ArchiveTooLarge(f"unpacks to more than {self._limits.max_bytes:,} bytes (archive.max_bytes)")
            self._check_ratio(given, packed)

        return Metered(stream, spend)

    def _check_ratio(self, given: int, packed: int) -> None:
        if given > max(HARMLESS_BYTES, self._limits.max_ratio * packed):
            times = f"{self._limits.max_ratio:.0f} times"
            raise ArchiveTooLarge(f"unpacks to more than {times} its size (archive.max_ratio): a trap, no scan")


class Metered(io.BufferedIOBase):
    """A stream to read from; ``spend`` hears of the bytes of each reading and of all so far."""

    def __init__(self, stream: Readable, spend: Callable[[int, int], None]) -> None:
        self._stream = stream
        self._spend = spend
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to ``size`` bytes (all that is left if it is negative)."""
        content = self._stream.read(-1 if size is None else size)
        self._given += len(content)
        self._spend(len(content), self._given)
        return content
