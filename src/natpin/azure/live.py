"""Live Azure as one more reader: the same Resources that any file gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from natpin.azure.arm import Arm
from natpin.azure.connection import Connection
from natpin.azure.credentials import credential
from natpin.azure.estate import Body, Estate, survey
from natpin.azure.refusals import told
from natpin.azure.scope import AzureScope
from natpin.azure.transport import ReadOnlyTransport
from natpin.formats.interface import Read
from natpin.formats.snapshot import Guard, parts
from natpin.formats.snapshot import resource as of_body
from natpin.model.location import Location
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import of
from natpin.provision.ports import Pace

READING = Pace(attempts=6, longest_wait=30.0, retrying=180.0)
"""Reading may be tried again; a scheduled run should still say within minutes that Azure does not answer."""


@contextmanager
def reading(connection: Connection, pace: Pace = READING) -> Iterator[Arm]:
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
        transport=ReadOnlyTransport(connection_verify=verify),
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
    return reads(estate(connection, scope))


def reads(found: Estate) -> tuple[Read, ...]:
    """An estate as any reader would give it; the place of a live resource is its id, since it is in no file."""
    path = stack_of(found.scope).root
    document = {**found.document(), "resources": [of(body, _place(body)) for body in found.bodies]}
    return tuple(parts(of(document, Location(path)), path))


def resource(body: Body, locks: Estate | None = None) -> Resource:
    """One ARM body as a Resource. Raises ValueError for what has no id and type."""
    scopes = None if locks is None else of(locks.document()["locks"], _place(body))
    made = of_body(of(body, _place(body)), Guard.of(scopes))
    if made is None:
        raise ValueError("an ARM body has an id and a type")
    return made


def _place(body: Body) -> Location:
    return Location(f"<{body['id']}>")
