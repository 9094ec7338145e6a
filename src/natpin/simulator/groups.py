"""Subscriptions, resource groups, resource providers: what ARM itself answers for."""

from __future__ import annotations

import copy

from natpin.simulator import errors, rbac
from natpin.simulator.call import Call
from natpin.simulator.exchange import Json, Response
from natpin.simulator.ids import covers
from natpin.simulator.operations import OperationKind
from natpin.simulator.store import Stored
from natpin.simulator.types.rules import same_region
from natpin.simulator.world import GROUP_TYPE, SimulatedAzure

NAMESPACES = (
    "Microsoft.Authorization",
    "Microsoft.ContainerService",
    "Microsoft.Insights",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.ResourceGraph",
    "Microsoft.Resources",
)
REGIONS = (
    ("eastus", "East US"), ("eastus2", "East US 2"), ("westus", "West US"), ("westus2", "West US 2"), ("westus3", "West US 3"),
    ("centralus", "Central US"), ("northeurope", "North Europe"), ("westeurope", "West Europe"), ("uksouth", "UK South"),
    ("swedencentral", "Sweden Central"), ("germanywestcentral", "Germany West Central"), ("francecentral", "France Central"),
    ("southeastasia", "Southeast Asia"), ("eastasia", "East Asia"), ("australiaeast", "Australia East"),
    ("japaneast", "Japan East"), ("centralindia", "Central India"), ("canadacentral", "Canada Central"),
    ("canadaeast", "Canada East"), ("brazilsouth", "Brazil South"),
)  # fmt: skip
_GROUP_ACTION = "Microsoft.Resources/subscriptions/resourceGroups"


