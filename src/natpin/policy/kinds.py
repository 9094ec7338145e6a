"""The fields there are, per kind of subject: the vocabulary of facts, and the subjects this package makes itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from natpin.facts.vocabulary import VOCABULARY
from natpin.model.record import record

OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "suppression": {
        "state": "valid, expired, unused or invalid",
        "by": "inline, config or baseline",
        "rules": "list of the rule ids it names",
        "reason": "why, in the author's words",
        "until": "last day it holds (yyyy-mm-dd), absent when it has no end",
        "problem": "for an invalid one: what is wrong with it",
    },
    "ruleChange": {
        "what": "configuration, profile, fail-on, rule, policy, exclude, ignore, ignore-suppressions, stack, contract, allow, drift or baseline",
        "name": "what of it: a rule's id, a pattern, an IP",
        "said": "the difference in words",
        "effect": "looser (less is asked or told), stricter, or open (it may be either)",
    },
}

KINDS: Final[Mapping[str, Mapping[str, str]]] = {**VOCABULARY, **OWN}


@record
class Fields:
    """The fields of one kind; paths are written without ``[]``."""

    names: frozenset[str]
    lists: frozenset[str]
    open_ended: tuple[str, ...]
    """Paths below which anything goes (ARM properties in ARM's words)."""

    def has(self, path: str) -> bool:
        """True for a field, or for the object that holds fields."""
        return path in self.names or self._is_open(path)

    def is_list(self, path: str) -> bool:
        """True when a quantifier may go over it."""
        return path in self.lists or self._is_open(path)

    def list_on_the_way(self, path: str, base: str) -> str | None:
        """The list between ``base`` and a path that goes through one: only a quantifier can do that."""
        parts = path.split(".")
        for end in range(1, len(parts)):
            prefix = ".".join(parts[:end])
            if len(prefix) > len(base) and prefix in self.lists:
                return prefix
        return None

    def _is_open(self, path: str) -> bool:
        return any(path == name or path.startswith(name + ".") for name in self.open_ended)

    def below(self, base: str) -> Iterator[str]:
        """Every field under a base, as it is written there."""
        prefix = f"{base}." if base else ""
        return (name.removeprefix(prefix) for name in self.names if name.startswith(prefix))


@lru_cache
def fields_of(kind: str) -> Fields:
    """The fields of a kind; raises KeyError for a kind there is not."""
    names: set[str] = set()
    lists: set[str] = set()
    for written, meaning in KINDS[kind].items():
        if written.endswith("…"):
            continue
        path = written.replace("[]", "")
        names.update(_with_parents(path))
        pieces = written.split("[]")
        lists.update("".join(pieces[:end]) for end in range(1, len(pieces)))
        if "list of" in meaning:
            lists.add(path)
    open_ended = tuple(written[:-1].replace("[]", "") for written in KINDS[kind] if written.endswith("…"))
    names.update(path for name in open_ended for path in _with_parents(name))
    return Fields(frozenset(names), frozenset(lists), open_ended)


def _with_parents(path: str) -> Iterator[str]:
    parts = path.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))
