from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, ValidationError

from ocr_pipeline.exports.to_json import json_bytes, report_schema
from ocr_pipeline.model.provenance import Timing
from ocr_pipeline.model.report import CheckedReport
from ocr_pipeline.model.report_codec import report_to_plain
from tests.reports import MAKING, report_of, truth_of
from tests.values import reports

VALIDATOR = Draft202012Validator(report_schema())


def published(report: CheckedReport) -> Any:
    return json.loads(json_bytes(report_to_plain(report, MAKING, (Timing("read_cells", 0.41),))))


def test_the_shipped_schema_is_a_valid_one() -> None:
    Draft202012Validator.check_schema(report_schema())


def test_a_whole_report_obeys_the_shipped_schema() -> None:
    VALIDATOR.validate(published(report_of(truth_of("yuelu2020"))))


@settings(max_examples=15)
@given(reports())
def test_every_report_obeys_the_shipped_schema(report: CheckedReport) -> None:
    VALIDATOR.validate(published(report))


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (("status",), "fine"),
        (("cells", 0, "state"), "empty"),
        (("cells", 0, "value"), 292),
        (("cells", 0, "confidence"), 1.2),
        (("cells", 0, "box"), [0, 0, 1]),
        (("document", "sha256"), "abc"),
        (("findings", 0, "cause"), "nobody"),
    ],
)
def test_a_wrong_report_does_not_obey_it(where: tuple[str | int, ...], wrong: object) -> None:
    plain = published(report_of(truth_of("yuelu2020")))
    part = plain
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = wrong

    with pytest.raises(ValidationError):
        VALIDATOR.validate(plain)


def test_a_number_needs_a_value() -> None:
    plain = published(report_of(truth_of("yuelu2020")))
    plain["cells"][0]["value"] = None

    with pytest.raises(ValidationError):
        VALIDATOR.validate(plain)
