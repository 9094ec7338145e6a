"""A plan or state as Terraform prints it: its sections, its instances, and where they stand in the file.

Plans are large and often one long line. The whole text is read once by the standard library, at full speed; only the
objects of resources that bear on egress are read again with the place of every value.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator

from natpin.formats.terraform_plan.configuration import DEEPEST, Plain, mapping, sequence
from natpin.languages import located_json as json_source
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Value

_ADDRESS = re.compile(r'\{\s{0,200}"address"\s{0,200}:\s{0,200}("(?:[^"\\]|\\.)*+")')


@record
class PlannedResource:
    """A resource of ``planned_values`` or of a state's ``values``."""

    address: str
    module: str
    """Address of its module; empty for the root."""
    body: Plain


def entries(values: object) -> Iterator[PlannedResource]:
    """Every resource of a ``values`` section, its child modules' included."""
    pending: list[tuple[object, str, int]] = [(mapping(values).get("root_module"), "", 0)]
    while pending:
        module, address, depth = pending.pop()
        for item in sequence(mapping(module).get("resources")):
            body = mapping(item)
            found = body.get("address")
            if isinstance(found, str) and isinstance(body.get("type"), str):
                yield PlannedResource(_complete(found, address, body), address, body)
        if depth < DEEPEST:
            for child in reversed(sequence(mapping(module).get("child_modules"))):
                inner = mapping(child).get("address")
                if isinstance(inner, str):
                    pending.append((child, inner, depth + 1))


def _complete(address: str, module: str, body: Plain) -> str:
    """States of early 0.12 leave the module and the index out of an address."""
    if module and not address.startswith(module + "."):
        address = f"{module}.{address}"
    key = body.get("index")
    if isinstance(key, int | str) and not isinstance(key, bool) and not address.endswith("]"):
        address += f"[{json.dumps(key, ensure_ascii=False)}]"
    return address


class Places:
    """Finds resources' objects in the text, and reads them with places."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._starts: dict[str, list[int]] | None = None
        self._decoder = json.JSONDecoder()
        self._budget = 4 * len(text) + 65536

    def body(self, entry: PlannedResource) -> Node | None:
        """A resource's object with the place of every value; None when it is not found in the text."""
        written = str(entry.body["address"])
        if self._starts is None:
            self._starts = {}
            for found in _ADDRESS.finditer(self._text):
                try:
                    address = json.loads(found[1])
                except ValueError:
                    continue
                self._starts.setdefault(address, []).append(found.start())
        for start in self._starts.get(written, ()):
            if self._budget <= 0:  # a text made to be read again and again
                return None
            try:
                data, end = self._decoder.raw_decode(self._text, start)
            except (ValueError, RecursionError):
                return None
            self._budget -= end - start
            if data == entry.body:
                return self._read(start, end)
        return None

    def _read(self, start: int, end: int) -> Node | None:
        try:
            node = json_source.parse(self._text[start:end], self._path)
        except json_source.JsonError:
            return None
        line = bisect_left(self._breaks, start)
        column = start - (self._breaks[line - 1] if line else -1)
        return _moved(node, line, column - 1)

    @property
    def top(self) -> Location:
        """The file as a whole."""
        return Location(self._path)


def _moved(node: Node, lines: int, columns: int) -> Node:
    """A node read from a piece of a file, placed in the file. Columns move on the piece's first line alone."""
    if not isinstance(node, Value):
        return node
    was = node.at
    last = was.end_line or was.line
    at = Location(
        was.path,
        was.line + lines,
        was.column + (columns if was.line == 1 else 0),
        last + lines,
        (was.end_column or was.column) + (columns if last == 1 else 0),
    )
    match node.data:
        case dict() as members:
            return Value({name: _moved(child, lines, columns) for name, child in members.items()}, at)
        case tuple() as elements:
            return Value(tuple(_moved(child, lines, columns) for child in elements), at)
        case data:
            return Value(data, at)
