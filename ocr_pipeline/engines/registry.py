"""Engines by name: entry points lead from a name in the options to a factory; a ``Kit`` is built from the options."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from importlib import metadata
from typing import Any

from ocr_pipeline.errors import EngineMissing, OptionsError
from ocr_pipeline.options import Options
from ocr_pipeline.ports import Kit

GROUP = "ocr_pipeline."
"""Entry-point groups are ``ocr_pipeline.layout``, ``.grid`` and so on; the object is a factory taking ``Options``."""

_FACTORIES = "ocr_pipeline.engines.factories:"

BUILT_IN: Mapping[str, Mapping[str, str]] = {
    "rasterizer": {"poppler": _FACTORIES + "poppler_rasterizer", "pdfium": _FACTORIES + "pdfium_rasterizer"},
    "straightener": {"opencv": _FACTORIES + "opencv_straightener"},
    "layout": {"cdla": _FACTORIES + "cdla_layout"},
    "grid": {"ruled": _FACTORIES + "ruled_grid", "aligned": _FACTORIES + "aligned_grid"},
    "text": {"paddle": _FACTORIES + "paddle_text"},
    "cleaner": {"seals": _FACTORIES + "seal_cleaner"},
    "numeric": {"numeric": _FACTORIES + "numeric_reader"},
}
"""The engines of this package, by role and name; they need no installed metadata, so a plain checkout works."""

Factory = Callable[[Options], Any]


def known_engines(role: str) -> tuple[str, ...]:
    """The names that can be chosen for a role, sorted."""
    return tuple(sorted({*BUILT_IN.get(role, {}), *_entry_points(role)}))


def find_factory(role: str, name: str) -> Factory:
    """The factory of one engine; an unknown name is answered with the known ones."""
    others = _entry_points(role)
    if name in others:
        return _loaded(role, name, others[name].load)
    target = BUILT_IN.get(role, {}).get(name)
    if target is None:
        raise OptionsError(f"unknown {role} engine {name!r}; known: {', '.join(known_engines(role))}")
    module, attribute = target.split(":")
    return _loaded(role, name, lambda: getattr(importlib.import_module(module), attribute))


def build_kit(options: Options) -> Kit:
    """The engines that the options name, ready for work; model files are verified here."""
    return Kit(
        rasterizer=find_factory("rasterizer", options.raster.engine)(options),
        straightener=find_factory("straightener", options.straighten.engine)(options),
        layout=find_factory("layout", options.layout.engine)(options),
        grids=tuple(find_factory("grid", name)(options) for name in options.grid.engines),
        numeric=find_factory("numeric", options.read.numeric_engine)(options),
        text=find_factory("text", options.read.text_engine)(options),
        cleaner=find_factory("cleaner", options.read.cleaner)(options) if options.read.cleaner else None,
    )


def _entry_points(role: str) -> dict[str, metadata.EntryPoint]:
    return {point.name: point for point in metadata.entry_points(group=GROUP + role)}


def _loaded(role: str, name: str, load: Callable[[], Any]) -> Factory:
    try:
        factory: Factory = load()
    except ImportError as error:
        raise EngineMissing(
            f"{role} engine {name!r} cannot be imported ({error}): install the package that brings it"
        ) from error
    return factory
