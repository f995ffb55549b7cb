"""Where commands get engines from; a test hands in others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.options import Options
from ocr_pipeline.ports import Kit


@dataclass(frozen=True, slots=True)
class Engines:
    """Named functions that build the engines and look up a calibration."""

    build_kit: Callable[[Options], Kit]
    find_calibration: Callable[[str], Calibration | None]


def bundled_engines() -> Engines:
    """The engines that come with the package, loaded only where they are built."""
    return Engines(build_bundled_kit, find_bundled_calibration)


def build_bundled_kit(options: Options) -> Kit:
    """The kit that the options name; raises ``EngineMissing`` where a package or program is not there."""
    from ocr_pipeline.engines.registry import build_kit

    return build_kit(options)


def find_bundled_calibration(fingerprint: str) -> Calibration | None:
    """The calibration fitted for these engines, if there is one."""
    del fingerprint
    return None
