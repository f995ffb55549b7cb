"""Names of document folders: readable, never outside the results folder, never the same for different bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePath

DIGEST_DIGITS = 8
MAX_STEM_BYTES = 120
"""File systems allow 255 bytes for a name; aside folders and exports add to it."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_HIDDEN_CATEGORIES = ("C", "Zl", "Zp")
"""Control characters, direction marks, lone surrogates, line separators: they deceive or break whoever lists them."""


def folder_name(source: str, sha256: str, taken: Mapping[str, str] | None = None) -> str:
    """``<stem>-<first 8 hex>``; more hex digits where ``taken`` (name to SHA-256) holds that name for other bytes."""
    stem = safe_stem(source)
    for digits in range(DIGEST_DIGITS, len(sha256) + 1):
        name = f"{stem}-{sha256[:digits]}"
        if (taken or {}).get(name, sha256) == sha256:
            return name
    raise ValueError(f"{source}: {sha256} stands for two different folders")


def safe_stem(source: str) -> str:
    """The stem of a file name as part of a folder name: one path component, visible, at most 120 bytes of UTF-8."""
    name = PurePath(source.replace("\\", "/")).name
    stem = unicodedata.normalize("NFC", name.rpartition(".")[0] or name)
    visible = "".join("_" if unicodedata.category(c).startswith(_HIDDEN_CATEGORIES) else c for c in stem)
    cleaned = _FORBIDDEN.sub("_", visible).strip(" .")
    cut = cleaned.encode("utf-8", "replace")[:MAX_STEM_BYTES].decode("utf-8", "ignore")
    return cut.strip(" .") or "document"
