"""Which subscriptions there are: below management groups, or all that the caller sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from natpin.azure.arm import Arm
from natpin.errors import ConfigError, Rejected, Unreachable

SUBSCRIPTIONS_API: Final = "2022-12-01"
GROUPS_API: Final = "2020-05-01"
_GROUP = re.compile(r"[\w().-]{1,90}", re.ASCII)
"""A management group's id. Source: Azure Resource Manager, "Naming rules", Microsoft.Management."""


def visible_subscriptions(arm: Arm) -> list[str]:
    """The ids of the subscriptions in which the caller has any role. Raises CloudError.

    Source: Subscriptions REST API, "Subscriptions - List".
    """
    found = arm.listed(arm.url("/subscriptions", SUBSCRIPTIONS_API))
    return _sorted(_text(row, "subscriptionId") for row in found)


def subscriptions_below(arm: Arm, group: str) -> list[str]:
    """The ids of the subscriptions below a management group, whether or not the caller may read them. Raises ConfigError
    for what is no name of one, and CloudError.

    Source: Management Groups REST API, "Get Descendants": groups and subscriptions at every depth, page by page.
    """
    if not _GROUP.fullmatch(group):
        raise ConfigError(f"--management-group {group}: write the group's id, not its display name")
    path = f"/providers/Microsoft.Management/managementGroups/{group}/descendants"
    try:
        rows = arm.listed(arm.url(path, GROUPS_API))
    except Rejected as error:
        doing = f"listing what is below the management group {group}"
        if error.status == 403:
            raise Rejected(
                f"{doing}: Azure forbids it: give this identity the role Reader there", 403, error.code
            ) from None
        if error.status == 404:
            raise Rejected(
                f"{doing}: no group has that id, or this identity may not see it", 404, error.code
            ) from None
        raise
    return _sorted(
        _text(row, "name") for row in rows if _text(row, "id").lower().startswith("/subscriptions/")
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    found = row.get(name)
    if not isinstance(found, str) or not found:
        raise Unreachable(f"a row of the list has no {name}: natpin would miss what that row stands for")
    return found


def _sorted(subscriptions: Iterable[str]) -> list[str]:
    return sorted({one.lower() for one in subscriptions})
