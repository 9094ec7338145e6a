"""A broken policy says what is wrong, where, and what was probably meant; the published schema refuses it too."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from natpin.errors import NatpinError, PolicyError
from natpin.languages.located_yaml.checked import read
from natpin.policy.load import from_source

ROOT = Path(__file__).resolve().parents[2]

GOOD = """\
id: team-idle
title: Idle timeout
severity: error
subject: natGateway
rationale: Because.
remediation: Mend it.
message: "{name} of {param.least}"
parameters:
  - {name: least, type: integer, default: 4, description: The least., minimum: 4}
  - {name: regions, type: texts, default: [westeurope], description: Ours.}
require: {field: idleTimeoutInMinutes, gte: {param: least}}
"""

BROKEN = [
    # replaced text, replacement, message, refused by the schema too
    ("severity: error", "severity: grave", r":3:11: severity must be one of error, warning, note", True),
    ("subject: natGateway", "subject: natGatway", r":4:10: subject .*did you mean 'natGateway'", True),
    ("rationale: Because.", "reason: x", r":5:1: a policy has no 'reason'", True),
    ("title: Idle timeout\n", "", r":1:1: a policy needs 'title'", True),
    ("id: team-idle", "id: Team_Idle", r":1:5: id 'Team_Idle' must be lower-case", True),
    ("title: Idle timeout", "title: [a]", r":2:8: title must be text, not a list", True),
    ("field: idleTimeoutInMinutes", "field: idleTimeoutInMinute", r":11:18: unknown field .*did you mean 'idleTimeoutInMinutes'", True),
    ("gte:", "gtee:", r":11:40: a condition has no 'gtee'; did you mean 'gte'", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{feild: x}", r"exactly one of .*'feild' is none of them; did you mean 'field'", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: name}", r"exactly one operator", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: name, equals: a, in: [a]}", r"exactly one operator", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{all: []}", r":11:16: all needs at least one", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: publicIps.count, gte: 1}", r"goes through the list 'publicIps'", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{each: name, satisfy: {field: ., equals: 1}}", r"'name' of natGateway is not a list", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{each: publicIps, where: {field: count, gte: 1}}", r"'each' needs 'satisfy'", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{some: publicIps, where: {field: countt, gte: 1}}", r"unknown field 'countt' of natGateway.publicIps; did you mean 'count'", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{count: publicIps, where: {field: count, gte: 1}}", r"exactly one operator", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: name, exists: maybe}", r"exists must be true or false", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: ipCount, between: [1]}", r"between takes two numbers", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: ipCount, multipleOf: 0}", r"multipleOf must be above 0", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: name, in: a}", r"in must be a list", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: name, equals: [a]}", r"equals takes a single value", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: name, olderThan: soon}", r"an API version such as", True),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: name, matches: '(a'}", r"the pattern has a \( without", False),
    ("{field: idleTimeoutInMinutes, gte: {param: least}}", "{field: name, cidrWithin: [here]}", r"'here' is not an address range", False),
    ("{param: least}", "{param: leest}", r"there is no parameter 'leest'; did you mean 'least'", False),
    ("{param: least}", "{param: regions}", r"a parameter of type texts does not fit", False),
    ("{param: least}", "{field: nowhere}", r"unknown field 'nowhere'", False),
    ("{param: least}", "{param: least, field: name}", r"an operand is a value", True),
    ("default: 4,", "default: 3,", r"least must be at least 4, not 3", False),
    ("default: 4,", "default: four,", r"least must be a whole number", False),
    ("type: integer", "type: minutes", r"type must be one of integer", True),
    ("name: regions", "name: least", r"the parameter 'least' is listed twice", False),
    ("name: regions", "name: severity", r"'severity' cannot be a parameter's name", True),
    ("{name} of", "{nmae} of", r"unknown field 'nmae' .*did you mean 'name'", False),
    ("{name} of", "{name of", r"has a lone brace", False),
    ("{name} of", "{name; drop} of", r"neither a field nor simple arithmetic", False),
    ("{param.least}", "{param.most}", r"there is no parameter 'most'", False),
    ("severity: error", "severity: error\nonUnknown: pass", r"onUnknown must be one of unknown, fail, quiet", True),
    ("severity: error", "severity: error\nproperty: nowhere", r"unknown field 'nowhere'", False),
    ("severity: error", "severity: error\nfix: {safe: true}", r"fix needs 'description'", True),
    ("severity: error", "severity: error\nrelated: [{field: name}]", r"related needs 'message'", True),
    ("severity: error", "severity: error\nseverityWhen: [{when: {field: name, exists: true}, severity: mild}]", r"severity must be one of", True),
    ("severity: error", "severity: error\nseverityWhen: [{when: {field: nope, exists: true}, severity: note}]", r"unknown field 'nope'", True),
    ("severity: error", "severity: error\nnotIgnorable: maybe", r"notIgnorable must be true or false", True),
    ("severity: error", "severity: error\ntests: [{given: {}, expect: good}]", r"expect must be one of pass, fail", True),
    ("severity: error", "severity: error\nexamples: [{language: hcl, bad: x}]", r"an example needs 'good'", True),
]  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    document = json.loads((ROOT / "policies" / "schema" / "policy.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


def test_the_good_one_is_good(schema: jsonschema.Draft202012Validator) -> None:
    assert from_source(GOOD.encode(), "p.yaml").id == "team-idle"
    assert schema.is_valid(plain(GOOD))


@pytest.mark.parametrize(
    ("old", "new", "message", "schema_too"), BROKEN, ids=[f"{new[:60]}" for _, new, _, _ in BROKEN]
)
def test_a_broken_policy_is_refused(
    schema: jsonschema.Draft202012Validator, old: str, new: str, message: str, schema_too: bool
) -> None:
    assert GOOD.count(old) == 1
    text = GOOD.replace(old, new)
    with pytest.raises(PolicyError) as raised:
        from_source(text.encode(), "p.yaml")
    assert re.match(r"p\.yaml:\d+:\d+: ", str(raised.value))
    assert re.search(message, str(raised.value)), str(raised.value)
    assert schema.is_valid(plain(text)) is not schema_too


def test_the_schema_takes_every_built_in_rule(schema: jsonschema.Draft202012Validator) -> None:
    rules = sorted((ROOT / "policies" / "rules").glob("*.yaml"))
    assert len(rules) > 50
    refused = {
        path.name: error.message[:200]
        for path in rules
        for error in schema.iter_errors(plain(path.read_text()))
    }
    assert refused == {}


def test_a_broken_policy_is_an_error_that_natpin_reports() -> None:
    with pytest.raises(NatpinError):
        from_source(b"- a\n- b\n", "p.yaml")


def plain(text: str) -> object:
    return read(text.encode(), "p.yaml", PolicyError).plain()
