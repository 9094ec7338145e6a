"""What one root may set on, or add to, what another root declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from natpin.formats.terraform import providers
from natpin.languages.terraform.folder import Folder
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.resource import NAT_GATEWAY, ROUTE, ROUTE_TABLE, SUBNET
from natpin.workspace import words_of

_NOT_JOINING = frozenset(
    {
        "azurerm_kubernetes_cluster",
        "azurerm_kubernetes_cluster_node_pool",
        "azurerm_kubernetes_automatic_cluster",
        "argocd_application",
        "helm_release",
        "kubectl_file_documents",
        "kubectl_manifest",
        "kubernetes_config_map",
        "kubernetes_config_map_v1",
        "kubernetes_manifest",
        "kubernetes_network_policy",
        "kubernetes_network_policy_v1",
        "null_resource",
        "terraform_data",
        *providers.WORKLOADS,
    }
)


@cache
def joining() -> frozenset[str]:
    """Types that may say something about what another root declares."""
    from natpin.formats.terraform.providers.bearing import DOUBTFUL

    return (providers.RELEVANT | DOUBTFUL) - _NOT_JOINING


ATTACHED = (SUBNET, NAT_GATEWAY, ROUTE_TABLE)
ATTACHMENTS = ("natGateway", "routeTable", "publicIpAddresses", "publicIpPrefixes", "routes")
"""What associations set, on which."""
SETTING: Mapping[str, Reach] = {
    "azapi_resource_action": Reach(ATTACHED, properties=ATTACHMENTS),
    "azapi_update_resource": Reach(ATTACHED, properties=ATTACHMENTS),
    "azurerm_nat_gateway_public_ip_association": Reach((NAT_GATEWAY,), properties=("publicIpAddresses",)),
    "azurerm_nat_gateway_public_ip_prefix_association": Reach(
        (NAT_GATEWAY,), properties=("publicIpPrefixes",)
    ),
    "azurerm_route": Reach((ROUTE,), adds=True, alters=False),
    "azurerm_subnet_nat_gateway_association": Reach((SUBNET,), properties=("natGateway",)),
    "azurerm_subnet_route_table_association": Reach((SUBNET,), properties=("routeTable",)),
}
"""What a type that changes another resource may set there."""


def unparsed(folders: Iterable[Folder]) -> Iterator[tuple[str, str]]:
    """What in some folders may set something on what another root declares, and cannot be parsed: its type, and its text
    in lower case."""
    for folder in folders:
        for (data, kind, _), declared in folder.resources.items():
            if not data and kind in SETTING and declared.body() is None:
                block = declared.block
                yield kind, _words(block.source.text[block.start : block.end].partition("{")[2])
        for broken in folder.broken:
            said = _words(broken.text or "")
            yield from ((kind, said) for kind in SETTING if kind in said)


def _words(text: str) -> str:
    return words_of(text.encode("utf-8", "replace")).decode("utf-8", "replace").lower()


def may_attach(reason: str, at: Location, settle_by: str) -> Iterator[Doubt]:
    """What something that is not read may attach to networks that others declare, and add to them."""
    yield Doubt(reason, at, settle_by, Reach(ATTACHED, properties=ATTACHMENTS))
    yield Doubt(reason, at, settle_by, Reach((ROUTE,), adds=True, alters=False))
