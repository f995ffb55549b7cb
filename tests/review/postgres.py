"""A PostgreSQL server of a test's own: made in a temporary folder, reached through a socket in it, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = "/usr/lib/postgresql/*/bin"
STRANGER = "nobody"
"""PostgreSQL refuses to be root; then it is this user's."""


class NoServer(Exception):
    """Why there is no PostgreSQL to test with."""


def programs() -> Path:
    """The folder of the newest server's programs; raises ``NoServer``."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if found:
        return found[-1]
    beside = shutil.which("initdb")
    if beside is None:
        raise NoServer(f"PostgreSQL is not installed (no {FOLDERS} and no initdb); apt-get install postgresql")
    return Path(beside).parent


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server; raises ``NoServer`` where none can be started."""
    bin_folder = programs()
    with tempfile.TemporaryDirectory(prefix="desk-pg-") as name:
        folder = Path(name)
        user = _owner(folder)
        data = folder / "data"
        _run(user, bin_folder / "initdb", "-D", data, "-U", "desk", "-A", "trust", "--no-sync")
        settings = f"-c listen_addresses= -c unix_socket_directories={folder}"
        _run(user, bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield f"postgresql://desk@/postgres?host={folder}"
        finally:
            _run(user, bin_folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _owner(folder: Path) -> str | None:
    """The user who will own the server, None for oneself."""
    if os.geteuid() != 0:
        return None
    try:
        known = pwd.getpwnam(STRANGER)
    except KeyError as error:
        raise NoServer(f"the tests run as root and there is no user {STRANGER!r} to run PostgreSQL as") from error
    folder.chmod(0o755)
    os.chown(folder, known.pw_uid, known.pw_gid)
    return STRANGER


def _run(user: str | None, *command: str | Path) -> None:
    words = [str(word) for word in command]
    try:
        subprocess.run(
            words,
            user=user,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            cwd="/",
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise NoServer(f"PostgreSQL cannot be started: {said.strip().splitlines()[-1]}") from error
