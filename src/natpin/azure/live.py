"""Live Azure as one more reader: the same Resources that any file gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from natpin.azure.arm import Arm
from natpin.azure.connection import Connection
from natpin.azure.credentials import credential
from natpin.azure.estate import Body, Estate, survey
from natpin.azure.refusals import told
from natpin.azure.scope import AzureScope
from natpin.azure.snapshot import LEFT_OUT, NAMED_BY_USERS, chosen
from natpin.azure.transport import ReadOnlyTransport
from natpin.formats import snapshot
from natpin.formats.interface import Read
from natpin.formats.snapshot import Guard
from natpin.formats.snapshot import resource as of_body
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import NETWORK_GATEWAY, Resource
from natpin.model.stack import Stack
from natpin.model.value import Node, Value, items, members, of
from natpin.provision.ports import Pace

READING = Pace(attempts=6, longest_wait=30.0, retrying=180.0)
"""Reading may be tried again; a scheduled run should still say within minutes that Azure does not answer."""


@contextmanager
def reading(
    connection: Connection, pace: Pace = READING, transport: ReadOnlyTransport | None = None
) -> Iterator[Arm]:
    """A way to ARM that cannot write.

    A token is had first: whoever has none is told so at once, not after the tries that requests are given.
    """
    verify = connection.ca_file or True
    identity: Any = credential(connection)
    try:
        identity.get_token(connection.scope)
    except BaseException:
        identity.close()
        raise
    arm = Arm(
        identity,
        base_url=connection.endpoint,
        scope=connection.scope,
        connection_verify=verify,
        transport=transport or ReadOnlyTransport(connection_verify=verify),
        pace=pace,
    )
    try:
        yield arm
    finally:
        arm.close()
        identity.close()


def estate(connection: Connection, scope: AzureScope, pace: Pace = READING) -> Estate:
    """What is live in a scope. Raises CloudError: a scope that cannot be read is never an empty one."""
    try:
        with reading(connection, pace) as arm:
            return survey(arm, scope)
    except Exception as error:
        raise told(error, connection, f"reading {scope.id}", scope.id) from None


def stack_of(scope: AzureScope) -> Stack:
    """The stack that a live scope is reported as."""
    return Stack("azure", f"<azure {scope}>")


def read(connection: Connection, scope: AzureScope) -> tuple[Read, ...]:
    """Every live resource that bears on the egress of a scope's clusters. Raises CloudError."""
    found = estate(connection, scope)
    bodies = list(found.bodies)
    found = replace(found, bodies=())
    return _reads(found, bodies)


def reads(found: Estate) -> tuple[Read, ...]:
    """An estate as any reader would give it."""
    return _reads(found, list(found.bodies))


class Reader:
    """Reads bodies of an estate one by one; the place of a live resource is its id, since it is in no file."""

    def __init__(self, found: Estate) -> None:
        self._path = stack_of(found.scope).root
        document = members(of(replace(found, bodies=()).document(), Location(self._path)))
        self._guard = Guard.of(document.get("locks"))
        self._texts: dict[str, str] = {}

    def parts(self, body: Body) -> tuple[Read, ...]:
        """A resource, and what is written inside of it and is one of its own."""
        return tuple(snapshot.bodies((_read_once(body, self._texts),), self._guard, self._path))

    def unread(self, found: Iterable[tuple[str, str]]) -> tuple[Read, ...]:
        """What is referred to and could not be read."""
        told = [{"id": identifier, "reason": reason} for identifier, reason in found]
        return tuple(snapshot.unread(items(of(told, Location(self._path))), self._path))


def _reads(found: Estate, bodies: list[Body]) -> tuple[Read, ...]:
    """The same of some bodies, which are let go of as they are read: a subscription may hold thousands of clusters.

    What a snapshot leaves out is left out here as well, so that both give one report.
    """
    reader = Reader(found)
    bodies.reverse()
    following = iter(lambda: bodies.pop() if bodies else None, None)
    return (*(part for body in following for part in reader.parts(body)), *reader.unread(found.unread))


def _read_once(body: Body, texts: dict[str, str]) -> Node:
    """What of a body bears on egress, as ``of(kept(body))`` gives it in three walks."""
    at = _place(body)
    whole = chosen(body)
    lasting, type_ = whole["properties"], whole["type"]
    made = {name: _node(inner, at, texts, ()) for name, inner in whole.items() if name != "properties"}
    made["properties"] = _node(lasting, at, texts, () if type_ == NETWORK_GATEWAY else LEFT_OUT)
    return Value(made, at)


def _node(value: Any, at: Location, texts: dict[str, str], without: Collection[str]) -> Node:
    """JSON as a value at one place, with one copy of each text (most ids, names and words of an estate come many times), and
    without some members wherever they stand but among users' own names."""
    kind = type(value)
    if kind is str:
        return Value(texts.setdefault(value, value), at)
    if kind is dict:
        return Value(
            {
                name: _node(inner, at, texts, () if name == NAMED_BY_USERS else without)
                for name, inner in value.items()
                if name not in without
            },
            at,
        )
    if kind is list:
        return Value(tuple([_node(inner, at, texts, without) for inner in value]), at)
    return of(value, at)


def resource(body: Body, locks: Estate | None = None) -> Resource:
    """One ARM body as a Resource. Raises ValueError for what has no id and type."""
    scopes = None if locks is None else of(locks.document()["locks"], _place(body))
    made = of_body(of(body, _place(body)), Guard.of(scopes))
    if made is None:
        raise ValueError("an ARM body has an id and a type")
    return made


def _place(body: Body) -> Location:
    return Location(f"<{body['id']}>")
