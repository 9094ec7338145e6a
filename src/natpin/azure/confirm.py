"""A direct look at what seems to differ: Resource Graph lags behind ARM by seconds to minutes."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.azure.arm import Arm
from natpin.azure.estate import API, Body, Estate, references
from natpin.azure.live import Reader
from natpin.errors import Rejected
from natpin.formats.interface import Read
from natpin.model.record import field, mutable, replace
from natpin.model.resource import CLUSTER, Resource, same_type
from natpin.model.value import Value, plain

MOST = 500
"""Looks in one run. More differences than that are told unconfirmed: something larger is going on than lag."""


@mutable
class Confirmation:
    """An estate that is put right as direct looks come in. Bodies are let go of as they are read."""

    arm: Arm
    estate: Estate
    """Without its bodies."""
    reader: Reader
    parts: dict[str, tuple[Read, ...]]
    """What each body of the estate says, by its id in lower case."""
    absent: set[str] = field(default_factory=set)
    """Ids, in lower case, that were asked for and are not there."""
    asked: set[str] = field(default_factory=set)
    left: int = MOST
    skipped: set[str] = field(default_factory=set)
    """Ids that were not asked for, since the limit was reached."""
    refused: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, arm: Arm, estate: Estate) -> Confirmation:
        """What the inventory says of an estate, which the caller keeps nowhere else: it may be of thousands of clusters."""
        bodies, estate = list(estate.bodies), replace(estate, bodies=())
        reader = Reader(estate)
        parts: dict[str, tuple[Read, ...]] = {}
        bodies.reverse()
        while bodies:
            body = bodies.pop()
            parts[str(body["id"]).lower()] = reader.parts(body)
        return cls(arm, estate, reader, parts)

    @property
    def clusters(self) -> tuple[str, ...]:
        """The ids of the clusters."""
        return tuple(
            part.address
            for key in sorted(self.parts)
            for part in self.parts[key]
            if isinstance(part, Resource) and same_type(part.type, CLUSTER)
        )

    def reads(self) -> tuple[Read, ...]:
        """The estate as it is known now, as any reader would give it."""
        known = (part for key in sorted(self.parts) for part in self.parts[key])
        return (*known, *self.reader.unread(self.estate.unread))

    def look(self, identifiers: Iterable[str]) -> bool:
        """Ask for what was not asked for yet, and for what it newly refers to; whether anything is not as the inventory
        had it.

        Raises CloudError when Azure does not answer; a resource that may not be read stays as the inventory had it,
        and is listed as unread.
        """
        pending = list(dict.fromkeys(root for one in identifiers if (root := root_of(one))))
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
                    self.parts.pop(key, None)
                continue
            parts = self.reader.parts(body)
            any_new = any_new or _substance(self.parts.get(key)) != _substance(parts)
            self.parts[key] = parts
            pending += [other for other in references(body) if other.lower() not in self.parts]
        if any_asked:
            unread = {identifier.lower(): (identifier, why) for identifier, why in self.estate.unread}
            for key, why in self.refused.items():
                unread.setdefault(key, (key, why))
            for key in [*self.parts, *self.absent]:
                unread.pop(key, None)
            self.estate = replace(self.estate, unread=tuple(unread[key] for key in sorted(unread)))
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


def _substance(parts: Iterable[Read] | None) -> object:
    """What a comparison can notice of what was read of a body. Resource Graph's rows have no etags, and nulls for what is
    absent."""
    return (
        None
        if parts is None
        else [_lasting(plain(Value(one.properties))) for one in parts if isinstance(one, Resource)]
    )


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
