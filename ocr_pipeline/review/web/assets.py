"""Scripts and styles of the desk, held in memory: no path from a request reaches the file system."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Assets:
    """Files that come with the package: name to content; another content of any has other addresses."""

    files: dict[str, bytes]
    digest: str

    def address(self, name: str) -> str:
        """Where browsers find a file; raises ``KeyError`` if there is none."""
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.digest}/{name}"


def media_type(name: str) -> str:
    """What browsers are told a file is."""
    return f"{KINDS[name.rpartition('.')[2]]}; charset=utf-8"


def load_assets() -> Assets:
    """All of them."""
    entries = files(__package__).joinpath("static").iterdir()
    found = {entry.name: entry.read_bytes() for entry in entries if entry.name.rpartition(".")[2] in KINDS}
    whole = hashlib.sha256(b"".join(name.encode() + found[name] for name in sorted(found)))
    return Assets(found, whole.hexdigest()[:16])
