"""Model files: ``models/manifest.toml`` names them; a path is handed out only after its SHA-256 was verified."""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ocr_pipeline.errors import EngineMissing, ModelFileInvalid

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One entry of the manifest; ``package`` is empty where the file lies beside the manifest itself."""

    name: str
    package: str
    file: str
    sha256: str
    licence: str
    origin: str
    input: str


@dataclass(frozen=True, slots=True)
class VerifiedModel:
    """A model file whose bytes are the listed ones."""

    name: str
    path: Path
    sha256: str


def models_folder() -> Path:
    """The folder of the manifest: inside the installed package, else beside it as in the repository."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "models", package.parent / "models")
    for place in places:
        if (place / "manifest.toml").is_file():
            return place
    raise EngineMissing(f"models/manifest.toml is neither in {places[0]} nor in {places[1]}: install the package again")


def list_models(folder: Path | None = None) -> tuple[ModelFile, ...]:
    """The entries of the manifest, in its order."""
    path = (folder or models_folder()) / "manifest.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("model", [])
        return tuple(_entry(item) for item in entries)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ModelFileInvalid(f"{path}: cannot be read as a list of models ({error}): restore the file") from error


def _entry(item: Mapping[str, str]) -> ModelFile:
    return ModelFile(
        name=item["name"],
        package=item.get("package", ""),
        file=item["file"],
        sha256=item["sha256"],
        licence=item["licence"],
        origin=item["origin"],
        input=item["input"],
    )


def find_model(name: str, folder: Path | None = None) -> VerifiedModel:
    """The verified file of the model called ``name``; says how to get it where it is missing or wrong."""
    entries = list_models(folder)
    entry = next((item for item in entries if item.name == name), None)
    if entry is None:
        known = ", ".join(item.name for item in entries)
        raise ModelFileInvalid(f"model {name!r} is not in models/manifest.toml; listed are: {known}")
    return verify_model(entry, folder)


def verify_model(entry: ModelFile, folder: Path | None = None) -> VerifiedModel:
    """The entry's file after its SHA-256 was compared with the listed one."""
    path = model_path(entry, folder)
    if not path.is_file():
        raise ModelFileInvalid(f"model {entry.name}: {path} is missing: {_remedy(entry)}")
    found = file_sha256(path)
    if found != entry.sha256:
        raise ModelFileInvalid(
            f"model {entry.name}: {path} has SHA-256 {found}, but {entry.sha256} is listed: {_remedy(entry)}"
        )
    return VerifiedModel(entry.name, path, found)


def model_path(entry: ModelFile, folder: Path | None = None) -> Path:
    """Where the entry's file should lie; does not look whether it is there."""
    if not entry.package:
        return (folder or models_folder()) / entry.file
    spec = importlib.util.find_spec(entry.package)
    if spec is None or not spec.submodule_search_locations:
        raise EngineMissing(
            f"model {entry.name} comes with the package {entry.package}, which is not installed: {_remedy(entry)}"
        )
    return Path(spec.submodule_search_locations[0]) / entry.file


def _remedy(entry: ModelFile) -> str:
    if entry.package:
        return f"install {entry.package.replace('_', '-')} again in the version that requirements.lock names"
    return "restore the file from the repository"


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
