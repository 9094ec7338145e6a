"""Bicep's functions that read a file beside the template when it is compiled. Never one outside the workspace."""

from __future__ import annotations

import re
from itertools import islice

from natpin.languages import located_json as json_source
from natpin.languages.arm_expressions.invocation import Invocation, symbolic
from natpin.model.value import Node, Skipped, Unknown, Value, dig

_PLAIN_PATH = re.compile(r"\$?\.?[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d{1,4}\])*")


def load_text(invocation: Invocation) -> Node:
    """``loadTextContent(path)``."""
    found = _file(invocation)
    return found if isinstance(found, Unknown) else Value(found[1], invocation.at)


def load_json(invocation: Invocation) -> Node:
    """``loadJsonContent(path)``, perhaps with a path into the file."""
    found = _file(invocation)
    if isinstance(found, Unknown):
        return found
    path, text = found
    invocation.deployment.effort.spend(len(text) // 20)
    try:
        return _within(invocation, json_source.parse(text, path))
    except json_source.JsonError as error:
        return Unknown(f"{path} is not valid JSON: {error.message}", invocation.at)


def load_yaml(invocation: Invocation) -> Node:
    """``loadYamlContent(path)``, perhaps with a path into the file."""
    from natpin.languages.located_yaml.documents import documents  # YAML is slow to load, and rare here

    found = _file(invocation)
    if isinstance(found, Unknown):
        return found
    path, text = found
    invocation.deployment.effort.spend(len(text) // 20)
    whole = list(islice(documents(text, path), 2))
    if len(whole) != 1 or isinstance(whole[0], Skipped):
        return Unknown(f"{path} is not one document of YAML", invocation.at)
    return _within(invocation, whole[0])


def _within(invocation: Invocation, whole: Node) -> Node:
    """What a JSON path leads to; of paths, only names and numbers are followed."""
    if len(invocation.arguments) < 2:
        return whole
    path = invocation.text(1)
    if path is None or not _PLAIN_PATH.fullmatch(path):
        return symbolic(invocation, f"the path in {invocation.name}() is not followed")
    found = dig(whole, path.lstrip("$."))
    return found if found is not None else Value(None, invocation.at)


def _file(invocation: Invocation) -> tuple[str, str] | Unknown:
    path = invocation.text(0)
    if path is None:
        return symbolic(invocation)
    found = invocation.deployment.file(path)
    return found if found is not None else Unknown(f"the file {path} cannot be read", invocation.at)
