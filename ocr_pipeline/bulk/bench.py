"""What a worker sets up once and uses for every document: engines, schema, calibration, and the key of its results."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from ocr_pipeline import __version__
from ocr_pipeline.bulk.reference import RunSettings
from ocr_pipeline.model.calibration import Calibration
from ocr_pipeline.model.provenance import Making, Step, fingerprint
from ocr_pipeline.options import Options, digest
from ocr_pipeline.ports import Kit
from ocr_pipeline.schema.catalog import load_schema
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.store.results import ResultsFolder


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that documents are read with."""

    folder: ResultsFolder
    options: Options
    kit: Kit
    schema: ReportSchema
    calibration: Calibration | None
    making: Making


def set_up(settings: RunSettings) -> Bench:
    """Build the engines; raises ``EngineError`` if one is missing."""
    kit = settings.build_kit(settings.options)
    schema = load_schema(settings.schema)
    calibration = settings.find_calibration(kit.steps())
    seen = seen_key(kit, settings.options)
    making = Making(__version__, seen, rules_key(schema, calibration, settings.options))
    return Bench(ResultsFolder(settings.out), settings.options, kit, schema, calibration, making)


def seen_key(kit: Kit, options: Options) -> str:
    """What a stored reading depends on beside the bytes: the engines and all options of seeing, but no password."""
    seeing = (replace(options.raster, password=""), options.straighten, options.layout, options.grid, options.read)
    return fingerprint((*kit.steps(), Step("options", "", "", "", digest(seeing))))


def rules_key(schema: ReportSchema, calibration: Calibration | None, options: Options) -> str:
    """What understanding depends on: schema, calibration and its options."""
    parts = (schema, calibration, options.bind, options.decide)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
