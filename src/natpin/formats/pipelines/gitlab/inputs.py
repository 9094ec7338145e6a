"""``spec: inputs`` of a file that is included: what ``$[[ inputs.NAME ]]`` stands for in it.

Source: GitLab Docs, "CI/CD inputs".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from natpin.formats.pipelines.texts import spelled
from natpin.model.record import replace
from natpin.model.value import Node, Value, dig, members
from natpin.regex import late_regex

INPUT = late_regex(r"\$\[\[[^\]\n]{0,200}\]\]")
"""An input that is not filled in, functions on it included."""
_INPUT = late_regex(r"\$\[\[\s*inputs\.([\w-]+)\s*\]\]")


def filled(plan: Value, header: Node | None, given: Node | None) -> Value:
    """A file's last document with its inputs put in: those given where it is included, else their defaults.

    One that has neither stays as it is written, which no shell reads, and so is told.
    """
    known = {
        name: default
        for name, one in members(dig(header, "spec.inputs")).items()
        if (default := dig(one, "default")) is not None
    }
    whole = _put(plan, {**known, **members(given)})
    return whole if isinstance(whole, Value) else plan


def _put(node: Node, known: Mapping[str, Node]) -> Node:
    if not known or not isinstance(node, Value):
        return node
    match node.data:
        case str() as said if "$[[" in said:
            alone = _INPUT.fullmatch(said)
            one = known.get(alone[1]) if alone is not None else None
            if isinstance(one, Value) and isinstance(one.data, tuple | Mapping):
                return one  # a list in its place
            return replace(node, data=_texts(said, known))
        case tuple() as listed:
            return replace(node, data=tuple(_put(one, known) for one in listed))
        case Mapping() as members_of:
            return replace(
                node, data={_texts(key, known): _put(one, known) for key, one in members_of.items()}
            )
    return node


def _texts(said: str, known: Mapping[str, Node]) -> str:
    def text_of(match: re.Match[str]) -> str:
        one = known.get(match[1])
        spoken = spelled(one) if one is not None else None
        return match[0] if spoken is None else spoken

    return _INPUT.sub(text_of, said) if "$[[" in said else said
