"""Whatever a configuration holds, translation yields or stays silent; it never raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.formats.terraform.providers import (
    RELEVANT,
    module_output,
    translate,
    translate_module,
    understood,
)
from natpin.formats.terraform.providers.clusters import _PATHS
from natpin.formats.terraform.providers.modules import _MODULES
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.resource import Link, Resource
from natpin.model.value import Node, Reference, Unknown, Value, unknowns

from .instances import AT

NAMES = sorted(
    {
        "name", "resource_group_name", "virtual_network_name", "subnet", "route", "body", "type", "parent_id",
        "resource_id", "subnet_id", "nat_gateway_id", "zones", "sku", "provisioner", "command", "scope", "metadata", "spec", "manifest", "yaml_body",
        "availability_zone", "ip_tags", "properties", "subnets", "node_pools", "network", "public_ips", "id",
        "network_profile", "default_node_pool", "agent_pool_profile", "addon_profile", "aci_connector_linux",
        *_PATHS,
    }
)  # fmt: skip

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1000, 1000),
    st.floats(allow_nan=False),
    st.sampled_from(["", "x", "10", "true", "Microsoft.Network/natGateways@2025-05-01", '{"properties":{"a":', "/subnets/a"]),
    st.text(max_size=5),
)  # fmt: skip
references = st.builds(
    Reference,
    st.sampled_from(["azurerm_subnet.s", "azapi_resource.a", "random_pet.p", "azurerm_virtual_network.v", "nowhere"]),
    st.sampled_from(["id", "name", "subnet[0].id", "ip_configuration[0].private_ip_address", "output.properties.x", ""]),
)  # fmt: skip
holes = st.builds(
    lambda parts: Unknown("hole", AT, None, tuple(parts)),
    st.lists(
        st.one_of(
            st.none(),
            references,
            st.sampled_from(['{"properties":{"x":"', '"}}', "[", "/subnets/", "az aks create "]),
        ),
        max_size=4,
    ),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    st.one_of(scalars.map(Value), references, holes),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Value(tuple(items), AT)),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=4).map(lambda items: Value(items, AT)),
    ),
    max_leaves=12,
)
arguments = st.dictionaries(st.sampled_from(NAMES), nodes, max_size=8)
instances = st.builds(
    Instance,
    address=st.sampled_from(["azurerm_subnet.s", "azapi_resource.a", "random_pet.p", "azurerm_virtual_network.v"]),
    type=st.sampled_from(sorted(RELEVANT)),
    attributes=arguments,
    at=st.just(AT),
    data=st.booleans(),
    provider_version=st.sampled_from([None, "2.99.0", "3", "4.1", "5", "x"]),
    depends_on=st.lists(references, max_size=2).map(tuple),
    ignore_changes=st.lists(st.sampled_from(["tags", "default_node_pool[0].node_count", "[", "all"]), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=100)
@given(instances, st.lists(instances, max_size=4))
def test_translation_never_raises(instance: Instance, others: list[Instance]) -> None:
    around = {other.address: other for other in others}
    for item in translate(instance, around.get):
        if isinstance(item, Resource | Link):
            assert item.address == instance.address


@settings(max_examples=80)
@given(
    st.sampled_from(sorted(_MODULES)),
    st.sampled_from([None, "0.2.1", "0.3.0", "~> 0.8", "1.0", "4.1", "9.4.1", "11.0.0", "99"]),
    arguments,
    st.sampled_from(
        ["resource_id", "aks_id", "aks_name", "vnet_subnets", "vnet_subnets_name_id", "subnets", "name"]
    ),
)
def test_modules_never_raise(source: str, version: str | None, inputs: dict[str, Any], output: str) -> None:
    call = ModuleCall("module.m", source, version, inputs, AT)
    declared = list(translate_module(call, lambda _: None))
    found = module_output(call, output)
    if not understood(call):
        assert (declared, found) == ([], None)


SAYING_NOTHING = {
    *("null_resource", "terraform_data", "helm_release", "kubernetes_config_map", "kubernetes_config_map_v1"),
    *("kubernetes_secret", "kubernetes_secret_v1"),
    *("argocd_application", "kubectl_file_documents"),
}
"""Those that bear on egress only by what they are seen to say: values of a chart, and settings, are about other things
nearly always."""


@pytest.mark.parametrize("kind", sorted(RELEVANT - SAYING_NOTHING))
def test_all_unknown_is_told_as_unknown(kind: str) -> None:
    """No argument that decides anything may turn from unknown into absent."""
    cause = Unknown("var.x has no default", AT)
    attributes: dict[str, Node] = dict.fromkeys(NAMES, cause)
    attributes["type"] = Value("Microsoft.Network/virtualNetworks/subnets@2025-05-01")
    (*items,) = translate(Instance(f"{kind}.x", kind, attributes, AT), lambda _: None)
    assert items
    for item in items:
        if isinstance(item, Resource):
            assert cause in [*unknowns(Value(item.properties)), item.name]
        elif isinstance(item, Link):
            assert isinstance(item.source, Unknown)
            assert isinstance(item.target, Unknown)
