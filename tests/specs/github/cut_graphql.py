"""Cuts GitHub's public GraphQL schema down to the fields natpin asks for.

    npm pack @octokit/graphql-schema@15.26.1 && tar xzf octokit-graphql-schema-15.26.1.tgz
    python cut_graphql.py package/schema.graphql > schema-slice.graphql

Field definitions are GitHub's own, word for word; fields that are not listed here are dropped, and so are
interfaces that are not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from graphql import parse, print_ast
from graphql.language import ast

from natpin.model.record import replace

KEPT = {
    "Query": {"id", "node", "nodes", "viewer"},
    "Mutation": {"minimizeComment", "unminimizeComment"},
    "Node": {"id"},
    "Actor": {"login"},
    "Comment": {"id", "body", "viewerDidAuthor", "author", "userContentEdits"},
    "Minimizable": {"isMinimized", "minimizedReason", "viewerCanMinimize"},
    "User": {"id", "databaseId", "login"},
    "IssueComment": {"id", "body", "author", "viewerDidAuthor", "isMinimized", "minimizedReason",
                     "viewerCanMinimize", "userContentEdits"},
    "Issue": {"id", "body", "author", "viewerDidAuthor", "userContentEdits"},
    "UserContentEditConnection": {"nodes", "totalCount"},
    "UserContentEdit": {"id", "diff", "editedAt", "createdAt", "updatedAt"},
    "MinimizeCommentInput": None,
    "MinimizeCommentPayload": None,
    "UnminimizeCommentInput": None,
    "UnminimizeCommentPayload": None,
    "ReportedContentClassifiers": None,
    "DateTime": None,
}  # fmt: skip
"""Type to the fields kept; None for all."""


def bare(node: ast.Node, **changes: object) -> ast.Node:
    """The node without its prose and directives."""
    gone = {name: empty for name, empty in (("description", None), ("directives", ())) if hasattr(node, name)}
    return replace(node, **gone, **changes)


def cut(definition: ast.Node) -> ast.Node | None:
    name = getattr(getattr(definition, "name", None), "value", "")
    if name not in KEPT:
        return None
    wanted = KEPT[name]
    changes: dict[str, object] = {}
    if hasattr(definition, "fields"):
        changes["fields"] = tuple(
            bare(field, arguments=tuple(map(bare, field.arguments or ())))
            if hasattr(field, "arguments")
            else bare(field)
            for field in definition.fields or ()
            if wanted is None or field.name.value in wanted
        )
    if hasattr(definition, "values"):
        changes["values"] = tuple(map(bare, definition.values or ()))
    if hasattr(definition, "interfaces"):
        changes["interfaces"] = tuple(face for face in definition.interfaces or () if face.name.value in KEPT)
    return bare(definition, **changes)


def main() -> None:
    whole = parse(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print("\n\n".join(print_ast(kept) for kept in map(cut, whole.definitions) if kept is not None))


if __name__ == "__main__":
    main()
