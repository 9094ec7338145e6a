"""What template expressions put into mappings and lists: ``${{ if … }}``, ``elseif``, ``else``, ``each``, ``insert``.

Where a run decides, what an entry says is not known. Source: Azure Pipelines, "Template expressions", "Conditional insertion",
"Iterative insertion".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from natpin.formats.pipelines.azure.expressions import OPEN, TEMPLATE, Context, Expressions
from natpin.model.record import replace
from natpin.model.value import Node, Value, dig, items, members, text
from natpin.regex import late_regex

MAX_ENTRIES = 500
_DEEPEST = 8
_EACH = late_regex(r"each\s+([A-Za-z_]\w*)\s+in\s+(.+)\Z")
_SPLIT = late_regex(r"(?i)split\(\s*'([^']*)'\s*,\s*'([^']+)'\s*\)\Z")
_PARAMETER = late_regex(r"parameters(?:\.([A-Za-z_][\w.-]*)|\[\s*'([^']+)'\s*\])\Z")
Entry = tuple[str, Node, Context]


def entries(node: Node | None, context: Context, expressions: Expressions, depth: int = 0) -> Iterator[Entry]:
    """The entries of a mapping, each with where its value is evaluated; of two with one name the last one counts."""
    whole = _whole(node)
    if whole is not None and node is not None and depth < _DEEPEST:
        found = _given(whole, context)
        if found is None:
            yield _any(whole, node, context)
        else:
            yield from entries(found[0], found[1], expressions, depth + 1)
        return
    listed = ((key, child) for key, child in members(node).items())
    for said, child, inner, decided in _chosen(listed, context, expressions, depth):
        if said is None:
            inserted = entries(child, inner, expressions, depth + 1)
            yield from inserted if decided is None else _undecided(inserted, decided)
            continue
        name = said if TEMPLATE.search(said) is None else expressions.bash(said, inner, child.at)
        yield (name, child, inner) if "$" not in name else _any(said, child, inner)


def elements(
    node: Node | None, context: Context, expressions: Expressions, depth: int = 0
) -> Iterator[tuple[Node, Context, str | None]]:
    """The elements of a list, each with where it is evaluated, and the expression that decides in a run whether it is there."""
    whole = _whole(node)
    if whole is not None and node is not None:
        found = _given(whole, context) if depth < _DEEPEST else None
        if found is None:
            yield node, context, whole
        else:
            yield from elements(found[0], found[1], expressions, depth + 1)
        return
    listed = _listed(items(node))
    for said, child, inner, decided in _chosen(listed, context, expressions, depth):
        if said is not None and _whole(child) is None:
            yield child, inner, None
            continue
        for each, where, asked in elements(child, inner, expressions, depth + 1):
            yield each, where, decided or asked


def undecided(said: str, node: Node) -> Value:
    """What stands for a value that an expression decides in a run."""
    return Value(f"${{{{ {said} }}}}", node.at)


def _listed(nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        entry = members(node)
        key = next(iter(entry), "")
        if len(entry) == 1 and TEMPLATE.fullmatch(key.strip()):
            yield key, entry[key]
        else:
            yield "", node


def _chosen(
    listed: Iterable[tuple[str, Node]], context: Context, expressions: Expressions, depth: int
) -> Iterator[tuple[str | None, Node, Context, str | None]]:
    """Entries as they are; for what an expression inserts, no name, its children and the expression that a run decides."""
    taken: bool | None = False
    asked = ""
    for number, (key, child) in enumerate(listed):
        match = TEMPLATE.fullmatch(key.strip())
        said = match.group(1).strip() if match is not None else ""
        word, _, rest = said.partition(" ")
        if number >= MAX_ENTRIES or depth >= _DEEPEST:
            return
        if word == "each":
            yield from loop(said, child, context)
        elif word == "insert" and not rest:
            yield None, child, context, None
        elif word in ("if", "elseif", "else"):
            if word == "if":
                taken, asked = False, ""
            truth = False if taken is True else True if word == "else" else None
            if truth is None:
                truth = expressions.truth(rest, context, child.at)
                asked = said if truth is None else asked
            if truth is not False:
                yield None, child, context, asked or None
            taken = True if truth else taken
        else:
            yield key, child, context, None


def loop(said: str, child: Node, context: Context) -> Iterator[tuple[None, Node, Context, str | None]]:
    """What ``each NAME in …`` repeats, each time with what the name stands for; where it is not known what is gone over,
    once, with what is said of it."""
    match = _EACH.match(said)
    found = _gone_over(match.group(2).strip(), child, context) if match is not None else None
    if match is None or found is None or not (items(found[0]) or members(found[0])):
        if found is None:
            yield None, child, context, said
        return
    called = match.group(1)
    pairs: list[Mapping[str, Node]] = [
        {f"{called}.key": Value(key, value.at), f"{called}.value": value}
        for key, value in members(found[0]).items()
    ]
    for one in items(found[0]):
        pairs.append({called: one, **{f"{called}.{name}": value for name, value in members(one).items()}})
    for named in pairs[:MAX_ENTRIES]:
        yield None, child, replace(context, each={**context.each, **named}), None


def _gone_over(said: str, child: Node, context: Context) -> tuple[Node, Context] | None:
    """What a loop goes over: what an expression names, or the parts of a text that is written out (``split``)."""
    parts = _SPLIT.match(said)
    if parts is None:
        return _given(said, context)
    whole = tuple(Value(one, child.at) for one in parts.group(1).split(parts.group(2)))
    return Value(whole, child.at), context


def _undecided(found: Iterable[Entry], said: str) -> Iterator[Entry]:
    for name, child, context in found:
        yield name, undecided(said, child), context


def _any(said: str, node: Node, context: Context) -> Entry:
    return f"{OPEN}{said}", undecided(said.strip("${} "), node), context


def _whole(node: Node | None) -> str | None:
    match = TEMPLATE.fullmatch((text(node) or "").strip()) if node is not None else None
    return match.group(1).strip() if match is not None else None


def _given(said: str, context: Context, depth: int = 0) -> tuple[Node, Context] | None:
    """The mapping or list that an expression names, and where it is evaluated; None where that is not known."""
    if said in context.each:
        return context.each[said], context
    match = _PARAMETER.match(said)
    if match is None or depth >= _DEEPEST:
        return None
    called, *path = (match.group(1) or match.group(2)).split(".") if match.group(1) else [match.group(2)]
    node, where = context.parameters.get(called), context.caller or context
    if node is None:
        node, where = dig(context.declared.get(called), "default"), context
    inner = _whole(node)
    if inner is not None:
        found = _given(inner, where, depth + 1)
        if found is None:
            return None
        node, where = found
    for part in path:
        node = members(node).get(part)
    return (node, where) if isinstance(node, Value) and not isinstance(node.data, str) else None
