"""Objects of Kubernetes that stand for Azure's: documents, into which envsubst or Flux put values when they are applied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..laws import ATTACHED
from ..mutants import Edit
from .interface import BY_SUBNET, NODE_IP, ROUTED, SECONDS, Danger, Declaration, Literal
from .yaml_text import below, document_at, documents, scalars

_KEPT = frozenset({"apiVersion", "kind", "group", "controllerRef"})
_KIND = re.compile(r"^kind:[ ]+(\w+)", re.MULTILINE)
_NAME = re.compile(r"^metadata:\n(?:  .*\n)*?  name:[ ]+(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Objects:
    """A language of manifests. Places are by indentation, as ``kubectl`` and the operators' documentation write them."""

    NAME: str
    GROUPS: str
    """A regular expression for the API groups."""
    SUBNETS: str
    """The kind of a subnet."""
    POOLS: str
    """A regular expression for where a pool's properties begin."""
    NODE_IPS: str
    """The member that gives each node a public IP."""
    ASSOCIATION: str
    """The kind that attaches a gateway; empty where the subnet names it."""
    ROUTE: str
    """A route table, with ``{subnet}`` where a document attaches it."""
    ROUTED_BY: str
    """What the subnet says of the table, where it says it."""
    OPAQUE: tuple[str, ...]
    OTHER: str
    COMMENT: str = "# "
    ENDS_BY_CRLF: bool = True

    def mine(self, path: str, text: str) -> bool:
        group = rf"^apiVersion:[ ]+[\"']?(?:[\w.-]+\.)?(?:{self.GROUPS})/"
        return path.endswith((".yaml", ".yml")) and re.search(group, text, re.MULTILINE) is not None

    def literals(self, text: str) -> Iterator[Literal]:
        for start, end in documents(text):
            spec = re.compile(r"^spec:", re.MULTILINE).search(text, start, end)
            if spec:
                yield from scalars(text, spec.start(), end, _KEPT)

    def forgotten(self, text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
        return "${NATPIN_FORGOTTEN}", ()

    def written(self, value: str, kind: str) -> str:
        return f'"{value}"' if kind == "string" else value

    def declarations(self, text: str) -> Iterator[Declaration]:
        """None: what is applied is there. (Below the readers each object is made conditional.)"""
        return iter(())

    def detached(self, text: str) -> tuple[Edit, ...]:
        if not self.ASSOCIATION:
            found = [
                (one.start(), below(text, one.start()), "")
                for one in re.finditer(r"^ +natGateway:$", text, re.MULTILINE)
            ]
            rest = re.sub(r"^ +natGateway:$", "", text, flags=re.MULTILINE)
            return () if re.search(r"^ +natGateway:", rest, re.MULTILINE) else tuple(found)
        return tuple(
            (start, end, "")
            for start, end in documents(text)
            if re.search(rf"^kind: {self.ASSOCIATION}$", text[start:end], re.MULTILINE)
        )

    def _subnets(self, text: str, lines: Sequence[int]) -> Iterator[tuple[int, int, str]]:
        """Where the spec of the subnet in a line begins, how deep, and what it is called."""
        for line in lines:
            span = document_at(text, line)
            if span is None:
                continue
            found = text[span[0] : span[1]]
            kind, name, spec = (
                _KIND.search(found),
                _NAME.search(found),
                re.search(r"^spec:\n", found, re.MULTILINE),
            )
            if kind and name and spec and kind[1] == self.SUBNETS:
                yield span[0] + spec.end(), 2, name[1]

    def threats(self, text: str, subnets: Sequence[int]) -> Iterator[Danger]:
        for at, _, name in self._subnets(text, subnets):
            if "routeTable" not in text:
                edits = [(len(text), len(text), _ending(text) + self.ROUTE.replace("{subnet}", name))]
                if self.ROUTED_BY:
                    edits.append((at, at, self.ROUTED_BY))
                yield Danger(f"a route past the gateway on {name}", tuple(edits), ROUTED)
        if self.NODE_IPS not in text:
            for found in re.finditer(self.POOLS, text, re.MULTILINE):
                new = f"{' ' * len(found['depth'])}{self.NODE_IPS}: true\n"
                yield Danger("nodes with public IPs", ((found.end(), found.end(), new),), NODE_IP, True)
        for found in re.finditer(r"^ +idleTimeoutInMinutes: (\d+)$", text, re.MULTILINE):
            yield Danger("600 for 10", ((found.start(1), found.end(1), "600"),), SECONDS, True)

    def opaque(self, text: str, subnets: Sequence[int]) -> Iterator[Danger]:
        for _, _, name in self._subnets(text, subnets):
            for new in self.OPAQUE:
                added = _ending(text) + new.replace("{subnet}", name)
                what = f"{(_KIND.search(new) or [new, new])[1]} on {name}"
                again = f"kind: {self.SUBNETS}\n" in new  # without a gateway; neither has routes
                yield Danger(what, ((len(text), len(text), added),), ATTACHED if again else BY_SUBNET)

    def blocks(self, text: str) -> list[tuple[int, int]]:
        """The documents, each with the line of dashes behind it; the last one has none and stays the last."""
        return [
            (start, end) for start, end in documents(text) if text[start:end].rstrip(" \n").endswith("\n---")
        ]

    def gaps(self, text: str) -> list[int]:
        return [start for start, _ in documents(text)]

    def other_cluster(self) -> tuple[str, str]:
        return "natpin-unrelated/cluster.yaml", self.OTHER


def _ending(text: str) -> str:
    return "---\n" if text.endswith("\n") else "\n---\n"
