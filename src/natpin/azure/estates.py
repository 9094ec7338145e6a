"""The estates of many subscriptions, one after the other: Resource Graph is asked for several at once, and each is told
by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from natpin.azure.arm import Arm
from natpin.azure.connection import Connection
from natpin.azure.estate import Estate, survey
from natpin.azure.inventory import Inventory
from natpin.azure.refusals import told
from natpin.azure.scope import AzureScope
from natpin.errors import CloudError, Rejected
from natpin.model.record import record

TOGETHER: Final = 20
"""Subscriptions of one query. More would save few requests and hold more in memory."""
_LENT: Final = 5
"""Of other batches, the subscriptions with networks that many clusters use are kept: at most so many."""


@record
class Unread:
    """A scope that could not be read, and why, in natpin's words."""

    scope: AzureScope
    reason: str


def estates(arm: Arm, connection: Connection, subscriptions: Sequence[str]) -> Iterator[Estate | Unread]:
    """One after the other, in the order given. One that cannot be read is told, and the others are read all the same."""
    inventory = Inventory(arm)
    lent: list[str] = []
    for start in range(0, len(subscriptions), TOGETHER):
        batch = subscriptions[start : start + TOGETHER]
        inventory.keep_only(lent)
        _load(inventory, batch)
        for subscription in batch:
            scope = AzureScope(subscription)
            try:
                found = survey(arm, scope, inventory)
            except CloudError as error:
                yield Unread(scope, str(told(error, connection, f"reading {scope.id}", scope.id)))
                continue
            lent = _lending(lent, found, subscription)
            yield found


def _load(inventory: Inventory, batch: Sequence[str]) -> None:
    """Ask for all of them. Where Azure refuses that, each survey asks for its own, and learns whose fault it is."""
    try:
        inventory.load(batch)
    except Rejected as error:
        if error.status not in (400, 403, 404):
            raise


def _lending(known: list[str], found: Estate, subscription: str) -> list[str]:
    """The subscriptions whose networks were used last by clusters of others."""
    others = {str(body["id"]).split("/")[2].lower() for body in found.bodies} - {subscription}
    return [*sorted(others), *(one for one in known if one not in others)][:_LENT]
