"""The laws below the readers: what a reader yields is blinded, whichever language it came from; and questions answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from natpin.model.doubt import Question
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, Link, Resource, same_type
from natpin.model.value import Node, Unknown, Value

from .changes import Making
from .judged import Change, Outcome, judged
from .laws import Law, less_known, needlessly_open
from .mutants import Files, Mutant

HIDDEN = Unknown("the harness hides it")
Steps = tuple[str | int, ...]


def of_parts(files: Files, base: Outcome) -> Iterator[tuple[Law, Making]]:
    """Every property of every resource hidden, every resource and link made conditional, every question answered."""
    seen = set()
    for part in base.parts:
        if isinstance(part, Resource | Link) and part.address not in seen:
            seen.add(part.address)
            yield from _of_part(files, part)
    for question in base.questions:
        for option in question.options:
            yield Law.SETTLE, partial(_settle, files, question, option)


def _of_part(files: Files, part: Resource | Link) -> Iterator[tuple[Law, Making]]:
    if isinstance(part, Resource):
        for steps in _places(part.properties):
            yield Law.HIDE, partial(_hide, files, part.address, steps)
        if part.name != HIDDEN:
            yield Law.HIDE, partial(_hide, files, part.address, ("name",), "name")
    else:
        for end in ("source", "target"):
            yield Law.HIDE, partial(_hide, files, part.address, (end,), end)
    is_cluster = isinstance(part, Resource) and same_type(part.type, CLUSTER)
    if part.conditional is None and not is_cluster:
        yield Law.MAYBE, partial(_maybe, files, part)


def _places(node: Mapping[str, Node] | Node, depth: int = 5) -> Iterator[Steps]:
    inside = node if isinstance(node, Mapping) else node.data if isinstance(node, Value) else None
    entries = (
        inside.items()
        if isinstance(inside, Mapping)
        else enumerate(inside)
        if isinstance(inside, tuple)
        else ()
    )
    for name, child in entries:
        if not isinstance(child, Unknown):
            yield (name,)
        if depth:
            yield from ((name, *rest) for rest in _places(child, depth - 1))


def _without(node: Node, steps: Steps) -> Node:
    if not steps:
        return HIDDEN
    if not isinstance(node, Value):
        return node
    name, *rest = steps
    if isinstance(node.data, Mapping) and name in node.data:
        return replace(node, data={**node.data, str(name): _without(node.data[str(name)], tuple(rest))})
    if isinstance(node.data, tuple) and isinstance(name, int) and name < len(node.data):
        changed = tuple(_without(one, tuple(rest)) if n == name else one for n, one in enumerate(node.data))
        return replace(node, data=changed)
    return node


def _each(address: str, done: Change) -> Change:
    def change(parts: list[Part]) -> list[Part]:
        mine = [part for part in parts if isinstance(part, Resource | Link) and part.address == address]
        changed = iter(done(list(mine)))
        kept: list[Part] = []
        for part in parts:
            if any(part is one for one in mine):
                kept += [one for one in (next(changed, None),) if one is not None]
            else:
                kept.append(part)
        return kept

    return change


def _hide(files: Files, address: str, steps: Steps, member: str = "") -> Mutant:
    def hidden(part: Resource | Link) -> Part:
        if member:
            return replace(part, **{member: HIDDEN})
        assert isinstance(part, Resource)
        properties = _without(Value(part.properties), steps)
        return replace(part, properties=properties.data) if isinstance(properties, Value) else part

    change = _each(address, lambda parts: [hidden(part) for part in parts])  # type: ignore[arg-type]
    return Mutant(
        Law.HIDE,
        "parts",
        f"{address}.{'.'.join(map(str, steps))} is unknown",
        (files, files),
        lambda found: less_known(found[0], found[1]),
        (judged, partial(judged, change=change)),
    )


def _maybe(files: Files, part: Resource | Link) -> Mutant:
    perhaps = _each(part.address, lambda parts: [replace(one, conditional=HIDDEN) for one in parts])  # type: ignore[call-overload]
    gone = _each(part.address, lambda parts: [])
    judges = (judged, partial(judged, change=perhaps), partial(judged, change=gone))
    needed = isinstance(part, Resource)
    return Mutant(
        Law.MAYBE,
        "parts",
        f"{part.address} may not be there",
        (files,) * (2 if needed else 3),
        lambda found: [
            each
            for case in (found[0], *found[2:])
            for each in less_known(case, found[1], lost=case is found[0])
        ],
        judges[: 2 if needed else 3],
        None if needed else (lambda found: needlessly_open((found[0], found[2]), found[1])),
    )


def _settle(files: Files, question: Question, option: str) -> Mutant:
    return Mutant(
        Law.SETTLE,
        "parts",
        f"{question.asked} = {option}",
        (files, files),
        lambda found: less_known(found[1], found[0]),
        (judged, partial(judged, assumed={question.key: option})),
    )
