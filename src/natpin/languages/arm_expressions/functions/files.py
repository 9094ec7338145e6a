"""Bicep's functions that read a file beside the template when it is compiled. Never one outside the workspace."""

from __future__ import annotations

from natpin.languages import located_json as json_source
from natpin.languages.arm_expressions.invocation import Invocation, symbolic
from natpin.model.value import Node, Unknown, Value


def load_text(invocation: Invocation) -> Node:
    """``loadTextContent(path)``."""
    found = _file(invocation)
    return found if isinstance(found, Unknown) else Value(found[1], invocation.at)


def load_json(invocation: Invocation) -> Node:
    """``loadJsonContent(path)``; with a JSON path as well, it is not evaluated."""
    found = _file(invocation)
    if isinstance(found, Unknown):
        return found
    if len(invocation.arguments) > 1:
        return symbolic(invocation, "loadJsonContent() with a path into the file is not evaluated")
    path, text = found
    invocation.deployment.effort.spend(len(text) // 20)
    try:
        return json_source.parse(text, path)
    except json_source.JsonError as error:
        return Unknown(f"{path} is no JSON: {error.message}", invocation.at)


def _file(invocation: Invocation) -> tuple[str, str] | Unknown:
    path = invocation.text(0)
    if path is None:
        return symbolic(invocation)
    found = invocation.deployment.file(path)
    return found if found is not None else Unknown(f"the file {path} cannot be read", invocation.at)
