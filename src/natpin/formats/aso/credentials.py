"""The subscription that an object of Azure Service Operator is made in: that of the Secret which its credential stands in.

An object's own annotation names the Secret, else the one of its namespace counts, else the operator's own.
Source: Azure Service Operator, "Credential scope" (``aso-credential``, ``aso-controller-settings``).
"""

from __future__ import annotations

import posixpath
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.envsubst import substituted
from natpin.formats.kustomizations import SUFFIXES
from natpin.formats.manifests import bodies, identity
from natpin.formats.together import apart
from natpin.languages.arm_expressions.texts import unknown
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Unknown, Value, dig, symbol, text
from natpin.workspace import Workspace, found_once

_KEY = "AZURE_SUBSCRIPTION_ID"
_OF_NAMESPACE, _OF_OPERATOR = "aso-credential", ("azureserviceoperator-system", "aso-controller-settings")
_ASK_AZURE = "--azure"

Name = tuple[str, str]
"""Namespace and name of a Secret."""
Found = Mapping[Name, Sequence[tuple[str, Node]]]
"""By Secret: the files that write it, each with the subscription."""


@record
class Credentials:
    """The Secrets that count for the files of a stack."""

    files: frozenset[str]
    workspace: Workspace

    def subscription(self, namespace: str, annotation: Node | None) -> Node | None:
        """The subscription of an object; None where no file says whose credential it is."""
        if annotation is not None:
            called = text(annotation)
            home, _, name = (called or "?").rpartition("/")
            return self._written((home or namespace, name), annotation.at, True)
        return self._written((namespace, _OF_NAMESPACE), None, False) or self._written(
            _OF_OPERATOR, None, False
        )

    def _written(self, secret: Name, at: Location | None, asked: bool) -> Node | None:
        listed = found_once(self.workspace, _secrets).get(secret, ())
        mine = [node for path, node in listed if path in self.files] or [
            node
            for path, node in listed
            if not any(apart(posixpath.dirname(path), posixpath.dirname(one)) for one in self.files)
        ]
        if mine and len({symbol(node) for node in mine}) == 1:
            return mine[0]
        if not listed and not asked:
            return None
        namespace, name = secret
        where = at or listed[0][1].at
        why = f"the subscription is the one of the secret {name}"
        return unknown(f"secret {namespace}/{name}", why, where, _ASK_AZURE)


def _secrets(workspace: Workspace) -> Found:
    """The Secrets of a workspace with a subscription: looked for once."""
    found: dict[Name, list[tuple[str, Node]]] = {}
    for path in workspace.walk():
        data = workspace.peek(path) if path.endswith(SUFFIXES) else None
        if isinstance(data, bytes) and _KEY.encode() in data and b"Secret" in data:
            for name, node in _in(path, workspace):
                found.setdefault(name, []).append((path, node))
    return found


def _in(path: str, workspace: Workspace) -> Iterator[tuple[Name, Node]]:
    for each in bodies(path, workspace):
        if isinstance(each, Skipped) or text(dig(each.node, "kind")) != "Secret":
            continue
        written, encoded = dig(each.node, f"stringData.{_KEY}"), dig(each.node, f"data.{_KEY}")
        if written is not None or encoded is not None:
            namespace, name, at = identity(each.node, each.number)
            why = Unknown("the subscription of the secret cannot be read", at, _ASK_AZURE)
            plain = substituted(written) if written is not None else _decoded(encoded)
            yield (namespace, name), why if plain is None or not symbol(plain) else plain


def _decoded(node: Node | None) -> Node | None:
    written = text(node)
    if node is None or written is None or "$" in written:
        return substituted(node) if node is not None else None
    try:
        return Value(b64decode(written, validate=True).decode("utf-8"), node.at)
    except (Error, ValueError):
        return None
