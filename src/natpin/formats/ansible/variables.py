"""What names stand for: Ansible's variables in their precedence, facts and results of the tasks so far.

Source: Ansible documentation, "Using variables", "Understanding variable precedence".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum

from natpin.formats.ansible.lookups import looked_up, pairs
from natpin.languages.jinja.scope import MAX_STEPS, Undefined
from natpin.languages.jinja.templates import condition, rendered
from natpin.languages.shell.layers import Layers
from natpin.languages.shell.words import Capture, Chunk, Hole, Piece, Word
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Reference, Unknown, Value

OMIT = "__omit_place_holder__"
"""What ``omit`` stands for: an argument with this value is not given."""
_VAULTED = "$ANSIBLE_VAULT"
_MOST_NESTED = 40


class Rank(IntEnum):
    """Where a value was given; a higher rank wins."""

    DEFAULTS = 1
    """Of roles."""
    INVENTORY = 2
    """Of groups and hosts."""
    PLAY = 3
    VARS_FILES = 4
    ROLE = 5
    """``vars`` of a role, and those that a play's ``roles`` gives it."""
    TASK = 7
    """``vars`` of blocks and tasks, the innermost first."""
    INCLUDED = 8
    """``include_vars``"""
    FACTS = 9
    """``set_fact`` and ``register``"""
    ROLE_PARAMETERS = 10
    INCLUDE_PARAMETERS = 11
    """``vars`` of ``include_tasks`` and ``include_role``, for what they take in (ansible-core 2.19, ``vars/manager.py``)."""
    LOOP = 12
    GIVEN = 13
    """``--extra-vars``"""


_ANY, _SOME = "\0any", "\0some"
"""Instead of a host: what is set on any, and on hosts that are not known."""

_FACTS_OF_HOSTS = (
    "ansible_",
    "hostvars",
    "groups",
    "group_names",
    "inventory_",
    "play_hosts",
    "vars",
    "environment",
)


def _key(host: str, rank: Rank, name: str) -> str:
    return f"{host}\0{int(rank)}:{name}"


