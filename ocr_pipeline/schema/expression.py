"""The rule language: text -> ``Formula`` and back. Nothing is ever evaluated as code.

rule  = side ("=" | "<=" | ">=") side
side  = ["-"] term { ("+" | "-") term }
term  = [number "*"] (name | "sum(" names ["except" names] ")" | ("last(" | "part(") name ")") | number
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ocr_pipeline.schema.rule_types import Formula, Relation, Term

_TOKEN = re.compile(r"\s*(?:(<=|>=|=|[-+*(),])|(\d+)|([A-Za-z_][\w.]*(?:/[A-Za-z_][\w.]*)*)|(\S))", re.ASCII)
_WORDS = ("sum", "last", "part", "except")


class FormulaError(ValueError):
    """What is wrong with the text of a rule, and where."""


def parse_formula(text: str) -> Formula:
    """The formula of a text; raises ``FormulaError``."""
    return _Parser(text).formula()


def print_formula(formula: Formula) -> str:
    """The text of a formula; parsing it gives the formula back."""
    return f"{_print_side(formula.left)} {formula.relation} {_print_side(formula.right)}"


def _print_side(terms: tuple[Term, ...]) -> str:
    parts = [("- " if term.factor < 0 else "+ ") + _print_term(term) for term in terms]
    return " ".join(parts).removeprefix("+ ") if terms[0].factor >= 0 else "-" + " ".join(parts).removeprefix("- ")


def _print_term(term: Term) -> str:
    size = abs(term.factor)
    if not term.names:
        return str(size)
    atom = term.names[0]
    if len(term.names) > 1 or term.without or atom == "all":
        inside = ", ".join(term.names) + (" except " + ", ".join(term.without) if term.without else "")
        atom = f"sum({inside})"
    if term.last_year:
        atom = f"last({atom})"
    if term.parts:
        atom = f"part({atom})"
    return atom if size == 1 else f"{size} * {atom}"


class _Parser:
    """Recursive descent, one method a line of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._next = 0

    def formula(self) -> Formula:
        left = self._side()
        mark = self._take()
        if mark not in tuple(Relation):
            raise self._error("expected =, <= or >=", mark)
        right = self._side()
        if self._peek():
            raise self._error("expected the end", self._peek())
        return Formula(left, Relation(mark), right)

    def _side(self) -> tuple[Term, ...]:
        sign = -1 if self._accept("-") else 1
        terms = [self._term(sign)]
        while self._peek() in ("+", "-") and self._peek():
            sign = 1 if self._take() == "+" else -1
            terms.append(self._term(sign))
        return tuple(terms)

    def _term(self, sign: int) -> Term:
        if not self._peek().isdigit():
            return replace(self._cells(), factor=sign)
        number = int(self._take())
        if not self._accept("*"):
            return Term(sign * number)
        if number == 0:
            raise FormulaError(f"0 * a name means nothing in {self._text!r}")
        return replace(self._cells(), factor=sign * number)

    def _cells(self) -> Term:
        for word in ("last", "part"):
            if self._accept(word):
                return self._elsewhere(word)
        if not self._accept("sum"):
            return Term(1, (self._name(),))
        self._expect("(")
        names = self._names()
        without = self._names() if self._accept("except") else ()
        self._expect(")")
        return Term(1, names, without)

    def _elsewhere(self, word: str) -> Term:
        self._expect("(")
        inner = self._cells()
        self._expect(")")
        if inner.last_year or inner.parts:
            raise FormulaError(f"last() and part() cannot stand inside each other, as in {self._text!r}")
        return replace(inner, last_year=word == "last", parts=word == "part")

    def _names(self) -> tuple[str, ...]:
        names = [self._name()]
        while self._accept(","):
            names.append(self._name())
        return tuple(names)

    def _name(self) -> str:
        token = self._take()
        if not re.match(r"[A-Za-z_]", token) or token in _WORDS:
            raise self._error("expected a name", token)
        return token

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._next += 1
        return token

    def _accept(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self._next += 1
        return True

    def _expect(self, token: str) -> None:
        if not self._accept(token):
            raise self._error(f"expected {token}", self._peek())

    def _error(self, expected: str, found: str) -> FormulaError:
        problem = f"found {found!r} in {self._text!r}" if found else f"but {self._text!r} ends"
        return FormulaError(f"{expected}, {problem}")


def _tokens(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        mark, number, name, other = match.groups()
        if other:
            known = "a rule has names, numbers, + - * = <= >=, sum(), last(), part()"
            raise FormulaError(f"{other!r} means nothing in {text!r}; {known}")
        yield mark or number or name
