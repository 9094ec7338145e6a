"""What a task gives to its module: options, those of ``args`` and ``module_defaults`` too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.ansible.modules import COLLECTION, azure_name
from natpin.formats.ansible.run import Run
from natpin.formats.ansible.values import without_omitted
from natpin.languages.jinja.templates import is_template
from natpin.model.value import Node, Unknown, Value, members, text

_NAME = re.compile(r"(?<!\w)([A-Za-z_]\w*)=")
_PLAIN = re.compile(r"[^\s\"'{]+")


def free_form(written: Node) -> str | None:
    """A module's text, where it is given no options."""
    return text(written)


def arguments_of(written: Node, run: Run, more: Node | None = None) -> dict[str, Node]:
    """The options of a module with their templates worked out; under an empty name, why there may be others."""
    found: dict[str, Node] = {}
    for one in (more, written):
        if one is None:
            continue
        said = text(one)
        node = _of_text(said, one) if said is not None and not is_whole(said) else one
        worked_out = without_omitted(run.variables.value(node))
        if isinstance(worked_out, Value) and isinstance(worked_out.data, Mapping):
            found.update(worked_out.data)
        elif not isinstance(worked_out, Value):
            found[""] = worked_out
    return found


def is_whole(said: str) -> bool:
    """True for a text that is one template: ``args: "{{ options }}"``."""
    return (
        is_template(said)
        and said.strip().startswith("{{")
        and said.strip().endswith("}}")
        and "=" not in said.split("{{")[0]
    )


def _of_text(said: str, node: Node) -> Node:
    """``name=value`` words, as they were written before YAML."""
    pairs = {name: Value(value.strip("\"'"), node.at) for name, value in pairs_in(said)}
    return Value(pairs, node.at)


def pairs_in(said: str) -> Iterator[tuple[str, str]]:
    """Names and what is written after ``=``, as far as a blank that stands in no template and no quotes."""
    place = 0
    last = {mark: said.rfind(mark) for mark in _CLOSING.values()}
    while found := _NAME.search(said, place):
        place = _end_of_value(said, found.end(), last)
        yield found.group(1), said[found.end() : place]


_CLOSING = {"{{": "}}", '"': '"', "'": "'"}


def _end_of_value(said: str, place: int, last: Mapping[str, int]) -> int:
    while place < len(said):
        opening = next((one for one in _CLOSING if said.startswith(one, place)), None)
        plain = _PLAIN.match(said, place)
        if opening is not None:
            closing = _CLOSING[opening]
            if last[closing] < place + len(opening):
                return place
            place = said.index(closing, place + len(opening)) + len(closing)
        elif plain is not None:
            place = plain.end()
        else:
            return place
    return place


def with_defaults(
    key: str, options: Mapping[str, Node], defaults: Sequence[Mapping[str, Node]], run: Run
) -> dict[str, Node] | Unknown:
    """Options over those of ``module_defaults``; why they are not known."""
    if "" in options:
        why = options[""]
        return (
            why
            if isinstance(why, Unknown)
            else Unknown("they are only known once something is deployed", why.at)
        )
    found: dict[str, Node] = {}
    name = azure_name(key)
    for one in defaults:
        for group in (
            "group/azure",
            "group/azure.azcollection.azure",
            "group/azure.azcollection.all",
            f"azure_rm_{name}",
            f"{COLLECTION}azure_rm_{name}",
        ):
            given = one.get(group)
            if given is not None:
                found.update(members(without_omitted(run.variables.value(given))))
    found.update(options)
    return found
