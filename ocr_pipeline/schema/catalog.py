"""The bundled schemas, by id; a user's own by path."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from ocr_pipeline.errors import SchemaError
from ocr_pipeline.schema.load import load_file
from ocr_pipeline.schema.types import ReportSchema

DEFAULT = "gov-disclosure-annual-report"
_SHARED = ("characters", "findings")
"""Files that schemas take in as parts."""


def bundled_ids() -> tuple[str, ...]:
    """The ids of the schemas that come with the package."""
    names = sorted(entry.name for entry in files(__package__).joinpath("bundled").iterdir())
    stems = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    return tuple(stem for stem in stems if "." not in stem and stem not in _SHARED)


def load_schema(name: str | Path = DEFAULT) -> ReportSchema:
    """A schema by the id of a bundled one or the path of a TOML file."""
    known = bundled_ids()
    if str(name) in known:
        with as_file(files(__package__).joinpath("bundled")) as folder:
            return load_file(folder / f"{name}.toml", folder)
    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        with as_file(files(__package__).joinpath("bundled")) as folder:
            return load_file(path, folder)
    raise SchemaError(f"no schema {str(name)!r}; bundled: {', '.join(known)}; or give the path of a TOML file")
