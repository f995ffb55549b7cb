"""After the set-up nothing connects anywhere: a whole run with sockets refused, in the process and in its children."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.repository import ROOT

SAMPLE = ROOT / "samples" / "yuanjiang-seal" / "yuanjiang-seal.pdf"

REFUSAL = '''
"""Imported by every Python process of the run: writes down and refuses whatever would leave the machine."""
import os
import socket

def refuse(*arguments, **named):
    with open(os.environ["REFUSED"], "a", encoding="utf-8") as stream:
        stream.write(f"{arguments}\\n")
    raise OSError("the network is refused in this test")

def connect(self, address, inner=socket.socket.connect):
    return inner(self, address) if self.family == socket.AF_UNIX else refuse(address)

socket.socket.connect = connect
socket.socket.connect_ex = connect
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
'''


def without_interfaces() -> list[str]:
    """The prefix that puts a command into a network namespace of its own, if this system allows it."""
    try:
        allowed = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return []
    return ["unshare", "--net"] if allowed else []


@pytest.mark.models
def test_a_sample_is_read_without_any_connection(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(REFUSAL, encoding="utf-8")
    (tmp_path / "home").mkdir()
    refused = tmp_path / "refused.txt"
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "REFUSED": str(refused), "HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "ocr_pipeline", "run", str(SAMPLE), "--out", str(tmp_path / "out")]
    answer = subprocess.run(
        [*without_interfaces(), *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert not refused.exists(), refused.read_text(encoding="utf-8")
    row = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["documents"][0]
    assert row["cells"] == 198
    assert row["error"] is None


def test_the_refusal_refuses(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(REFUSAL, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "REFUSED": str(tmp_path / "refused.txt")}
    tries = "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')"
    answer = subprocess.run([sys.executable, "-c", tries], env=environment, capture_output=True, text=True, check=False)
    assert "the network is refused" in answer.stderr
    assert (tmp_path / "refused.txt").exists()
