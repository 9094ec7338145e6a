"""Resource types that natpin does not translate: which of them are doubtful, and what they may change.

Those that are known not to bear on egress stand in ``harmless``. A type that is in none of the tables is doubtful when
its name says network or Kubernetes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from natpin.formats.terraform.providers import deployments, running
from natpin.formats.terraform.providers.azapi import kind_of, updated
from natpin.formats.terraform.providers.bodies import sent
from natpin.formats.terraform.providers.command_targets import within
from natpin.formats.terraform.providers.commands import of_script, provisioned
from natpin.formats.terraform.providers.harmless import FOREIGN, HARMLESS, arm_harmless
from natpin.formats.terraform.providers.propagation import HUB, HUB_ROUTE_TABLE
from natpin.formats.terraform.providers.reach import BEARING, anything, doubts
from natpin.formats.terraform.providers.references import Lookup, in_arm_words
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Reach
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.value import Reference, Unknown, Value, member, text
from natpin.regex import late_regex

_INIT = "terraform show -json"
POWERLESS = "natpin_powerless"
"""The attribute of a script that surely changes no cluster and no network, whatever it says."""

_TELLING = late_regex(
    r"azurerm_(?:kubernetes|virtual_network|virtual_hub|virtual_wan|vnet|nat_|subnet|route|public_ip|network_manager"
    r"|vpn|express_route|point_to_site|managed_application|blueprint|.*template_deployment|.*deployment_(?:script|stack))"
)
"""What a type is called that may bear on egress."""

_QUIET_ACTIONS = late_regex(
    r"(?:list\w*|get\w*|check\w*|start|stop|abort\w*|rotate\w*|reset\w*|runcommand|upgradenodeimageversion|validate\w*"
    r"|effective\w*|regenerate\w*|query\w*|generate\w*|download\w*|unprepare\w*|prepare\w*)\Z",
    re.IGNORECASE,
)
"""Actions (POST) on Azure resources that set no property: they answer, start, stop or exchange keys."""


@lru_cache(maxsize=4096)
def doubtful(kind: str) -> bool:
    """True for a Terraform type that is neither translated nor known not to bear on egress."""
    block, _, plain = kind.rpartition(".")
    if block:  # of an ephemeral or action block
        return plain in running.UNDER_OTHER_BLOCKS
    if kind in _DOUBTS:
        return True
    family = kind.partition("_")[0]
    if family == "azurerm":
        return kind not in HARMLESS and _TELLING.match(kind) is not None
    return family not in FOREIGN and family not in ("azapi", "terraform", "natpin")


def other(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """What a resource that is not translated may change; nothing for one that does not bear on egress."""
    kind = instance.type.rpartition(".")[2]
    if not doubtful(instance.type) or (instance.data and kind not in running.DATA):
        return
    known = _DOUBTS.get(kind)
    if known is not None:
        yield from known(instance, lookup)
        return
    reason = f"{instance.address} is of a type that natpin does not know"
    yield from doubts(instance.attributes, lookup, reason, instance.at, None)
    if not instance.type.startswith("azurerm_"):
        yield from running.texts(instance, lookup)
    if instance.type.startswith("azurerm_") or re.search(r"aks|azure.*cluster", instance.type):
        kinds = tuple(kind for word, kind in _WORDS if word in instance.type) or BEARING
        yield Doubt(reason, instance.at, None, Reach(kinds, adds=True, alters=False))


_WORDS = (
    ("kubernetes", arm.CLUSTER),
    ("aks", arm.CLUSTER),
    ("cluster", arm.CLUSTER),
    ("pool", arm.AGENT_POOL),
    ("subnet", arm.SUBNET),
    ("nat_gateway", arm.NAT_GATEWAY),
    ("route", arm.ROUTE),
    ("public_ip", arm.PUBLIC_IP),
    ("virtual_network", arm.VIRTUAL_NETWORK),
)


_WRITTEN_OVER = frozenset(each.lower() for each in BEARING)
"""Types, in lower case, of which a request without an action writes the whole, or takes it away."""


def untranslated(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """An azapi_resource of a type that is not translated."""
    kind = kind_of(instance)
    if kind is None and _of_interfaces(instance):
        return
    if kind is None:
        yield anything(instance, f"the type of {instance.address} is not known", _INIT)
    elif kind.lower() == "microsoft.resources/deployments":
        yield from deployments.azapi_deployment(instance, lookup)
    elif kind.lower() == "microsoft.resources/deploymentscripts":
        yield from _script(instance, lookup)
    elif not arm_harmless(kind):
        yield from _azapi_doubts(instance, lookup, kind)


def _of_interfaces(instance: Instance) -> bool:
    """True for a type that Azure/avm-utl-interfaces gives out, which is not here: locks, role assignments, diagnostic
    settings and private endpoints (its ``outputs.tf``), none of which bears on egress."""
    written = instance.attributes.get("type")
    return isinstance(written, Unknown) and "/avm-utl-interfaces/" in written.reason


def _azapi_doubts(instance: Instance, lookup: Lookup, kind: str) -> Iterator[Doubt]:
    reason = f"{instance.address} declares {kind}, which natpin does not know"
    yield from doubts(instance.attributes, lookup, reason, instance.at, None)
    if kind.lower().startswith(("microsoft.resources/", "microsoft.blueprint/", "microsoft.solutions/")):
        yield Doubt(reason, instance.at, None, Reach(BEARING, adds=True))


def _action(instance: Instance, lookup: Lookup) -> Iterator[Doubt]:
    """azapi_resource_action: ``method`` is POST by default, of an ``action``; a PUT or PATCH without one writes the
    resource. Source: azapi provider documentation, ``r/azapi_resource_action``."""
    if text(instance.attributes.get("when")) == "destroy":
        return
    method = (text(instance.attributes.get("method")) or "POST").upper()
    action = text(instance.attributes.get("action")) or ""
    kind = kind_of(instance)
    if method in ("GET", "HEAD") or (method == "POST" and _QUIET_ACTIONS.match(action)):
        return
    written_over = kind is not None and not action and kind.lower() in _WRITTEN_OVER
    if kind is not None and arm_harmless(kind) and not written_over:
        return
    written = member(members_of(instance), "properties")
    names: tuple[str, ...] = ()
    if method == "PATCH" and written is None and members_of(instance):
        return  # tags alone
    if method == "PATCH" and not action and isinstance(written, Value) and isinstance(written.data, Mapping):
        names = tuple(written.data)
    does = f"{method}s {action or 'the resource'}"
    target = in_arm_words(updated(instance, lookup, kind or ""), lookup)
    kinds = (kind,) if kind is not None else BEARING
    made = method == "PUT" and not isinstance(target, Reference)
    yield Doubt(f"{instance.address} {does}", instance.at, None, Reach(kinds, target, names, made))
    if (
        kind is not None
        and arm.same_type(kind, arm.VIRTUAL_NETWORK)
        and not action
        and (not names or "subnets" in names)
    ):
        # a network is written with its subnets: what the body does not say of one is taken off (Azure REST API,
        # Virtual Networks "Create Or Update")
        yield Doubt(f"{instance.address} {does}", instance.at, None, Reach((arm.SUBNET,), within(target)))


def members_of(instance: Instance) -> Mapping[str, Value]:
    """The members of an azapi body, as far as they are known."""
    found = sent(instance.attributes)
    return found.data if isinstance(found, Value) and isinstance(found.data, Mapping) else {}  # type: ignore[return-value]


def _script(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """A deployment script: the commands it holds, or whatever is at the address it is fetched from."""
    if POWERLESS in instance.attributes:
        return
    properties = member(members_of(instance), "properties")
    inner = properties.data if isinstance(properties, Value) and isinstance(properties.data, Mapping) else {}
    content = instance.attributes.get("script_content") or member(inner, "scriptContent")
    if content is None:
        yield anything(instance, f"{instance.address} runs a script that is not here")
    else:
        yield from of_script(instance, content, lookup)


def _routing_rule(instance: Instance, lookup: Lookup) -> Iterator[Doubt]:
    reason = f"{instance.address} makes Azure put routes on the subnets of its network group"
    yield Doubt(reason, instance.at, None, Reach((arm.SUBNET,), None, ("routeTable",), elsewhere=True))
    yield Doubt(reason, instance.at, None, Reach((arm.ROUTE,), adds=True, alters=False))


def _manager_deployment(instance: Instance, lookup: Lookup) -> Iterator[Doubt]:
    if (text(instance.attributes.get("scope_access")) or "Routing") == "Routing":
        yield from _routing_rule(instance, lookup)


def _route_server(instance: Instance, lookup: Lookup) -> Iterator[Doubt]:
    reason = f"{instance.address} spreads the routes that its peers tell, perhaps a default route"
    yield Doubt(reason, instance.at, None, Reach((arm.SUBNET,), None, ("routeTable",), elsewhere=True))


def _hub_route(instance: Instance, lookup: Lookup) -> Iterator[Doubt]:
    target = instance.attributes.get("route_table_id")
    node = None if target is None else in_arm_words(target, lookup)
    yield Doubt(
        f"{instance.address} adds a route to a hub",
        instance.at,
        None,
        Reach((HUB_ROUTE_TABLE,), node, ("routes",), True),
    )


def _hub_peer(instance: Instance, lookup: Lookup) -> Iterator[Doubt]:
    target = instance.attributes.get("virtual_hub_id")
    node = None if target is None else in_arm_words(target, lookup)
    reason = f"{instance.address} lets a peer tell a hub routes"
    yield Doubt(reason, instance.at, None, Reach((HUB,), node, ("routeTable",)))


def _programs(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """What runs programs: those are provisioners already where the files were evaluated, but not in a plan."""
    if "provisioner" not in instance.attributes:
        run = running.programs(instance.type, instance.attributes)
        yield from provisioned(replace(instance, attributes={"provisioner": run}), lookup)


def _blueprint(instance: Instance, lookup: Lookup) -> Iterator[Doubt]:
    yield anything(instance, f"{instance.address} deploys a blueprint, which is not here")


def _managed_application(instance: Instance, lookup: Lookup) -> Iterator[Doubt]:
    reason = f"{instance.address} deploys a managed application, which is not here"
    yield Doubt(reason, instance.at, None, Reach((arm.CLUSTER,), adds=True, alters=False))


_DOUBTS = {
    "azapi_resource_action": _action,
    "azurerm_blueprint_assignment": _blueprint,
    "azurerm_managed_application": _managed_application,
    "azurerm_management_group_template_deployment": deployments.template_deployment,
    "azurerm_network_manager_deployment": _manager_deployment,
    "azurerm_network_manager_routing_rule": _routing_rule,
    "azurerm_resource_deployment_script_azure_cli": _script,
    "azurerm_resource_deployment_script_azure_power_shell": _script,
    "azurerm_resource_group_template_deployment": deployments.template_deployment,
    "azurerm_route_server": _route_server,
    "azurerm_route_server_bgp_connection": _route_server,
    "azurerm_subscription_template_deployment": deployments.template_deployment,
    "azurerm_template_deployment": deployments.template_deployment,
    "azurerm_tenant_template_deployment": deployments.template_deployment,
    "azurerm_virtual_hub_bgp_connection": _hub_peer,
    "azurerm_virtual_hub_route_table_route": _hub_route,
    "external": _programs,
    "local_command": _programs,
    "restapi_object": running.requests,
    "shell_script": _programs,
    "shell_sensitive_script": _programs,
    "terracurl_request": running.requests,
}
"""Types that bear on egress though they are not translated, and what each may change."""

DOUBTFUL = frozenset(_DOUBTS)
