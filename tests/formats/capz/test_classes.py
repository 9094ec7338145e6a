"""Patches of a ClusterClass: what they come to for the cluster that uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import read, written

from natpin.formats import capz
from natpin.model.doubt import Doubt
from natpin.model.resource import AGENT_POOL, CLUSTER, Resource
from natpin.model.value import plain

CLASS = """\
apiVersion: cluster.x-k8s.io/v1beta1
kind: ClusterClass
metadata: {name: shop}
spec:
  controlPlane: {ref: {kind: AzureManagedControlPlaneTemplate, name: plane}}
  infrastructure: {ref: {kind: AzureManagedClusterTemplate, name: infra}}
  workers: {machinePools: [{class: work, template: {infrastructure: {ref: {kind: AzureManagedMachinePoolTemplate, name: pool}}}}]}
  variables:
  - {name: outbound, schema: {openAPIV3Schema: {type: string, default: loadBalancer}}}
  - {name: net, schema: {openAPIV3Schema: {type: object}}}
  patches: PATCHES
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlaneTemplate
metadata: {name: plane}
spec: {template: {spec: {location: westeurope, resourceGroupName: rg}}}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedMachinePoolTemplate
metadata: {name: pool}
spec: {template: {spec: {mode: System, sku: Standard_D4s_v5}}}
"""
USER = """\
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata: {name: NAME}
spec: {topology: {class: shop, variables: [VARIABLES]}}
"""
PLANE = "{kind: AzureManagedControlPlaneTemplate, matchResources: {controlPlane: true}}"
POOL = "{kind: AzureManagedMachinePoolTemplate, matchResources: {machinePoolClass: {names: [work]}}}"


def patch(value: str, more: str = "", selector: str = PLANE) -> str:
    operation = f"{{op: add, path: /spec/template/spec/outboundType, {value}}}"
    return f"[{{name: out, {more}definitions: [{{selector: {selector}, jsonPatches: [{operation}]}}]}}]"


def user(variables: str = "", name: str = "one") -> str:
    return USER.replace("VARIABLES", variables).replace("NAME", name)


def in_namespace(topology: str) -> str:
    """A cluster in a namespace that is not the class's."""
    return (
        user(name="two").replace("name: two", "name: two, namespace: other").replace("class: shop", topology)
    )


NAT = "userAssignedNATGateway"
FROM = "valueFrom: {variable: outbound}"
GIVEN = f"{{name: outbound, value: {NAT}}}"
KNOWN = {
    "a value that is written": (patch(f"value: {NAT}"), user(), NAT),
    "a value, and no cluster here": (patch(f"value: {NAT}"), "", NAT),
    "the cluster's variable": (patch(FROM), user(GIVEN), NAT),
    "the default of the class": (patch(FROM), user(), "loadBalancer"),
    "a member of a variable": (
        patch("valueFrom: {variable: net.out}"),
        user(f"{{name: net, value: {{out: {NAT}}}}}"),
        NAT,
    ),
    "another cluster of another class": (
        patch(FROM),
        user(GIVEN) + in_namespace("class: shop") + in_namespace("classNamespace: x, class: shop"),
        NAT,
    ),
    "another template": (patch(f"value: {NAT}", selector=POOL), user(), None),
    "another place": (
        patch(f"value: {NAT}", selector=PLANE.replace("controlPlane", "infrastructureCluster")),
        user(),
        None,
    ),
    "no patch": ("[]", user(GIVEN), None),
}
OPEN = {
    "a condition": (patch(f"value: {NAT}", "enabledIf: '{{ .on }}', "), user()),
    "a template": (patch("valueFrom: {template: '{{ .outbound }}'}"), user()),
    "an external patch": ("[{name: out, external: {generateExtension: x}}]", user()),
    "a variable without a value": (patch("valueFrom: {variable: net.out}"), user()),
    "two clusters": (patch(FROM), user(GIVEN) + user("", "two")),
    "no cluster": (patch(FROM), ""),
    "a path that does not exist": (
        patch(f"value: {NAT}").replace("/outboundType", "/no/outboundType"),
        user(),
    ),
    "another cluster, in another namespace": (
        patch(FROM),
        user(GIVEN) + in_namespace("classNamespace: default, class: shop"),
    ),
    "another cluster, in another namespace, in later words": (
        patch(FROM),
        user(GIVEN) + in_namespace("classRef: {name: shop, namespace: default}"),
    ),
    "a control plane with variables of its own": (
        patch(FROM),
        user(GIVEN).replace(
            "class: shop,",
            "class: shop, controlPlane: {variables: {overrides: [{name: outbound, value: loadBalancer}]}},",
        ),
    ),
    "a pool with variables of its own": (
        patch(FROM),
        user().replace(
            "class: shop,",
            "class: shop, workers: {machinePools: [{class: work, variables: {overrides: []}}]},",
        ),
    ),
}


def outbound(folder: Path, patches: str, cluster: str) -> tuple[object, list[Doubt]]:
    written(folder, {"aks.yaml": CLASS.replace("PATCHES", patches) + cluster})
    parts = [part for _, found in read(folder, capz) for part in found]
    (made,) = [one for one in parts if isinstance(one, Resource) and one.type == CLUSTER]
    return plain(made.get("networkProfile.outboundType")), [one for one in parts if isinstance(one, Doubt)]


@pytest.mark.parametrize("name", KNOWN)
def test_what_the_patches_set(name: str, tmp_path: Path) -> None:
    patches, cluster, expected = KNOWN[name]
    found, doubts = outbound(tmp_path, patches, cluster)
    assert found == expected
    assert not [one for one in doubts if "ClusterClass" in one.reason]


@pytest.mark.parametrize("name", OPEN)
def test_what_is_not_known_opens_the_templates(name: str, tmp_path: Path) -> None:
    found, doubts = outbound(tmp_path, *OPEN[name])
    assert found is None
    assert {one.reach.types for one in doubts if "ClusterClass" in one.reason} >= {(CLUSTER,)}


TOPOLOGY = "{class: shop, workers: {machinePools: [{class: WHICH, name: a}]}}"


@pytest.mark.parametrize(
    ("topology", "pools"),
    [
        (None, 1),  # a class that no cluster here uses is judged as it is written
        (TOPOLOGY.replace("WHICH", "work"), 1),
        (TOPOLOGY.replace("WHICH", "other"), 0),
        ("{class: shop}", 0),
        ("{class: other}", 1),
    ],
)
def test_a_pool_that_no_cluster_has_is_not_made(topology: str | None, pools: int, tmp_path: Path) -> None:
    of_cluster = (
        "---\napiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: one}\nspec: {topology: "
    )
    files = CLASS.replace("patches: PATCHES", "patches: []") + (
        f"{of_cluster}{topology}}}\n" if topology else ""
    )
    written(tmp_path, {"c.yaml": files})
    made = [part for _, parts in read(tmp_path, capz) for part in parts if isinstance(part, Resource)]
    assert len([one for one in made if one.type == AGENT_POOL]) == pools
