"""All options with their defaults on one screen; a frozen class per stage.

Read from TOML by ``load_options``: a section per stage, unknown keys refused with the known ones named.
"""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_pipeline.errors import OptionsError


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise OptionsError(message)


@dataclass(frozen=True, slots=True)
class RasterOptions:
    """Pages as pictures: ``dpi`` for rendered pages; limits against hostile input."""

    engine: str = "poppler"
    dpi: int = 200
    max_pages: int = 500
    max_pixels: int = 120_000_000
    max_bytes: int = 1_000_000_000
    page_seconds: float = 60.0
    memory_bytes: int = 3_000_000_000
    password: str = ""
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StraightenOptions:
    """Undoing what scanner and camera did: largest skew in degrees that is searched."""

    engine: str = "opencv"
    max_skew: float = 15.0


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """Regions: smallest score of a region that is kept."""

    engine: str = "cdla"
    min_score: float = 0.3


@dataclass(frozen=True, slots=True)
class GridOptions:
    """Grid engines, in order; later ones add where earlier ones left something open."""

    engines: tuple[str, ...] = ("ruled", "aligned")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Reading text: the general reader is asked where the numeric reader is less sure than ``second_opinion_below``.

    ``cleaner`` takes stamps off the cells before they are read; an empty name leaves them.
    """

    text_engine: str = "paddle"
    numeric_engine: str = "numeric"
    cleaner: str = "seals"
    second_opinion_below: float = 0.999
    audit_share: float = 0.02
    running_text: bool = True


@dataclass(frozen=True, slots=True)
class BindOptions:
    """Binding labels to fields: smallest similarity (0..1) at which a label counts as recognised."""

    min_label_similarity: float = 0.6


@dataclass(frozen=True, slots=True)
class DecideOptions:
    """What is accepted without a person: tolerated rate of wrong values among accepted ones."""

    max_error: float = 0.001


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """Limits on archives: members, levels of archives in archives, bytes and bytes per packed byte when unpacked."""

    max_members: int = 200_000
    max_depth: int = 3
    max_bytes: int = 1_000_000_000_000
    max_ratio: float = 200.0


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that can be chosen."""

    raster: RasterOptions = field(default_factory=RasterOptions)
    straighten: StraightenOptions = field(default_factory=StraightenOptions)
    layout: LayoutOptions = field(default_factory=LayoutOptions)
    grid: GridOptions = field(default_factory=GridOptions)
    read: ReadOptions = field(default_factory=ReadOptions)
    bind: BindOptions = field(default_factory=BindOptions)
    decide: DecideOptions = field(default_factory=DecideOptions)
    archive: ArchiveOptions = field(default_factory=ArchiveOptions)

    def __post_init__(self) -> None:
        _require(36 <= self.raster.dpi <= 1200, "raster.dpi must be between 36 and 1200")
        _require(self.raster.max_pages > 0, "raster.max_pages must be positive")
        _require(0 < self.decide.max_error < 1, "decide.max_error must lie between 0 and 1")
        _require(0 <= self.straighten.max_skew <= 45, "straighten.max_skew must lie between 0 and 45 degrees")
        _require(bool(self.grid.engines), "grid.engines must name at least one engine")


DEFAULTS = Options()


def digest(options: object) -> str:
    """A short digest of one stage's options, for provenance; the password is not part of it."""
    return hashlib.sha256(repr(options).encode()).hexdigest()[:16]


def load_options(path: Path) -> Options:
    """Options from a TOML file; what it does not name keeps its default."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionsError(f"{path}: cannot be read as TOML: {error}") from error
    return merge_options(DEFAULTS, data, str(path))


def merge_options(options: Options, data: dict[str, Any], where: str) -> Options:
    """The options with a mapping of sections (from TOML or the command line) laid over them."""
    stages = {f.name: getattr(options, f.name) for f in dataclasses.fields(options)}
    changed = {}
    for section, entries in data.items():
        if section not in stages or not isinstance(entries, dict):
            raise OptionsError(f"{where}: unknown section [{section}]; known: {', '.join(stages)}")
        changed[section] = _merge_section(stages[section], entries, f"{where} [{section}]")
    return dataclasses.replace(options, **changed)


def _merge_section(current: Any, entries: dict[str, Any], where: str) -> Any:
    known = {f.name: getattr(current, f.name) for f in dataclasses.fields(current)}
    values = {}
    for key, value in entries.items():
        if key not in known:
            raise OptionsError(f"{where}: unknown key {key!r}; known: {', '.join(known)}")
        values[key] = _fitting(value, known[key], f"{where} {key}")
    return dataclasses.replace(current, **values)


def _fitting(value: Any, default: Any, where: str) -> Any:
    if isinstance(default, tuple) and isinstance(value, list | tuple):
        return tuple(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise OptionsError(f"{where}: expected {type(default).__name__}, found {type(value).__name__} {value!r}")
    return value
