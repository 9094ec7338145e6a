"""A simulated Azure as a test handles it from behind, without a request: it puts things in place, looks, and waits."""

from __future__ import annotations

import copy
import secrets
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from natpin.model.record import replace
from natpin.simulator import seeding
from natpin.simulator.clock import Clock
from natpin.simulator.exchange import Json
from natpin.simulator.principals import FederatedCredential, Principal
from natpin.simulator.resource_graph import ResourceGraph
from natpin.simulator.settings import Settings
from natpin.simulator.store import Stored
from natpin.simulator.types import registry
from natpin.simulator.world import SimulatedAzure


class Backstage:
    """A world with one owner, and a lock on all that is done with it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = replace(settings, client_secret=settings.client_secret or secrets.token_urlsafe(24))
        self._lock = threading.RLock()
        self._make_world()

    def _make_world(self) -> None:
        self.clock = Clock(tick=self.settings.tick, real=self.settings.real_time)
        self.world = SimulatedAzure(self.settings, self.clock, links_of=registry.links_of)
        self.graph = ResourceGraph()
        owner = self.add_principal("owner", client_id=self.client_id, secret=self.client_secret)
        for subscription in self.settings.subscriptions:
            self.assign(owner, "Owner", f"/subscriptions/{subscription}")
        for group in self.settings.management_groups:
            self.assign(owner, "Reader", f"/providers/Microsoft.Management/managementGroups/{group}")

    # --- who ---

    @property
    def tenant(self) -> str:
        return self.settings.tenant

    @property
    def subscription(self) -> str:
        """The first (usually the only) subscription's id."""
        return next(iter(self.settings.subscriptions))

    @property
    def client_id(self) -> str:
        return self.settings.client_id

    @property
    def client_secret(self) -> str:
        return self.settings.client_secret or ""

    # --- putting in place ---

    def add_principal(
        self,
        name: str,
        *,
        client_id: str | None = None,
        secret: str | None = None,
        federated: Iterable[FederatedCredential] = (),
    ) -> Principal:
        """A service principal with no role yet; without a secret it can only present a federated assertion."""
        with self._lock:
            principal = Principal(
                name,
                client_id or self.world.policy.fresh(),
                self.world.policy.fresh(),
                secret,
                tuple(federated),
            )
            self.world.principals.append(principal)
            return principal

    def assign(self, principal: Principal, role: str, scope: str) -> None:
        """Give a role by its name or definition id at a scope."""
        with self._lock:
            seeding.assign(self.world, principal, role, scope)

    def define_role(self, name: str, actions: Iterable[str], not_actions: Iterable[str] = ()) -> str:
        """A custom role; returns its definition id."""
        with self._lock:
            return seeding.define_role(self.world, self.subscription, name, list(actions), list(not_actions))

    def lock(self, scope: str, level: str = "ReadOnly", name: str = "lock") -> None:
        """A management lock; level is ReadOnly or CanNotDelete."""
        with self._lock:
            seeding.lock(self.world, scope, level, name)

    def deny(
        self, scope: str, actions: Iterable[str], name: str = "deny", *, excluded: Iterable[Principal] = ()
    ) -> None:
        """A deny assignment for everyone but the excluded, as a deployment stack leaves."""
        with self._lock:
            seeding.deny(
                self.world, scope, list(actions), name, [principal.object_id for principal in excluded]
            )

    def seed(self, *bodies: Mapping[str, Any]) -> None:
        """Put resources in place without asking: ARM bodies with `id`, `location`, `properties`, tags, sku, zones.

        Resource groups come into being as needed. Inline subnets and routes become resources; `ipAddress` and
        `ipPrefix` are kept when given and allocated when not; clusters get their node resource group.
        """
        with self._lock:
            for body in bodies:
                seeding.seed(self.world, copy.deepcopy(dict(body)))

    # --- looking, and waiting ---

    def get(self, resource_id: str, api_version: str = "2025-05-01") -> Json | None:
        """A resource as a GET would show it, or None; no request is recorded."""
        with self._lock:
            entry = self.world.resources.get(resource_id)
            rules = registry.find(entry.type) if entry else None
            if entry is None:
                return None
            return rules.show(self.world, entry, api_version) if rules else seeding.show_plain(entry)

    def all_resources(self, api_version: str = "2025-05-01") -> dict[str, Json]:
        """Every resource by lower-case id, without etags: the state to compare two runs by."""
        with self._lock:
            shown: dict[str, Json] = {}
            for entry in self.world.resources:
                body = self.get(entry.id, api_version)
                if body is not None:
                    shown[entry.id.lower()] = _without_etags(body)
            return shown

    def entries(self) -> list[Stored]:
        with self._lock:
            return list(self.world.resources)

    def settle(self) -> None:
        """End every running operation now, also one that would never end."""
        with self._lock:
            self.world.settle_all()

    def lag_graph(self) -> None:
        """Let Resource Graph stay as it is now, until `settle_graph`."""
        with self._lock:
            self.graph.lag(self.world)

    def settle_graph(self) -> None:
        with self._lock:
            self.graph.settle()

    def snapshot(self) -> Any:
        """The state, to come back to with `restore`; running operations are ended first."""
        with self._lock:
            return self.world.snapshot()


def _without_etags(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_etags(item) for key, item in value.items() if key not in ("etag", "eTag")}
        case list():
            return [_without_etags(item) for item in value]
    return value
