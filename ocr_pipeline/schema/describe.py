"""The catalogue of findings of a schema as a page of documentation."""

from __future__ import annotations

from collections.abc import Iterator

from ocr_pipeline.schema.expression import print_formula
from ocr_pipeline.schema.load_rules import edition_choices
from ocr_pipeline.schema.rule_types import Rule, RuleKind, Scope
from ocr_pipeline.schema.types import ReportSchema
from ocr_pipeline.schema.words import formula_words

_HEAD = """# Findings

What `findings` of a report can hold, for the schema `{id}`. This page is written by `scripts/write_findings`.

`cause` says whose fault a finding is: `source` (every cell it names is read clearly, the report itself does not fit),
`reading` (a doubtful reading explains it), `unknown`. A report that does not add up is delivered as printed.
Words in braces are filled in.
"""

_KINDS = {
    RuleKind.IDENTITY: (
        "Identities",
        "Must hold. Doubtful readings are decided by them; where they fail, `says`, both sides and the difference are "
        "told.\nSeverity is `warning` where a rule fails only if blank cells stand for 0.",
    ),
    RuleKind.CHECK: ("Checks", "Should hold; a failure is worth a look and never changes a reading."),
    RuleKind.SUPPORT: ("Support", "Means something only where it holds; a failure is no finding."),
}


def findings_page(schema: ReportSchema) -> str:
    """The page in Markdown."""
    return "\n".join(_lines(schema)) + "\n"


def _lines(schema: ReportSchema) -> Iterator[str]:
    yield _HEAD.format(id=schema.id)
    for kind, (title, text) in _KINDS.items():
        rules = [rule for rule in schema.rules if rule.kind is kind]
        if rules:
            yield f"## {title}\n\n{text}\n"
            yield "| code | severity | rule | in words | why |\n|---|---|---|---|---|"
            yield from (_rule_row(rule, schema) for rule in rules)
            yield ""
    yield "## Structure, cells and text\n"
    yield "| code | severity | message | what to do |\n|---|---|---|---|"
    for finding in schema.findings:
        message = f"{finding.message}<br>{finding.message_zh}"
        advice = f"{finding.advice}<br>{finding.advice_zh}" if finding.advice else ""
        yield _row(f"`{finding.code}`", finding.severity, message, advice)


def _rule_row(rule: Rule, schema: ReportSchema) -> str:
    chosen = next(
        choice
        for choice in edition_choices(schema.tables)
        if not rule.editions or choice[rule.table].edition in rule.editions
    )
    words = formula_words(rule, chosen)
    place = "in" if rule.scope is Scope.ONCE else f"at {rule.scope} of"
    says = f"`{print_formula(rule.formula)}` {place} `{rule.table}`"
    editions = f" ({', '.join(rule.editions)})" if rule.editions else ""
    return _row(f"`{rule.code}`", rule.severity, says + editions, words.english, rule.why)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
