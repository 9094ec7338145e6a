"""Which objects a target of kustomize means: expressions that fit whole names, and selectors of labels.

Source: kubernetes-sigs/kustomize, api/types/selector.go and ``resWrangler.Select``: a name or namespace fits when it was the
first one, or is the present one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from natpin.formats.kustomize.objects import Built, Id
from natpin.model.value import Node, dig, members, text
from natpin.regex import late_regex

_MOST = 253
"""Letters of a name of Kubernetes."""
_MOST_WILD = 2
"""Places in an expression where any number of letters may stand: each one more multiplies the time that it takes."""
_SIMPLE = late_regex(r"\^?(?:[\w/ -]|\\[.\-/]|(?:\.|\[\^?[\w.-]+\])[*+]?|\|)*\$?\Z", re.ASCII)
"""Expressions that are evaluated: letters, ``.``, ``[^-]``, these two with ``*`` or ``+``, and ``|``."""
_EQUALS = late_regex(r"\s*([\w./-]+)\s*(==?|!=)\s*([\w.-]*)\s*\Z", re.ASCII)
_AMONG = late_regex(r"\s*([\w./-]+)\s+(not)?in\s*\(([\w.,\s-]*)\)\s*\Z", re.ASCII)
_PARTS = late_regex(r",(?![^()]*\))")
"""Commas between requirements, not those in a list of values (apimachinery, ``labels.Parse``)."""
_EXISTS = late_regex(r"\s*(!?)\s*([\w./-]+)\s*\Z", re.ASCII)


def fits(pattern: str, name: str) -> bool | None:
    """Whether an expression fits a whole name; None for one that is not evaluated."""
    if pattern == name:
        return True
    wild = pattern.count("*") + pattern.count("+")
    if not _SIMPLE.match(pattern) or len(pattern) > _MOST or len(name) > _MOST or wild > _MOST_WILD:
        return None
    try:
        return re.fullmatch(f"(?:{pattern})", name, re.ASCII) is not None
    except re.error:
        return None


def selects(target: Node, one: Built) -> bool | None:
    """Whether a target of a patch means an object; None where that is not known."""
    now, first = one.id, one.original
    tests = [
        _any(target, "namespace", (first.scope or "", now.scope or "")),
        _any(target, "name", (first.name, now.name)),
        *(_any(target, name, (getattr(now, name),)) for name in ("group", "version", "kind")),
        has_labels(target, "labelSelector", one, "labels"),
        has_labels(target, "annotationSelector", one, "annotations"),
    ]
    if False in tests:
        return False
    return None if None in tests else True


def _any(target: Node, member: str, names: Iterable[str]) -> bool | None:
    node = dig(target, member)
    pattern = text(node)
    if not pattern:
        return True if pattern == "" or node is None else None
    found = [fits(pattern, name) for name in names]
    return True if True in found else None if None in found else False


def has_labels(target: Node, member: str, one: Built, labels: str) -> bool | None:
    """Whether an object's labels or annotations fit a selector; None for a selector that is not evaluated."""
    written = text(dig(target, member))
    if not written:
        return True if dig(target, member) is None or written == "" else None
    mine = members(dig(one.body, f"metadata.{labels}"))
    found = [_holds(each, mine) for each in _PARTS.split(written)]
    return False if False in found else None if None in found else True


def _holds(said: str, mine: Mapping[str, Node]) -> bool | None:
    compared = _EQUALS.match(said)
    if compared is not None:
        key, operator, value = compared.groups()
        same = key in mine and text(mine[key]) == value
        return not same if operator == "!=" else same
    among = _AMONG.match(said)
    if among is not None:
        key, negated, listed = among.groups()
        if key in mine and text(mine[key]) is None:
            return None
        inside = key in mine and text(mine[key]) in [each.strip() for each in listed.split(",")]
        return not inside if negated else inside
    exists = _EXISTS.match(said)
    return None if exists is None else (exists[2] in mine) != bool(exists[1])


def named(selector: Node, ids: Iterable[Id]) -> bool:
    """Whether one of the names of an object is the one that a selector of a replacement writes out."""
    wanted = {name: text(dig(selector, name)) for name in ("group", "version", "kind", "name", "namespace")}
    return any(
        all(
            not value or value == (one.scope if name == "namespace" else getattr(one, name))
            for name, value in wanted.items()
        )
        for one in ids
    )
