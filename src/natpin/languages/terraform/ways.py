"""By which ways values reach the arguments of a resource: through locals, variables, calls and outputs.

Only for telling what a verdict rests on: evaluation keeps where a value was written, and not through whose hands it came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.languages.hcl.ast import Attr, Attribute, Body, Name, Traversal
from natpin.languages.terraform.dependencies import output_named, traversals
from natpin.languages.terraform.resources import ResourceInstance
from natpin.languages.terraform.views import ModuleView
from natpin.model.location import Location

MOST_STEPS = 2_000
"""Places looked at for one argument."""

Way = tuple[Location, ...]
"""From an argument to what it leads to: each place names the next."""


def arguments(one: ResourceInstance) -> Iterator[tuple[str, Location, tuple[Way, ...]]]:
    """Every argument of a resource, those of nested blocks too: its name, its place, and what it leads to."""
    for attribute in _attributes(one.body):
        yield attribute.name, _place(attribute), tuple(_ways(attribute, one.module))


def _attributes(body: Body) -> Iterator[Attribute]:
    yield from body.attributes.values()
    for block in body.blocks:
        yield from _attributes(block.body)


def _place(attribute: Attribute) -> Location:
    return attribute.source.location(attribute.start, attribute.end)


def _ways(attribute: Attribute, module: ModuleView) -> Iterator[Way]:
    """The nearest first."""
    pending: list[tuple[Attribute, ModuleView, Way]] = [(attribute, module, ())]
    seen: set[Location] = set()
    for _ in range(MOST_STEPS):
        if not pending:
            return
        current, here, way = pending.pop(0)
        for node in traversals(current.expression):
            match node:
                case Traversal(source=Name(name=first), steps=(Attr(name=second), *rest)):
                    for place, following, there in _named(first, second, rest, here):
                        if place in seen:
                            continue
                        seen.add(place)
                        yield (*way, place)
                        if following is not None:
                            pending.append((following, there, (*way, place)))


def _named(
    first: str, second: str, rest: Sequence[object], here: ModuleView
) -> Iterator[tuple[Location, Attribute | None, ModuleView]]:
    """What ``first.second`` names: its place, and what it is made of in turn."""
    if first == "local" and second in here.folder.locals:
        attribute = here.folder.locals[second]
        yield _place(attribute), attribute, here
    elif first == "var":
        given = here.given.get(second)
        declared = here.folder.variables.get(second)
        body = declared.body() if declared is not None else None
        default = body.attributes.get("default") if body is not None else None
        if given is not None:
            above = here.caller.module if here.caller is not None else here
            yield _place(given), given, above  # type: ignore[misc]
        elif second in here.handed:
            yield here.handed[second].at, None, here
        elif default is not None:
            yield _place(default), default, here
        elif declared is not None:
            yield declared.at, None, here
    elif first == here.folder.calls_as:
        found = here.calls(second)
        name = output_named(rest)
        for call in found[1].values() if found else ():
            output = call.module.folder.outputs.get(name) if call.module and name else None
            body = output.body() if output is not None else None
            value = body.attributes.get("value") if body is not None else None
            if value is not None and call.module is not None:
                yield _place(value), value, call.module
            elif call.module is None:
                yield call.at, None, here
    elif first == "data":
        declared = next(
            (
                here.folder.resources[True, second, step.name]
                for step in rest[:1]
                if isinstance(step, Attr) and (True, second, step.name) in here.folder.resources
            ),
            None,
        )
        if declared is not None:
            yield declared.at, None, here
    elif (False, first, second) in here.folder.resources:
        resource = here.folder.resources[False, first, second]
        body = resource.body()
        step = next((step for step in rest[:2] if isinstance(step, Attr)), None)
        written = body.attributes.get(step.name) if body is not None and step is not None else None
        if written is not None:
            yield _place(written), written, here
        yield resource.at, None, here
