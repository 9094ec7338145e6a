"""The roots of a workspace, as every root's search for the others uses them: found out once."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from natpin.formats.terraform import pairing
from natpin.formats.terraform.environments import combinations
from natpin.formats.terraform.marks import Mark, Marks
from natpin.formats.terraform.roots import Layout, every_root, survey
from natpin.model.record import field, mutable
from natpin.workspace import Workspace


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


@mutable
class KnownRoots:
    """What a workspace's roots are, found out once."""

    layout: Layout
    roots: tuple[str, ...]
    changing: tuple[str, ...] = ()
    """Roots that may change what other roots declare, by a look at their bytes."""
    marks: dict[tuple[str, tuple[str, ...]], Marks] = field(default_factory=dict)
    """By root and files: what it declares, and what of others it changes."""
    pairs: dict[tuple[str, tuple[str, ...], str], tuple[str, ...] | None] = field(default_factory=dict)
    """By root, its files and another root: the other one's files that go with them; None where none do."""
    declaring: Asked = field(default_factory=lambda: Asked.of(()))
    touching: Asked = field(default_factory=lambda: Asked.of(()))
    telling: dict[str, None] = field(default_factory=dict)
    """Those of ``changing`` that may leave open what they change."""
    _environments: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    _same_to_all: dict[str, bool] = field(default_factory=dict)

    def is_same_to_all(self, root: str, workspace: Workspace) -> bool:
        """Whether one environment, without a name, is all that a root has: it goes with those of every other root."""
        if root not in self._same_to_all:
            found = not pairing.of_path(root) and self.environments_of(root, workspace) == [()]
            self._same_to_all[root] = found
        return self._same_to_all[root]

    def environments_of(self, root: str, workspace: Workspace) -> list[tuple[str, ...]]:
        """The value files of each environment of a root."""
        if root not in self._environments:
            self._environments[root] = combinations(root, self.layout, workspace)
        return self._environments[root]


_KNOWN: WeakKeyDictionary[Workspace, KnownRoots] = WeakKeyDictionary()


def known_roots(workspace: Workspace) -> KnownRoots:
    """The roots of a workspace."""
    found = _KNOWN.get(workspace)
    if found is None:
        layout = survey(workspace)
        roots = tuple(every_root(layout, workspace))
        reaching = layout.reaching_changes
        changing = tuple(root for root in roots if root in reaching)
        found = _KNOWN[workspace] = KnownRoots(
            layout,
            roots,
            changing,
            declaring=Asked.of(roots),
            touching=Asked.of(changing),
            telling=dict.fromkeys(changing),
        )
    return found
