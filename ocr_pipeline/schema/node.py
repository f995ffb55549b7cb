"""Reading TOML with errors that say where: a table that remembers its place and which of its keys were asked for."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from ocr_pipeline.errors import SchemaError

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


class Node:
    """A TOML table with its place in the file; ``finish`` refuses keys that nobody asked for."""

    def __init__(self, data: Mapping[str, object], where: str) -> None:
        self._data = data
        self._asked: set[str] = set()
        self.where = where

    def error(self, key: str, problem: str) -> SchemaError:
        """An error at a key of this table."""
        return SchemaError(f"{self.where}, key {key!r}: {problem}")

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        self._asked.add(key)
        return key in self._data

    def text(self, key: str, default: str | None = None) -> str:
        """A string; required without a default."""
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self.error(key, f"expected text, found {value!r}")
        return value

    def name(self, key: str) -> str:
        """A key that rules can name: letters, digits, ``_`` and ``.``; required."""
        value = self.text(key)
        if not _NAME.fullmatch(value):
            raise self.error(key, f"{value!r} must begin with a letter and hold only a-z, 0-9, _ and .")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A number; required without a default."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"expected a number, found {value!r}")
        return float(value)

    def share(self, key: str, default: float | None = None) -> float:
        """A number strictly between 0 and 1."""
        value = self.number(key, default)
        if not 0 < value < 1:
            raise self.error(key, f"must lie between 0 and 1, found {value}")
        return value

    def choice(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """One of the known words."""
        value = self.text(key, default)
        if value not in known:
            near = difflib.get_close_matches(value, [str(word) for word in known], n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
            raise self.error(key, f"{value!r} is unknown; {hint}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"expected true or false, found {value!r}")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty if not given."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.error(key, f"expected a list of texts, found {value!r}")
        return tuple(value)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of strings, empty if not given."""
        value = self._get(key, [])
        if not isinstance(value, list):
            raise self.error(key, f"expected a list of pairs, found {value!r}")
        found = []
        for pair in value:
            if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(word, str) for word in pair):
                raise self.error(key, f"expected pairs of texts, found {pair!r}")
            found.append((pair[0], pair[1]))
        return tuple(found)

    def table(self, key: str) -> Node:
        """A table inside this one; required."""
        value = self._get(key, None)
        if not isinstance(value, dict):
            raise self.error(key, f"expected a table, found {value!r}")
        return Node(value, f"{self.where}, [{key}]")

    def tables(self, key: str) -> tuple[Node, ...]:
        """A list of tables, empty if not given; each is named by its own id, code or key."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.error(key, f"expected tables, written [[{key}]] or {{ ... }}, found {value!r}")
        return tuple(Node(entry, f"{self.where}, {key} {_name(entry, index)}") for index, entry in enumerate(value))

    def finish(self) -> None:
        """Refuse keys that mean nothing here: they are typos."""
        for key in self._data:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(self._asked))}"
                raise self.error(key, f"unknown key; {hint}")

    def _get(self, key: str, default: object) -> object:
        self._asked.add(key)
        if key in self._data:
            return self._data[key]
        if default is None:
            raise self.error(key, "is missing")
        return default


def _name(entry: Mapping[str, object], index: int) -> str:
    for key in ("id", "code", "key", "label", "name"):
        if isinstance(entry.get(key), str):
            return repr(entry[key])
    return f"number {index + 1}"


def read_toml(path: Path) -> Node:
    """The root of a TOML file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SchemaError(f"schema file {path} cannot be read: {error.strerror}; check its name") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SchemaError(f"schema file {path} is not valid TOML: {error}") from error
    return Node(data, path.name)
