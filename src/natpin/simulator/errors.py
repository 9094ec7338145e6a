"""The refusals of ARM and its providers, in the shapes recorded from Azure.

Three families: ARM's front door wraps in `error` and has no details; the network provider wraps and always has
details; AKS answers `{code, details, message, subcode}` without a wrapper. A code whose text was not recorded
is marked unverified where it is raised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.simulator.exchange import Json, Response


class Refused(Exception):
    """A request the simulated cloud turns down; it carries the whole answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"{response.status} {response.body!r}")
        self.response = response


def arm(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Refused:
    return Refused(Response(status, {"error": {"code": code, "message": message}}, headers or {}))


def network(
    status: int,
    code: str,
    message: str,
    details: Sequence[Json] = (),
    headers: Mapping[str, str] | None = None,
) -> Refused:
    body: Json = {"error": {"code": code, "message": message, "details": list(details)}}
    return Refused(Response(status, body, headers or {}))


def aks(status: int, code: str, message: str, *, target: str | None = None, subcode: str = "") -> Refused:
    body: Json = {"code": code, "details": None, "message": message, "subcode": subcode}
    if target is not None:
        body["target"] = target
    return Refused(Response(status, body))


def invalid_token(
    message: str = "The access token is invalid.", code: str = "InvalidAuthenticationToken"
) -> Refused:
    challenge = f'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token", error_description="{message}"'
    return arm(401, code, message, {"WWW-Authenticate": challenge})


def authorization_failed(client: str, object_id: str, action: str, scope: str) -> Refused:
    return arm(
        403,
        "AuthorizationFailed",
        f"The client '{client}' with object id '{object_id}' does not have authorization to perform action "
        f"'{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please "
        "refresh your credentials.",
    )


def linked_authorization_failed(
    client: str, object_id: str, action: str, scope: str, linked_action: str, linked_scope: str
) -> Refused:
    return arm(
        403,
        "LinkedAuthorizationFailed",
        f"The client '{client}' with object id '{object_id}' has permission to perform action '{action}' on "
        f"scope '{scope}'; however, it does not have permission to perform action(s) '{linked_action}' on the "
        f"linked scope(s) '{linked_scope}' (respectively) or the linked scope(s) are invalid.",
    )


def denied(client: str, object_id: str, action: str, scope: str, name: str, deny_id: str) -> Refused:
    return arm(
        403,
        "DenyAssignmentAuthorizationFailed",
        f"The client '{client}' with object id '{object_id}' has permission to perform action '{action}' on "
        f"scope '{scope}'; however, the access is denied because of the deny assignment with name '{name}' and "
        f"Id '{deny_id.rsplit('/', 1)[-1]}' at scope '{deny_id.split('/providers/Microsoft.Authorization')[0]}'.",
    )


def scope_locked(resource_id: str, verb: str, locked: Sequence[str]) -> Refused:
    return arm(
        409,
        "ScopeLocked",
        f"The scope '{resource_id}' cannot perform {verb} operation because following scope(s) are locked: "
        f"'{','.join(locked)}'. Please remove the lock and try again.",
    )


def group_not_found(name: str) -> Refused:
    return arm(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")


def subscription_not_found(name: str) -> Refused:
    return arm(404, "SubscriptionNotFound", f"The subscription '{name}' could not be found.")


def resource_not_found(resource_type: str, names: Sequence[str], group: str) -> Refused:
    kind = resource_type.split("/")
    label = "/".join((kind[0], *(part for pair in zip(kind[1:], names, strict=False) for part in pair)))
    return arm(
        404,
        "ResourceNotFound",
        f"The Resource '{label}' under resource group '{group}' was not found. For more details please go to "
        "https://aka.ms/ARMResourceNotFoundFix",
    )


def network_not_found(resource_id: str) -> Refused:
    return network(404, "NotFound", f"Resource {resource_id} not found.")


def parent_not_found(resource_type: str, parent: str) -> Refused:
    return arm(
        404,
        "ParentResourceNotFound",
        f"Failed to perform 'write' on resource(s) of type '{resource_type.split('/', 1)[1]}', because the parent "
        f"resource '{parent}' could not be found.",
    )


def invalid_content(why: str) -> Refused:
    return arm(
        400,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: '{why}'.",
    )


def etag_mismatch(given: str, current: str, resource_id: str) -> Refused:
    """412 of the network provider. Reported by users; its body on a subnet was never recorded: unverified."""
    detail = {
        "code": "PreconditionFailedEtagMismatch",
        "message": f"Etag provided in if-match header {given} does not match etag {current} of resource "
        f"{resource_id} in NRP data store.",
    }
    return network(412, "PreconditionFailed", "Precondition failed.", [detail])


def invalid_reference(target: str, source: str) -> Refused:
    text = (
        f"Resource {target} referenced by resource {source} was not found. Please make sure that the referenced "
        "resource exists, and that both resources are in the same region."
    )
    detail = {"code": "NotFound", "message": f"Resource {target} not found."}
    return network(400, "InvalidResourceReference", text, [detail])


def not_provisioned(target: str, source: str, state: str, operation: str) -> Refused:
    """429 recorded on a natGateways PUT that names a public IP still being made; it has no Retry-After."""
    detail = {
        "code": "ReferencedResourceNotProvisioned",
        "message": f"Cannot proceed with operation because resource {target} used by resource {source} is not in "
        f"Succeeded state. Resource is in {state} state and the last operation that updated/is updating the "
        f"resource is {operation}.",
    }
    return network(429, "RetryableError", "A retryable error occurred.", [detail])


def busy_retryable(operation: str, operation_id: str, resource_id: str, seconds: int | None) -> Refused:
    """429 recorded on a subnet PUT beside another write to its VNet, with Retry-After: 11."""
    detail = {
        "code": "RetryableErrorDueToAnotherOperation",
        "message": f"Operation {operation} ({operation_id}) is updating resource {resource_id}. The call can be "
        f"retried in {seconds or 11} seconds.",
    }
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return network(429, "RetryableError", "A retryable error occurred.", [detail], headers)


def busy_in_progress(operation_url: str) -> Refused:
    """409 recorded on a subnet PUT; it has no Retry-After."""
    return network(
        409,
        "AnotherOperationInProgress",
        "Another operation on this or dependent resource is in progress. To retrieve status of the operation use "
        f"uri: {operation_url}.",
    )


def throttled(kind: str, subscription: str, seconds: int | None) -> Refused:
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return arm(
        429,
        "SubscriptionRequestsThrottled",
        f"Number of '{kind}' requests for subscription '{subscription}' exceeded. Please try again after "
        f"'{seconds or 1}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling "
        "for additional information.",
        headers,
    )


def aks_pool_not_found(pool: str, subscription: str, group: str, cluster: str) -> Refused:
    """404 recorded on an agent pool's GET."""
    detail = {"code": "Unspecified", "message": "rpc error: code = NotFound desc = Agent Pool not found"}
    body: Json = {
        "code": "NotFound",
        "details": [detail],
        "message": f"Could not find the agentpool: {pool} in subscription: {subscription}, resourceGroup: {group}, "
        f"resourceName: {cluster}.",
        "subcode": "GetAgentPool_NotFound_HCPServerError",
    }
    return Refused(Response(404, body))
