"""``!reference [job, key, …]``: what another job, or the top of the configuration, says in its place.

Source: GitLab Docs, "Use YAML to customize and simplify your configuration files" (``!reference`` tags). The tag is not in the tree of a
file; it stands where the list begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from natpin.formats.block_texts import line_from
from natpin.model.record import mutable, replace
from natpin.model.value import Node, Value, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

MAX_DEPTH = 11
"""References in what is referred to; GitLab allows ten."""
_TAG = late_regex(r"(?:&\S+[ \t]+)?!reference\b")


@mutable
class References:
    """Puts references in their place."""

    named: Callable[[str], Node | None]
    """What stands at the top of the configuration by a name; a job with what it extends."""
    workspace: Workspace
    lost: str = ""
    """One that names nothing that is here."""

    def put(self, node: Node, depth: int = 0) -> Node:
        """A part of a job with its references in place."""
        if not isinstance(node, Value):
            return node
        if isinstance(node.data, Mapping):
            inside = {key: self.put(one, depth) for key, one in node.data.items()}
            same = all(one is node.data[key] for key, one in inside.items())
            return node if same else replace(node, data=inside)
        if not isinstance(node.data, tuple):
            return node
        path = [text(one) or "" for one in node.data]
        if not self._tagged(node, path):
            listed = tuple(self.put(one, depth) for one in node.data)
            same = all(one is other for one, other in zip(listed, node.data, strict=True))
            return node if same else replace(node, data=listed)
        found = self._named(path) if depth <= MAX_DEPTH else None
        if found is None:
            self.lost = self.lost or ", ".join(path)
            return replace(node, data=())
        return self.put(found, depth + 1)

    def _named(self, path: Sequence[str]) -> Node | None:
        found = self.named(path[0])
        for name in path[1:]:
            found = members(found).get(name)
        return found

    def _tagged(self, node: Value, path: Sequence[str]) -> bool:
        return len(path) > 1 and all(path) and _TAG.match(line_from(node.at, self.workspace)) is not None
