"""Values to plain data (what JSON can hold) and back, by the types the dataclasses declare.

Dataclasses become mappings by field, tuples lists, enumerations and exact numbers strings. Nothing is coerced on the
way back: text that looks like a number stays refused where a number is expected, and every error names the path.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ocr_pipeline.errors import RecordDamaged
from ocr_pipeline.model.geometry import Box
from ocr_pipeline.model.page import PageReading

READING_FORMAT = "ocr-pipeline/seen"
READING_VERSION = 1
BOX_DIGITS = 5

T = TypeVar("T")
Plain = Any
"""None, bool, int, float, str, lists and string-keyed mappings of these."""


def to_plain(value: object) -> Plain:
    """A value of the model as plain data."""
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} is no value of the model")


def from_plain(kind: type[T], plain: Plain, where: str = "$") -> T:
    """The value of type ``kind`` that ``plain`` describes; raises ``RecordDamaged`` with the path of a misfit."""
    value = _Decoder().decode(kind, plain, where)
    if not isinstance(value, kind):
        raise RecordDamaged(f"{where}: expected {kind.__name__}, found {type(value).__name__}")
    return value


def readings_to_plain(pages: tuple[PageReading, ...]) -> dict[str, Plain]:
    """What was seen of a document, with format and version."""
    return {"format": READING_FORMAT, "version": READING_VERSION, "pages": to_plain(pages)}


def readings_from_plain(plain: Plain) -> tuple[PageReading, ...]:
    """What was seen of a document; raises ``RecordDamaged`` for another format or version."""
    if not isinstance(plain, Mapping) or plain.get("format") != READING_FORMAT:
        raise RecordDamaged(f"$: not a stored reading (format {READING_FORMAT!r} expected); read the document again")
    if plain.get("version") != READING_VERSION or not isinstance(plain.get("pages"), list):
        raise RecordDamaged(f"$.version: {plain.get('version')!r} is not {READING_VERSION}; read the document again")
    pages = plain["pages"]
    return tuple(from_plain(PageReading, page, f"$.pages[{index}]") for index, page in enumerate(pages))


def box_to_plain(box: Box) -> list[float]:
    """A box in fractions of the page, rounded to a hundredth of a millimetre on A4."""
    return [round(edge, BOX_DIGITS) for edge in (box.left, box.top, box.right, box.bottom)]


class _Decoder:
    """Type hints are looked up once per decoding, not once per value."""

    def __init__(self) -> None:
        self._hints: dict[type, dict[str, Any]] = {}

    def decode(self, hint: Any, plain: Plain, where: str) -> Any:
        hint = getattr(hint, "__supertype__", hint)
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            return self._optional(get_args(hint), plain, where)
        if origin is tuple:
            return self._tuple(get_args(hint), plain, where)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self._dataclass(hint, plain, where)
        return _scalar(hint, plain, where)

    def _optional(self, members: tuple[Any, ...], plain: Plain, where: str) -> Any:
        if plain is None and types.NoneType in members:
            return None
        (kind,) = (member for member in members if member is not types.NoneType)
        return self.decode(kind, plain, where)

    def _tuple(self, members: tuple[Any, ...], plain: Plain, where: str) -> tuple[Any, ...]:
        if not isinstance(plain, list):
            raise RecordDamaged(f"{where}: expected a list, found {type(plain).__name__}")
        kinds = (members[0],) * len(plain) if members[-1] is Ellipsis else members
        if len(kinds) != len(plain):
            raise RecordDamaged(f"{where}: expected {len(kinds)} items, found {len(plain)}")
        items = enumerate(zip(kinds, plain, strict=True))
        return tuple(self.decode(kind, item, f"{where}[{index}]") for index, (kind, item) in items)

    def _dataclass(self, kind: type, plain: Plain, where: str) -> Any:
        if not isinstance(plain, Mapping):
            raise RecordDamaged(f"{where}: expected {kind.__name__}, found {type(plain).__name__}")
        if kind not in self._hints:
            self._hints[kind] = get_type_hints(kind)
        hints = self._hints[kind]
        if unknown := sorted(set(plain) - set(hints)):
            raise RecordDamaged(f"{where}: {kind.__name__} has no {', '.join(unknown)}")
        values = {name: self.decode(hints[name], item, f"{where}.{name}") for name, item in plain.items()}
        try:
            return kind(**values)
        except (TypeError, ValueError) as error:
            raise RecordDamaged(f"{where}: {error}") from error


def _scalar(kind: Any, plain: Plain, where: str) -> Any:
    try:
        if kind is Decimal and isinstance(plain, str):
            return Decimal(plain)
        if kind is float and plain in ("inf", "-inf", "nan"):
            return float(plain)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(plain)
    except (InvalidOperation, ValueError) as error:
        raise RecordDamaged(f"{where}: {plain!r} is no {kind.__name__}") from error
    if kind is float and type(plain) is int:
        return float(plain)
    if type(plain) is not kind:
        raise RecordDamaged(f"{where}: expected {getattr(kind, '__name__', kind)}, found {plain!r}")
    return plain
