"""The cloud that plans are made from and applied to: ``provision.ports.Cloud`` over ARM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from natpin.azure.arm import Arm, Reply, told
from natpin.azure.arm import seconds as seconds_of
from natpin.azure.inventory import clusters_near
from natpin.errors import Rejected, StillRunning, Unreachable
from natpin.model.change import Json
from natpin.model.record import replace
from natpin.provision.ports import Denial, Live, Lock, Permission, Waiting

API = {
    "microsoft.network": "2025-07-01",
    "microsoft.containerservice": "2026-05-01",
    "microsoft.resources": "2024-11-01",
    "microsoft.managedidentity": "2023-01-31",
    "microsoft.authorization": "2020-05-01",
}
"""One api-version per provider: a newer one than the resources were written with shows every property they have."""

LOCKS_API = "2020-05-01"
PERMISSIONS_API = "2022-04-01"
DENIALS_API = "2022-04-01"
EVERYONE = "00000000-0000-0000-0000-000000000000"
"""The principal of a deny assignment for all. Source: Azure RBAC, "List Azure deny assignments"."""

_RUNNING = frozenset(
    {
        "inprogress",
        "running",
        "accepted",
        "updating",
        "creating",
        "deleting",
        "pending",
        "started",
        "provisioning",
    }
)


class ArmCloud:
    """Implements ``provision.ports.Cloud``."""

    def __init__(self, arm: Arm) -> None:
        self._arm = arm
        self._pace = arm.pace

    def get(self, resource_id: str) -> Live | None:
        """The resource now; None when it does not exist, which is asked twice: one replica of Azure's may not know yet."""
        url = self._url(resource_id)
        reply = self._arm.look(url)
        return None if reply is None else _live(resource_id, reply)

    def put(self, resource_id: str, body: Json, etag: str | None, seconds: float, waiting: Waiting) -> Live:
        """Write, wait for the operation, read again. If-None-Match on a create is unverified against Azure."""
        until = self._pace.clock() + seconds
        headers = {"If-Match": etag} if etag else ({"If-None-Match": "*"} if etag is None else {})
        reply = self._arm.send("PUT", self._url(resource_id), body, headers)
        self._wait(resource_id, reply, until, waiting)
        live = self._settled(resource_id, until, waiting)
        if live is None:
            raise Unreachable(f"{resource_id} was written, but does not exist")
        if live.state in ("failed", "canceled"):
            raise Rejected(f"the operation on {resource_id} ended as {live.state}", 0, live.state)
        # 200 in answer to a creation: somebody else made it since we looked. Source: Azure REST API, "Create Or Update":
        # 201 Created, 200 OK for what was there.
        return replace(live, ours=etag is not None or reply.status != 200)

    @property
    def arm(self) -> Arm:
        """What it asks."""
        return self._arm

    # -- operations --------------------------------------------------------------------------------------------

    def _wait(self, resource_id: str, reply: Reply, until: float, waiting: Waiting) -> None:
        """Follow the operation that a write began, where ARM gave an address to follow it at.

        Source: ARM, "Track asynchronous Azure operations". The address is signed and opaque; another host's is not
        followed. Without one (or without permission to look) the resource's own state is what there is to see.
        """
        address = reply.headers.get("azure-asyncoperation")
        if address is None or not self._arm.is_here(address):
            return
        started = self._pace.clock()
        asked = seconds_of(reply.headers)
        while True:
            self._rest(resource_id, asked, until)
            waiting(self._pace.clock() - started, "in progress")
            try:
                answer = self._arm.read(address)
            except Rejected as error:
                if error.status in (401, 403):
                    return
                raise Unreachable(
                    f"{resource_id}: its operation cannot be followed: {error.message}"
                ) from None
            if answer is None:
                return
            body = answer.body or {}
            status = str(body.get("status") or "")
            if status.lower() == "succeeded":
                return
            if status.lower() in ("failed", "canceled"):
                error_ = body.get("error")
                error_ = error_ if isinstance(error_, Mapping) else {}
                code = str(error_.get("code") or status)
                raise Rejected(
                    f"the operation on {resource_id} ended as {status.lower()}: {code}: {told(error_)}",
                    0,
                    code,
                )
            if status.lower() not in _RUNNING:
                return
            asked = seconds_of(answer.headers)

    def _settled(self, resource_id: str, until: float, waiting: Waiting) -> Live | None:
        started = self._pace.clock()
        while True:
            try:
                live = self.get(resource_id)
            except Rejected as error:
                # What was refused is the look, not the write: whether that was done is not known.
                raise Unreachable(f"it was written, but cannot be read: {error.message}") from None
            if live is None or live.settled:
                return live
            self._rest(resource_id, None, until)
            waiting(self._pace.clock() - started, live.state)

    def _rest(self, resource_id: str, asked: float | None, until: float) -> None:
        wait = self._pace.poll if asked is None else min(asked, self._pace.longest_wait)
        if self._pace.clock() + wait > until:
            raise StillRunning(
                f"{resource_id}: the operation did not end in time; Azure may still complete it"
            )
        self._pace.sleep(wait)

    # -- who else is there ---------------------------------------------------------------------------------------

    def clusters_near(self, networks: Sequence[str]) -> Sequence[str]:
        """Clusters that name a subnet of some virtual networks, in every subscription that the caller sees."""
        return clusters_near(self._arm, networks)

    # -- what stands in the way ----------------------------------------------------------------------------------

    def locks(self, scope: str) -> Sequence[Lock]:
        """Locks at, above and below a scope."""
        return [
            Lock(str(row.get("id", "")), str(_properties(row).get("level", "")))
            for row in self._rows(scope, "locks", LOCKS_API)
        ]

    def permissions(self, scope: str) -> Sequence[Permission]:
        """Source: Azure RBAC REST API, "Permissions: list for resource group" and "for resource"."""
        return [_permission(row) for row in self._rows(scope, "permissions", PERMISSIONS_API)]

    def denials(self, scope: str) -> Sequence[Denial]:
        """Deny assignments that name everyone, or the caller, or a group the caller may be in."""
        caller = self._arm.caller().lower()
        found = []
        for row in self._rows(scope, "denyAssignments", DENIALS_API):
            properties = _properties(row)
            principals = _principals(properties.get("principals"))
            excluded = _principals(properties.get("excludePrincipals"))
            if caller and caller in excluded:
                continue
            named = EVERYONE in principals or (bool(caller) and caller in principals)
            groups = any(kind == "group" for kind in (*principals.values(), *excluded.values()))
            if not named and not any(kind == "group" for kind in principals.values()):
                continue
            at = str(properties.get("scope") or str(row.get("id", "")).lower().rpartition("/providers/")[0])
            permissions = properties.get("permissions")
            found.append(
                Denial(
                    str(properties.get("denyAssignmentName") or row.get("name") or ""),
                    at,
                    tuple(_permission(each) for each in permissions if isinstance(each, Mapping))
                    if isinstance(permissions, list)
                    else (),
                    certain=named and bool(caller) and not groups,
                )
            )
        return found

    def _rows(self, scope: str, kind: str, api_version: str) -> list[Mapping[str, Any]]:
        path = f"{scope.rstrip('/')}/providers/Microsoft.Authorization/{kind}"
        return self._arm.listed(self._arm.url(path, api_version))

    def _url(self, resource_id: str) -> str:
        segments = resource_id.lower().split("/")
        named = [after for before, after in pairwise(segments) if before == "providers"]
        namespace = named[-1] if named else "microsoft.resources"
        return self._arm.url(resource_id, API.get(namespace, API["microsoft.resources"]))


def _live(resource_id: str, reply: Reply) -> Live:
    body = reply.body
    if body is None or not isinstance(body.get("id"), str):
        raise Unreachable(f"GET {urlsplit(resource_id).path}: the answer is not a resource")
    properties = _properties(body)
    etag = body.get("etag") or reply.headers.get("etag") or body.get("eTag") or properties.get("eTag")
    return Live(resource_id, body, etag if isinstance(etag, str) else None)


def _properties(row: Mapping[str, Any]) -> Mapping[str, Any]:
    found = row.get("properties")
    return found if isinstance(found, Mapping) else {}


def _permission(row: Mapping[str, Any]) -> Permission:
    def words(name: str) -> tuple[str, ...]:
        found = row.get(name)
        return tuple(str(word) for word in found) if isinstance(found, list) else ()

    return Permission(words("actions"), words("notActions"))


def _principals(value: object) -> dict[str, str]:
    return {
        str(item.get("id", "")).lower(): str(item.get("type", "")).lower()
        for item in (value if isinstance(value, list) else [])
        if isinstance(item, Mapping)
    }
