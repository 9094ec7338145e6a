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
from natpin.errors import CloudError, Rejected, Unreachable
from natpin.model.record import record

TOGETHER: Final = 20
"""Subscriptions of one query. More would save few requests and hold more in memory."""
_LENT: Final = 5
"""Of other batches, the subscriptions with networks that many clusters use are kept: at most so many."""


_IN_VAIN: Final = 2
"""So many queries one after the other, each tried for minutes, that nobody answers: then no more is asked, and what is left is
told as not read."""


@record
class Unread:
    """A scope that could not be read, and why, in natpin's words."""

    scope: AzureScope
    reason: str


def estates(arm: Arm, connection: Connection, subscriptions: Sequence[str]) -> Iterator[Estate | Unread]:
    """One after the other, in the order given. One that cannot be read is told, and the others are read all the same.
    Raises CloudError where Azure does not know who asks."""
    inventory = Inventory(arm)
    lent: list[str] = []
    away: CloudError | None = None
    in_vain = 0
    for start in range(0, len(subscriptions), TOGETHER):
        batch = subscriptions[start : start + TOGETHER]
        inventory.keep_only(lent)
        if in_vain < _IN_VAIN:
            away = _load(inventory, batch)
            in_vain = in_vain + 1 if away is not None else 0
        for subscription in batch:
            scope = AzureScope(subscription)
            if away is not None:
                yield Unread(scope, str(told(away, connection, f"reading {scope.id}", scope.id)))
                continue
            try:
                found = survey(arm, scope, inventory)
            except CloudError as error:
                yield Unread(scope, str(told(error, connection, f"reading {scope.id}", scope.id)))
                continue
            lent = _lending(lent, found, subscription)
            yield found


def _load(inventory: Inventory, batch: Sequence[str]) -> CloudError | None:
    """Ask for all of them. Where Azure refuses that, or gives a part of it, each survey asks for its own, and learns whose
    fault it is. The error where nobody answers: the same would be asked in vain for each."""
    try:
        inventory.load(batch)
    except Rejected as error:
        if error.status == 401 or error.code.startswith("AADSTS"):
            raise
        return None if error.status in (400, 403, 404) else error
    except Unreachable as error:
        return error
    except CloudError:
        return None
    return None


def _lending(known: list[str], found: Estate, subscription: str) -> list[str]:
    """The subscriptions whose networks were used last by clusters of others."""
    others = {str(body["id"]).split("/")[2].lower() for body in found.bodies} - {subscription}
    return [*sorted(others), *(one for one in known if one not in others)][:_LENT]
