"""Which of two resources is certainly deployed after the other.

Azure Resource Manager deploys side by side whatever does not wait for something: by ``dependsOn``, in Bicep also by
naming it, and by being a child of it (Bicep, "Resource dependencies"; Azure Resource Manager, "Define the order for
deploying resources in ARM templates").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.arm.lookup import depended_on
from natpin.formats.arm.template import Declaration
from natpin.formats.arm.world import DeploymentView, InstanceView
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.syntax import (
    Call,
    Expression,
    Index,
    Lambda,
    ListOf,
    Loop,
    Member,
    Name,
    ObjectMember,
    ObjectOf,
    Spread,
    Text,
)
from natpin.model.value import items

MAX_WAYS = 2_000
"""Dependencies followed for one question."""
MAX_NAMES = 20_000
"""Expressions looked through for names."""


def comes_after(later: InstanceView, earlier: InstanceView) -> bool:
    """True when ``later`` certainly waits for ``earlier``, through whatever lies between."""
    wanted = {id(one) for one in _with_outer(earlier)} - {id(one) for one in _with_outer(later)}
    seen: set[int] = set()
    pending = list(_with_outer(later))
    while pending and len(seen) < MAX_WAYS:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        current.deployment.effort.spend()
        for other in _waits_for(current):
            if id(other) in wanted:
                return True
            if other.condition is True:  # nobody waits for what is not deployed
                pending.append(other)
    return False


def _with_outer(instance: InstanceView) -> Iterator[InstanceView]:
    """A resource and the deployments it is in."""
    here: InstanceView | None = instance
    while here is not None:
        yield here
        here = here.deployment.by


def _waits_for(instance: InstanceView) -> Iterator[InstanceView]:
    declaration, deployment = instance.declaration, instance.deployment
    parent = instance.parent
    if parent is not None and not parent.declaration.existing:
        yield parent
    if declaration.depends_on is not None:
        for node in items(evaluate(declaration.depends_on, instance.frame)):
            yield from depended_on(deployment, node)
    for name in _named(declaration, deployment):
        for other in deployment.by_symbol.get(name, ()):
            if other is not declaration and not other.existing:
                yield from deployment.expanded(other)


def _named(declaration: Declaration, deployment: DeploymentView) -> Sequence[str]:
    """The names in a statement, sorted: the same in every deployment of its template."""
    known = deployment.world.named
    if id(declaration) not in known:
        spoken: list[Expression] = [declaration.body]
        others = (declaration.parent, declaration.scope, declaration.condition, declaration.depends_on)
        spoken += [expression for expression in others if expression is not None]
        known[id(declaration)] = declaration, sorted(_names(spoken, deployment))
    return known[id(declaration)][1]


def _names(spoken: list[Expression], deployment: DeploymentView) -> set[str]:
    """The names in expressions of Bicep, variables looked through."""
    found: set[str] = set()
    pending = list(spoken)
    for _ in range(MAX_NAMES):
        if not pending:
            break
        match pending.pop():
            case Name(name=name) if name not in found:
                found.add(name)
                variable = deployment.template.variables.get(name.lower())
                if variable is not None:
                    pending.append(variable)
            case Call(arguments=arguments):
                pending += arguments
            case Member(of=of) | Spread(of=of):
                pending.append(of)
            case Index(of=of, index=index):
                pending += (of, index)
            case Text(pieces=pieces):
                pending += [piece for piece in pieces if not isinstance(piece, str)]
            case ObjectOf(entries=entries):
                for entry in entries:
                    pending += (entry.key, entry.value) if isinstance(entry, ObjectMember) else (entry.of,)
            case ListOf(elements=elements):
                pending += [element.of if isinstance(element, Spread) else element for element in elements]
            case Loop(over=over, body=body):
                pending += (over, body)
            case Lambda(body=body):
                pending.append(body)
    return found
