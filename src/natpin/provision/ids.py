"""ARM resource ids that are whole: taken apart, put together, compared without regard to case."""

from __future__ import annotations

from natpin.model.record import record
from natpin.model.resource import RESOURCE_GROUP


@record
class Id:
    """A resource id taken apart; empty strings where the text is none."""

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
    return Id(segments[1], segments[3], "/".join([segments[5], *segments[6::2]]), tuple(segments[7::2]))


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
    """The id of the resource a child belongs to."""
    return resource_id.rsplit("/", 2)[0]


def same(one: str, other: str) -> bool:
    """Ids compare without regard to case."""
    return one.rstrip("/").lower() == other.rstrip("/").lower()


def covers(scope: str, resource_id: str) -> bool:
    """Does a scope hold a resource, or is it the resource?"""
    above, below = scope.rstrip("/").lower(), resource_id.lower()
    return below == above or below.startswith(above + "/")
