"""A plan as canonical JSON, and back."""

from __future__ import annotations

import json
from typing import Any

from natpin.errors import InputError, NatpinError
from natpin.languages.located_yaml.checked import read
from natpin.model.change import Action, Change, Plan, PropertyChange, entry_of
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.provision.desired import ALLOWABLE, STAGES, Desired
from natpin.provision.entries import parse_entry

SCHEMA = "natpin/plan/v1"
MAX_BYTES = 4 * 1024 * 1024


def dumped(plan: Plan) -> str:
    """The plan as canonical JSON: equal plans give equal bytes."""
    document = {
        "schema": SCHEMA,
        "tool": plan.tool,
        "scope": plan.scope,
        "stage": plan.stage,
        "fingerprint": plan.fingerprint,
        "wanted": plan.wanted,
        "allow": list(plan.allow),
        "notes": list(plan.notes),
        "summary": {action.value: sum(c.action is action for c in plan.changes) for action in Action},
        "changes": [_change(change) for change in plan.changes],
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "action": change.action.value,
        "id": change.id,
        "type": change.type,
        "after": change.after,
        "properties": [
            {"path": each.path, "before": each.before, "after": each.after} for each in change.properties
        ],
        "etag": change.etag,
        "reasons": list(change.reasons),
        "effects": list(change.effects),
        "at": {"path": change.at.path, "line": change.at.line, "column": change.at.column}
        if change.at
        else None,
        "dependsOn": list(change.depends_on),
        "touches": list(change.touches),
        "step": change.step,
    }


def loaded(source: bytes, path: str) -> Plan:
    """A plan from the bytes of a file. Raises InputError when it is none, or was altered."""
    if len(source) > MAX_BYTES:
        raise InputError(f"{path} is larger than {MAX_BYTES // 2**20} MiB: no plan of natpin's")
    try:
        document = json.loads(source)
        if not isinstance(document, dict) or document.get("schema") != SCHEMA:
            raise InputError(f"{path} is not a plan ({SCHEMA}): write one with natpin plan --out")
        plan = Plan(
            scope=_text(document["scope"]),
            changes=tuple(_read_change(each) for each in document["changes"]),
            tool=_text(document["tool"]),
            wanted=dict(document["wanted"]),
            allow=tuple(_text(word) for word in document["allow"]),
            notes=tuple(_text(note) for note in document["notes"]),
            stage=_text(document["stage"]),
        )
        stated = document["fingerprint"]
    except InputError:
        raise
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise InputError(f"{path} is not a plan ({SCHEMA}): write one with natpin plan --out") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is not a plan: {type(error).__name__}: {error}") from None
    if stated != plan.fingerprint:
        raise InputError(
            f"{path} was altered since it was written: its operations do not match its fingerprint"
        )
    return plan


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text was expected, not {type(value).__name__}")
    return value


def _read_change(item: dict[str, Any]) -> Change:
    at = item["at"]
    etag = item["etag"]
    return Change(
        action=Action(item["action"]),
        id=_text(item["id"]),
        type=_text(item["type"]),
        after=dict(item["after"]),
        properties=tuple(
            PropertyChange(_text(each["path"]), each["before"], each["after"]) for each in item["properties"]
        ),
        etag=None if etag is None else _text(etag),
        reasons=tuple(_text(reason) for reason in item["reasons"]),
        effects=tuple(_text(effect) for effect in item["effects"]),
        at=Location(_text(at["path"]), int(at["line"]), int(at["column"])) if at else None,
        depends_on=tuple(_text(id_) for id_ in item["dependsOn"]),
        touches=tuple(_text(id_) for id_ in item["touches"]),
        step=_text(item["step"]),
    )


def desired_of(plan: Plan) -> Desired:
    """The entry a plan was computed from. Raises InputError when the file holds no valid one."""
    name = entry_of(plan.scope)
    try:
        wanted = parse_entry(name, read(json.dumps(plan.wanted).encode(), "<plan>", InputError))
    except NatpinError as error:
        raise InputError(f"the plan's own entry is not valid: {error}") from None
    unknown = sorted(set(plan.allow) - set(ALLOWABLE))
    if plan.stage not in ("", *STAGES):
        raise InputError(f"the plan is for the stage {plan.stage!r}, which there is not: plan again")
    if unknown or wanted.scope.lower() != plan.scope.lower():
        raise InputError("the plan is inconsistent: create it again with natpin plan --out")
    return replace(wanted, stage=plan.stage)
