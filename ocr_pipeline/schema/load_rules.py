"""``[[rule]]`` and ``[[finding]]`` of schema files -> ``Rule`` and ``FindingSpec``, names checked by the tables."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from ocr_pipeline.errors import SchemaError
from ocr_pipeline.model.report import Severity
from ocr_pipeline.schema.expression import FormulaError, parse_formula
from ocr_pipeline.schema.instances import Instance, UnknownName, instances
from ocr_pipeline.schema.node import Node
from ocr_pipeline.schema.rule_types import Arithmetic, FindingSpec, Formula, Relation, Rule, RuleKind, Scope
from ocr_pipeline.schema.types import TableSpec

MESSAGE_WORDS = ("place", "words", "left", "right", "difference")
ACROSS_WORDS = ("before", "now", "parts")
"""What is filled in where a message holds them in braces."""

_USUAL = {RuleKind.IDENTITY: Severity.ERROR, RuleKind.CHECK: Severity.WARNING, RuleKind.SUPPORT: Severity.INFO}


def read_rule(node: Node, tables: Sequence[TableSpec]) -> Rule:
    """A rule; refuses names that no edition of its table has."""
    kind = RuleKind(node.choice("kind", tuple(RuleKind), RuleKind.IDENTITY))
    rule = Rule(
        code=node.text("code"),
        table=node.choice("table", tuple(dict.fromkeys(spec.id for spec in tables))),
        scope=Scope(node.choice("for", tuple(Scope), Scope.ONCE)),
        formula=_read_formula(node),
        kind=kind,
        severity=Severity(node.choice("severity", tuple(Severity), _USUAL[kind])),
        breaks=node.share("breaks", 0.005),
        tolerance=_read_tolerance(node),
        editions=node.words("editions"),
        bodies=node.text("bodies", ""),
        message=node.text("message", ""),
        message_zh=node.text("message_zh", ""),
        why=node.text("why", ""),
    )
    _check(rule, node, tables)
    node.finish()
    return rule


def _read_formula(node: Node) -> Formula:
    try:
        return parse_formula(node.text("says"))
    except FormulaError as error:
        raise node.error("says", str(error)) from error


def _read_tolerance(node: Node) -> Decimal:
    text = node.text("tolerance", "0")
    try:
        tolerance = Decimal(text)
    except InvalidOperation as error:
        raise node.error("tolerance", f"expected a number in quotes, found {text!r}") from error
    if not tolerance.is_finite() or tolerance < 0:
        raise node.error("tolerance", f"must not be negative, found {text!r}")
    return tolerance


def _check(rule: Rule, node: Node, tables: Sequence[TableSpec]) -> None:
    _check_bodies(rule, node)
    _check_messages(rule, node)
    if rule.kind is RuleKind.IDENTITY and (rule.formula.relation is not Relation.EQUAL or not rule.formula.alone):
        raise node.error("kind", 'an identity says "=" within one report; call this one kind = "check"')
    if rule.formula.across_years and rule.formula.across_bodies:
        raise node.error("says", "last() and part() compare with different reports; make two rules of it")
    known = [spec.edition for spec in tables if spec.id == rule.table]
    for edition in rule.editions:
        if edition not in known:
            raise node.error("editions", f"{edition!r} is no edition of {rule.table}; known: {', '.join(known)}")
    found = [instance for chosen in edition_choices(tables) for instance in _checked(rule, node, chosen)]
    if not found:
        raise node.error("says", f"no row or column of {rule.table} has all the cells it names, so it never applies")
    for instance in found:
        _check_sides(instance, node)


def _check_bodies(rule: Rule, node: Node) -> None:
    try:
        re.compile(rule.bodies)
    except re.error as error:
        raise node.error("bodies", f"is no regular expression: {error}") from error
    if rule.bodies and rule.kind is not RuleKind.CHECK:
        raise node.error("bodies", 'only kind = "check" can be about some bodies: reading must not depend on a name')


def _check_messages(rule: Rule, node: Node) -> None:
    known = MESSAGE_WORDS + (() if rule.formula.alone else ACROSS_WORDS)
    for key, template in (("message", rule.message), ("message_zh", rule.message_zh)):
        for word in re.findall(r"{(\w*)}", template):
            if word not in known:
                raise node.error(key, f"nothing fills in {{{word}}}; known: {', '.join(known)}")


def _checked(rule: Rule, node: Node, chosen: dict[str, TableSpec]) -> tuple[Instance, ...]:
    try:
        return instances(rule, chosen)
    except UnknownName as error:
        near = difflib.get_close_matches(error.name, error.known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(error.known[:30])}"
        edition = chosen[rule.table].edition
        raise node.error("says", f"{rule.table} ({edition}) has no cell {error.name!r}; {hint}") from error


def _check_sides(instance: Instance, node: Node) -> None:
    left = {(part.cell, part.last_year, part.parts) for part in instance.left.parts}
    both = [part.cell for part in instance.right.parts if (part.cell, part.last_year, part.parts) in left]
    if both:
        raise node.error("says", f"{both[0]} stands on both sides; take it away from one")
    if not instance.cells:
        raise node.error("says", "it names no cell, so it says nothing")


def edition_choices(tables: Sequence[TableSpec]) -> Iterator[dict[str, TableSpec]]:
    """For each edition: every table in that edition, or in its newest where it has no such edition."""
    ids = dict.fromkeys(spec.id for spec in tables)
    for edition in sorted({spec.edition for spec in tables}):
        yield {key: _nearest([spec for spec in tables if spec.id == key], edition) for key in ids}


def _nearest(specs: Sequence[TableSpec], edition: str) -> TableSpec:
    return max(specs, key=lambda spec: (spec.edition == edition, spec.edition))


def read_finding(node: Node) -> FindingSpec:
    """An entry of the catalogue of findings."""
    finding = FindingSpec(
        code=node.text("code"),
        severity=Severity(node.choice("severity", tuple(Severity))),
        message=node.text("message"),
        message_zh=node.text("message_zh"),
        advice=node.text("advice", ""),
        advice_zh=node.text("advice_zh", ""),
    )
    node.finish()
    return finding


def read_arithmetic(node: Node) -> Arithmetic:
    """The assumptions of reading with the arithmetic."""
    usual = Arithmetic()
    arithmetic = Arithmetic(
        clear=node.share("clear", usual.clear),
        excluded=node.share("excluded", usual.excluded),
        support=node.share("support", usual.support),
        echo=node.share("echo", usual.echo),
        confident=node.share("confident", usual.confident),
        coincidence=node.share("coincidence", usual.coincidence),
        zero_share=node.share("zero_share", usual.zero_share),
    )
    node.finish()
    return arithmetic


def check_codes(rules: Sequence[Rule], where: str) -> None:
    """Refuse two rules of one code."""
    codes = [rule.code for rule in rules]
    for code in codes:
        if codes.count(code) > 1:
            raise SchemaError(f"{where}: rule {code!r} is given twice; rename or remove one")
