"""The desk's sentences for people, Chinese and English, from data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from ocr_pipeline.schema.words import Words


def load_sentences() -> Mapping[str, Words]:
    """The sentences by key."""
    data = tomllib.loads(files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))
    return {key: Words(said["en"], said["zh"]) for key, said in data["problem"].items()}
