"""Names inside archives: which are archives or documents, which would lead out, and in what bytes they were written."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from ocr_pipeline.errors import MemberRefused

ZIP_SUFFIXES = (".zip",)
TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
ARCHIVE_SUFFIXES = ZIP_SUFFIXES + TAR_SUFFIXES

_DRIVE = re.compile(r"^[A-Za-z]:")


def is_archive(name: str) -> bool:
    """Whether a file of this name is unpacked instead of read."""
    return name.lower().endswith(ARCHIVE_SUFFIXES)


def check_name(name: str) -> None:
    """Refuse a member whose name leads out of the archive; raises ``MemberRefused``."""
    plain = name.replace("\\", "/")
    if plain.startswith("/") or _DRIVE.match(plain) or ".." in plain.split("/"):
        raise MemberRefused("has a name that leads out of the archive; such members are never unpacked")


def is_hidden(name: str) -> bool:
    """Whether a walk over a folder would pass it by: dot files, and what macOS adds to archives."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in parts)


def zip_name(name: str, flags: int) -> str:
    """The name of a zip member; archives made on Chinese Windows hold GBK bytes and do not say so (APPNOTE, 4.4.4)."""
    if flags & 0x800:
        return name
    try:
        written = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


class Numbering:
    """Keeps members of the same name apart: ``a.pdf``, ``a.pdf (2)``."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def name(self, name: str) -> str:
        """The name, with a number from the second time on."""
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name} ({self._seen[name]})"
