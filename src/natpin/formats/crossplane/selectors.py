"""Which objects the labels of a selector fit, without asking every object of every selector."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from natpin.formats.crossplane.objects import Object
from natpin.model.value import Node, Unknown, symbol, text

Labels = tuple[tuple[str, str | None], ...]
"""A selector's labels, sorted; None for a value that is no text, which fits nothing."""


class Labelled:
    """Objects by their kinds and labels."""

    def __init__(self, every: Iterable[Object]) -> None:
        self._by_kind: dict[str, list[Object]] = defaultdict(list)
        self._by_label: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        """By kind and label, and by the label's value: places in the list of that kind. Values that are put in later
        stand under ``$``."""
        self._found: dict[tuple[str, Labels], tuple[Object, ...]] = {}
        self._groups: dict[tuple[str, Labels, str], dict[tuple[str, str], list[Object]]] = {}
        """The same, by their scope and what made them: a thousand claims have a thousand of each kind."""
        for one in every:
            mine = self._by_kind[one.kind]
            for name, node in one.labels.items():
                value = _said(node)
                if value is not None:
                    self._by_label[one.kind, name]["$" if "$" in value else value].append(len(mine))
            mine.append(one)

    def fitting(self, kind: str | None, wanted: Mapping[str, Node]) -> Sequence[Object]:
        """Those of a kind that have these labels, or may have them: one that is put in later fits any."""
        if kind is None:
            return ()
        key = kind, labels_of(wanted)
        if key not in self._found:
            possible = self._possible(kind, key[1])
            self._found[key] = tuple(one for one in possible if fits(one, wanted) is not False)
        return self._found[key]

    def among(
        self, kind: str | None, wanted: Mapping[str, Node], scope: str, by: str = "", value: str = ""
    ) -> Sequence[Object]:
        """Those that ``fitting`` gives which are of a scope, and of one ``home`` or ``controller`` (``by``)."""
        if kind is None:
            return ()
        key = kind, labels_of(wanted), by
        if key not in self._groups:
            groups = self._groups[key] = defaultdict(list)
            for one in self.fitting(kind, wanted):
                groups[one.scope, getattr(one, by) if by else ""].append(one)
        return self._groups[key].get((scope, value), ())

    def _possible(self, kind: str, labels: Labels) -> Sequence[Object]:
        """At least those that fit, by the label that the fewest have."""
        every = self._by_kind.get(kind, [])
        fewest: list[int] | None = None
        for name, value in labels:
            if value is not None and "$" not in value:
                by_value = self._by_label.get((kind, name), {})
                places = [*by_value.get(value, ()), *by_value.get("$", ())]
                if fewest is None or len(places) < len(fewest):
                    fewest = places
        return every if fewest is None else [every[place] for place in sorted(fewest)]


def labels_of(wanted: Mapping[str, Node]) -> Labels:
    """A selector's labels, alike for all that say the same."""
    return tuple(sorted((name, _said(node)) for name, node in wanted.items()))


def fits(one: Object, wanted: Mapping[str, Node]) -> bool | None:
    """Whether an object has these labels; None where a label is put in later."""
    known = True
    for name, value in wanted.items():
        mine, sought = _said(one.labels.get(name)), _said(value)
        if mine is None or sought is None or (mine != sought and "$" not in mine + sought):
            return False
        known = known and mine == sought
    return True if known else None


def _said(node: Node | None) -> str | None:
    """A label's text; for one that is not known what identifies it, as one that is put in later."""
    if isinstance(node, Unknown):
        return f"${symbol(node) or id(node)}"
    return text(node)
