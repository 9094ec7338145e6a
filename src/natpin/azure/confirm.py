"""A direct look at what seems to differ: Resource Graph lags behind ARM by seconds to minutes."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.azure.arm import Arm
from natpin.azure.estate import API, Body, Estate, references
from natpin.errors import Rejected
from natpin.model.record import field, mutable, replace

MOST = 500
"""Looks in one run. More differences than that are told unconfirmed: something larger is going on than lag."""


@mutable
class Confirmation:
    """An estate that is put right as direct looks come in."""

    arm: Arm
    estate: Estate
    absent: set[str] = field(default_factory=set)
    """Ids, in lower case, that were asked for and are not there."""
    asked: set[str] = field(default_factory=set)
    left: int = MOST
    skipped: set[str] = field(default_factory=set)
    """Ids that were not asked for, since the limit was reached."""
    refused: dict[str, str] = field(default_factory=dict)

    def look(self, identifiers: Iterable[str]) -> bool:
        """Ask for what was not asked for yet, and for what it newly refers to; whether anything is not as the inventory
        had it.

        Raises CloudError when Azure does not answer; a resource that may not be read stays as the inventory had it,
        and is listed as unread.
        """
        pending = list(dict.fromkeys(root for one in identifiers if (root := root_of(one))))
        bodies = {str(body["id"]).lower(): body for body in self.estate.bodies}
        any_asked = any_new = False
        while pending:
            identifier = pending.pop()
            key = identifier.lower()
            if key in self.asked or key in self.skipped:
                continue
            if not self.left:
                self.skipped.add(key)
                continue
            self.asked.add(key)
            self.left -= 1
            any_asked = True
            body = self._get(identifier)
            if body is None:
                any_new = True
                if key not in self.refused:
                    bodies.pop(key, None)
                continue
            any_new = any_new or _substance(bodies.get(key)) != _substance(body)
            bodies[key] = body
            pending += [other for other in references(body) if other.lower() not in bodies]
        if any_asked:
            unread = {identifier.lower(): (identifier, why) for identifier, why in self.estate.unread}
            for key, why in self.refused.items():
                unread.setdefault(key, (key, why))
            for key in [*bodies, *self.absent]:
                unread.pop(key, None)
            self.estate = replace(
                self.estate,
                bodies=tuple(bodies[key] for key in sorted(bodies)),
                unread=tuple(unread[key] for key in sorted(unread)),
            )
        return any_new

    def _get(self, identifier: str) -> Body | None:
        provider = identifier.lower().split("/providers/")[-1].split("/")[0]
        version = API.get(provider)
        if version is None:
            return None
        try:
            reply = self.arm.look(self.arm.url(identifier, version))
        except Rejected as error:
            if error.status not in (401, 403, 404):
                raise
            self.refused[identifier.lower()] = f"could not be confirmed ({error.code})"
            return None
        body = reply.body if reply is not None else None
        if reply is None:
            self.absent.add(identifier.lower())
        if body is None or not all(isinstance(body.get(name), str) for name in ("id", "name", "type")):
            return None
        return body


_PASSING = frozenset({"etag", "eTag", "provisioningState"})
_SUBSTANCE = ("properties", "sku", "zones", "location")


def _substance(body: Body | None) -> object:
    """What a comparison can notice of a body. Resource Graph's rows have no etags, and nulls for what is absent."""
    return None if body is None else [_lasting(body.get(name)) for name in _SUBSTANCE]


def _lasting(value: object) -> object:
    match value:
        case dict():
            return {
                key: _lasting(inner)
                for key, inner in value.items()
                if key not in _PASSING and inner is not None
            }
        case list():
            return [_lasting(item) for item in value]
    return value


def root_of(identifier: str) -> str | None:
    """The top-level resource that answers for an id: a subnet's network, a pool's cluster."""
    segments = identifier.split("/")
    words = [segment.lower() for segment in segments[:9]]
    if len(words) < 9 or (words[1], words[3], words[5]) != ("subscriptions", "resourcegroups", "providers"):
        return None
    return "/".join(segments[:9])
