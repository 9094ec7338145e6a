"""A Pulumi program in YAML: configuration, variables, resources, and what ``${…}`` in it stands for.

Source: Pulumi documentation, "Pulumi YAML language reference".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from natpin.formats.documents import first
from natpin.formats.pulumi.kinds import KINDS, kind_of
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, dig, items, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

_INTERPOLATION = late_regex(r"\$\{([^${}]{1,500})\}")
_STEP = late_regex(r"\.?([A-Za-z_][\w:-]*)|\[(\d{1,4})\]|\[\"([^\"]+)\"\]")
_DEEPEST = 20
STACK_REFERENCE = "pulumi:pulumi:StackReference"
"""The type of what gives the outputs of another stack."""
MOST_VALUES = 20_000
"""Values of one program that are worked out, those in variables as often as these are named."""
NOTHING: Mapping[str, str] = {}
_SETTLE = "pulumi config set, or pulumi preview --json"


class Elsewhere(Protocol):
    """The other programs of a workspace."""

    def output(self, of: str, name: str, node: Node) -> Node:
        """An output of the stack that is called ``of``."""


@record
class Declared:
    """A resource of the program."""

    name: str
    type: str
    properties: Mapping[str, Node]
    options: Mapping[str, Node]
    looked_up: bool
    body: Value


@mutable
class Program:
    """One program with the configuration of one stack."""

    path: str
    resources: dict[str, Declared]
    variables: Mapping[str, Node]
    declared: Mapping[str, Node]
    """Declarations of configuration: types, defaults, values."""
    config: Mapping[str, Node]
    """Values of the stack's file, by key without the project's name."""
    given: Mapping[str, str] = field(default_factory=dict)
    others: Elsewhere | None = None
    stack: str = ""
    """The stack's name, where a file of its configuration tells it."""
    project: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Configuration that something gives when it deploys, by key: the file that does."""
    imports: bool = False
    """The stack's file takes in environments of Pulumi ESC, which may give what it does not give itself."""
    worked_out: int = 0

    def value(self, node: Node, depth: int = 0) -> Node:
        """A value with its interpolations and functions worked out as far as that goes."""
        self.worked_out += 1
        if depth > _DEEPEST or self.worked_out > MOST_VALUES:
            return Unknown("it refers to itself", node.at)
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            called = next((name for name in node.data if name.lower().startswith("fn::")), None)
            if called is not None:
                return self._call(called.lower().removeprefix("fn::"), node.data[called], node, depth)
            return Value(
                {name: self.value(each, depth) for name, each in node.data.items()}, node.at, node.origin
            )
        if isinstance(node, Value) and isinstance(node.data, tuple):
            return Value(tuple(self.value(each, depth) for each in node.data), node.at, node.origin)
        written = text(node)
        return node if written is None or "${" not in written else self._interpolated(written, node, depth)

    def subscription(self, one: Declared, package: str) -> Node | None:
        """The subscription of the provider that a resource is given, or of the stack's configuration."""
        own = one.options.get("subscriptionId")
        if own is not None:  # a state knows it
            return own
        provider = one.options.get("provider")
        named = self.value(provider) if provider is not None else None
        if isinstance(named, Reference) and named.target in self.resources:
            written = self.resources[named.target].properties.get("subscriptionId")
            return self.value(written) if written is not None else None
        if provider is not None:
            return Unknown(f"the provider of {one.name} is not known", provider.at)
        written = self.config.get(f"{package}:subscriptionId")
        return self.value(written) if written is not None else None

    def _interpolated(self, written: str, node: Node, depth: int) -> Node:
        whole = _INTERPOLATION.fullmatch(written)
        if whole is not None:
            return self._named(whole.group(1).strip(), node, depth)
        pieces: list[str | Reference | Unknown | None] = []
        end = 0
        for match in _INTERPOLATION.finditer(written):
            pieces.append(written[end : match.start()])
            end = match.end()
            found = self._named(match.group(1).strip(), node, depth)
            match found:
                case Value(data=str() | int() | float() as data):
                    pieces.append(str(data))
                case Unknown(parts=parts) if parts:
                    pieces += parts
                case Value():
                    pieces.append(None)
                case Reference(attribute="id"):
                    pieces += self._id(self.resources[found.target], depth)
                case _:
                    pieces.append(found)
        pieces.append(written[end:])
        if all(isinstance(piece, str) for piece in pieces):
            return Value("".join(str(piece) for piece in pieces), node.at)
        unknown = next((piece for piece in pieces if isinstance(piece, Unknown)), None)
        why = unknown.reason if unknown is not None else "a part of it is only known once it is deployed"
        kept = tuple(piece for piece in pieces if piece != "")
        return Unknown(why, node.at, unknown.settle_by if unknown is not None else None, kept)

    def _named(self, said: str, node: Node, depth: int) -> Node:
        """What an interpolation names."""
        steps = [match.group(1) or match.group(2) or match.group(3) for match in _STEP.finditer(said)]
        if not steps:
            return Unknown(f"${{{said}}} names nothing", node.at)
        head, rest = steps[0], steps[1:]
        if head in self.resources:
            return self._of_resource(self.resources[head], rest, said, node, depth)
        if head in self.variables:
            return _into(self.value(self.variables[head], depth + 1), rest, said, node)
        if head == "pulumi" and rest in (["stack"], ["project"]) and getattr(self, rest[0]):
            return Value(getattr(self, rest[0]), node.at)
        if head == "pulumi":
            return _unknown(said, f"${{{said}}} is the stack's own", node)
        return _into(self._config(head, node), rest, said, node)

    def _config(self, key: str, node: Node) -> Node:
        if key in self.given:
            return Value(self.given[key], node.at)
        by = next((path for name, path in self.elsewhere.items() if self._own(name) in (key, "")), None)
        if by is not None:
            return _unknown(key, f"{by} gives {key} a value when it deploys, which is not followed", node)
        if key in self.config:
            found = self.config[key]
            if dig(found, "secure") is not None:
                return _unknown(key, f"{key} is a secret of the stack", node)
            return found
        if self.imports:
            return _unknown(key, f"{key} may be given by an environment that the stack's file imports", node)
        declared = self.declared.get(key)
        for name in ("value", "default"):
            if dig(declared, name) is not None:
                return dig(declared, name) or node
        if declared is not None and not isinstance(getattr(declared, "data", None), Mapping):
            return declared
        return _unknown(key, f"{key} has no value in the stack's configuration", node)

    def _own(self, key: str) -> str:
        return key.removeprefix(f"{self.project}:")

    def _of_resource(self, one: Declared, rest: list[str], said: str, node: Node, depth: int) -> Node:
        if rest in ([], ["id"]):
            return Reference(one.name, "id", node.at)
        if one.type == STACK_REFERENCE:
            return self._of_stack(one, rest, said, node, depth)
        if rest == ["name"]:
            return Reference(one.name, "name", node.at)
        if len(rest) == 3 and rest[0] == "subnets" and rest[1].isdecimal() and rest[2] == "id":
            listed = items(one.properties.get("subnets"))
            name = dig(listed[int(rest[1])], "name") if int(rest[1]) < len(listed) else None
            found = self.value(name, depth + 1) if name is not None else None
            if isinstance(found, Value) and isinstance(found.data, str):
                parts = (*self._id(one, depth), f"/subnets/{found.data}")
                return Unknown(f"${{{said}}} is only known once it is deployed", node.at, None, parts)
        written: Node | None = one.properties.get(rest[0])
        if written is not None and not one.looked_up:
            return _into(self.value(written, depth + 1), rest[1:], said, node)
        if rest in (["ipPrefix"], ["ipAddress"]):  # whose addresses these are is known, whatever they will be
            whose = (Reference(one.name, rest[0], node.at),)
            return Unknown(f"${{{said}}} is only known once it is deployed", node.at, None, whose)
        return _unknown(said, f"${{{said}}} is only known once it is deployed", node)

    def _of_stack(self, one: Declared, rest: list[str], said: str, node: Node, depth: int) -> Node:
        """What a reference to another stack gives: its outputs."""
        if self.others is None or len(rest) < 2 or rest[0] != "outputs":
            return _unknown(said, f"${{{said}}} is only known once it is deployed", node)
        written = one.properties.get("name")
        named = self.value(written, depth + 1) if written is not None else Value(one.name, node.at)
        pieces = named.parts if isinstance(named, Unknown) else (text(named),)
        called = "".join(piece if isinstance(piece, str) else "?" for piece in pieces) or "?"
        return _into(self.others.output(called, rest[1], node), rest[2:], said, node)

    def _id(self, one: Declared, depth: int) -> tuple[str | Reference | Unknown | None, ...]:
        """The pieces of a resource's id: its type and names, as far as they are known."""
        kind = kind_of(one.type)
        known = KINDS.get(kind[:2]) if kind is not None else None
        if known is None or known.parent is not None:
            return (Reference(one.name, "id"),)
        written = one.properties.get(known.named)
        name = self.value(written, depth + 1) if written is not None else None
        own = text(name) or Unknown(f"the name of {one.name}")
        return ("/subscriptions/", None, "/resourceGroups/", None, f"/providers/{known.type}/", own)

    def _call(self, function: str, argument: Node, node: Node, depth: int) -> Node:
        match function:
            case "secret":
                return self.value(argument, depth + 1)
            case "join" if len(items(argument)) == 2:
                between = text(self.value(items(argument)[0], depth + 1))
                parts = [text(self.value(each, depth + 1)) for each in items(items(argument)[1])]
                if between is not None and None not in parts:
                    return Value(between.join(part for part in parts if part is not None), node.at)
            case "select" if len(items(argument)) == 2:
                number = self.value(items(argument)[0], depth + 1)
                listed = items(self.value(items(argument)[1], depth + 1))
                at = getattr(number, "data", None)
                if isinstance(at, int) and 0 <= at < len(listed):
                    return listed[at]
        return Unknown(f"fn::{function} is not worked out", node.at, "pulumi preview --json")


