"""ARM resource ids that are whole: taken apart, put together, compared without regard to case."""

from __future__ import annotations

from natpin.model.record import record
from natpin.model.resource import RESOURCE_GROUP


@record
class Id:
    """A resource id taken apart; empty strings where the text is none. Of what extends another resource, a lock on it say, the
    type and the names are the extension's own."""

    subscription: str
    group: str
    type: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The last name."""
        return self.names[-1] if self.names else ""


def parse(text: str) -> Id:
    """The id in a text; one of empty parts when there is none."""
    segments = text.strip("/").split("/")
    lowered = [segment.lower() for segment in segments]
    nothing = Id("", "", "", ())
    if (
        lowered[:1] != ["subscriptions"]
        or lowered[2:3] != ["resourcegroups"]
        or len(segments) < 4
        or "" in segments
    ):
        return nothing
    if len(segments) == 4:
        return Id(segments[1], segments[3], RESOURCE_GROUP, (segments[3],))
    if lowered[4] != "providers" or len(segments) < 8 or len(segments) % 2:
        return nothing
    own = max(position for position in range(4, len(segments), 2) if lowered[position] == "providers")
    if own + 4 > len(segments):
        return nothing
    type_ = "/".join([segments[own + 1], *segments[own + 2 :: 2]])
    return Id(segments[1], segments[3], type_, tuple(segments[own + 3 :: 2]))


def group_id(subscription: str, group: str) -> str:
    """A resource group's id."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def resource_id(subscription: str, group: str, type_: str, name: str) -> str:
    """The id of a resource that is no child of another."""
    return f"{group_id(subscription, group)}/providers/{type_}/{name}"


def group_of(resource_id: str) -> str:
    """The id of the resource group that a resource lives in; of the subscription for what lives in none."""
    segments = resource_id.split("/")
    return (
        "/".join(segments[:5])
        if len(segments) >= 5 and segments[3].lower() == "resourcegroups"
        else "/".join(segments[:3])
    )


def parent_of(resource_id: str) -> str:
    """The id of the resource a child belongs to, or that an extension (a lock) is about."""
    above = resource_id.rsplit("/", 2)[0]
    scope, _, rest = above.rpartition("/providers/")
    return scope if "/" not in rest and parse(scope).names else above


def same(one: str, other: str) -> bool:
    """Ids compare without regard to case."""
    return one.rstrip("/").lower() == other.rstrip("/").lower()


def covers(scope: str, resource_id: str) -> bool:
    """Does a scope hold a resource, or is it the resource?"""
    above, below = scope.rstrip("/").lower(), resource_id.lower()
    return below == above or below.startswith(above + "/")
