"""What part of Azure a command is asked about."""

from __future__ import annotations

import re

from natpin.errors import ConfigError
from natpin.model.record import record
from natpin.model.resource import CLUSTER

_SUBSCRIPTION = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NAME = re.compile(r"[\w().-]{1,90}")
"""Azure Resource Manager, "Naming rules": letters, digits, underscores, hyphens, periods and parentheses."""


@record
class AzureScope:
    """``SUBSCRIPTION[/RESOURCE_GROUP[/CLUSTER]]``."""

    subscription: str
    resource_group: str | None = None
    cluster: str | None = None

    @classmethod
    def parse(cls, text: str, where: str = "--azure") -> AzureScope:
        """From the short form, or from an ARM id. Raises ConfigError for what is neither; ``where`` it is written."""
        parts = [part for part in text.strip().strip("/").split("/") if part]
        if parts and parts[0].lower() == "subscriptions":
            parts = _of_id(parts)
        if not 1 <= len(parts) <= 3:
            raise ConfigError(f"{where} {text}: write SUBSCRIPTION[/RESOURCE_GROUP[/CLUSTER]]")
        if not _SUBSCRIPTION.fullmatch(parts[0]):
            raise ConfigError(
                f"{where} {text}: {parts[0]!r} is not a subscription id (az account show --query id --output tsv)"
            )
        for name in parts[1:]:
            if not _NAME.fullmatch(name):
                raise ConfigError(f"{where} {text}: {name!r} is not a valid Azure name")
        return cls(parts[0].lower(), *parts[1:])

    def __str__(self) -> str:
        return "/".join(part for part in (self.subscription, self.resource_group, self.cluster) if part)

    @property
    def id(self) -> str:
        """As ARM writes it."""
        made = f"/subscriptions/{self.subscription}"
        if self.resource_group:
            made += f"/resourceGroups/{self.resource_group}"
        if self.cluster:
            made += f"/providers/{CLUSTER}/{self.cluster}"
        return made

    def holds(self, identifier: str) -> bool:
        """Whether a resource lies at or below this scope."""
        own, other = self.id.lower(), identifier.lower()
        return other == own or other.startswith(own + "/")


def _of_id(parts: list[str]) -> list[str]:
    """The names in an ARM id; an empty list for one of another type."""
    match parts, [part.lower() for part in parts]:
        case [_, subscription], _:
            return [subscription]
        case [_, subscription, _, group], [_, _, "resourcegroups", _]:
            return [subscription, group]
        case [_, subscription, _, group, *_, cluster], [_, _, "resourcegroups", _, *kind, _] if kind == [
            "providers",
            *CLUSTER.lower().split("/"),
        ]:
            return [subscription, group, cluster]
    return []
