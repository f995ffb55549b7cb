"""The rules of the house that no linter knows, file by file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.contract.repository import python_files, text_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "processor", "base", "tools"}
MAY_CATCH_ALL = {"ocr_pipeline/cli.py", "ocr_pipeline/bulk/job.py"}

CJK = re.compile("[\u2e80-\u303f\u3040-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
IGNORED_TYPE = re.compile(r"# type: ignore(?!\[[a-z-]+(, ?[a-z-]+)*\]\s+# \w)")

Function = ast.FunctionDef | ast.AsyncFunctionDef

package_files = pytest.mark.parametrize("name", python_files("ocr_pipeline"))
all_files = pytest.mark.parametrize("name", python_files("ocr_pipeline", "tests", "training"))


@cache
def nodes_of(name: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text_of(name))))


def functions_of(name: str) -> Iterator[Function]:
    return (node for node in nodes_of(name) if isinstance(node, Function))


def body_lines(function: Function) -> int:
    """Lines of a function from ``def`` to its end, its docstring not counted."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def catches_all(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")


def raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


@package_files
def test_the_code_contains_no_words_of_the_domain(name: str) -> None:
    found = [
        f"line {number}: {line.strip()}"
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if CJK.search(line)
    ]
    assert not found, f"{name}: Chinese text belongs into ocr_pipeline/schema/bundled/*.toml"


@all_files
def test_a_file_is_one_idea(name: str) -> None:
    assert len(text_of(name).splitlines()) <= LONGEST_FILE, f"{name}: split it"


@all_files
def test_a_function_is_one_step(name: str) -> None:
    long = {function.name: body_lines(function) for function in functions_of(name)}
    assert {key: lines for key, lines in long.items() if lines > LONGEST_FUNCTION} == {}


@all_files
def test_a_name_says_what_is_inside(name: str) -> None:
    parts = set(re.split(r"[/_.]", name))
    assert not parts & VAGUE, f"{name}: name the idea"


@package_files
def test_nothing_is_kept_in_module_state(name: str) -> None:
    writes = [node.lineno for node in nodes_of(name) if isinstance(node, ast.Global)]
    assert not writes, f"{name}: global in lines {writes}"


@package_files
def test_only_the_outermost_callers_catch_everything(name: str) -> None:
    handlers = [node for node in nodes_of(name) if isinstance(node, ast.ExceptHandler)]
    swallowing = [handler.lineno for handler in handlers if catches_all(handler) and not raises_again(handler)]
    assert not swallowing or name in MAY_CATCH_ALL, f"{name}: lines {swallowing}"


@all_files
def test_an_ignored_type_error_gives_its_reason(name: str) -> None:
    if name != "tests/contract/test_sources.py":
        found = [line.strip() for line in text_of(name).splitlines() if IGNORED_TYPE.search(line)]
        assert not found, 'write "# type: ignore[code]  # why"'
