"""The ``configuration`` section of a plan: which arguments were written, and what they refer to.

Source: Terraform, "JSON Output Format", configuration representation. An expression is either a ``constant_value`` or
the list of ``references`` in it, each followed by its own shorter forms; ``dynamic`` blocks and the values of
locals are not represented. What a reference leads to is therefore only said where one instance alone can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from natpin.formats.terraform_plan.references import (
    Key,
    keys_in,
    leading_index,
    longest,
    split,
    unescaped,
)
from natpin.model.record import field, record

Plain: TypeAlias = "Mapping[str, Any]"

_MODULE = re.compile(r'\.?module\.([\w-]+)(?:\[(?:"((?:[^"\\]|\\.)*)"|([0-9]{1,9}))\])?')
STEPS = 400_000
"""References followed in one plan, beyond which nothing is: many times what a large plan needs."""

DEEPEST = 48
"""Modules inside modules, and references through them, beyond which nothing is followed."""


def mapping(data: object) -> Plain:
    """An object, or nothing."""
    return data if isinstance(data, dict) else {}


def sequence(data: object) -> Sequence[Any]:
    """A list, or nothing."""
    return data if isinstance(data, list) else ()


@record
class Planned:
    """An instance that the plan keeps or makes."""

    address: str
    key: Key
    name: str | None
    """The value of its ``name`` argument, when known."""


@record
class Target:
    """What an expression refers to."""

    address: str
    attribute: str
    """As written behind the reference; empty where an index that is no constant hides it."""


@record
class ModuleInstance:
    """One module instance: its configuration, and the call that made it."""

    address: str
    """Empty for the root."""
    module: Plain
    call: Plain = field(default_factory=dict)
    key: Key = None
    parent: ModuleInstance | None = None


@record
class Site:
    """Where an expression stands: its module, and the instance's own key and for_each."""

    scope: ModuleInstance
    key: Key = None
    for_each: object = None


class Configuration:
    """Follows expressions to instances."""

    def __init__(self, root: Plain, planned: Mapping[tuple[str, str], Sequence[Planned]]) -> None:
        """``planned`` maps a module address and ``type.name`` to the instances there are."""
        self._root = ModuleInstance("", root)
        self._planned = planned
        self._scopes: dict[str, ModuleInstance | None] = {"": self._root}
        self._resources: dict[int, Mapping[str, Plain]] = {}
        self._nested: dict[tuple[str, str], list[str]] = {}
        self._by_key: dict[tuple[str, str], dict[Key, Planned]] = {}
        self._steps = STEPS
        for module, _ in planned:
            self._note(module)

    def _note(self, module: str) -> None:
        """Remember which module instances there are, by parent and call name."""
        end = 0
        while found := _MODULE.match(module, end):
            parent, end = module[:end], found.end()
            siblings = self._nested.setdefault((parent, found[1]), [])
            if module[:end] not in siblings:
                siblings.append(module[:end])

    def scope(self, address: str) -> ModuleInstance | None:
        """A module instance by address; None when the configuration does not have it."""
        if address in self._scopes:
            return self._scopes[address]
        scope: ModuleInstance | None = self._root
        end = depth = 0
        while scope is not None and end < len(address):
            found = _MODULE.match(address, end)
            depth += 1
            if found is None or depth > DEEPEST:
                scope = None
                break
            end = found.end()
            call = mapping(mapping(scope.module.get("module_calls")).get(found[1]))
            key: Key = unescaped(found[2]) if found[2] is not None else int(found[3]) if found[3] else None
            scope = ModuleInstance(address[:end], mapping(call.get("module")), call, key, scope)
        self._scopes[address] = scope
        return scope

    def resource(self, scope: ModuleInstance, name: str) -> Plain:
        """The configuration of ``type.name`` (``data.type.name``) in a module; empty when there is none."""
        by_name = self._resources.get(id(scope.module))
        if by_name is None:
            by_name = {
                str(found["address"]): found
                for item in sequence(scope.module.get("resources"))
                if (found := mapping(item)).get("address")
            }
            self._resources[id(scope.module)] = by_name
        return by_name.get(name, {})

    def targets(self, expression: object, site: Site) -> list[Target] | None:
        """Every instance an expression may refer to; None when a part of it cannot be followed."""
        walk = _Walk(self)
        walk.expression(expression, site, (), 0)
        return None if walk.opaque else list(walk.found.values())

    def depended_on(self, resource: Plain, site: Site) -> Iterator[str]:
        """Addresses that a resource waits for: by ``depends_on``, by its modules' and by its references."""
        walk = _Walk(self)
        for reference in sequence(resource.get("depends_on")):
            yield from self._explicit(str(reference), site.scope)
        scope: ModuleInstance | None = site.scope
        while scope is not None and scope.parent is not None:
            for reference in sequence(scope.call.get("depends_on")):
                yield from self._explicit(str(reference), scope.parent)
            scope = scope.parent
        for expression in (
            resource.get("expressions"),
            resource.get("count_expression"),
            resource.get("for_each_expression"),
        ):
            for inner in _expressions(expression):
                walk.expression(inner, site, (), 0)
        yield from (target.address for target in walk.found.values())

    def _explicit(self, reference: str, scope: ModuleInstance) -> Iterator[str]:
        steps = split(reference)
        prefix = f"{scope.address}." if scope.address else ""
        if steps[:1] == ["module"]:
            yield f"{prefix}{reference}"
        else:
            count = 3 if steps[:1] == ["data"] else 2
            yield prefix + ".".join(str(step) for step in steps[:count])

    def instances(self, scope: ModuleInstance, name: str) -> Sequence[Planned]:
        """The planned instances of ``type.name`` in a module."""
        return self._planned.get((scope.address, name), ())

    def instance(self, scope: ModuleInstance, name: str, key: Key) -> Planned | None:
        """The planned instance of ``type.name`` with a key."""
        place = (scope.address, name)
        if place not in self._by_key:
            self._by_key[place] = {one.key: one for one in self._planned.get(place, ())}
        return self._by_key[place].get(key)

    def spend(self, steps: int) -> bool:
        """Take so many steps of those that are left; False when there are too few."""
        self._steps -= steps
        return self._steps >= 0

    def modules(self, scope: ModuleInstance, name: str) -> list[ModuleInstance]:
        """The instances of a module call."""
        found = (self.scope(address) for address in self._nested.get((scope.address, name), ()))
        return [child for child in found if child is not None]


