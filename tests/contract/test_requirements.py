"""The locks: complete, hashed, free of addresses, one OpenCV, no training framework."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.contract.repository import text_of

PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
LOCKS = ("requirements.lock", "requirements-dev.lock")

locks = pytest.mark.parametrize("lock", LOCKS)


def pins(lock: str) -> dict[str, str]:
    return dict(PINNED.findall(text_of(lock)))


def distribution(requirement: str) -> str:
    name = re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(extra: str | None = None) -> list[str]:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    return list(project["optional-dependencies"][extra] if extra else project["dependencies"])


@locks
def test_a_lock_holds_versions_and_hashes_only(lock: str) -> None:
    shape = re.compile(r"^([a-z0-9-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|#.*)$")
    assert [line for line in text_of(lock).splitlines() if not shape.match(line)] == []


@locks
def test_a_lock_names_no_place(lock: str) -> None:
    assert not re.search(r"://|-url|-links|file:|@ ", text_of(lock))


def test_what_is_declared_is_locked() -> None:
    assert {distribution(item) for item in declared() + declared("build")} <= set(pins("requirements.lock"))
    assert {distribution(item) for item in declared("dev") + declared("samples")} - {"ocr-pipeline"} <= set(
        pins("requirements-dev.lock")
    )


def test_what_is_declared_exactly_is_locked_so() -> None:
    exact = dict(item.split("==") for item in declared() if "==" in item)
    locked = pins("requirements.lock")
    assert {name: locked[name] for name in exact} == exact


def test_both_locks_agree() -> None:
    run, develop = (pins(lock) for lock in LOCKS)
    assert {name: develop.get(name) for name in run} == run


@locks
def test_every_build_of_opencv_has_the_same_version(lock: str) -> None:
    assert len({version for name, version in pins(lock).items() if name.startswith("opencv-")}) == 1


def test_running_needs_no_training_framework() -> None:
    assert not set(pins("requirements.lock")) & {"torch", "torchvision", "paddlepaddle", "tensorflow", "jax"}
