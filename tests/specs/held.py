"""Holds a description that was written down here to the platform's own, as it is published today.

    python tests/specs/held.py azure_devops PUBLISHED.json      # specification/git/VERSION/git.json
    python tests/specs/held.py gitlab PUBLISHED.yaml            # doc/api/openapi/openapi_v3.yaml

Each operation that natpin uses has to be in the published one, with the parameters, the fields of the request and of the answer
that ours has, of the same type and with words that the other knows. The published ones are not kept here, as they have
megabytes: `make check-descriptions` fetches them. What needs no network is ``clients.py``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
Node = dict[str, Any]

DESCRIPTIONS = {
    "azure_devops": ("azure_devops/threads.yaml", "/{organization}", {"/_apis/connectionData"}),
    "gitlab": ("gitlab/notes.yaml", "/api/v4", set()),
}
"""The file, what the published paths begin with, and the paths that are published nowhere (the file's README says why)."""


def deviations(name: str, published: Node) -> list[str]:
    """Where ours says what the published one does not. Raises KeyError for a name that is none."""
    file, prefix, elsewhere = DESCRIPTIONS[name]
    ours = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
    theirs = {_shape(path): operations for path, operations in published["paths"].items()}
    found: list[str] = []
    for path, operations in ours["paths"].items():
        if path in elsewhere:
            continue
        match = theirs.get(_shape(f"{prefix}{path}"))
        if match is None:
            found.append(f"{path}: no such path")
            continue
        common = operations.get("parameters", [])
        for method, operation in operations.items():
            if method == "parameters":
                continue
            if method not in match:
                found.append(f"{method} {path}: no such operation")
                continue
            both = _Both(name, ours, published, f"{method} {path}")
            found += both.operation(
                {**operation, "parameters": [*common, *operation.get("parameters", [])]},
                {
                    **match[method],
                    "parameters": [*match.get("parameters", []), *match[method].get("parameters", [])],
                },
                method,
            )
    return found


def _shape(path: str) -> str:
    """A path without the names of its parameters; Azure DevOps takes either case."""
    return re.sub(r"\{[^}]*\}", "{}", path).lower()


class _Both:
    """One operation in both."""

    def __init__(self, name: str, ours: Node, theirs: Node, what: str) -> None:
        self._name, self._ours, self._theirs, self._what = name, ours, theirs, what

    def operation(self, mine: Node, other: Node, method: str) -> Iterator[str]:
        known = [_followed(self._theirs, one) for one in other["parameters"]]
        for one in (_followed(self._ours, each) for each in mine["parameters"]):
            if one["in"] != "path" and one["name"] not in {each["name"] for each in known}:
                yield f"{self._what}: no parameter {one['name']}"
        if "requestBody" in mine:
            body = mine["requestBody"]["content"]["application/json"]["schema"]
            yield from self._same(body, self._body(other, known), f"{method} body")
        for status, answer in mine["responses"].items():
            if status not in {str(each) for each in other["responses"]}:
                yield f"{self._what}: no answer {status}"
                continue
            content = answer.get("content", {}).get("application/json", {}).get("schema")
            if content is not None:
                published = {str(each): one for each, one in other["responses"].items()}[status]
                yield from self._same(content, self._schema(published), f"{method} {status}")

    def _body(self, other: Node, known: list[Node]) -> Node:
        """Swagger 2.0 has it among the parameters."""
        (body,) = [one["schema"] for one in known if one["in"] == "body"] or [
            self._schema(_followed(self._theirs, other["requestBody"]))
        ]
        return dict(body)

    def _schema(self, published: Node) -> Node:
        published = _followed(self._theirs, published)
        if "schema" in published:
            return dict(published["schema"])
        return dict(published["content"]["application/json"]["schema"])

    def _same(self, mine: Node, other: Node, where: str) -> Iterator[str]:
        mine, other = _whole(self._ours, mine), _whole(self._theirs, other)
        kind, theirs = mine.get("type"), other.get("type")
        if kind == "object" and theirs == "array" and "value" in mine.get("properties", {}):
            mine, kind = _whole(self._ours, mine["properties"]["value"]), "array"  # a list in its envelope
        if kind == "array" and theirs == "object" and self._name == "gitlab":
            # GitLab's generator says of some lists only what one of them is.
            yield from self._same(mine["items"], other, where)
            return
        if kind != theirs and theirs is not None and not (kind is None and "enum" in mine):
            yield f"{self._what}: {where} is {theirs}, not {kind}"
            return
        words = set(other.get("enum", ()))
        if words and not set(mine.get("enum", ())) <= words:
            yield f"{self._what}: {where}: {sorted(set(mine['enum']) - words)} are not words of it"
        if kind == "array":
            yield from self._same(mine["items"], other["items"], f"{where} items")
        for name, one in mine.get("properties", {}).items():
            place = f"{where} {name}"
            if name in other.get("properties", {}):
                yield from self._same(one, other["properties"][name], place)
            else:
                yield f"{self._what}: no field {place}"


def _followed(document: Node, node: Node) -> Node:
    """What a ``$ref`` leads to."""
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def _whole(document: Node, node: Node) -> Node:
    """A schema with what it takes from others (``allOf``)."""
    node = _followed(document, node)
    parts = [_whole(document, each) for each in node.get("allOf", ())]
    properties: Node = {}
    for each in (*parts, node):
        properties |= each.get("properties", {})
    return {**node, "properties": properties} if properties else node


def read(path: Path) -> Node:
    """JSON or YAML. Microsoft's begins with a byte order mark."""
    text = path.read_text(encoding="utf-8-sig")
    loaded = json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    return dict(loaded)


def main(arguments: list[str]) -> int:
    name, path = arguments
    found = deviations(name, read(Path(path)))
    print(*found, f"{DESCRIPTIONS[name][0]}: {len(found)} deviations from {path}", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
