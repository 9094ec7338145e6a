"""A build as far as it is done: the objects, and what is not known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from natpin.formats.kustomize.nodes import Refused
from natpin.formats.kustomize.objects import Built
from natpin.formats.kustomize.patching import SETTLE
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Unknown


@record
class Open:
    """What is not known of a whole build."""

    why: Unknown
    alters: bool
    """False for what can only bring further objects."""


@record
class Build:
    """What a kustomization builds."""

    objects: tuple[Built, ...]
    open: tuple[Open, ...]
    files: frozenset[str]
    """The manifests that are taken in."""
    kustomizations: frozenset[str]
    """Those that are built, and the one itself."""
    patches: frozenset[str]
    """The files that are applied as patches."""
    left_out: tuple[Built, ...]
    """Objects that are there for the build alone, and that kustomize does not print."""


@mutable
class Work:
    """A build, or a part of one, as far as it is done."""

    objects: list[Built] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    kustomizations: set[str] = field(default_factory=set)
    patches: set[str] = field(default_factory=set)
    references: list[Node] = field(default_factory=list)
    partial: bool = False
    """Whether objects are missing that kustomize has: a patch that fits none is no error then."""

    def doubt(self, reason: str, at: Location, alters: bool = True, settle_by: str = SETTLE) -> None:
        """Note what is not followed."""
        self.open.append(Open(Unknown(reason, at, settle_by), alters))
        self.partial = True

    def take(self, other: Work) -> None:
        """What another kustomization builds, added. Raises ``Refused`` for an object that is there already."""
        self.open += other.open
        self.files |= other.files
        self.kustomizations |= other.kustomizations
        self.patches |= other.patches
        self.references += other.references
        self.partial = self.partial or other.partial
        self.add(other.objects)

    def add(self, objects: Iterable[Built]) -> None:
        """Further objects, each under a name of its own."""
        there = {one.id for one in self.objects}
        twice = None
        for one in objects:
            twice = one.id if one.id in there else twice
            there.add(one.id)
            self.objects.append(one)
        if twice is not None:
            raise Refused(f"{twice.kind} {twice.name} is included twice")


def trying(work: Work, at: Location, step: Callable[[], None]) -> None:
    """A step of a build; where kustomize would end, nobody knows what is applied."""
    try:
        step()
    except Refused as refused:
        work.doubt(f"kustomize would refuse this: {refused}", at, settle_by=SETTLE)
