"""ARM's front door: which part of the simulated cloud answers a path."""

from __future__ import annotations

import re

from natpin.simulator import (
    activity,
    authorization,
    cluster_actions,
    deployments,
    errors,
    groups,
    listings,
    management_groups,
    nodes,
    resources,
    usages,
)
from natpin.simulator.call import Call
from natpin.simulator.exchange import Response
from natpin.simulator.ids import ArmPath, parse
from natpin.simulator.types import registry
from natpin.simulator.types.rules import TypeRules

_API_VERSION = re.compile(r"20(1[4-9]|2\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(-preview)?")
NEWEST_API = "2026-12-31"


def answer(call: Call) -> Response:
    """The answer to an authenticated request; raises Refused."""
    request = call.request
    segments = [segment for segment in request.path.split("/") if segment]
    lowered = [segment.lower() for segment in segments]
    if not request.api_version:
        raise errors.arm(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        )
    if not _API_VERSION.fullmatch(request.api_version) or request.api_version[:10] > NEWEST_API:
        raise errors.arm(
            400, "InvalidApiVersionParameter", f"The api-version '{request.api_version}' is invalid."
        )
    match lowered:
        case ["subscriptions"]:
            return groups.list_subscriptions(call)
        case ["tenants"]:
            return groups.list_tenants(call)
        case ["providers", "microsoft.resourcegraph", "resources"] if (
            request.method == "POST" and call.graph is not None
        ):
            return call.graph(call)
        case ["providers", "microsoft.management", "managementgroups", _, "descendants"]:
            return management_groups.descendants(call, segments[3])
        case ["subscriptions", _, *_]:
            return _in_subscription(call, segments, lowered)
    path = parse(request.path)
    if path is not None and path.namespace.lower() == "microsoft.authorization":
        return authorization.answer(call, path)
    raise _no_such(request.path)


def _in_subscription(call: Call, segments: list[str], lowered: list[str]) -> Response:
    subscription = lowered[1]
    if subscription not in call.world.settings.subscriptions:
        raise errors.subscription_not_found(segments[1])
    match lowered[2:]:
        case []:
            call.permit("Microsoft.Resources/subscriptions/read", f"/subscriptions/{subscription}")
            return Response(200, groups.show_subscription(call.world, subscription))
        case ["locations"]:
            return groups.list_locations(call, subscription)
        case ["providers"]:
            return groups.list_providers(call, subscription)
        case ["providers", _]:
            return groups.provider(call, subscription, segments[3], register=False)
        case ["providers", _, "register"] if call.request.method == "POST":
            return groups.provider(call, subscription, segments[3], register=True)
        case ["resourcegroups"]:
            return groups.list_groups(call, subscription)
        case ["resources"]:
            return listings.resources(call, f"/subscriptions/{subscription}")
        case ["resourcegroups", _, "resources"]:
            return listings.resources(call, f"/subscriptions/{subscription}/resourceGroups/{segments[3]}")
        case ["resourcegroups", _]:
            return groups.one_group(call, subscription, segments[3])
        case ["providers", "microsoft.network", "locations", location, "usages"]:
            return usages.list_usages(call, subscription, location)
        case ["operationresults", operation_id]:
            return _poll(call, operation_id, result=True)
        case ["providers", _, "locations", _, "operations", operation_id]:
            return _poll(call, operation_id, result=False)
        case ["providers", _, "locations", _, "operationresults", operation_id]:
            return _poll(call, operation_id, result=True)
        case ["providers", "microsoft.containerservice", "locations", _, "orchestrators"]:
            return listings.orchestrators(call, subscription, segments[5])
        case ["providers", "microsoft.containerservice", "locations", _, "kubernetesversions"]:
            return listings.kubernetes_versions(call, subscription)
        case ["providers", "microsoft.insights", "eventtypes", "management", "values"]:
            call.permit("Microsoft.Insights/eventtypes/values/read", f"/subscriptions/{subscription}")
            return Response(200, activity.list_events(call.world, call.request, subscription))
    path = parse(call.request.path)
    if path is None:
        raise _no_such(call.request.path)
    if path.namespace.lower() == "microsoft.authorization":
        return authorization.answer(call, path)
    if path.type.lower().startswith("microsoft.resources/deployments"):
        match lowered[-2:]:
            case ["operationstatuses", operation_id]:
                return _poll(call, operation_id, result=False)
            case ["operationresults", operation_id]:
                return _poll(call, operation_id, result=True)
        return deployments.answer(call, path, answer)
    return _resource(call, path)


