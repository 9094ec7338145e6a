"""The roots of a workspace, as every root's search for the others uses them: found out once."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from natpin.formats.terraform.environments import combinations
from natpin.formats.terraform.marks import Marks
from natpin.formats.terraform.roots import Layout, every_root, survey
from natpin.model.record import field, mutable
from natpin.workspace import Workspace


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
    _environments: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

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
        found = _KNOWN[workspace] = KnownRoots(layout, roots, changing=changing)
    return found
