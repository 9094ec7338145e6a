"""A template with all that it may ask known: its resources in the order that their dependencies have, and its outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from natpin.formats.arm.template import Declaration, Template, full_type
from natpin.languages.arm_expressions.evaluate import evaluate, frames_known
from natpin.languages.arm_expressions.scope import Effort, Frame, Place
from natpin.languages.arm_expressions.syntax import Expression, UserFunction, Written
from natpin.model.location import Location
from natpin.model.record import mutable
from natpin.model.value import Node, Scalar, Unknown, Value, members, of, text
from natpin.simulator import errors

_APART = frozenset(
    {
        "type",
        "apiversion",
        "dependson",
        "condition",
        "scope",
        "resources",
        "copy",
        "comments",
        "name",
        "existing",
    }
)
"""What a resource's statement has beside the body that is written, in lower case."""
EFFORT = 2_000_000
"""Expressions that one deployment may evaluate."""


@mutable
class Planned:
    """One resource of a template, in one turn of its loop."""

    declaration: Declaration
    frame: Frame
    type: str
    name: str
    id: str = ""
    done: bool = False
    begun: bool = False


class Scope:
    """What the expressions of one template see (``scope.Surroundings``), and its resources.

    ``deploy`` writes one resource, and ``look`` gives the body of one by its id, None where there is none.
    """

    label = ""

    def __init__(
        self,
        template: Template,
        name: str,
        subscription: str,
        group: str | None,
        given: Mapping[str, object],
        *,
        location: Callable[[str], str | None],
        deploy: Callable[[Planned], None],
        look: Callable[[str], Mapping[str, Any] | None],
        outer: Scope | None = None,
    ) -> None:
        self.template, self.name, self.subscription, self.group = template, name, subscription, group
        self.effort: Effort = outer.effort if outer is not None else Effort(EFFORT)
        self.place = Place((subscription,), (group,) if group is not None else None)
        self.given = {key.lower(): value for key, value in given.items()}
        self.frame = Frame(self)
        self._location, self._deploy, self._look, self._outer = location, deploy, look, outer
        self._known: dict[str, Node] = {}
        unknown = sorted(set(self.given) - set(template.parameters))
        if unknown:
            raise invalid(
                f"The template parameters '{', '.join(unknown)}' in the parameters file are not valid; they are not present "
                "in the original template and can therefore not be provided at deployment time."
            )
        missing = [
            one.name
            for key, one in template.parameters.items()
            if key not in self.given and one.default is None and not one.nullable
        ]
        if missing:
            raise invalid(f"The value for the template parameter '{missing[0]}' is not provided.")
        self.resources = list(self._resources())

    # -- what expressions ask ----------------------------------------------------------------------------------

    def parameter(self, name: str, at: Location) -> Node:
        key = name.lower()
        if self._outer is not None:
            return self._outer.parameter(name, at)
        if key in self.given:
            return of(self.given[key], at)
        found = self.template.parameters.get(key)
        if found is None:
            raise invalid(f"The template parameter '{name}' is not found.")
        return self._once(f"parameters {key}", found.default) if found.default else Value(None, at)

    def variable(self, name: str, at: Location) -> Node:
        if self._outer is not None:
            return self._outer.variable(name, at)
        found = self.template.variables.get(name.lower())
        if found is None:
            raise invalid(f"The template variable '{name}' is not found.")
        return self._once(f"variables {name.lower()}", found)

    def _once(self, key: str, expression: Expression) -> Node:
        if key not in self._known:
            self._known[key] = Unknown(f"{key} refers to itself")
            self._known[key] = evaluate(expression, self.frame)
        return self._known[key]

    def symbol(self, name: str, at: Location) -> Node:
        return Unknown(f"{name} is no name of a template in JSON", at)

    def function(self, name: str) -> tuple[UserFunction, Frame] | None:
        if self._outer is not None:
            return self._outer.function(name)
        found = self.template.functions.get(name)
        return (found, self.frame) if found is not None else None

    def values_of(self, node: Node) -> tuple[Scalar, ...]:
        del node
        return ()

    def supposed(self, undecided: Node, key: str | None, asked: Expression) -> bool | None:
        del undecided, key, asked
        return None

    def deployment_name(self) -> Node:
        return Value(self.name)

    def location_of_group(self, name: Node) -> Node | None:
        found = self._location(text(name) or "")
        return Value(found) if found else None

    def file(self, path: str) -> tuple[str, str] | None:
        del path
        return None

    def reference(self, target: Node, full: bool, at: Location) -> Node:
        """A resource as it is when it is asked for; one of this template is deployed first: a reference is a dependency."""
        named = text(target) or ""
        for one in self.meant(named):
            self.deploy(one)
            named = one.id
        found = self._look(named)
        if found is None:
            if self._outer is not None:
                return self._outer.reference(target, full, at)
            raise errors.arm(404, "ResourceNotFound", f"The Resource '{named}' was not found.")
        return of(dict(found) if full else found.get("properties") or {}, at)

    # -- its resources -----------------------------------------------------------------------------------------

    def deploy_all(self) -> None:
        """Every resource, each after what it depends on. Raises Refused."""
        for one in self.resources:
            self.deploy(one)

    def deploy(self, one: Planned) -> None:
        """One resource, after what it depends on."""
        if one.done:
            return
        if one.begun:
            raise invalid(f"Circular dependency detected on resource: '{one.id}'.")
        one.begun = True
        asked = one.declaration.depends_on
        listed = self.plain(asked, one.frame, "dependsOn") if asked is not None else []
        for name in listed if isinstance(listed, list) else [listed]:
            found = self.meant(str(name))
            if not found:
                raise invalid(
                    f"The resource '{name}' is not defined in the template. It is a dependency of '{one.id}'."
                )
            for other in found:
                self.deploy(other)
        if not one.declaration.existing:
            self._deploy(one)
        one.done = True

    def meant(self, name: str) -> list[Planned]:
        """The resources of this template that a name in ``dependsOn`` or ``reference()`` means: an id, a name, the name of a
        loop, or a symbolic name."""
        lowered = name.lower()
        return [
            one
            for one in self.resources
            if lowered
            in {
                one.id.lower(),
                one.name.lower(),
                (one.declaration.symbol or "").lower() or None,
                (loop.name or "").lower() if (loop := one.declaration.loop) is not None else None,
                one.id.lower().rpartition("/providers/")[2],
            }
        ]

    def body(self, one: Planned) -> dict[str, Any]:
        """What is written: the statement without what is the template's own."""
        written = one.declaration.body
        assert isinstance(written, Written), "a template in JSON is made of what is written"
        kept = {key: node for key, node in members(written.value).items() if key.lower() not in _APART}
        found = self.plain(Written(Value(kept, written.at)), one.frame, one.id)
        assert isinstance(found, dict)
        return found

    def outputs(self) -> dict[str, object]:
        """The outputs' values."""
        return {
            name: self.plain(expression, self.frame, f"output {name}")
            for name, expression in self.template.outputs.items()
        }

    def plain(self, expression: Expression, frame: Frame, what: str) -> object:
        """The value as JSON. Raises Refused for one that cannot be worked out."""
        return plain(evaluate(expression, frame), what)

    def _resources(self) -> Iterator[Planned]:
        made: dict[int, list[Planned]] = {}
        for declaration in self.template.declarations:
            arounds: list[Planned | None] = [None]
            if declaration.inside is not None:
                arounds = list(made.get(id(declaration.inside), []))
            for around in arounds:
                frame = around.frame if around is not None else self.frame
                frames = [frame]
                if declaration.loop is not None:
                    frames, more = frames_known(declaration.loop, frame)
                    if more is not None:
                        raise invalid(f"The copy count cannot be worked out: {more.reason}.")
                for inner in frames:
                    one = self._planned(declaration, inner, around)
                    if one is not None:
                        made.setdefault(id(declaration), []).append(one)
                        yield one

    def _planned(self, declaration: Declaration, frame: Frame, around: Planned | None) -> Planned | None:
        condition = declaration.condition
        if condition is not None and self.plain(condition, frame, "condition") is not True:
            return None
        if declaration.name is None:
            raise invalid("A resource of the template has no name.")
        name = str(self.plain(declaration.name, frame, "name"))
        type_ = full_type(declaration)
        if around is not None and name.count("/") < type_.count("/") - 1:
            name = f"{around.name}/{name}"
        if name.count("/") != type_.count("/") - 1:
            raise invalid(
                f"The template resource '{name}' for type '{type_}' has incorrect segment lengths. A nested resource type must "
                "have identical number of segments as its resource name."
            )
        scope = declaration.scope
        over = str(self.plain(scope, frame, "scope")) if scope is not None else ""
        return Planned(declaration, frame, type_, name, self._id(type_, name, over))

    def _id(self, type_: str, name: str, over: str) -> str:
        home = f"/subscriptions/{self.subscription}" + (
            f"/resourceGroups/{self.group}" if self.group is not None else ""
        )
        if type_.lower() == "microsoft.resources/resourcegroups":
            return f"/subscriptions/{self.subscription}/resourceGroups/{name}"
        if over:
            home = over if over.startswith("/") else f"{home}/providers/{_interleaved(over)}"
        namespace, *kinds = type_.split("/")
        pairs = zip(kinds, name.split("/"), strict=True)
        return f"{home}/providers/{namespace}/" + "/".join(f"{kind}/{own}" for kind, own in pairs)


def _interleaved(over: str) -> str:
    """``Microsoft.Network/publicIPPrefixes/pfx`` of a ``scope``, as it stands in an id."""
    return over.strip("/")


def invalid(message: str) -> errors.Refused:
    """The refusal of a template that is none."""
    return errors.arm(400, "InvalidTemplate", f"Deployment template validation failed: '{message}'.")


def plain(node: Node, what: str) -> object:
    """A node as JSON. Raises Refused for one that is not known."""
    if isinstance(node, Value):
        if isinstance(node.data, Mapping):
            return {name: plain(child, what) for name, child in node.data.items()}
        if isinstance(node.data, tuple):
            return [plain(child, what) for child in node.data]
        return node.data
    why = node.reason if isinstance(node, Unknown) else "it refers to what is not known"
    raise invalid(f"Unable to evaluate {what}: {why}")
