"""``spec: inputs`` of a file that is included: what ``$[[ inputs.NAME ]]`` stands for in it.

Source: GitLab Docs, "CI/CD inputs".
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.pipelines.texts import spelled
from natpin.model.record import replace
from natpin.model.value import Node, Value, dig, members
from natpin.regex import late_regex

_INPUT = late_regex(r"\$\[\[\s*inputs\.([\w-]+)\s*\]\]")


def filled(plan: Value, header: Node | None, given: Node | None) -> Value:
    """A file's last document with its inputs put in: those given where it is included, else their defaults.

    One that has neither stays as it is written, which no shell reads, and so is told.
    """
    known = {
        name: said
        for name, one in members(dig(header, "spec.inputs")).items()
        if (said := _text(dig(one, "default"))) is not None
    }
    known |= {name: said for name, one in members(given).items() if (said := _text(one)) is not None}
    whole = _put(plan, known)
    return whole if isinstance(whole, Value) else plan


def _text(node: Node | None) -> str | None:
    return None if node is None else spelled(node)


def _put(node: Node, known: Mapping[str, str]) -> Node:
    if not known or not isinstance(node, Value):
        return node
    match node.data:
        case str() as said if "$[[" in said:
            return replace(node, data=_INPUT.sub(lambda m: known.get(m.group(1), m.group(0)), said))
        case tuple() as listed:
            return replace(node, data=tuple(_put(one, known) for one in listed))
        case Mapping() as members_of:
            return replace(node, data={key: _put(one, known) for key, one in members_of.items()})
    return node