def _resource(call: Call, path: ArmPath) -> Response:
    """A registered type's resource, collection or action."""
    method = call.request.method
    if method == "POST" and path.is_collection:
        return _action(call, path)
    if method == "GET" and [kind.lower() for kind in path.types] == ["managedclusters", "commandresults"]:
        return cluster_actions.command_result(call, path)
    if method == "GET" and tuple(kind.lower() for kind in path.types) == nodes.INTERFACE:
        return nodes.interface(call, path)
    rules = _rules(call, path)
    path = resources.spelled(path, rules)
    groups.require_registered(call.world, path.namespace)
    match method, path.is_collection:
        case "GET", True:
            call.permit(f"{rules.type}/read", path.scope if len(path.types) == 1 else path.parent().id)
            return resources.list_all(call, path, rules)
        case "GET", False:
            call.permit(f"{rules.type}/read", path.id)
            return resources.read(call, path, rules)
        case "PUT", False:
            call.permit(f"{rules.type}/write", path.id)
            return resources.put(call, path, rules)
        case "PATCH", False:
            call.permit(f"{rules.type}/write", path.id)
            return resources.patch(call, path, rules)
        case "DELETE", False:
            call.permit(f"{rules.type}/delete", path.id)
            return resources.delete(call, path, rules)
    raise errors.arm(
        405, "MethodNotAllowed", f"The http method '{method}' is not supported for a resource at '{path.id}'."
    )


def _action(call: Call, path: ArmPath) -> Response:
    if len(path.types) == 2 and path.types[0].lower() == "managedclusters":
        return cluster_actions.answer(call, path, call.command_script)
    if [kind.lower() for kind in path.types] == ["networkwatchers", "nexthop"]:
        return nodes.next_hop(call, path)
    raise _no_such(path.id)


def _rules(call: Call, path: ArmPath) -> TypeRules:
    rules = registry.find(path.type)
    if rules is None:
        raise errors.arm(
            404,
            "InvalidResourceType",
            f"The resource type '{'/'.join(path.types)}' could not be found in the namespace '{path.namespace}' for api "
            f"version '{call.request.api_version}'. The supported api-versions are '2024-05-01,2025-05-01,2026-03-01'.",
        )
    return rules


def _poll(call: Call, operation_id: str, *, result: bool) -> Response:
    """An operation's state. Its signed address is the permission, as it has been in Azure since 2023."""
    operation = call.world.operations.get(operation_id)
    call.action, call.resource_id = "operations/read", operation.resource_id if operation else ""
    if operation is None:
        raise errors.network(404, "NotFound", f"Operation {operation_id} not found.")
    signature = operation.signature().rsplit("&s=", 1)[1].split("&")[0]
    if call.request.query.get("s") != signature:
        raise errors.authorization_failed(
            call.principal.client_id,
            call.principal.object_id,
            "Microsoft.Network/locations/operations/read",
            call.request.path,
        )
    retry_after = call.world.settings.retry_after
    if result:
        return operation.result(call.request.base_url, retry_after)
    return operation.poll(call.request.base_url, retry_after)


def _no_such(path: str) -> errors.Refused:
    return errors.arm(404, "InvalidResource", f"The requested resource '{path}' does not exist.")
