"""The deployments of a stack: each with its name and the inputs that it gives.

Source: developer.hashicorp.com/terraform/language/block/stack/tfdeploy. What ``store``, ``identity_token`` and
``upstream_input`` hold, only HCP Terraform knows; ``orchestrate`` and the blocks of groups approve plans and make nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.hcl.ast import Attr, Attribute, Body, Step
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.folder import Folder, skipped_block
from natpin.languages.terraform.scope import NO_FUNCTIONS, Scope, World
from natpin.languages.terraform.values import EvalError
from natpin.languages.terraform_stacks.components import DEPLOYS, blocks_of, files_of
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Skipped, Unknown, Value

_OUTSIDE = frozenset({"store", "identity_token", "upstream_input"})


@record
class Deployment:
    """One deployment."""

    name: str
    path: str
    at: Location
    body: Body
    attribute: Attribute | None
    """``inputs``"""


@mutable
class Deployments:
    """The deployments of a folder, and what their expressions see (``scope.Names``)."""

    world: World
    root_path: str
    found: dict[str, Deployment] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    folder_path: str = "."
    address: str = ""
    _locals: dict[str, Attribute] = field(default_factory=dict)
    _memo: dict[object, Node] = field(default_factory=dict)

    @property
    def functions(self) -> Mapping[str, Callable[[list[Node], Scope, Location], Node]]:
        """Terraform's own alone."""
        return NO_FUNCTIONS

    def subscription(self, provider: str) -> Node | None:
        """Deployments configure no provider."""
        return None

    def root(self, name: str, steps: tuple[Step, ...], scope: Scope, at: Location) -> tuple[Node, int]:
        """``local.x``; ``store.varset.x`` and its like are unknown."""
        first = steps[0].name if steps and isinstance(steps[0], Attr) else None
        if name == "local" and first is not None:
            return self._local(first, at), 1
        if name in _OUTSIDE:
            words = [step.name for step in steps if isinstance(step, Attr)]
            said = ".".join((name, *words))
            return Unknown(f"{said} is only known to HCP Terraform", at, "--var NAME=VALUE"), len(steps)
        if name == "path" and first is not None:
            return Value(".", at), 1
        raise EvalError(f"{name} is not a name that can be used here", at)

    def _local(self, name: str, at: Location) -> Node:
        attribute = self._locals.get(name)
        if attribute is None:
            raise EvalError(f"local {name!r} is not declared", at)
        return self._settled(("local", name), attribute, f"local.{name}")

    def _settled(self, key: object, attribute: Attribute, name: str) -> Node:
        at = attribute.source.location(attribute.start, attribute.end)
        scope = Scope(self, attribute.source)
        return self.world.settle(self._memo, key, lambda: argument(attribute, scope), at, name)

    def inputs(self, name: str) -> Mapping[str, Node] | Unknown:
        """What a deployment gives to the stack's variables; why that is not known."""
        one = self.found.get(name)
        if one is None or one.attribute is None:
            return {}
        node = self._settled(("inputs", name), one.attribute, f"deployment.{name}")
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            return node.data
        return node if isinstance(node, Unknown) else Unknown("the inputs are not an object", one.at)

    def is_destroyed(self, name: str) -> bool:
        """True for a deployment that takes its infrastructure away (``destroy = true``)."""
        written = self.found[name].body.attributes.get("destroy")
        node = self._settled(("destroy", name), written, "destroy") if written is not None else None
        return isinstance(node, Value) and node.data is True

    def take(self, path: str, folder: Folder) -> None:
        """Read a file."""
        for block in blocks_of(path, self.world.workspace, folder):
            body = block.body()
            if body is None:
                folder.skipped.append(skipped_block(block))
                continue
            if block.type == "locals":
                self._locals.update(body.attributes)
            elif block.type == "deployment" and block.labels:
                at = block.source.location(block.start, block.end)
                self.found[block.labels[0]] = Deployment(
                    block.labels[0], path, at, body, body.attributes.get("inputs")
                )


def deployments(path: str, world: World) -> Deployments:
    """The deployments of a folder. Never raises for what its files contain."""
    found = Deployments(world, path)
    noted = Folder(path)
    for file in files_of(path, world.workspace, DEPLOYS):
        found.take(file, noted)
    found.skipped += noted.skipped
    return found
