"""What counts as a document by its name."""

from __future__ import annotations

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
"""What folders and archives are searched for; a file named outright is tried whatever it is called."""


def is_document(name: str) -> bool:
    """Whether a file of this name is looked for in folders and archives."""
    return name.lower().endswith(SUFFIXES)
