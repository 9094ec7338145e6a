"""Every schema that natpin publishes has a name of its own that stays the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
IDS = {
    "policies/schema/natpin.schema.json": "urn:natpin:schema:configuration",
    "policies/schema/policy.schema.json": "urn:natpin:schema:policy",
    "src/natpin/commands/config.schema.json": "urn:natpin:schema:config:v1",
    "src/natpin/comparison/diff.schema.json": "urn:natpin:schema:diff:v1",
    "src/natpin/formats/snapshot.schema.json": "urn:natpin:schema:snapshot:v1",
    "src/natpin/reporters/drift/drift.schema.json": "urn:natpin:schema:drift:v1",
    "src/natpin/reporters/report.schema.json": "urn:natpin:schema:report:v1",
    "src/natpin/adoption/adoption.schema.json": "urn:natpin:schema:adoption:v1",
    "src/natpin/commands/verify-routes.schema.json": "urn:natpin:schema:verify-routes:v1",
    "src/natpin/commands/verify.schema.json": "urn:natpin:schema:verify:v1",
    "src/natpin/reporters/capacity/capacity.schema.json": "urn:natpin:schema:capacity:v1",
    "src/natpin/fleet/fleet.schema.json": "urn:natpin:schema:fleet:v1",
    "src/natpin/history/history.schema.json": "urn:natpin:schema:history:v1",
    "src/natpin/policy/baseline.schema.json": "urn:natpin:schema:baseline:v1",
    "src/natpin/policy/rule.schema.json": "urn:natpin:schema:rule:v1",
    "src/natpin/provision/applied.schema.json": "urn:natpin:schema:applied:v1",
    "src/natpin/provision/plan.schema.json": "urn:natpin:schema:plan:v1",
    "src/natpin/reporters/egress.schema.json": "urn:natpin:schema:egress:v1",
}
"""Somebody's editor or pipeline names them: one that is here is not changed."""


def test_these_are_all() -> None:
    found = {*(ROOT / "src").rglob("*.schema.json"), *(ROOT / "policies").rglob("*.schema.json")}
    assert {path.relative_to(ROOT).as_posix() for path in found} == set(IDS)


@pytest.mark.parametrize(("path", "name"), IDS.items())
def test_a_schema_has_its_name(path: str, name: str) -> None:
    schema = json.loads((ROOT / path).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == name
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
