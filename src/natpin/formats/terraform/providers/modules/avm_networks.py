"""Azure/avm-res-network-virtualnetwork/azurerm 0.2 to 0.22 (0.1 is apart) and its submodule ``subnet``: networks, subnets, peerings.

Source: the module's ``main.tf``, ``main.peering.tf``, ``variables.tf`` and ``outputs.tf``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.modules import avm_first_networks
from natpin.formats.terraform.providers.modules.calls import (
    entries,
    given,
    given_or,
    if_unknown,
    inside,
    instance,
    reference,
    version,
    written,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model import resource as arm
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, text

_LATER = "terraform show -json"


def virtual_network(call: ModuleCall) -> Iterator[Instance]:
    """avm-res-network-virtualnetwork: azapi resources, subnets by map key."""
    if (version(call) or (1,)) < (0, 2):
        yield from avm_first_networks.network(call)
        return
    network = {
        "type": Value(arm.VIRTUAL_NETWORK, call.at),
        "name": given(call, "name"),
        "location": given(call, "location"),
        "parent_id": given(call, "parent_id") or _group_id(call),
    }
    yield instance(call, "azapi_resource.vnet", network)
    for key, arguments, element in entries(given(call, "subnets")):
        yield instance(
            call,
            f'azapi_resource.subnet["{key or "?"}"]',
            {
                "type": Value(arm.SUBNET, call.at),
                "name": arguments.get("name") or if_unknown(element),
                "parent_id": reference(call, "azapi_resource.vnet"),
                "body": _subnet_body(call, arguments, element),
            },
        )
    for key, arguments, element in entries(given(call, "peerings")):
        remote = arguments.get("remote_virtual_network_resource_id") or if_unknown(element)
        uses = arguments.get("use_remote_gateways") or if_unknown(element) or given_or(call, False)
        body = written(
            {
                "remoteVirtualNetwork": None if remote is None else Value({"id": remote}, remote.at),
                "useRemoteGateways": uses,
            }
        )
        yield instance(
            call,
            f'azapi_resource.peering["{key or "?"}"]',
            {
                "type": Value(arm.PEERING, call.at),
                "name": arguments.get("name") or if_unknown(element),
                "parent_id": reference(call, "azapi_resource.vnet"),
                "body": Value({"properties": Value(body, element.at)}, element.at),
            },
            conditional=element if isinstance(element, Unknown) else None,
        )


def subnet(call: ModuleCall) -> Iterator[Instance]:
    """avm-res-network-virtualnetwork//modules/subnet; ``virtual_network.resource_id`` became ``parent_id``."""
    yield instance(
        call,
        "azapi_resource.subnet",
        {
            "type": Value(arm.SUBNET, call.at),
            "name": given(call, "name"),
            "parent_id": given(call, "parent_id") or inside(given(call, "virtual_network"), "resource_id"),
            "body": _subnet_body(call, call.inputs, Value({}, call.at)),
        },
    )


def subnet_output(call: ModuleCall, name: str) -> Node | None:
    """An output of avm-res-network-virtualnetwork//modules/subnet."""
    match name:
        case "resource_id":
            return reference(call, "azapi_resource.subnet")
        case "name":
            return given(call, "name")
    return None


def _subnet_body(call: ModuleCall, arguments: Mapping[str, Node], element: Node) -> Node:
    """A subnet of the AVM modules: unlike azurerm, they turn default outbound access off."""
    nat = inside(arguments.get("nat_gateway"), "id") or if_unknown(element)
    table = inside(arguments.get("route_table"), "id") or if_unknown(element)
    body = written(
        {
            "natGateway": None if nat is None else Value({"id": nat}, nat.at),
            "routeTable": None if table is None else Value({"id": table}, table.at),
            "addressPrefixes": arguments.get("address_prefixes"),
            "addressPrefix": arguments.get("address_prefix"),
            "delegations": _delegations(arguments),
            "serviceEndpoints": _endpoints(arguments),
            "defaultOutboundAccess": arguments.get("default_outbound_access_enabled")
            or given_or(call, False),
        }
    )
    return Value({"properties": Value(body, element.at)}, element.at)


def _delegations(arguments: Mapping[str, Node]) -> Node | None:
    """``delegation``, later ``delegations``: ``{name, service_delegation: {name}}`` each."""
    given_list = arguments.get("delegations") or arguments.get("delegation")
    if not isinstance(given_list, Value) or not isinstance(given_list.data, tuple):
        return given_list
    found = []
    for each in given_list.data:
        service = inside(each, "service_delegation", "name") or Unknown("the service is not written", each.at)
        found.append(Value({"properties": Value({"serviceName": service}, each.at)}, each.at))
    return Value(tuple(found), given_list.at)


def _endpoints(arguments: Mapping[str, Node]) -> Node | None:
    """``service_endpoints``, names; later ``service_endpoints_with_location``: ``{service, locations}`` each."""
    located, named = arguments.get("service_endpoints_with_location"), arguments.get("service_endpoints")
    if located is not None and not is_absent(located):
        return located
    if not isinstance(named, Value) or not isinstance(named.data, tuple):
        return named
    return Value(tuple(Value({"service": each}, each.at) for each in named.data), named.at)


def virtual_network_output(call: ModuleCall, name: str) -> Node | None:
    """An output of avm-res-network-virtualnetwork."""
    if (version(call) or (1,)) < (0, 2):
        return avm_first_networks.network_output(call, name)
    given_subnets = given(call, "subnets")
    match name:
        case "resource_id":
            return reference(call, "azapi_resource.vnet")
        case "name":
            return given(call, "name")
        case "subnets" if version(call) == (0, 2, 0):
            return None  # that version gave its peerings under this name
        case "subnets" if isinstance(given_subnets, Unknown):
            return given_subnets
        case "subnets":
            return Value(
                {
                    key: Value(
                        written(
                            {
                                "resource_id": reference(call, f'azapi_resource.subnet["{key}"]'),
                                "name": arguments.get("name"),
                            }
                        ),
                        call.at,
                    )
                    for key, arguments, _ in entries(given_subnets)
                    if key is not None
                },
                call.at,
            )
    return None


def _group_id(call: ModuleCall) -> Node | None:
    """Until 0.10 the module took the resource group's name."""
    name = given(call, "resource_group_name")
    if name is None:
        return None
    if isinstance(name, Reference):
        return Reference(name.target, "id", name.at)
    piece = text(name) if isinstance(name, Value) else name
    return Unknown(
        "the subscription is not known", name.at, _LATER, ("/subscriptions/", None, "/resourceGroups/", piece)
    )
