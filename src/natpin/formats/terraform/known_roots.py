"""The roots of a workspace, as every root's search for the others uses them: found out once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from weakref import WeakKeyDictionary

from natpin.formats.interface import Handed, Inputs, Unseen
from natpin.formats.terraform import pairing
from natpin.formats.terraform.environments import combinations
from natpin.formats.terraform.marks import Mark, Marks
from natpin.formats.terraform.remote_state import keeps
from natpin.formats.terraform.roots import every_root, survey
from natpin.model.record import field, mutable, record
from natpin.workspace import Workspace, worked_out


@mutable
class Asked:
    """Roots that every root asks for the same resources: what each says is looked up by names once it is worked out."""

    order: dict[str, int]
    """The roots, each with its place."""
    open: dict[str, None]
    """Those that have to be asked one by one: not worked out yet, or another thing to each root that asks."""
    _by_names: dict[Mark, list[str]] = field(default_factory=dict)

    @staticmethod
    def of(roots: Iterable[str]) -> Asked:
        """Of none of these is anything worked out yet."""
        there = tuple(roots)
        return Asked({root: place for place, root in enumerate(there)}, dict.fromkeys(there))

    def put(self, root: str, said: Iterable[Mark]) -> None:
        """What a root says to whoever asks."""
        self.open.pop(root, None)
        for names in dict.fromkeys(mark[:-1] for mark in said):
            self._by_names.setdefault(names, []).append(root)

    def about(self, marks: Iterable[Mark]) -> list[str]:
        """The roots that may say something of these, in their order."""
        found = set(self.open)
        for names in {mark[:-1] for mark in marks}:
            found.update(self._by_names.get(names, ()))
        return sorted(found, key=self.order.__getitem__)


Files = tuple[str, ...]


@record
class MarksOnce:
    """The marks of a root with its files, and what they were worked out of that not every other root gives alike."""

    marks: Marks
    handed: Mapping[str, Handed | None]
    """By root, inputs that were asked for."""
    unseen: Mapping[str, Mapping[str, Unseen] | None]
    top: tuple[str, Files] | None
    """The root for which they were worked out, with its files, where its state is read; None where it is not."""

    def is_for(self, inputs: Inputs, top: tuple[str, Files]) -> bool:
        """Whether the same would be worked out with these inputs, for this root."""
        return (
            self.top in (None, top)
            and all(inputs.handed.get(root) == one for root, one in self.handed.items())
            and all(inputs.unseen.get(root) == one for root, one in self.unseen.items())
        )


@mutable
class KnownRoots:
    """What a workspace's roots are, found out once. Each of its answers is asked for by itself (``worked_out``): a root that
    looks nothing up need not know which others there are."""

    marks: dict[tuple[str, Files], list[MarksOnce]] = field(default_factory=dict)
    """By root and files: what it declares, and what of others it changes."""
    pairs: dict[tuple[str, Files, str], Files | None] = field(default_factory=dict)
    """By root, its files and another root: the other one's files that go with them; None where none do."""
    _roots: tuple[str, ...] | None = None
    _changing: tuple[str, ...] | None = None
    _declaring: Asked | None = None
    _touching: Asked | None = None
    _telling: dict[str, None] | None = None
    _environments: dict[str, list[Files]] = field(default_factory=dict)
    _same_to_all: dict[str, bool] = field(default_factory=dict)

    def roots(self, workspace: Workspace) -> tuple[str, ...]:
        """Every folder that no other one calls."""
        if self._roots is None:
            self._roots = worked_out(workspace, _every, None)
        return self._roots

    def changing(self, workspace: Workspace) -> tuple[str, ...]:
        """Roots that may change what other roots declare, by a look at their bytes."""
        if self._changing is None:
            self._changing = worked_out(workspace, _changing, None)
        return self._changing

    def declaring(self, workspace: Workspace) -> Asked:
        """All roots, as they are asked for what they declare."""
        if self._declaring is None:
            self._declaring = Asked.of(self.roots(workspace))
        return self._declaring

    def touching(self, workspace: Workspace) -> Asked:
        """Those of ``changing``, as they are asked for what they change."""
        if self._touching is None:
            self._touching = Asked.of(self.changing(workspace))
        return self._touching

    def telling(self, workspace: Workspace) -> dict[str, None]:
        """Those of ``changing`` that may leave open what they change."""
        if self._telling is None:
            self._telling = dict.fromkeys(self.changing(workspace))
        return self._telling

    def is_same_to_all(self, root: str, workspace: Workspace) -> bool:
        """Whether one environment, without a name, is all that a root has: it goes with those of every other root."""
        if root not in self._same_to_all:
            found = not pairing.of_path(root) and self.environments_of(root, workspace) == [()]
            self._same_to_all[root] = found
        return self._same_to_all[root]

    def environments_of(self, root: str, workspace: Workspace) -> list[Files]:
        """The value files of each environment of a root."""
        if root not in self._environments:
            self._environments[root] = worked_out(workspace, _environments, None, root)
        return self._environments[root]

    def keeping(
        self, backend: str, config: Mapping[str, object], reader: str, workspace: Workspace
    ) -> list[str]:
        """The roots whose state ``reader``, another root, reads with these settings."""
        settings = [(name, one if isinstance(one, Hashable) else str(one)) for name, one in config.items()]
        return worked_out(workspace, _keeping, None, backend, tuple(settings), reader)


_KNOWN: WeakKeyDictionary[Workspace, KnownRoots] = WeakKeyDictionary()


def known_roots(workspace: Workspace) -> KnownRoots:
    """The roots of a workspace."""
    found = _KNOWN.get(workspace)
    if found is None:
        found = _KNOWN[workspace] = KnownRoots()
    return found


def _every(workspace: Workspace, inputs: None) -> tuple[str, ...]:
    known = known_roots(workspace)
    if known._roots is None:
        known._roots = tuple(every_root(survey(workspace), workspace))
    return known._roots


def _changing(workspace: Workspace, inputs: None) -> tuple[str, ...]:
    known = known_roots(workspace)
    if known._changing is None:
        reaching = survey(workspace).reaching_changes
        known._changing = tuple(root for root in _every(workspace, None) if root in reaching)
    return known._changing


def _environments(workspace: Workspace, inputs: None, root: str) -> list[Files]:
    known = known_roots(workspace)._environments
    if root not in known:
        known[root] = combinations(root, survey(workspace), workspace)
    return known[root]


def _keeping(
    workspace: Workspace, inputs: None, backend: str, settings: tuple[tuple[str, object], ...], reader: str
) -> list[str]:
    config = dict(settings)
    return [
        root
        for root in _every(workspace, None)
        if root != reader and keeps(root, backend, config, reader, workspace)
    ]
