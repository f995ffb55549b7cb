"""The repository as the contract tests see it: its files, and the sources among them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ocr_pipeline"


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file that git knows or would add, or every file if this is not a clone, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return tuple(Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
    return tuple(path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts)


def python_files(*folders: str) -> list[str]:
    """Python files below the folders, as names for parametrised tests."""
    return sorted({str(path) for path in repository_files() if path.suffix == ".py" and path.parts[0] in folders})


@cache
def text_of(name: str | Path) -> str:
    """The text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")
