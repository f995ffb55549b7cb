"""Where commands get engines and calibrations from; a test hands in others."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.calibration import Calibration, reading_key
from ocr_pipeline.model.codec import from_plain
from ocr_pipeline.model.provenance import Step
from ocr_pipeline.options import Options
from ocr_pipeline.ports import Kit

CALIBRATION_FOLDER = "calibration"
"""Beside the manifest of the models: one JSON file a calibration, in the plain form of ``Calibration``."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Named functions that build the engines and look up a calibration."""

    build_kit: Callable[[Options], Kit]
    find_calibration: Callable[[Sequence[Step]], Calibration | None]


def bundled_engines() -> Engines:
    """The engines that come with the package, loaded only where they are built."""
    return Engines(build_bundled_kit, find_bundled_calibration)


def build_bundled_kit(options: Options) -> Kit:
    """The kit that the options name; raises ``EngineMissing`` where a package or program is not there."""
    from ocr_pipeline.engines.registry import build_kit

    return build_kit(options)


def find_bundled_calibration(steps: Sequence[Step]) -> Calibration | None:
    """The calibration fitted for the engines that read, if there is one; one for others is never used."""
    from ocr_pipeline.engines.model_files import models_folder

    key = reading_key(steps)
    for path in sorted((models_folder() / CALIBRATION_FOLDER).glob("*.json")):
        try:
            calibration = from_plain(Calibration, json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, RecordDamaged) as error:
            raise RecordDamaged(f"{path}: is no calibration ({error}); restore the file") from error
        if calibration.fingerprint == key:
            return calibration
    return None
