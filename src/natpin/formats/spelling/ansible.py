"""Options of the modules of ``azure.azcollection``, by the tables that translate them; ARM's names in a body."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.ansible.modules import MODULES, POOL_OPTIONS, PREFIX_OF_NAMES
from natpin.formats.az.cli.tables import Table
from natpin.formats.az.cli.values import Shape
from natpin.model.resource import Resource

IN_A_BODY = "armBody"
"""The trait of what ``azure_rm_resource`` makes."""


class Ansible:
    """A resource that a task makes."""

    def __init__(self, resource: Resource, inline: bool = False) -> None:
        self.resource = resource
        self.in_a_body = IN_A_BODY in resource.traits
        found = next(
            ((name, one) for name, one in MODULES.items() if one.kind.type.lower() == resource.type.lower()),
            None,
        )
        self.module = f"{PREFIX_OF_NAMES}{found[0]}" if found is not None else "azure_rm_resource"
        self.table: Table = {} if found is None or self.in_a_body else found[1].options
        if inline and not self.in_a_body:
            self.module, self.table = "azure_rm_aks", POOL_OPTIONS

    def _options(self, path: str) -> Iterator[str]:
        for name, to in self.table.items():
            if to.path.lower() == path.lower() and to.shape is not Shape.UNFOLLOWED:
                yield name

    def name(self, path: str) -> str:
        """``outbound_type``; for an object that several options set, the option that holds them."""
        found = next(self._options(path), None)
        if found is not None:
            return found.rpartition(".")[2]
        inside = f"{path.lower()}."
        below = {
            name.partition(".")[0] for name, to in self.table.items() if to.path.lower().startswith(inside)
        }
        return next(iter(below)) if len(below) == 1 else path

    def setting(self, path: str, value: str) -> str:
        """``set `outbound_type: x` in `network_profile` ``."""
        found = next(self._options(path), None)
        if found is None:
            return self._by_body(f"set `{path}: {value}`")
        outer, _, name = found.rpartition(".")
        return f"set `{name}: {value}`" + (f" in `{outer}`" if outer else "")

    def without(self, path: str) -> str:
        """``remove `enable_node_public_ip` ``."""
        return self._by_body(f"remove `{path}`") if self.in_a_body else f"remove `{self.name(path)}`"

    def attaching(self, path: str) -> str:
        """``set `nat_gateway` in the task that makes `nodes` ``."""
        if next(self._options(path), None) is None:
            if not self.in_a_body:  # its author writes options, and not ARM's names
                return f"`{self.module}` has no option for it; `azure_rm_resource` makes `{self.resource.label}` with one"
            return self._by_body(f"set `{path}`")
        return f"set `{self.name(path)}` of `{self.module}` for `{self.resource.label}`"

    def guarding(self) -> str:
        """A lock."""
        return f"add a task with `azure_rm_lock` and `level: can_not_delete` for `{self.resource.label}`"

    def _by_body(self, what: str) -> str:
        """What no module has an option for, ``azure_rm_resource`` writes."""
        return f"{what} in the `body` of `azure_rm_resource` for `{self.resource.label}`"
