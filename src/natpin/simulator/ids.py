"""ARM resource ids: taken apart, put together, compared without regard to case."""

from __future__ import annotations

from natpin.model.record import record


@record
class ArmPath:
    """A path under ARM, read as scope, provider, types and names.

    `/subscriptions/S/resourceGroups/G/providers/N/t1/n1/t2` has scope `/subscriptions/S/resourceGroups/G`,
    namespace `N`, types (t1, t2), names (n1,): a collection, since a name is missing.
    """

    scope: str
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def type(self) -> str:
        return "/".join((self.namespace, *self.types))

    @property
    def is_collection(self) -> bool:
        return len(self.types) > len(self.names)

    @property
    def id(self) -> str:
        parts = [self.scope, "providers", self.namespace]
        for index, kind in enumerate(self.types):
            parts.append(kind)
            if index < len(self.names):
                parts.append(self.names[index])
        return "/".join(parts)

    def parent(self) -> ArmPath:
        return ArmPath(self.scope, self.namespace, self.types[:-1], self.names[: len(self.types) - 1])


def parse(path: str) -> ArmPath | None:
    """The provider part of a path, split at its last `/providers/`; None if it has none."""
    at = path.lower().rfind("/providers/")
    if at < 0:
        return None
    segments = [segment for segment in path[at + len("/providers/") :].split("/") if segment]
    if not segments:
        return None
    return ArmPath(path[:at], segments[0], tuple(segments[1::2]), tuple(segments[2::2]))


def same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.lower() == other.lower()


def subscription_of(resource_id: str) -> str:
    parts = resource_id.split("/")
    return parts[2] if len(parts) > 2 and parts[1].lower() == "subscriptions" else ""


def group_of(resource_id: str) -> str:
    """The resource group's name in an id; empty if the id has none."""
    parts = resource_id.split("/")
    return parts[4] if len(parts) > 4 and parts[3].lower() == "resourcegroups" else ""


def group_id_of(resource_id: str) -> str:
    return "/".join(resource_id.split("/")[:5]) if group_of(resource_id) else ""


def parent_id(resource_id: str) -> str:
    """The id two segments up: a subnet's VNet, a route's table."""
    return resource_id.rsplit("/", 2)[0]


def name_of(resource_id: str) -> str:
    return resource_id.rsplit("/", 1)[-1]


def covers(scope: str, resource_id: str) -> bool:
    """Is the id at the scope or below it?"""
    upper, lower = scope.rstrip("/").lower(), resource_id.lower()
    return not upper or lower == upper or lower.startswith(upper + "/")
