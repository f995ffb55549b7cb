"""Reads scanned statutory reports: tables located, cells read, numbers bound to stable fields and checked.

    kit = build_kit(options)                                              # the engines; build them once
    report = read_report(document, schema, kit, calibration, options)     # both halves
    report = understand(document, pages, schema, calibration, options)    # the second half again, on stored pages

The public names are loaded when they are first used, because the processes that parse documents import this package
too and need none of them. Their types are in ``__init__.pyi``.
"""

from importlib import import_module

__version__ = "0.1.0"

_WHERE = {
    "DEFAULTS": "options",
    "CheckedReport": "model.report",
    "Document": "model.document",
    "Options": "options",
    "PipelineError": "errors",
    "build_kit": "engines.registry",
    "load_options": "options",
    "load_schema": "schema.catalog",
    "open_pages": "pipeline",
    "read_report": "pipeline",
    "see_page": "pipeline",
    "understand": "pipeline",
}

__all__ = ["__version__", *_WHERE]


def __getattr__(name: str) -> object:
    """A public name, from the module that defines it (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
