"""Which version of a provider a root runs with, as far as its files tell."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from natpin.languages.hcl import Source, decode, top_blocks
from natpin.languages.hcl.ast import Literal, ObjectOf
from natpin.languages.terraform.folder import Folder, literal
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace

_CONSTRAINT = late_regex(r"\s*(~>|>=|<=|!=|=|<|>)?\s*v?(\d{1,6}(?:\.\d{1,6}){0,2})(?:-[\w.]+)?\s*\Z")


def locked(root: str, workspace: Workspace) -> dict[str, str]:
    """Versions in ``.terraform.lock.hcl``, by the provider's short name."""
    path = posixpath.normpath(posixpath.join(root, ".terraform.lock.hcl"))
    data = workspace.read(path) if workspace.exists(path) else None
    if data is None or isinstance(data, Skipped):
        return {}
    found: dict[str, str] = {}
    for block in top_blocks(Source(path, decode(data)[0])).blocks:
        version = literal(block.body(), "version")
        if block.type == "provider" and block.labels and version:
            found[block.labels[0].rsplit("/", 1)[-1]] = version
    return found


def constraints(folder: Folder, provider: str) -> Iterator[str]:
    """What a module's files ask of a provider's version."""
    for block in folder.settings:
        body = block.body()
        if body is None:
            continue
        if block.type == "provider" and block.labels == (provider,):
            version = literal(body, "version")
            if version:
                yield version
        for inner in body.blocks:
            if inner.type != "required_providers":
                continue
            attribute = inner.body.attributes.get(provider)
            expression = attribute.expression if attribute else None
            if isinstance(expression, Literal) and isinstance(expression.value, str):
                yield expression.value
            elif isinstance(expression, ObjectOf):
                for key, value in expression.items:
                    if (
                        isinstance(key, Literal)
                        and key.value == "version"
                        and isinstance(value, Literal)
                        and isinstance(value.value, str)
                    ):
                        yield value.value


def settled(written: list[str]) -> str | None:
    """The version that constraints leave: whole when they pin one, else the major version when only one is left.

    ``~> 4.1`` is ``4``; ``= 3.97.1`` is itself; ``>= 4.0`` is ``4+``: that major version, or any later one.
    """
    least: tuple[int, ...] = (0,)
    below: int | None = None
    for constraint in (part for text in written for part in text.split(",")):
        match = _CONSTRAINT.match(constraint)
        if match is None:
            continue
        operator, text = match[1] or "=", match[2]
        version = tuple(int(part) for part in text.split("."))
        if operator == "=":
            return text
        if operator in (">=", ">", "~>"):
            least = max(least, version)
        if operator == "~>":
            limit = version[0] + 1
            below = limit if below is None else min(below, limit)
        elif operator in ("<", "<="):
            limit = version[0] + (operator == "<=" or any(version[1:]))
            below = limit if below is None else min(below, limit)
    if below is not None and below - 1 == least[0]:
        return str(least[0])
    return f"{least[0]}+" if least[0] else None
