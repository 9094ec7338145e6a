"""Which kustomizations are stacks: those that no other one takes in or that Flux or Argo CD apply, and Flux's own where they
change something. A base is judged through what uses it, and by itself
only where it is named without any of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.kustomizations import is_overlay, of_flux, resources_of
from natpin.formats.kustomize.building import build
from natpin.formats.kustomize.flux import applied, applied_as_it_is
from natpin.formats.kustomize.loading import in_folder, is_component, load, used
from natpin.model.record import field, record
from natpin.workspace import Workspace, counts


@record
class Roots:
    """Kustomizations that are stacks, and the manifests that they take in."""

    paths: tuple[str, ...] = ()
    taken: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By manifest: the roots that take it in."""
    applied: frozenset[str] = frozenset()
    """Of these, the ones that Flux or Argo CD apply as they are, whoever else takes them in."""
    patches: frozenset[str] = frozenset()
    """Files that are applied as patches, and that nothing takes in."""

    def is_plain(self, path: str, workspace: Workspace) -> bool:
        """True for a manifest that is applied as it is: none takes it in, or it is named without those that do."""
        by = self.taken.get(path, ())
        return path not in self.patches and not any(counts(root, path, workspace) for root in by)


def roots(kustomizations: Sequence[str], manifests: Sequence[str], workspace: Workspace) -> Roots:
    """Of some kustomizations, those that are stacks of these manifests."""
    wanted = frozenset(manifests)
    paths = tuple(path for path in _roots(kustomizations, workspace) if _takes_in(path, wanted, workspace))
    taken: dict[str, list[str]] = {}
    patches: set[str] = set()
    for path in paths:
        built = build(path, workspace)
        patches |= built.patches
        for manifest in built.files:
            taken.setdefault(manifest, []).append(path)
    return Roots(paths, taken, _applied(kustomizations, workspace), frozenset(patches) - taken.keys())


def _applied(paths: Sequence[str], workspace: Workspace) -> frozenset[str]:
    """The kustomizations that Flux or Argo CD apply as they are."""
    folders = (each for path in paths for each in applied_as_it_is(path, workspace))
    return frozenset(filter(None, (in_folder(each, workspace) for each in folders)))


def _roots(kustomizations: Sequence[str], workspace: Workspace) -> Iterator[str]:
    users: dict[str, list[str]] = {}
    whole: list[str] = []
    direct = _applied(kustomizations, workspace)
    for path in kustomizations:
        if not is_overlay(path) or of_flux(path, workspace):
            takes = [taken for one in applied(path, workspace) for taken in one.taken(workspace)]
            if takes:
                whole.append(path)
            for taken in takes:
                users.setdefault(taken, []).append(path)
            continue
        kustomization = load(path, workspace)
        if isinstance(kustomization, str):
            continue
        if not is_component(kustomization):
            whole.append(path)
        for inner in used(path, kustomization, workspace):
            if inner != path:
                users.setdefault(inner, []).append(path)
    for path in whole:
        if path in direct or not any(counts(user, path, workspace) for user in users.get(path, ())):
            yield path


def _takes_in(path: str, wanted: frozenset[str], workspace: Workspace) -> bool:
    if is_overlay(path) and not of_flux(path, workspace):
        return not wanted.isdisjoint(resources_of(path, workspace))
    taken = {one for each in applied(path, workspace) for one in each.taken(workspace)}
    return not wanted.isdisjoint(taken) or any(
        _takes_in(one, wanted, workspace) for one in taken if is_overlay(one)
    )
