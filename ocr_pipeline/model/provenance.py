"""Who did what: the steps behind a result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One stage's engine: name, version, digest of its model (empty if none) and of the options it ran with."""

    stage: str
    engine: str
    version: str
    model_sha256: str = ""
    options_digest: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds spent in a stage; kept beside the steps so that equal results have equal steps."""

    stage: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Making:
    """What a result was made with: package version, fingerprint of the seeing, digest of schema, calibration, options.

    Equal making and equal bytes give an equal result, so it need not be made again.
    """

    version: str
    seen: str
    rules: str


def fingerprint(steps: Iterable[Step]) -> str:
    """SHA-256 over all steps: what a stored reading or a calibration was made with."""
    rows = [[s.stage, s.engine, s.version, s.model_sha256, s.options_digest] for s in steps]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
