"""Terraform's providers in ARM's vocabulary: azurerm, azapi, and the registry modules built on them.

``translate`` takes one evaluated instance, whether evaluation of HCL or a plan made it, and yields what it declares.
What an evaluator should hand over so that nothing is lost:

- a reference to another instance's name whose value is unknown, as ``Reference(address, "name")``;
- an interpolation as Unknown with ``parts``, ids of other resources in them as ``Reference(address, "id")``;
- the result of ``jsonencode`` likewise (azapi's body is read with the holes left open);
- ``provisioner`` blocks as a tuple of objects under ``provisioner``, for terraform_data and null_resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from natpin.formats.terraform.providers import propagation, workloads
from natpin.formats.terraform.providers.references import Lookup, inline_subnet_id
from natpin.formats.terraform.providers.updates import with_updates
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.part import Part
from natpin.model.value import Node

if TYPE_CHECKING:
    from natpin.formats.terraform.providers.modules import Module

__all__ = [
    "RELEVANT",
    "TRANSLATED",
    "Translated",
    "computed_subnet_id",
    "module_instances",
    "module_output",
    "translate",
    "translate_module",
    "understood",
    "with_updates",
]

Translated = Part


_Translation = Callable[[Instance, Lookup], Iterator[Translated]]


def _late(module: str, function: str) -> _Translation:
    """A translation of a module of this package, which is imported when an instance needs it: few stacks need all."""

    def translated(instance: Instance, lookup: Lookup) -> Iterator[Translated]:
        translation: _Translation = getattr(import_module(f"{__name__}.{module}"), function)
        return translation(instance, lookup)

    return translated


def _azapi(instance: Instance, lookup: Lookup) -> Iterator[Translated]:
    """An azapi_resource, translated when its type is."""
    from natpin.formats.terraform.providers import azapi, bearing

    if azapi.typed(instance)[0] is not None:
        yield from azapi.azapi_resource(instance, lookup)
    elif not instance.data:
        yield from bearing.untranslated(instance, lookup)


_TRANSLATIONS: Mapping[str, _Translation] = {
    "azapi_resource": _azapi,
    "azapi_update_resource": _late("azapi", "azapi_update_resource"),
    "azurerm_firewall": _late("groups", "firewall"),
    "azurerm_kubernetes_automatic_cluster": _late("clusters", "automatic_cluster"),
    "azurerm_kubernetes_cluster": _late("clusters", "cluster"),
    "azurerm_kubernetes_cluster_node_pool": _late("pools", "node_pool"),
    "azurerm_management_lock": _late("groups", "management_lock"),
    "azurerm_nat_gateway": _late("gateways", "nat_gateway"),
    "azurerm_nat_gateway_public_ip_association": _late("gateways", "association"),
    "azurerm_nat_gateway_public_ip_prefix_association": _late("gateways", "association"),
    "azurerm_public_ip": _late("addresses", "public_ip"),
    "azurerm_public_ip_prefix": _late("addresses", "public_ip_prefix"),
    "azurerm_resource_group": _late("groups", "resource_group"),
    "azurerm_route": _late("routes", "route"),
    "azurerm_route_table": _late("routes", "route_table"),
    "azurerm_subnet": _late("networks", "subnet"),
    "azurerm_subnet_nat_gateway_association": _late("gateways", "association"),
    "azurerm_subnet_route_table_association": _late("gateways", "association"),
    "azurerm_virtual_network": _late("networks", "virtual_network"),
    "argocd_application": _late("manifests", "application"),
    "helm_release": _late("manifests", "helm_release"),
    "kubectl_file_documents": _late("manifests", "file_documents"),
    "kubectl_manifest": _late("manifests", "manifest"),
    "kubernetes_config_map": _late("manifests", "config_map"),
    "kubernetes_config_map_v1": _late("manifests", "config_map"),
    "kubernetes_secret": _late("manifests", "config_map"),
    "kubernetes_secret_v1": _late("manifests", "config_map"),
    "kubernetes_manifest": _late("manifests", "manifest"),
    "kubernetes_network_policy": _late("manifests", "network_policy"),
    "kubernetes_network_policy_v1": _late("manifests", "network_policy"),
    **dict.fromkeys(workloads.TYPES, workloads.workload),
    **{name: propagation.translation(kind) for name, kind in propagation.TYPES.items()},
}


class _Relevant(frozenset[str]):
    """The types that bear on egress; those that natpin does not know and that may are among them."""

    __slots__ = ()

    def __contains__(self, kind: object) -> bool:
        return super().__contains__(kind) or (isinstance(kind, str) and _doubtful(kind))


def _doubtful(kind: str) -> bool:
    from natpin.formats.terraform.providers.bearing import doubtful

    return doubtful(kind)


RELEVANT: frozenset[str] = _Relevant({*_TRANSLATIONS, "null_resource", "terraform_data"})
"""Terraform types, of resources and of data sources, that bear on egress or may. Ask it; going through it tells fewer."""

WORKLOADS = workloads.TYPES
"""Those that run on a cluster."""

TRANSLATED: frozenset[str] = frozenset(_TRANSLATIONS)
"""Those of which it is known what they declare."""


def translate(instance: Instance, lookup: Lookup) -> Iterator[Translated]:
    """What an instance declares, in ARM's words, and what it may change that is not followed; nothing for a type that
    does not bear on egress."""
    translation = _TRANSLATIONS.get(instance.type)
    if translation is not None:
        yield from translation(instance, lookup)
    else:
        from natpin.formats.terraform.providers import bearing

        yield from bearing.other(instance, lookup)
    if "provisioner" in instance.attributes:
        from natpin.formats.terraform.providers import commands

        yield from commands.provisioned(instance, lookup)


def _known(call: ModuleCall) -> Module | None:
    from natpin.formats.terraform.providers.modules import known

    return known(call)


def understood(call: ModuleCall) -> bool:
    """True when a called module's source need not be here: ``module_instances`` says what it makes."""
    return _known(call) is not None


def module_instances(call: ModuleCall) -> tuple[Instance, ...]:
    """The instances that a known registry module makes; none for one that is not understood."""
    module = _known(call)
    return tuple(module.instances(call)) if module is not None else ()


def translate_module(call: ModuleCall, lookup: Lookup) -> Iterator[Translated]:
    """What a known registry module declares, in ARM's words; nothing for one that is not understood."""
    made = {instance.address: instance for instance in module_instances(call)}

    def among(address: str) -> Instance | None:
        return made.get(address) or lookup(address)

    for instance in made.values():
        yield from translate(instance, among)


def module_output(call: ModuleCall, name: str) -> Node | None:
    """An output of a known registry module; None for one that is not understood."""
    module = _known(call)
    return module.output(call, name) if module is not None else None


def computed_subnet_id(network: Instance, name: Node | None, lookup: Lookup) -> Node:
    """The id of an inline ``subnet`` of an azurerm_virtual_network, for expressions that pick it out of the set."""
    return inline_subnet_id(network, name, lookup)
