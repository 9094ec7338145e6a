"""What is no drift, and is not told as such: neither by anybody's change nor by Azure's own hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from natpin.drift.properties import PROPERTIES
from natpin.drift.values import value_differences
from natpin.formats.snapshot import Guard, resource
from natpin.model.change import Uncompared
from natpin.model.location import Location
from natpin.model.resource import SUBNET
from natpin.model.value import of

from .conftest import Look
from .estate import Change
from .not_drift import NOT_DRIFT
from .test_cases import entries

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*/*.json"))


@pytest.mark.parametrize("name", NOT_DRIFT)
def test_no_drift_is_told(look: Look, change: Change, name: str) -> None:
    NOT_DRIFT[name](change)
    for side in ("files", "snapshot"):
        assert [(entry.drift.label, entry.drift.effect) for entry in entries(look, side)] == []


def test_there_are_changes_enough() -> None:
    assert len(NOT_DRIFT) >= 40


# -- Azure's own hand: what was sent, held against what it then answers -----------------------------------------------

KINDS = {kind.lower(): kind for kind in PROPERTIES}


def written() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every recorded write of a kind that is compared, with the last answer before the next write to it."""
    for path in RECORDINGS:
        interactions = json.loads(path.read_text("utf-8"))
        sent: dict[str, dict[str, Any]] = {}
        answers: dict[str, dict[str, Any]] = {}
        for one in interactions:
            uri = one["uri"].removeprefix("https://management.azure.com").partition("?")[0]
            key, body = uri.lower(), one.get("body")
            if one["method"] == "PUT" and one["status"] < 300 and isinstance(one.get("request"), dict):
                if key in answers and key in sent:
                    yield f"{path.stem}:{uri.rsplit('/', 1)[-1]}", sent[key], answers.pop(key)
                sent[key] = {**one["request"], "id": uri}
            if isinstance(body, dict) and key in sent and str(body.get("id", "")).lower() == key:
                answers[key] = body
        for key, body in answers.items():
            yield f"{path.stem}:{key.rsplit('/', 1)[-1]}", sent[key], body


WRITTEN = [
    (name, sent, answer) for name, sent, answer in written() if str(answer.get("type", "")).lower() in KINDS
]


def test_the_recordings_hold_writes() -> None:
    assert len(WRITTEN) > 30
    assert len({str(answer["type"]).lower() for _, _, answer in WRITTEN}) >= 5


@pytest.mark.parametrize(("name", "sent", "answer"), WRITTEN, ids=[name for name, _, _ in WRITTEN])
def test_what_azure_makes_of_a_write_is_no_drift(
    name: str, sent: dict[str, Any], answer: dict[str, Any]
) -> None:
    declared, live = made({**sent, "type": answer["type"]}), made(answer)
    told = [
        (one.drift.label, one.drift.declared, one.drift.live)
        for one in value_differences(declared, live, (), name, ())
        if not isinstance(one, Uncompared)
    ]
    assert told == []


def made(body: dict[str, Any]) -> Any:
    from natpin.model.record import replace

    found = resource(of(body, Location("recorded")), Guard(None))
    assert found is not None
    if found.type.lower() == SUBNET.lower():
        found = replace(found, properties={**found.properties})
    return replace(found, type=KINDS[found.type.lower()])
