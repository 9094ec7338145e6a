"""The topologies of the Rosetta suite as they would stand in Azure: their ARM templates, put in place in a simulated one."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from natpin.model.resource import AGENT_POOL, CLUSTER, LOCK, NAT_GATEWAY, VIRTUAL_NETWORK

from .bench import Bench

TOPOLOGIES = Path(__file__).parents[1] / "topologies"
CASES = sorted(path.parent.name for path in TOPOLOGIES.glob("*/expected.json"))
GROUP, REGION = "rg-shop", "westeurope"


def root_of(case: str) -> Path:
    """Where a topology's files are."""
    expected = json.loads((TOPOLOGIES / case / "expected.json").read_text())
    return TOPOLOGIES.parents[1] / expected["root"] if "root" in expected else TOPOLOGIES / case


def stand(case: str, ground: Bench) -> str:
    """Put a topology in place; the id of its cluster. What Azure would not make is refused as Azure refuses it: raises
    ``natpin.simulator.errors.Refused``."""
    (template,) = root_of(case).rglob("azuredeploy.json")
    written = re.sub(r"^\s*//.*$| // .*$", "", template.read_text(), flags=re.MULTILINE)
    resources = _Deployment(json.loads(written), ground.subscription).resources()
    of_cluster = [each for each in resources if each["type"] == CLUSTER]
    for pool in (each for each in resources if each["type"] == AGENT_POOL):
        profile = {"name": pool["name"].rpartition("/")[2], **pool["properties"]}
        of_cluster[0]["properties"]["agentPoolProfiles"].append(profile)
    detached = []
    for body in resources:
        if body["type"] == VIRTUAL_NETWORK:
            detached = _with_gateways(body, resources)
        if body["type"] == LOCK:
            ground.azure.lock(body["scope"], body["properties"]["level"], body["name"])
        elif body["type"] != AGENT_POOL:
            ground.azure.seed(body)
    ground.azure.seed(*detached)
    ground.azure.settle()
    return str(of_cluster[0]["id"])


def _with_gateways(network: dict[str, Any], resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """AKS makes no pool in a subnet without a gateway, and does not see one that is detached later: each subnet gets one,
    and the answer takes it off again."""
    gateways = [each["id"] for each in resources if each["type"] == NAT_GATEWAY]
    detached = []
    for subnet in network["properties"]["subnets"]:
        if gateways and "natGateway" not in subnet["properties"]:
            detached.append(
                {"id": f"{network['id']}/subnets/{subnet['name']}", "properties": dict(subnet["properties"])}
            )
            subnet["properties"]["natGateway"] = {"id": gateways[0]}
    return detached


class _Deployment:
    """A template with the defaults of its parameters: as much of its language as the topologies use."""

    def __init__(self, template: dict[str, Any], subscription: str) -> None:
        self._template = template
        self._subscription = subscription

    def resources(self) -> list[dict[str, Any]]:
        """ARM bodies, in the template's order."""
        made = [self._value(each) for each in self._template["resources"]]
        for each in made:
            each["id"] = self._id(each["type"], *each["name"].split("/"))
        return [{key: each[key] for key in each if key not in ("apiVersion", "dependsOn")} for each in made]

    def _value(self, value: Any) -> Any:
        match value:
            case dict():
                return {key: self._value(item) for key, item in value.items()}
            case list():
                return [self._value(item) for item in value]
            case str() if value.startswith("["):
                return self._asked(ast.parse(value[1:-1], mode="eval").body)
        return value

    def _asked(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Attribute(attr="location"):
                return REGION
            case ast.Call(func=ast.Name(id=name), args=arguments):
                given = [self._asked(each) for each in arguments]
                match name:
                    case "parameters":
                        return self._value(self._template["parameters"][given[0]]["defaultValue"])
                    case "variables":
                        return self._value(self._template["variables"][given[0]])
                    case "concat":
                        return "".join(given)
                    case "resourceId":
                        return self._id(*given)
        raise NotImplementedError(ast.dump(node))

    def _id(self, type_: str, *names: str) -> str:
        namespace, *kinds = type_.split("/")
        below = "/".join(f"{kind}/{name}" for kind, name in zip(kinds, names, strict=True))
        return f"/subscriptions/{self._subscription}/resourceGroups/{GROUP}/providers/{namespace}/{below}"
