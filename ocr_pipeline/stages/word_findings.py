"""Findings in words: templates of the schema filled in, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from ocr_pipeline.model.bound import Address, Place, Value, ValueState
from ocr_pipeline.model.report import Cause, Finding, Severity
from ocr_pipeline.schema.instances import Instance
from ocr_pipeline.schema.rule_types import Rule, RuleKind
from ocr_pipeline.schema.types import ReportSchema, TableSpec
from ocr_pipeline.schema.words import Elsewhere, Words, cell_words, formula_words, place_words

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)

MOST_NAMED = 6
"""Cells named in a message; of more only the number is told."""


class Writer:
    """Writes findings of one report, given the edition of each table."""

    def __init__(self, schema: ReportSchema, tables: Mapping[str, TableSpec]) -> None:
        self.schema = schema
        self.tables = tables
        self._formulas: dict[str, Words] = {}

    def finding(
        self,
        code: str,
        named: Mapping[str, Words],
        *,
        cells: Sequence[Address] = (),
        place: Place | None = None,
        cause: Cause = Cause.UNKNOWN,
    ) -> Finding:
        """A finding of the catalogue with its words filled in."""
        spec = self.schema.finding(code)
        message, message_zh = (
            _fill(spec.message, {key: words.english for key, words in named.items()}),
            _fill(spec.message_zh, {key: words.chinese for key, words in named.items()}),
        )
        return Finding(code, spec.severity, cause, tuple(cells), "", None, None, message, message_zh, place)

    def wording(self, key: str, named: Mapping[str, Words]) -> Words:
        """A sentence of the schema filled in."""
        wording = self.schema.words(key)
        return Words(
            _fill(wording.english, {name: words.english for name, words in named.items()}),
            _fill(wording.chinese, {name: words.chinese for name, words in named.items()}),
        )

    def table(self, table: str) -> Words:
        """A table by its English name and its printed title."""
        spec = self.tables[table]
        return Words(spec.english or table, spec.titles[0] if spec.titles else table)

    def cell(self, address: Address) -> Words:
        """A field in words."""
        return cell_words(address, self.tables)

    def cells(self, addresses: Sequence[Address]) -> Words:
        """Several fields in words."""
        named = [self.cell(address) for address in addresses[:MOST_NAMED]]
        more = Words(f"+ {len(addresses) - MOST_NAMED}", f"+ {len(addresses) - MOST_NAMED}")
        listed = named + [more] * (len(addresses) > MOST_NAMED)
        joint = self.schema.words("and")
        english, chinese = (
            joint.english.join(words.english for words in listed),
            joint.chinese.join(words.chinese for words in listed),
        )
        return Words(english, chinese)

    def place(self, instance: Instance) -> Words:
        """Where a rule is broken, ready to begin a sentence."""
        words = place_words(instance, self.tables)
        return self.wording("place", {"place": words}) if words.chinese else Words("", "")

    def formula(self, rule: Rule) -> Words:
        """A rule's formula in words."""
        if rule.code not in self._formulas:
            elsewhere = Elsewhere(self.wording("last_year", {}), self.wording("parts", {}))
            self._formulas[rule.code] = formula_words(rule, self.tables, elsewhere)
        return self._formulas[rule.code]

    def broken(
        self, instance: Instance, left: Decimal, right: Decimal, more: Mapping[str, Words] = MappingProxyType({})
    ) -> Words:
        """That a rule is broken, in words: its own message, or the usual one; ``more`` is filled in as well."""
        rule = instance.rule
        named = {
            "place": self.place(instance),
            "words": self.formula(rule),
            "left": number_words(left),
            "right": number_words(right),
            "difference": number_words(abs(left - right)),
            **more,
        }
        usual = self.wording("equal" if rule.kind is RuleKind.IDENTITY else "unequal", named)
        return Words(
            _fill(rule.message, {key: words.english for key, words in named.items()})
            if rule.message
            else usual.english,
            _fill(rule.message_zh, {key: words.chinese for key, words in named.items()})
            if rule.message_zh
            else usual.chinese,
        )

    def value(self, value: Value) -> Words:
        """A value as printed; an empty cell, or one that cannot be read, by its word."""
        if value.printed:
            return Words(value.printed, value.printed)
        if value.number is not None:
            return number_words(value.number)
        nothing = self.schema.words("unread_value" if value.state is ValueState.UNREADABLE else "blank_value")
        return Words(nothing.english, nothing.chinese)


def by_gravity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, else in the given order."""
    return tuple(sorted(findings, key=lambda finding: _ORDER.index(finding.severity)))


def number_words(number: Decimal) -> Words:
    """A number without an exponent or idle decimals."""
    text = f"{number.normalize():f}"
    return Words(text, text)


def _fill(template: str, named: Mapping[str, str]) -> str:
    """The template with its words; what nobody fills in stays, since a user's own template must not stop a run."""
    text = template
    for key, words in named.items():
        text = text.replace("{" + key + "}", words)
    return text
