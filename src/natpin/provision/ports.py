"""What provisioning needs of a cloud. ``natpin.azure`` has the real one; tests may have others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from natpin.model.change import Json


@dataclass(frozen=True, slots=True)
class Live:
    """A resource as the cloud has it."""

    id: str
    body: Json
    """ARM JSON, unknown properties included."""
    etag: str | None


@dataclass(frozen=True, slots=True)
class Lock:
    """A management lock that covers a resource."""

    id: str
    level: str
    """``CanNotDelete`` or ``ReadOnly``; the latter forbids every PUT."""


class Cloud(Protocol):
    """Azure Resource Manager, as far as provisioning speaks to it. Raises CloudError and its kin, nothing else."""

    def get(self, resource_id: str) -> Live | None:
        """The resource now; None when it does not exist."""

    def put(self, resource_id: str, body: Json, etag: str | None, seconds: float) -> Live:
        """Create (``etag`` None: must not exist yet) or replace (only while the etag still holds) and wait for the
        operation to end, at most ``seconds``."""

    def locks(self, resource_id: str) -> Sequence[Lock]:
        """The locks on a resource, its resource group and its subscription."""

    def denied(self, resource_id: str, actions: Sequence[str]) -> Sequence[str]:
        """Which of the actions (``Microsoft.Network/natGateways/write``) the caller may not do there."""

    def tags(self) -> Mapping[str, str]:
        """Tags every created resource gets."""
