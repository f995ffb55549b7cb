"""Two results folders, compared byte for byte, without what may differ: seconds, and the figures of the last run."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

SCRATCH = (".aside",)
"""Holds the lock and what is being written; empty of results when nobody runs."""
_SECONDS = re.compile(
    rb'<td class="n">[0-9.]*</td>(?=\s*</tr>)|<b>[0-9.]+</b><span>\S*<span class="en" lang="en">pages a second.*'
)


def contents(out: Path) -> dict[str, bytes]:
    """The files of a results folder by their path in it, without their times."""
    files = [path for path in sorted(out.rglob("*")) if path.is_file()]
    named = {str(path.relative_to(out)): path for path in files if path.relative_to(out).parts[0] not in SCRATCH}
    return {name: _timeless(path) for name, path in named.items()}


def differences(one: Path, other: Path) -> list[str]:
    """What is not the same, as sentences; none if all is."""
    left, right = contents(one), contents(other)
    said = [f"{name}: only in {one.name}" for name in sorted(left.keys() - right.keys())]
    said += [f"{name}: only in {other.name}" for name in sorted(right.keys() - left.keys())]
    return said + [f"{name}: differs" for name in sorted(left.keys() & right.keys()) if left[name] != right[name]]


def _timeless(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix == ".json":
        return json.dumps(_without_seconds(json.loads(content)), ensure_ascii=False, indent=1).encode()
    if path.name.endswith(".json.gz"):
        return json.dumps(_without_seconds(json.loads(gzip.decompress(content)))).encode()
    return _SECONDS.sub(b"", content) if path.name == "summary.html" else content


def _without_seconds(plain: Any) -> Any:
    if isinstance(plain, dict):
        kept = {key: value for key, value in plain.items() if key not in ("seconds", "timings", "last_run")}
        return {key: _without_seconds(value) for key, value in kept.items()}
    return [_without_seconds(item) for item in plain] if isinstance(plain, list) else plain
