"""The egress contract: the IPs that partners were given."""

from __future__ import annotations

from natpin.model.location import Location
from natpin.model.record import record


@record
class Promise:
    """One IP or range, and who was given it. Exactly one of ``cidr``, ``name`` and ``address`` says which."""

    at: Location
    cidr: str | None = None
    """``20.1.2.0/28``; one address as ``20.1.2.3/32``."""
    name: str | None = None
    """Name of a public IP or prefix: Azure gives it its addresses only when it is made."""
    kind: str | None = None
    """With ``name``: ``ip`` or ``prefix``."""
    address: str | None = None
    """Address of the resource in its files, such as ``azurerm_public_ip_prefix.egress``."""
    partners: tuple[str, ...] = ()
    until: str | None = None
    """``yyyy-mm-dd``, the last day it holds; None while it holds for good."""

    @property
    def what(self) -> str:
        """``20.1.2.0/28``, ``prefix payments-egress``, ``azurerm_public_ip.egress``."""
        return self.cidr or (f"{self.kind} {self.name}" if self.name else self.address or "")

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two promises the same one, whoever was given it."""
        return (self.kind or "", (self.cidr or self.name or self.address or "").lower())


@record
class Contract:
    """Every promise that holds today, and which clusters it is about."""

    promises: tuple[Promise, ...] = ()
    expired: tuple[Promise, ...] = ()
    """Those whose last day has passed: they bind nobody any more."""
    clusters: tuple[str, ...] = ()
    """Patterns of cluster names; every cluster when empty."""
    stacks: tuple[str, ...] = ()
    """Patterns of stack roots or names; every stack when empty."""
    at: Location | None = None
    clusters_at: Location | None = None
    """Where ``clusters`` are written; None where they are not."""
    stacks_at: Location | None = None
    """Where ``stacks`` are written; None where they are not."""