def show_subscription(world: SimulatedAzure, subscription: str) -> Json:
    return {
        "id": f"/subscriptions/{subscription}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": subscription,
        "tenantId": world.settings.tenant,
        "displayName": world.settings.subscriptions[subscription],
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


def list_subscriptions(call: Call) -> Response:
    """Those the caller has any role in, at or below."""
    call.action, call.resource_id = "Microsoft.Resources/subscriptions/read", "/subscriptions"
    seen = [
        show_subscription(call.world, name)
        for name in call.world.settings.subscriptions
        if any(
            assignment.properties.get("principalId") == call.principal.object_id
            and (
                covers(f"/subscriptions/{name}", rbac.policy_scope(assignment))
                or rbac.policy_scope(assignment) == ""
            )
            for assignment in call.world.policy.of_type("Microsoft.Authorization/roleAssignments")
        )
    ]
    return Response(200, {"value": seen, "count": {"type": "Total", "value": len(seen)}})


def list_tenants(call: Call) -> Response:
    call.action, call.resource_id = "Microsoft.Resources/tenants/read", "/tenants"
    tenant = call.world.settings.tenant
    row = {
        "id": f"/tenants/{tenant}",
        "tenantId": tenant,
        "displayName": "natpin simulator",
        "tenantCategory": "Home",
    }
    return Response(200, {"value": [row]})


def list_locations(call: Call, subscription: str) -> Response:
    call.permit("Microsoft.Resources/subscriptions/locations/read", f"/subscriptions/{subscription}")
    rows = [
        {
            "id": f"/subscriptions/{subscription}/locations/{name}",
            "name": name,
            "type": "Region",
            "displayName": label,
            "regionalDisplayName": label,
            "metadata": {"regionType": "Physical", "regionCategory": "Recommended"},
        }
        for name, label in REGIONS
    ]
    return Response(200, {"value": rows})


def provider(call: Call, subscription: str, namespace: str, *, register: bool) -> Response:
    """Registration state of a resource provider, or its registration."""
    scope = f"/subscriptions/{subscription}"
    call.permit(
        f"{namespace}/register/action" if register else "Microsoft.Resources/subscriptions/providers/read",
        scope,
    )
    if register:
        call.world.registered.add(namespace.lower())
    return Response(200, _show_provider(call.world, subscription, namespace))


def list_providers(call: Call, subscription: str) -> Response:
    call.permit("Microsoft.Resources/subscriptions/providers/read", f"/subscriptions/{subscription}")
    return Response(200, {"value": [_show_provider(call.world, subscription, name) for name in NAMESPACES]})


def _show_provider(world: SimulatedAzure, subscription: str, namespace: str) -> Json:
    state = "Registered" if is_registered(world, namespace) else "NotRegistered"
    return {
        "id": f"/subscriptions/{subscription}/providers/{namespace}",
        "namespace": namespace,
        "registrationState": state,
        "registrationPolicy": "RegistrationRequired",
        "resourceTypes": [],
    }


def is_registered(world: SimulatedAzure, namespace: str) -> bool:
    missing = {name.lower() for name in world.settings.unregistered}
    return namespace.lower() not in missing or namespace.lower() in world.registered


def require_registered(world: SimulatedAzure, namespace: str) -> None:
    if not is_registered(world, namespace):
        raise errors.arm(
            409,
            "MissingSubscriptionRegistration",
            f"The subscription is not registered to use namespace '{namespace}'. See https://aka.ms/rps-not-found for how "
            "to register subscriptions.",
        )


def list_groups(call: Call, subscription: str) -> Response:
    scope = f"/subscriptions/{subscription}"
    call.action, call.resource_id = f"{_GROUP_ACTION}/read", scope
    groups = [
        show_group(entry)
        for entry in call.world.resources.of_type(GROUP_TYPE, scope)
        if rbac.is_allowed(call.world, call.principal, f"{_GROUP_ACTION}/read", entry.id)
    ]
    return Response(200, {"value": groups})


def one_group(call: Call, subscription: str, name: str) -> Response:
    """GET, HEAD, PUT, PATCH or DELETE of a resource group."""
    world, request = call.world, call.request
    group_id = f"/subscriptions/{subscription}/resourceGroups/{name}"
    entry = world.resources.get(group_id)
    match request.method:
        case "GET" | "HEAD":
            call.permit(f"{_GROUP_ACTION}/read", group_id)
            if entry is None:
                raise errors.group_not_found(name)
            return Response(204) if request.method == "HEAD" else Response(200, show_group(entry))
        case "PUT":
            call.permit(f"{_GROUP_ACTION}/write", group_id)
            return _put_group(call, group_id, entry)
        case "PATCH":
            call.permit(f"{_GROUP_ACTION}/write", group_id)
            if entry is None:
                raise errors.group_not_found(name)
            rbac.require_unlocked(world, group_id, deleting=False)
            entry.top["tags"] = dict(call.document().get("tags") or {})
            world.resources.changed()
            call.log("Succeeded", "OK")
            return Response(200, show_group(entry))
        case "DELETE":
            call.permit(f"{_GROUP_ACTION}/delete", group_id)
            if entry is None:
                raise errors.group_not_found(name)
            return _delete_group(call, entry)
    raise errors.arm(405, "MethodNotAllowed", f"The http method '{request.method}' is not supported.")


def _put_group(call: Call, group_id: str, entry: Stored | None) -> Response:
    document = call.document()
    location = str(document.get("location") or "").replace(" ", "").lower()
    if not location:
        raise errors.arm(400, "LocationRequired", "The location property is required for this definition.")
    rbac.require_unlocked(call.world, group_id, deleting=False)
    if entry is not None and not same_region(entry.location, location):
        raise errors.arm(
            409,
            "InvalidResourceGroupLocation",
            f"Invalid resource group location '{location}'. The Resource group already exists in location "
            f"'{entry.location}'.",
        )
    tags = copy.deepcopy(document.get("tags") or {})
    if entry is None:
        made = Stored(id=group_id, type=GROUP_TYPE, location=location, top={"tags": tags} if tags else {})
        if document.get("managedBy"):
            made.top["managedBy"] = document["managedBy"]
        call.world.resources.put(made)
        call.log("Succeeded", "Created")
        return Response(201, show_group(made))
    entry.top["tags"] = tags
    call.world.resources.changed()
    call.log("Succeeded", "OK")
    return Response(200, show_group(entry))


def _delete_group(call: Call, entry: Stored) -> Response:
    world = call.world
    rbac.require_unlocked(world, entry.id, deleting=True)
    entry.state = "Deleting"

    def gone() -> None:
        for below in world.resources.in_group(entry.id):
            world.resources.remove(below.id)
        world.resources.remove(entry.id)

    operation = world.start(
        entry,
        "DeleteResourceGroup",
        call.request.api_version,
        OperationKind.GROUP,
        gone,
        fate=call.fate,
        deletes=True,
    )
    call.operation_started = True
    call.log("Accepted", "Accepted")
    return Response(202, None, operation.headers(call.request.base_url, world.settings.retry_after))


def show_group(entry: Stored) -> Json:
    return {
        "id": entry.id,
        "name": entry.name,
        "type": GROUP_TYPE,
        "location": entry.location,
        **{key: value for key, value in entry.top.items() if value},
        "properties": {"provisioningState": entry.state},
    }
