"""A real cluster of Ray nodes on this machine, one of them killed while it reads: the same results as without it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ocr_pipeline.cli import main
from ocr_pipeline.commands.engines import Engines
from tests import fake_kit
from tests.bulk.local_cluster import MOST_SECONDS
from tests.same_results import differences

SLACK_SECONDS = 30.0


@pytest.mark.ray
@pytest.mark.slow
def test_a_cluster_that_loses_a_node_gives_the_same_bytes_as_one_machine(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.pdf").write_text(f"pages={number % 3 + 1} {number}", encoding="utf-8")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        for name, order in (("x.pdf", "pages=1 x"), ("y.pdf", "encrypted"), ("z.pdf", "crash")):
            archive.writestr(name, order)
    engines = Engines(fake_kit.build_kit, fake_kit.no_calibration)

    local = main(["run", str(folder), "--out", str(tmp_path / "local"), "--quiet"], engines=engines)
    words = [sys.executable, "-m", "tests.bulk.local_cluster", "2", "3", str(folder), "--out", str(tmp_path / "far")]
    ran = subprocess.run(
        [*words, "--json"], capture_output=True, text=True, timeout=MOST_SECONDS + SLACK_SECONDS, check=False
    )

    assert ran.returncode == 0, ran.stderr[-5000:]
    *summary, last = ran.stdout.splitlines()
    told = json.loads(last)
    assert (local, told["code"], told["killed"]) == (4, 4, 1)
    assert len(json.loads("\n".join(summary))["documents"]) == 11
    assert told["done_before"] < 9
    assert differences(tmp_path / "local", tmp_path / "far") == []


def test_without_ray_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    (tmp_path / "a.pdf").write_text("pages=1", encoding="utf-8")
    engines = Engines(fake_kit.build_kit, fake_kit.no_calibration)

    words = ["run", str(tmp_path / "a.pdf"), "--out", str(tmp_path / "out"), "--cluster", "local"]

    assert main(words, engines=engines) == 3
    assert "ocr-pipeline[cluster]" in capsys.readouterr().err
