"""Where a value is written and what the author calls it, read from the text around its place.

Readers keep the place that a value comes from: a literal, a variable's default, the declaration that an id names. Where
the value is *used* is found here: by what a reader says of its own language (``uses``), else by the names in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from natpin.formats.interface import Use
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Skipped, Unknown, Value
from natpin.regex import late_regex
from natpin.workspace import Workspace

_KEY = late_regex(r"""(?:^|[\s{(,;"'\[])(--?[\w-]+|[\w.-]+)["']?\s*(?:[=:]\s*|\s)["'\[{(]*$""")
"""The name that stands before a value: ``outbound_type =``, ``"outboundType":``, ``--outbound-type``."""
_DEFINED = late_regex(
    r"""^\s*(?:(?:export|local|readonly|declare|param|var|let)\s+)*(?:-\w+\s+)?\$?["']?([A-Za-z_]\w*)["']?(?:\s+\w[\w\[\]?]*)?\s*[=:]"""
)
"""The name that a line gives something: ``IDLE=10``, ``param idle int = 10``, ``$idle = 10``, ``"idle": {``."""
_WORDS = late_regex(r"[A-Za-z_][\w-]*")
_SAYS_NOTHING = ("id", "value", "defaultValue", "default", "resourceId")
MOST_LINES = 20_000
MOST_STEPS = 4
LONGEST_LINE = 2_000


class Writing:
    """The files of a workspace, as far as places in them are told."""

    def __init__(
        self, workspace: Workspace | None, uses: Callable[[str], Sequence[Use]] = lambda address: ()
    ) -> None:
        self._workspace = workspace
        self._uses = uses
        self._lines: dict[str, list[str]] = {}

    def lines(self, path: str) -> list[str]:
        """The lines of a file; none of one that cannot be read."""
        if path not in self._lines:
            data = self._workspace.read(path) if self._workspace is not None and path[:1] != "<" else b""
            decoded = "" if isinstance(data, Skipped) else data.decode("utf-8", "replace")
            self._lines[path] = [line[:LONGEST_LINE] for line in decoded.split("\n")[:MOST_LINES]]
        return self._lines[path]

    def line(self, at: Location) -> str:
        """One line; empty where there is none."""
        lines = self.lines(at.path)
        return lines[at.line - 1] if 0 < at.line <= len(lines) else ""

    def called(self, at: Location) -> str | None:
        """What the author calls the value at a place: the name before it."""
        before = self.line(at)[: at.column - 1]
        found = _KEY.search(before)
        return found[1] if found and found[1] not in _SAYS_NOTHING else None

    def use(
        self, address: str, block: Location, name: str, node: Node
    ) -> tuple[Location, str | None, tuple[Location, ...]]:
        """Where a property is written, what it is called there, and through which places its value comes."""
        if not is_file(node.at):
            return (block, None, ()) if is_file(block) else (node.at, None, ())
        found = self._told(address, name, node)
        if found is not None:
            return found
        if _inside(node.at, block):
            return node.at, self.called(node.at), ()
        return self._mentioned(block, node)

    def _told(
        self, address: str, name: str, node: Node
    ) -> tuple[Location, str | None, tuple[Location, ...]] | None:
        """By the reader: the argument that leads to the value, the one called most alike where several do."""
        best: tuple[int, Use, tuple[Location, ...]] | None = None
        for use in self._uses(address):
            ways = [way for way in use.ways if way and _inside(node.at, way[-1])]
            if not ways and not _inside(node.at, use.at):
                continue
            way = min(ways, key=len) if ways and not _inside(node.at, use.at) else ()
            alike = _alike(use.name, name)
            if best is None or alike > best[0]:
                best = alike, use, way
        if best is None:
            return None
        _, use, way = best
        through = () if isinstance(node, Reference) and len(way) <= 1 else way
        return use.at, use.name, through

    def _mentioned(self, block: Location, node: Node) -> tuple[Location, str | None, tuple[Location, ...]]:
        """By the text: the line of the declaration that names what is defined where the value is written."""
        wanted = [name for name in self._names(node) if name]
        lines = self.lines(block.path)
        first, last = block.line, min(block.end_line or block.line, len(lines))
        through: tuple[Location, ...] = () if isinstance(node, Reference) else (node.at,)
        for _ in range(MOST_STEPS):
            for name in wanted:
                for number in range(first, last + 1):
                    column = _position(lines[number - 1], name)
                    if column is not None:
                        at = Location(block.path, number, column)
                        return at, self.called(at), through
            step = next(self._handed_on(block.path, wanted), None)
            if step is None:
                break
            at, name = step
            wanted, through = [name], (at, *through)
        return node.at, self.called(node.at), ()

    def _names(self, node: Node) -> Iterator[str]:
        """What the value at a place may be called where it is used."""
        if isinstance(node, Reference):
            yield node.target
            yield from reversed(_WORDS.findall(node.target))
            return
        if isinstance(node, Value) and node.origin.whose.startswith(("variable ", "parameter ")):
            yield node.origin.whose.split(" ")[-1]
        defined = _DEFINED.match(self.line(node.at))
        if defined:
            yield defined[1]
        if isinstance(node, Unknown):
            words = _WORDS.findall(self.line(node.at))
            yield from words[1:2] if words[:1] == ["resource"] else ()

    def _handed_on(self, path: str, names: Sequence[str]) -> Iterator[tuple[Location, str]]:
        """Definitions that are made of another name: ``var minutes = idle``."""
        for number, line in enumerate(self.lines(path), 1):
            defined = _DEFINED.match(line)
            if not defined or defined[1] in names:
                continue
            for name in names:
                column = _position(line[defined.end() :], name)
                if column is not None:
                    yield Location(path, number, defined.end() + column), defined[1]


def is_file(at: Location) -> bool:
    """False for places such as ``<live>``."""
    return not at.path.startswith("<")


def _inside(at: Location, span: Location) -> bool:
    if at.path != span.path:
        return False
    begin, end = (span.line, span.column), (span.end_line or span.line, span.end_column or 10**6)
    return begin <= (at.line, at.column) < end or at == span


def _position(line: str, name: str) -> int | None:
    """The column, from 1, of a name that stands by itself."""
    start = line.find(name)
    while start >= 0:
        before, after = line[start - 1 : start], line[start + len(name) : start + len(name) + 1]
        if not (before.isalnum() or before == "_") and not (after.isalnum() or after == "_"):
            return start + 1
        start = line.find(name, start + 1)
    return None


def _alike(written: str, property_: str) -> int:
    """How much an argument's name is like a property's: 3 for the same letters."""
    one, other = _letters(written), _letters(property_)
    if one == other:
        return 3
    if one.removesuffix("id") == other.removesuffix("id"):
        return 2
    return 1 if one in other or other in one else 0


def _letters(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