@mutable
class Variables:
    """Every name of one run of a playbook. It is what templates see (``languages.jinja.scope.Scope``)."""

    given: Mapping[str, str]
    """``--var NAME=value``."""
    path: str = ""
    """The playbook."""
    changing: Layers[Node] = field(default_factory=Layers)
    """Facts, results and included variables, by rank and name: they fork where the run may go two ways."""
    frames: list[tuple[Rank, Mapping[str, Node]]] = field(default_factory=list)
    """The others, newest last: those that hold while something runs."""
    exposed: list[tuple[Rank, Mapping[str, Node]]] = field(default_factory=list)
    """Those that hold until the play ends: defaults and variables of its roles. Newest last, and older than every frame."""
    host: str = "localhost"
    """The host, or the pattern where no host is known (``on_hosts_of``): facts belong to it."""
    host_known: bool = True
    places: dict[str, str] = field(default_factory=dict)
    """Folders that have names: ``playbook_dir``, ``role_path``."""
    labels: dict[tuple[str, Location], str] = field(default_factory=dict)
    """How an unknown is written, by its reason and place: it tells two apart."""
    open: Unknown | None = None
    """Why names that are nowhere may have values: a file of variables that is not known."""
    open_below: int = 0
    """The rank of that file's variables, where its names win over those that are known: all of that rank and lower may be
    otherwise."""
    without_value: int = 0
    """How often a name was asked for that nothing here gives a value."""
    _hosts: dict[str, bool] = field(default_factory=dict)
    """Hosts and patterns so far, and which are known."""
    _missing: dict[str, Unknown] = field(default_factory=dict)
    _working_out: list[str] = field(default_factory=list)
    _steps: int = 0

    # -- what templates ask ------------------------------------------------------------------------------------

    def name(self, name: str, at: Location) -> Node | Undefined:
        """What a name stands for, its own templates worked out."""
        if name == "omit":
            return Value(OMIT, at)
        found = self._written(name)
        if found is not None:
            if name in self._working_out or len(self._working_out) > _MOST_NESTED:
                return Unknown(f"{name} refers to itself", found.at)
            self._working_out.append(name)
            try:
                return self.value(found)
            finally:
                self._working_out.pop()
        if name in self.places:
            return Value(self.places[name], at)
        if name.startswith(_FACTS_OF_HOSTS):
            why = Unknown(
                f"{name} is a fact of the host, known only when the playbook runs", at, f"--var {name}=VALUE"
            )
            return self._missing.setdefault(name, why)
        if self.open is not None:
            return self._missing.setdefault(name, self._labelled(name, self.open.reason, at))
        self.without_value += 1
        return Undefined(name, at)

    def missing(self, undefined: Undefined) -> Node:
        """What stands in for a name without a value: the same unknown thing each time."""
        said = undefined.said
        if said not in self._missing:
            self._missing[said] = self._labelled(
                said, "no file that the playbook reads sets it", undefined.at
            )
        return self._missing[said]

    def _labelled(self, name: str, reason: str, at: Location) -> Unknown:
        why = Unknown(f"{name} has no value here: {reason}", at, f"--var {name.partition('.')[0]}=VALUE")
        self.labels[why.reason, why.at] = f"{{{{ {name} }}}}"
        return why

    def call(self, name: str, arguments: Sequence[Node], at: Location) -> Node | Undefined | None:
        """``lookup('vars', 'name')``; what other lookups give, only a run knows."""
        if name not in ("lookup", "query", "q"):
            return None
        which = [one.data for one in arguments if isinstance(one, Value)]
        if which[:1] in (["vars"], ["ansible.builtin.vars"]) and len(which) == len(arguments) == 2:
            return self.name(str(which[1]), at)
        if which[:1] in (["dict"], ["ansible.builtin.dict"]) and len(arguments) == 2:
            listed = pairs(arguments[1])
            if listed is not None:
                return looked_up(listed, name == "lookup", at)
        shown = ", ".join(str(one) if isinstance(one, str | int | float) else "…" for one in which)[:80]
        return Unknown(f"{name}({shown}) is only known when the playbook runs", at)

    def step(self) -> bool:
        """Count one expression."""
        self._steps += 1
        return self._steps <= MAX_STEPS

    # -- values ------------------------------------------------------------------------------------------------

    def value(self, node: Node) -> Node:
        """A value with its templates worked out as far as that goes."""
        match node:
            case Value(data=str() as text):
                if text.startswith(_VAULTED):
                    return Unknown("the value is encrypted", node.at, "--var NAME=VALUE")
                found = rendered(text, node.at, self)
                return self.missing(found) if isinstance(found, Undefined) else found
            case Value(data=Mapping() as data):
                return Value({name: self.value(each) for name, each in data.items()}, node.at, node.origin)
            case Value(data=tuple() as listed):
                return Value(tuple(map(self.value, listed)), node.at, node.origin)
        return node

    def condition(self, text: str, at: Location) -> bool | Unknown:
        """Whether a condition, which is written without braces, holds."""
        return condition(text, at, self)

    def _written(self, name: str) -> Node | None:
        if name in self.given:
            return Value(self.given[name])
        best: tuple[int, Node] | None = None
        for rank, names in reversed((*self.exposed, *self.frames)):
            if name in names and (best is None or rank > best[0]):
                best = rank, names[name]
        for rank in (Rank.FACTS, Rank.INCLUDED):
            found = self._of_host(rank, name)
            if found is not None and (best is None or rank > best[0]):
                return found
        if best is not None and self.open is not None and best[0] <= self.open_below:
            return self._missing.setdefault(name, self._labelled(name, self.open.reason, best[1].at))
        return best[1] if best is not None else None

    def _of_host(self, rank: Rank, name: str) -> Node | None:
        """A fact of the host. Hosts that are not known may be others that a play set it on."""
        own = self.changing.get(_key(self.host, rank, name))
        if own is not None:
            return own
        return self.changing.get(_key(_SOME if self.host_known else _ANY, rank, name))

    def facts_of(self, host: str) -> dict[str, Node]:
        """What plays so far have set on a host."""
        start = f"{host}\0"
        return {key.removeprefix(start): node for key, node in self.changing.items() if key.startswith(start)}

    # -- setting -----------------------------------------------------------------------------------------------

    def set(self, rank: Rank, name: str, node: Node) -> None:
        """Set a fact, a result or an included variable of the host."""
        self.changing.set(_key(self.host, rank, name), node)
        reason = f"{name} is set on {self.host}, and which hosts a play is on is not known"
        why = Unknown(reason, node.at, f"--var {name}=VALUE")
        self.changing.set(_key(_ANY, rank, name), why)
        if not self.host_known:
            self.changing.set(_key(_SOME, rank, name), why)
        for other, known in self._hosts.items():
            may_be_it = other != self.host and not (known and self.host_known)
            if may_be_it and self.changing.get(_key(other, rank, name)) is not None:
                self.changing.set(_key(other, rank, name), why)

    def share(self, host: str, other: str) -> None:
        """Give a host the facts of another, for which the same tasks ran with the same variables."""
        self._hosts[other] = True
        for key, node in self.facts_of(host).items():
            self.changing.set(f"{other}\0{key}", node)

    @contextmanager
    def within(self, *frames: tuple[Rank, Mapping[str, Node]]) -> Iterator[None]:
        """Names that hold while something runs."""
        before = tuple(self.frames)
        self.frames += [frame for frame in frames if frame[1]]
        try:
            yield
        finally:
            self.frames[:] = before

    @contextmanager
    def play_on(self, host: str, *, known: bool) -> Iterator[None]:
        """A play on a host, or on hosts of a pattern that are not known: all that only it gives is gone after it."""
        before = self.exposed, self.open, self.open_below, self.host, self.host_known
        self._hosts[host] = known
        self.exposed, self.host, self.host_known = list(self.exposed), host, known
        try:
            with self.within():
                yield
        finally:
            self.exposed, self.open, self.open_below, self.host, self.host_known = before

    # -- words -------------------------------------------------------------------------------------------------

    def word(self, node: Node, at: Location | None = None) -> Word:
        """A value as a word, which keeps apart what is known of it and what is not."""
        place = at or node.at
        match node:
            case Value(data=bool() as data):
                return Word((Chunk(str(data).lower(), node.at),), place)
            case Value(data=str() | int() | float() as data):
                return Word((Chunk(str(data), node.at),), place)
            case Reference():
                return Word((Capture(node, True),), place)
            case Unknown(parts=parts) if parts:
                return Word(tuple(self._piece(part, node) for part in parts), place)
            case Unknown():
                return Word((self._hole(node),), place)
        why = Unknown("a list, an object or nothing stands where text is expected", node.at)
        return Word((self._hole(why),), place)

    def _piece(self, part: str | Reference | Unknown | None, whole: Unknown) -> Piece:
        match part:
            case str():
                return Chunk(part, whole.at)
            case Reference():
                return Capture(part, True)
            case Unknown():
                return self._hole(part)
        return self._hole(whole)

    def _hole(self, why: Unknown) -> Hole:
        label = self.labels.get((why.reason, why.at))
        if label is not None:
            return Hole(label, why, unset=True)
        said = why.reason.partition(" is not known")[0]
        return Hole(f"{{{{ {said} }}}}@{why.at.path}:{why.at.line}:{why.at.column}", why)

    # -- forks -------------------------------------------------------------------------------------------------

    def join(self, ways: list[dict[str, Node | None]], cause: Unknown) -> None:
        """Meet again: what the ways left different is unknown."""
        self.changing.join(ways, lambda name, outcomes: cause)
