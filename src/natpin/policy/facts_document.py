"""Facts written down: the subjects of policy tests, as YAML.

::

    subject: {kind: natGateway, label: egress, address: azurerm_nat_gateway.egress}
    facts:
      name: egress
      idleTimeoutInMinutes: {$default: 4, of: az network nat gateway create}
      zones: {$unknown: var.zones has no default}
    parameters: {minMinutes: 10}

``{$unknown: why}`` cannot be known, ``{$default: value, of: whom}`` was not written, ``{$reference: address}`` exists
only after deployment, ``{$computed: value}`` is worked out. Everything else counts as written at its line.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.errors import PolicyError
from natpin.languages.located_yaml.checked import Written, suggestion
from natpin.model.record import record
from natpin.model.subject import Subject
from natpin.model.value import COMPUTED, Node, Reference, Unknown, Value, default_of
from natpin.policy.kinds import KINDS, fields_of

_MARKS: Mapping[str, tuple[str, ...]] = {
    "$unknown": ("$unknown", "settleBy"),
    "$default": ("$default", "of"),
    "$reference": ("$reference", "attribute"),
    "$computed": ("$computed",),
}


@record
class FactsDocument:
    """A subject, and the parameters a policy is asked with."""

    subject: Subject
    parameters: Mapping[str, Written]
    message: str | None = None
    """What the finding's message must contain."""


def parse(written: Written, kind: str) -> FactsDocument:
    """A facts document for a subject of a kind. Raises PolicyError; a field the kind has not is one."""
    parts = written.mapping("a facts document", ("subject", "facts", "parameters", "message"), ("facts",))
    about = (
        parts["subject"].mapping("subject", ("kind", "address", "label", "clusters"))
        if "subject" in parts
        else {}
    )
    if "kind" in about:
        kind = about["kind"].one_of("kind", tuple(KINDS))
    label = about["label"].text("label") if "label" in about else ""
    return FactsDocument(
        _subject(parts["facts"], kind, label, about),
        parts["parameters"].mapping("parameters") if "parameters" in parts else {},
        parts["message"].text("message") if "message" in parts else None,
    )


def subject_of(facts: Written, kind: str) -> Subject:
    """A subject from its facts alone."""
    return _subject(facts, kind, "", {})


def _subject(facts: Written, kind: str, label: str, about: Mapping[str, Written]) -> Subject:
    members = facts.mapping("facts")
    name = members["name"].data if "name" in members else None
    label = label or (name if isinstance(name, str) else kind)
    node = _node(facts, kind, "")
    if not isinstance(node, Value):
        facts.wrong("facts must be known as a whole")
    return Subject(
        kind,
        about["address"].text("address") if "address" in about else label,
        label,
        facts.at,
        node,
        about["clusters"].texts("clusters") if "clusters" in about else (),
    )


def _node(written: Written, kind: str, path: str) -> Node:
    match written.data:
        case Mapping():
            mark = next((mark for mark in _MARKS if mark in written.keys or mark in written.data), None)
            if mark is not None:
                return _marked(written, mark, kind, path)
            return Value(
                {
                    name: _node(entry, kind, _known(written, kind, f"{path}.{name}" if path else name))
                    for name, entry in written.data.items()
                },
                written.at,
            )
        case tuple():
            return Value(tuple(_node(entry, kind, path) for entry in written.data), written.at)
        case data:
            return Value(data, written.at)


def _known(written: Written, kind: str, path: str) -> str:
    """A test with a misspelled fact would test nothing."""
    fields = fields_of(kind)
    if not fields.has(path):
        *parents, name = path.split(".")
        hint = suggestion(name, fields.below(".".join(parents)))
        raise PolicyError(f"{kind} has no fact {path!r}{hint}", written.keys.get(name, written.at))
    return path


def _marked(written: Written, mark: str, kind: str, path: str) -> Node:
    parts = written.mapping(f"a value with {mark}", _MARKS[mark], (mark,))
    match mark:
        case "$unknown":
            settle_by = parts["settleBy"].text("settleBy") if "settleBy" in parts else None
            return Unknown(parts[mark].text(mark), written.at, settle_by)
        case "$reference":
            attribute = parts["attribute"].text("attribute") if "attribute" in parts else "id"
            return Reference(parts[mark].text(mark), attribute, written.at)
        case _:
            inner = _node(parts[mark], kind, path)
            origin = COMPUTED
            if mark == "$default":
                origin = default_of(parts["of"].text("of") if "of" in parts else "the service")
            return Value(inner.data, written.at, origin) if isinstance(inner, Value) else inner
