"""Holds the descriptions that were written down here to what published clients know (``client.json``, cut by
``cut_clients.py``): fields, their types, the words of enumerations, and Azure DevOps' routes. No network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
Node = Mapping[str, Any]

SAME = {
    "azure_devops": {
        "IdentityRef": "IdentityRef",
        "Comment": "Comment",
        "GitPullRequestCommentThread": "GitPullRequestCommentThread",
        "GitPullRequest": "GitPullRequest",
        "NewThread": "GitPullRequestCommentThread",
        "ThreadState": "GitPullRequestCommentThread",
        "CommentText": "Comment",
    },
    "gitlab": {
        "User": "SimpleUserSchema",
        "MergeRequest": "MergeRequestSchema",
        "Note": "MergeRequestNoteSchema",
        "NoteBody": "MergeRequestNoteSchema",
    },
}
"""Our schemas, and what the client calls them."""
ENUMS = {
    "azure_devops": {
        "CommentType": "CommentType",
        "CommentThreadStatus": "CommentThreadStatus",
        "GitPullRequest.status": "PullRequestStatus",
    },
    "gitlab": {},
}
FILES = {"azure_devops": "threads.yaml", "gitlab": "notes.yaml"}
ELSEWHERE = {
    # The client has it among the options of a note that is made; docs.gitlab.com/api/notes shows it in answers.
    ("gitlab", "Note", "internal"),
}
NOT_ITS = {"/_apis/connectionData"}
"""Paths that are another client's."""
_PLAIN = {
    "number": ("integer", "number"),
    "string": ("string",),
    "boolean": ("boolean",),
    "Date": ("string",),
}
"""TypeScript's own types, and what JSON Schema calls them."""


def deviations(name: str, ours: Node | None = None) -> list[str]:
    """Where ours says what the client does not know."""
    ours = ours or yaml.safe_load((HERE / name / FILES[name]).read_text(encoding="utf-8"))
    client = json.loads((HERE / name / "client.json").read_text(encoding="utf-8"))
    schemas = ours["components"]["schemas"]
    found: list[str] = []
    for mine, theirs in SAME[name].items():
        fields = _fields(client["types"], theirs)
        for field, schema in schemas[mine]["properties"].items():
            if (name, mine, field) not in ELSEWHERE:
                found += _field(f"{mine}.{field}", schema, fields.get(field), schemas)
    for place, theirs in ENUMS[name].items():
        mine, _, field = place.partition(".")
        schema = schemas[mine]["properties"][field] if field else schemas[mine]
        known = {one[0].lower() + one[1:] for one in client["enums"][theirs]}
        found += [f"{place}: {word} is not a word of it" for word in schema["enum"] if word not in known]
    if "routes" in client:
        found += _routes(ours["paths"], client["routes"])
    return found


def _fields(types: Node, name: str) -> dict[str, str]:
    own = types[name]
    inherited: dict[str, str] = {}
    for above in own["extends"]:
        inherited |= _fields(types, above)
    return inherited | own["fields"]


def _field(where: str, schema: Node, theirs: str | None, schemas: Node) -> Iterator[str]:
    if theirs is None:
        yield f"{where}: no such field"
        return
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "enum" in schema and "'" in theirs:
        words = set(re.findall(r"'([^']*)'", theirs))
        yield from (f"{where}: {word} is not a word of it" for word in schema["enum"] if word not in words)
        return
    plain = theirs.removesuffix(" | null")
    kind = schema["type"]
    if kind == "array":
        fits = plain.endswith("[]")
    elif "enum" in schema and plain == "string":
        fits = True  # its words are in the documentation alone
    elif kind == "object" or "enum" in schema:
        fits = plain not in _PLAIN  # a type of its own, which is held to by its own name
    else:
        fits = plain in _PLAIN and kind in _PLAIN[plain]
    if not fits:
        yield f"{where}: {theirs}, not {kind}"


def _routes(paths: Node, routes: list[str]) -> Iterator[str]:
    for path, operations in paths.items():
        for method in operations:
            if method == "parameters" or path in NOT_ITS:
                continue
            # the client leaves the last step of a template out where it has no value for it
            whole = f"{method.upper()} {path}"
            if not any(re.fullmatch(re.escape(whole) + r"(/\{\w+\})?", one) for one in routes):
                yield f"{whole}: no such operation"