class _Walk:
    """One expression followed to its ends. Each reference is followed once per module."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.found: dict[tuple[str, str], Target] = {}
        self.opaque = False
        self._seen: set[tuple[str, str, Key, tuple[Key, ...]]] = set()

    def expression(self, expression: object, site: Site, hints: tuple[Key, ...], depth: int) -> None:
        written = sequence(mapping(expression).get("references"))
        if not self.configuration.spend(len(written)):
            self.opaque = True
            return
        references = [str(item) for item in written]
        keyed = any(item in {"each.key", "count.index"} for item in references)
        for reference in longest(references):
            mark = (site.scope.address, reference, site.key, hints)
            if mark not in self._seen:
                self._seen.add(mark)
                self._reference(split(reference), site, hints, keyed, depth)

    def _reference(
        self, steps: list[str | int], site: Site, hints: tuple[Key, ...], keyed: bool, depth: int
    ) -> None:
        if depth > DEEPEST or not self.configuration.spend(1):
            self.opaque = True
            return
        match steps:
            case ["count" | "path" | "terraform" | "self", *_] | ["each", "key", *_]:
                return
            case ["each", "value", *rest]:
                # Each value of a chained for_each (``for_each = azurerm_subnet.s``) is the instance of that key.
                if site.for_each is None:
                    self.opaque = True
                else:
                    self.expression(site.for_each, site, (site.key, *keys_in(rest)), depth + 1)
            case ["var", str() as name, *rest]:
                self._variable(name, keys_in(rest) or hints, site.scope, depth)
            case ["module", str() as name, *rest]:
                self._output(name, rest, site, hints, keyed, depth)
            case ["data", str() as kind, str() as name, *rest]:
                self._resource(f"data.{kind}.{name}", rest, site, hints, keyed)
            case ["local", *_] | []:
                self.opaque = True
            case [str() as kind, str() as name, *rest]:
                self._resource(f"{kind}.{name}", rest, site, hints, keyed)

    def _variable(self, name: str, hints: tuple[Key, ...], scope: ModuleInstance, depth: int) -> None:
        if scope.parent is None:
            return  # a root variable is known when planning
        expression = mapping(scope.call.get("expressions")).get(name)
        outer = Site(scope.parent, scope.key, scope.call.get("for_each_expression"))
        self.expression(expression, outer, hints, depth + 1)

    def _output(
        self, name: str, rest: list[str | int], site: Site, hints: tuple[Key, ...], keyed: bool, depth: int
    ) -> None:
        children = self.configuration.modules(site.scope, name)
        indexed, rest = leading_index(rest)
        chosen = [child for child in children if indexed is None or child.key == indexed]
        if len(chosen) > 1 and keyed:
            chosen = [child for child in chosen if child.key == site.key] or chosen
        output, path = (rest[0], rest[1:]) if rest else (None, [])
        if not isinstance(output, str):
            self.opaque = True
            return
        # ``module.net.ids[each.key]``: of what the output holds, the one of this instance's own key is meant
        own = (site.key,) if keyed and site.key is not None else ()
        for child in chosen:
            declared = mapping(mapping(child.module.get("outputs")).get(output))
            self.expression(declared.get("expression"), Site(child), keys_in(path) or own or hints, depth + 1)

    def _resource(
        self, name: str, rest: list[str | int], site: Site, hints: tuple[Key, ...], keyed: bool
    ) -> None:
        indexed, path = leading_index(rest)
        candidates = self.configuration.instances(site.scope, name)
        key = indexed if indexed is not None else site.key if keyed and len(candidates) > 1 else None
        one = self.configuration.instance(site.scope, name, key) if key is not None else None
        chosen = [one] if one is not None else [] if indexed is not None else list(candidates)
        if not self.configuration.spend(len(chosen)):
            self.opaque = True
            return
        for hint in hints if len(chosen) > 1 else ():
            chosen = [one for one in chosen if hint in (one.key, one.name)] or chosen
        for one in chosen:
            attribute = ".".join(str(step) for step in path)
            self.found.setdefault((one.address, attribute), Target(one.address, attribute))


def _expressions(data: object, depth: int = 0) -> Iterator[Plain]:
    """Every expression inside nested blocks."""
    if depth > DEEPEST:
        return
    if isinstance(data, list):
        for item in data:
            yield from _expressions(item, depth + 1)
    elif isinstance(data, dict):
        if "references" in data or "constant_value" in data:
            yield data
        else:
            for item in data.values():
                yield from _expressions(item, depth + 1)
