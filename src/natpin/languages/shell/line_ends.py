"""Lines of assignments alone, which end where bash ends them and tree-sitter-bash does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

_TWO_GIVEN = re.compile(r"(?m)^(?![ \t]{0,99}#)[^\n]*?\w\+?=[^\n]*[ \t][A-Za-z_]\w{0,99}\+?=")


def ended(text: str, tree: Tree, added: dict[int, list[int]]) -> str | None:
    """The text with a ``;`` at the end of each line of assignments alone that the tree joins with the command below it; None where
    there is none. The characters put in are added to ``added``.

    tree-sitter-bash 0.25 passes over the end of the line behind two assignments (``a=1 b=2``): what stands below would have them
    for itself alone.
    """
    if _TWO_GIVEN.search(text) is None:
        return None
    rows = text.split("\n")
    put_in = 0
    pending = [tree.root_node]
    while pending:
        node = pending.pop()
        if node.start_point.row == node.end_point.row:
            continue  # what lies on one line ends no other
        pending.extend(node.children)
        for one in _last_of_lines(node) if node.type == "command" else ():
            row, offset = one.end_point
            column = len(rows[row].encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "surrogatepass"))
            rows[row] = f"{rows[row][:column]};{rows[row][column:]}"
            before = added.get(row, [])
            added[row] = sorted([column, *(place + (place >= column) for place in before)])
            put_in += 1
    return "\n".join(rows) if put_in else None


def _last_of_lines(command: Node) -> Iterator[Node]:
    """The assignments of a command that end their line, where the line does not go on behind a backslash."""
    given = [child for child in command.children if child.type == "variable_assignment"]
    followers = [child for child in command.children if child.type != "comment"][1:]
    for one, follower in zip(given, followers, strict=False):
        row = one.end_point.row
        if follower.start_point.row > row and not _goes_on(command, one, follower):
            yield one


def _goes_on(command: Node, one: Node, follower: Node) -> bool:
    between = (command.text or b"")[
        one.end_byte - command.start_byte : follower.start_byte - command.start_byte
    ]
    return between.lstrip(b" \t").startswith(b"\\")
