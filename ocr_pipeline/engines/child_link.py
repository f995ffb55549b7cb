"""The parent's end of the child process: start, ask with a time limit, say why it died, clean up."""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import ocr_pipeline
from ocr_pipeline.engines.child_protocol import MAX_LINE_BYTES, OpenOrder, line_to_answer
from ocr_pipeline.errors import DocumentTimeout, EngineFailed, InputError, PageTooLarge, UnreadableDocument

CHILD_MODULE = "ocr_pipeline.engines.document_child"
START_SECONDS = 20.0
"""For starting Python on a busy machine, on top of the limit for opening."""


class ChildDied(UnreadableDocument):
    """The child ended without an answer: the document crashed a decoder."""


class ChildLink:
    """A running child and its private folder; use as a context manager."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ocr-pipeline-"))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", CHILD_MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=_child_environment(self.folder),
            start_new_session=True,
        )

    def __enter__(self) -> ChildLink:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, order: OpenOrder) -> int:
        """Number of pages of the document; raises ``InputError``."""
        return int(self.ask(order.to_line(), order.page_seconds + START_SECONDS).get("count", 0))

    def ask(self, line: bytes, seconds: float) -> dict[str, Any]:
        """The child's answer to a line, within ``seconds``; raises ``InputError`` or ``EngineFailed``."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(line)
            stdin.flush()
        except OSError as error:
            raise self._death() from error
        return line_to_answer(self._read_line(time.monotonic() + seconds))

    def _read_line(self, deadline: float) -> bytes:
        stdout = self._process.stdout
        assert stdout is not None
        received = b""
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while not received.endswith(b"\n"):
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    self._kill()
                    raise DocumentTimeout("took longer than raster.page_seconds allows")
                part = os.read(stdout.fileno(), 1 << 20)
                if not part:
                    raise self._death()
                received += part
                if len(received) > MAX_LINE_BYTES:
                    raise EngineFailed("the page reader gave an endless answer")
        return received

    def _death(self) -> InputError:
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return DocumentTimeout("took longer than raster.page_seconds allows")
        if status == -signal.SIGXFSZ:
            return PageTooLarge("makes a picture larger than raster.max_pixels allows")
        if status < 0:
            return ChildDied(f"crashed the page reader ({signal.Signals(-status).name}); the file is damaged")
        return ChildDied(f"made the page reader give up (exit status {status}); the file is damaged")

    def _kill(self) -> None:
        """End the child and the programs it has started: they share a process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """End the child and remove its folder."""
        self._kill()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _child_environment(folder: Path) -> dict[str, str]:
    """The parent's environment, with this very package importable, one thread a library, and temporary files inside."""
    return os.environ | {
        "PYTHONPATH": str(Path(ocr_pipeline.__file__).parent.parent),
        "TMPDIR": str(folder),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
