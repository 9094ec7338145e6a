"""Options as properties in ARM's shapes: the same shapes that az's flags have, of values instead of words."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.ansible.variables import OMIT, Variables
from natpin.formats.az.cli.kinds import KINDS
from natpin.formats.az.cli.names import Directory, no_name
from natpin.formats.az.cli.tables import To
from natpin.formats.az.cli.values import Shape, integer_node, switch_node, text_node
from natpin.languages.shell.words import Word
from natpin.model.value import Node, Unknown, Value, is_absent, items, members


class Values:
    """Makes properties of options, in the state of the playbook at that moment."""

    def __init__(self, variables: Variables, directory: Directory) -> None:
        self.variables = variables
        self.directory = directory

    def word(self, options: Mapping[str, Node], name: str) -> Word | None:
        """An option as a word; None where it is not given."""
        node = options.get(name)
        return None if node is None or is_absent(node) else self.variables.word(node)

    def property(self, node: Node, to: To, group: Word | None) -> Node | None:
        """One option's value in the shape of its property; None where it names nothing."""
        match to.shape:
            case Shape.UNFOLLOWED:
                return Unknown("what the option sets is not followed", node.at)
            case Shape.WORDS:
                return self._listed(node, lambda each: self._text(each))
            case Shape.PAIRS:
                return node
            case Shape.IDS:
                return self._listed(node, lambda each: self._id(each, to.kind, group))
            case Shape.TAGGED:
                return self._listed(node, _tagged)
            case Shape.SERVICES:
                return self._listed(node, lambda each: each)
            case Shape.DELEGATIONS:
                return self._listed(node, _delegation)
            case Shape.ID:
                return self._id(node, to.kind, group)
            case Shape.PLAIN_ID:
                return self.directory.node(self.variables.word(node), KINDS[to.kind], group, names=False)
            case Shape.INTEGER:
                return node if isinstance(node, Value) and isinstance(node.data, int) else self._integer(node)
            case Shape.SWITCH:
                return node if isinstance(node, Value) and isinstance(node.data, bool) else self._switch(node)
        return self._text(node, to.path)

    def _text(self, node: Node, path: str = "") -> Node:
        if isinstance(node, Unknown) and not node.parts:
            return node
        return text_node(self.variables.word(node), path)

    def _integer(self, node: Node) -> Node:
        return node if isinstance(node, Unknown) else integer_node(self.variables.word(node))

    def _switch(self, node: Node) -> Node:
        return node if isinstance(node, Unknown) else switch_node(self.variables.word(node), node.at)

    def _listed(self, node: Node, each: object) -> Node:
        assert callable(each)
        if (
            isinstance(node, Value)
            and isinstance(node.data, str | int | float)
            and not isinstance(node.data, bool)
        ):
            words = str(node.data).split(",")  # Ansible takes a text with commas for a list
            node = Value(tuple(Value(one.strip(), node.at) for one in words if one.strip()), node.at)
        if not isinstance(node, Value):
            return node
        return Value(tuple(found for one in items(node) if (found := each(one)) is not None), node.at)

    def _id(self, node: Node, kind: str, group: Word | None) -> Node | None:
        """The name or id of a resource, or an object with its name and resource group, as an object with an id."""
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            inner = members(node)
            id_ = inner.get("id")
            if id_ is None:
                group = self.word(inner, "resource_group") or group
                id_ = inner.get("name") or Unknown("which resource is meant is not written", node.at)
            node = id_
        word = self.variables.word(node)
        refused = no_name(word)
        if refused is not None:
            return Value({"id": refused}, node.at)
        found = self.directory.node(word, KINDS[kind], group)
        return None if found is None else Value({"id": found}, node.at)


def _tagged(node: Node) -> Node:
    inner = members(node)
    if not inner:
        return node
    kind = inner.get("type") or inner.get("ip_tag_type") or Value("", node.at)
    return Value(
        {"ipTagType": kind, "tag": inner.get("value") or inner.get("tag") or Value("", node.at)}, node.at
    )


def _delegation(node: Node) -> Node:
    name = members(node).get("serviceName")
    return node if name is None else Value({"properties": Value({"serviceName": name}, node.at)}, node.at)


def without_omitted(node: Node) -> Node:
    """A value without the options that are left out (``default(omit)``)."""
    match node:
        case Value(data=Mapping() as data):
            kept = {name: without_omitted(each) for name, each in data.items() if not _is_omitted(each)}
            return Value(kept, node.at, node.origin)
        case Value(data=tuple() as listed):
            return Value(
                tuple(without_omitted(each) for each in listed if not _is_omitted(each)), node.at, node.origin
            )
    return node


def _is_omitted(node: Node) -> bool:
    return isinstance(node, Value) and node.data == OMIT
