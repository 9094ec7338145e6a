"""Any bytes give a report: plans cut, mutated and made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.formats import terraform_plan
from natpin.formats.interface import Inputs, Read
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Unknown

CASES = Path(__file__).parent / "cases"
PLANS = [json.loads(path.read_text()) for path in sorted(CASES.glob("*/*.json"))]
WITH_MODULES = json.loads((CASES / "modules/plan.json").read_text())


class OneFile:
    """A workspace of one file, in memory."""

    focus = (".",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def walk(self) -> Any:
        yield "plan.json"

    def read(self, path: str) -> bytes | Skipped:
        return self.data

    def exists(self, path: str) -> bool:
        return path == "plan.json"

    def listdir(self, folder: str) -> tuple[str, ...]:
        return ("plan.json",)

    def is_folder(self, path: str) -> bool:
        return False


def read(data: bytes) -> list[Read]:
    terraform_plan.claims("plan.json", data)
    return list(terraform_plan.read(Stack("terraform-plan", "plan.json"), OneFile(data), Inputs()))


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    (skipped,) = read(data)
    assert isinstance(skipped, Skipped)
    assert skipped.claims_aks


@settings(max_examples=100)
@given(st.sampled_from(PLANS), st.data())
def test_any_cut(plan: Any, data: st.DataObject) -> None:
    text = json.dumps(plan)
    end = data.draw(st.integers(0, len(text)))
    read(text[:end].encode())


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
    st.sampled_from(['module.m["', "each.value", "var.x", "local.y", "azurerm_subnet.this", "data.", "[", "module.network"]),
)  # fmt: skip


@settings(max_examples=150)
@given(st.sampled_from(PLANS), st.data())
def test_any_member_replaced(plan: Any, data: st.DataObject) -> None:
    """A plan in which one to four members anywhere hold something else."""
    changed = json.loads(json.dumps(plan))
    for _ in range(data.draw(st.integers(1, 4))):
        node: Any = changed
        while isinstance(node, dict | list) and node:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(node[key], dict | list) or not node[key] or data.draw(st.integers(0, 5)) == 0:
                node[key] = data.draw(junk)
                break
            node = node[key]
    read(json.dumps(changed).encode())


def test_deep_nesting_is_said() -> None:
    deep = (
        '{"format_version":"1.2","terraform_version":"1","planned_values":'
        + "[" * 50_000
        + "]" * 50_000
        + "}"
    )
    (skipped,) = read(deep.encode())
    assert isinstance(skipped, Skipped)
    assert skipped.claims_aks


def test_modules_that_call_each_other_through_references_end() -> None:
    def output(reference: str) -> dict[str, Any]:
        return {"expression": {"references": [reference]}}

    call = {
        "expressions": {"x": {"references": ["module.m.x"]}},
        "module": {"outputs": {"x": output("var.x"), "y": output("module.m.y")}},
    }
    plan = json.loads(json.dumps(WITH_MODULES))
    root = plan["configuration"]["root_module"]
    root["module_calls"]["m"] = call
    for item in root["resources"]:
        item["expressions"]["vnet_subnet_id"] = {"references": ["module.m.x", "module.m.y"]}
    plan["planned_values"]["root_module"]["child_modules"].append({"address": "module.m", "resources": []})
    assert read(json.dumps(plan).encode())


def test_a_plan_made_to_be_followed_for_ever_is_given_up_as_unknown() -> None:
    """Every one of many instances refers to every other: what cannot be followed is unknown, and reading ends."""
    count = 1500
    kind = "azurerm_nat_gateway"
    resources = [
        {
            "address": f"{kind}.x[{i}]",
            "mode": "managed",
            "type": kind,
            "name": "x",
            "index": i,
            "values": {"name": "x"},
        }
        for i in range(count)
    ]
    references = [f"{kind}.x[{i}].id" for i in range(count)]
    configured = {
        "address": f"{kind}.x",
        "type": kind,
        "name": "x",
        "expressions": {"zones": {"references": references}},
    }
    changes = [
        {
            "address": item["address"],
            "type": kind,
            "change": {"actions": ["create"], "after_unknown": {"zones": True}},
        }
        for item in resources
    ]
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": [configured]}},
    }
    found = [item for item in read(json.dumps(plan).encode()) if isinstance(item, Resource)]
    assert len(found) == count
    assert all(isinstance(item.get("zones"), Unknown) for item in found)
