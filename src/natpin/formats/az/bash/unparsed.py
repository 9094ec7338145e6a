"""Text in a script that is no bash: what can be read of it, and a doubt for the az commands in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from natpin.formats.az.bash.base import MAX_ROUNDS
from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.cli import closed
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell.splitting import split_text
from natpin.languages.shell.tree import Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

_ZSH_FOR = re.compile(r"\s*for\s+([A-Za-z_]\w*)\s*\(([^()]*)\)\s*\Z")


class Unparsed(Machine):
    """What the parser could not make a statement of."""

    def _half_read(self, node: Node, source: Source) -> None:
        """A command with a part that is no bash: which flags it has besides is not known."""
        for each in _broken_parts(node):
            shown = " ".join(source.text(each).split())
            if shown and re.search(r"\baz\b|--", shown):
                self._unread_text(source.text(node), source.at(each))
                return

    def _broken(self, node: Node, source: Source) -> Outcome:
        """Text that is no bash: what can be read of it, which may be; and a doubt for the az commands in it."""
        text = source.text(node)
        loop = _ZSH_FOR.match(text)
        body = node.next_named_sibling
        if loop and body is not None and body.type == "compound_statement":
            return self._short_loop(loop.group(1), loop.group(2), body, source, source.at(node))
        if not re.search(r"\baz\s+\w", text):
            return self._sequence(node.children, source)
        cause = Unknown("it stands where the syntax is not understood", source.at(node))
        outcome = self._perhaps(lambda: self._sequence(node.children, source), cause)
        self._unread_text(text, source.at(node))
        return replace(outcome, flow=None)

    def _short_loop(self, name: str, listed: str, body: Node, source: Source, at: Location) -> Outcome:
        """zsh: ``for name (list) { … }``. The block itself follows as a statement, and is its last round."""
        for word in split_text((Chunk(listed, at),), at)[:MAX_ROUNDS]:
            text = word.literal or ""
            if "$" in text:
                cause = Unknown(f"what `for {name}` loops over is not known", at)
                hole = self._expander.hole(cause.reason, at)
                self.scope.assign(name, Variable((hole,)))
                self._perhaps(lambda: self._statement(body, source), cause)
                continue
            self.scope.assign(name, Variable(word.pieces))
            self._statement(body, source)
        return Outcome()

    def _unread_text(self, text: str, at: Location) -> None:
        for spoken in closed.commands_in(text):
            reach = closed.bearing(spoken)
            if reach is not None:
                self._doubt(
                    f"`az {' '.join(spoken)}` in a text that natpin cannot read as bash", at, None, reach
                )


def _broken_parts(node: Node) -> list[Node]:
    found: list[Node] = []
    pending = [node]
    while pending:
        here = pending.pop()
        if here.is_error or here.is_missing:
            found.append(here)
        elif here.has_error:
            pending.extend(here.children)
    return found
