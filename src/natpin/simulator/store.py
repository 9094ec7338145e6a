"""The state of the simulated cloud: resources by id, compared without regard to case."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from natpin.model.record import field, mutable
from natpin.simulator.exchange import Json
from natpin.simulator.ids import covers, group_id_of, parent_id

_NAMESPACE = uuid.UUID("9f1f4b0e-0a55-4f0e-8a52-5b1f0f4c2a11")


@mutable
class Stored:
    """One resource as the service holds it.

    `top` is what stands beside the properties (tags, sku, zones, identity…), `properties` what the caller wrote,
    completed with defaults, `facts` what the service adds and the caller cannot write (addresses, versions).
    `created_api` is the api-version of the first write: some defaults hang on it.
    """

    id: str
    type: str
    location: str
    top: Json = field(default_factory=dict)
    properties: Json = field(default_factory=dict)
    facts: Json = field(default_factory=dict)
    state: str = "Succeeded"
    etag: str = ""
    guid: str = ""
    created_api: str = ""
    last_operation: str = ""

    @property
    def name(self) -> str:
        return self.id.rsplit("/", 1)[-1]


class Store:
    """Resources in the order they were made. `revision` grows with every change."""

    def __init__(self, seed: str = "") -> None:
        self.revision = 0
        self._seed = seed
        self._made = 0
        self._entries: dict[str, Stored] = {}
        self._children: dict[str, dict[str, None]] = {}
        self._by_type: dict[str, dict[str, None]] = {}
        self._unread: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Stored]:
        return iter(list(self._entries.values()))

    def fresh(self) -> str:
        """A new identifier, the same in every run."""
        self._made += 1
        return str(uuid.uuid5(_NAMESPACE, f"{self._seed}:{self._made}"))

    def fresh_etag(self) -> str:
        return f'W/"{self.fresh()}"'

    def get(self, resource_id: str | None) -> Stored | None:
        return None if resource_id is None else self._entries.get(resource_id.lower())

    def put(self, entry: Stored) -> Stored:
        key = entry.id.lower()
        if key not in self._entries:
            self._children.setdefault(parent_id(key), {})[key] = None
            self._by_type.setdefault(entry.type.lower(), {})[key] = None
        self._entries[key] = entry
        self._unread[key] = None
        self.revision += 1
        return entry

    def remove(self, resource_id: str) -> None:
        key = resource_id.lower()
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._children.get(parent_id(key), {}).pop(key, None)
        self._by_type.get(entry.type.lower(), {}).pop(key, None)
        self._unread[key] = None
        self.revision += 1

    def changed(self) -> None:
        """Something that no reference hangs on was changed in place; else `put` the entry again."""
        self.revision += 1

    def take_unread(self) -> list[str]:
        """The keys put or removed since this was last asked: what an index has to look at again."""
        keys = list(self._unread)
        self._unread.clear()
        return keys

    def children(self, resource_id: str, resource_type: str) -> list[Stored]:
        """The direct children of a resource, of one type, in the order they were made."""
        keys = self._children.get(f"{resource_id.lower()}", {})
        return [
            self._entries[key] for key in keys if self._entries[key].type.lower() == resource_type.lower()
        ]

    def of_type(self, resource_type: str, scope: str = "") -> list[Stored]:
        keys = self._by_type.get(resource_type.lower(), {})
        return [self._entries[key] for key in keys if not scope or covers(scope, key)]

    def under(self, scope: str) -> list[Stored]:
        return [entry for key, entry in self._entries.items() if covers(scope, key)]

    def in_group(self, group_id: str) -> list[Stored]:
        return [entry for key, entry in self._entries.items() if group_id_of(key) == group_id.lower()]

    def snapshot(self) -> Any:
        return copy.deepcopy(self.__dict__)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """What is done to the store in the block is done to a copy. Entries that somebody holds stay the store's own."""
        kept = self.__dict__
        self.__dict__ = copy.deepcopy(kept)
        try:
            yield
        finally:
            self.__dict__ = kept
            self.revision += 1
            self._unread = dict.fromkeys(self._entries)

    def restore(self, snapshot: Any) -> None:
        revision = self.revision
        self.__dict__.update(copy.deepcopy(snapshot))
        self.revision = revision + 1
        self._unread = dict.fromkeys(self._entries)