def _into(found: Node, rest: list[str], said: str, node: Node) -> Node:
    for step in rest:
        inner = dig(found, step)
        if inner is None:
            return _unknown(said, f"${{{said}}} is not known", node)
        found = inner
    return found


def _unknown(said: str, why: str, node: Node) -> Unknown:
    """An unknown that is the same wherever the same is named."""
    return Unknown(why, node.at, _SETTLE, (Unknown(f"${{{said}}}"),))


def load(path: str, workspace: Workspace) -> Value | Skipped:
    """A file's document."""
    return first(path, workspace)


def program(
    plan: Value,
    path: str,
    settings: Value | None,
    given: Mapping[str, str],
    others: Elsewhere | None = None,
    stack: str = "",
    elsewhere: Mapping[str, str] = NOTHING,
) -> Program:
    """A program with the configuration of a stack."""
    project = text(dig(plan, "name")) or ""
    config = {key.removeprefix(f"{project}:"): node for key, node in members(dig(settings, "config")).items()}
    declared = {
        key.removeprefix(f"{project}:"): node
        for key, node in {**members(dig(plan, "configuration")), **members(dig(plan, "config"))}.items()
    }
    resources = {
        name: one for name, node in members(dig(plan, "resources")).items() if (one := _resource(name, node))
    }
    variables = members(dig(plan, "variables"))
    imports = dig(settings, "environment") is not None
    return Program(
        path, resources, variables, declared, config, given, others, stack, project, elsewhere, imports
    )


def _resource(name: str, node: Node) -> Declared | None:
    type_ = text(dig(node, "type"))
    if type_ is None or not isinstance(node, Value):
        return None
    return Declared(
        name,
        type_,
        members(dig(node, "properties")),
        members(dig(node, "options")),
        dig(node, "get") is not None,
        node,
    )


def names(plan: Value) -> Iterator[str]:
    """The keys of configuration that a program declares."""
    for member in ("config", "configuration"):
        yield from members(dig(plan, member))
