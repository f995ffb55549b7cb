"""Imports go one way: the contracts of pyproject.toml, checked on the tree as it is."""

from __future__ import annotations

import pytest
from importlinter.cli import lint_imports

from tests.contract.repository import ROOT


def test_the_layers_hold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out
