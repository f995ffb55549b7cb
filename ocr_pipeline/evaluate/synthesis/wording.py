"""The printed words of the statutory tables: loaded from data, with replacements of single texts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

Wording = Mapping[str, Any]


def load_data(name: str) -> dict[str, Any]:
    """Return a TOML data file that lies beside this module."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def load_wording() -> dict[str, Any]:
    """Return the official wording with its list of variants."""
    return load_data("wording.toml")


def reworded(node: Any, replace: Mapping[str, str]) -> Any:
    """Return the wording with every text that stands in `replace` exchanged; keys stay."""
    if isinstance(node, dict):
        return {key: value if key == "key" else reworded(value, replace) for key, value in node.items()}
    if isinstance(node, list):
        return [reworded(item, replace) for item in node]
    return replace.get(node, node) if isinstance(node, str) else node
