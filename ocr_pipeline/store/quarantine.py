"""Documents that took a worker down twice: remembered with the reason, and not tried again by the same engines."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.store.atomic import write_file
from ocr_pipeline.store.summary import Failure


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A folder with a small file for each such document and fingerprint of the engines."""

    folder: Path

    def find(self, sha256: str, fingerprint: str, source: str) -> Failure | None:
        """Why these bytes are not tried again by these engines, told of ``source``; None if they are."""
        try:
            plain = json.loads(self._path(sha256, fingerprint).read_text(encoding="utf-8"))
            return Failure(str(plain["code"]), f"{source}: {plain['says']}", plain["page_index"])
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def add(self, sha256: str, fingerprint: str, source: str, failure: Failure) -> None:
        """Remember a document that failed for good; the name it had then is not kept."""
        says = failure.message.removeprefix(f"{source}: ")
        plain = {"code": failure.code, "says": says, "page_index": failure.page_index}
        write_file(self._path(sha256, fingerprint), json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace"))

    def lift(self) -> None:
        """Forget all, so that everything is tried again."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, sha256: str, fingerprint: str) -> Path:
        return self.folder / f"{sha256}-{fingerprint[:16]}.json"
