"""A plan or state as Terraform prints it: its sections, its instances, and where they stand in the file.

Plans are large and often one long line. The whole text is read once by the standard library, at full speed; only the
objects of resources that bear on egress are read again, as values that know their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from natpin.formats.terraform_plan.configuration import DEEPEST, Plain, mapping, sequence
from natpin.languages.located_json import LocatedText
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node

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
        self._path = path
        self._text = LocatedText(text, path)
        self._starts: dict[str, list[int]] | None = None
        self._budget = 4 * len(text) + 65536

    def body(self, entry: PlannedResource) -> Node | None:
        """A resource's object with the place of every value; None when it is not found in the text."""
        written = str(entry.body["address"])
        if self._starts is None:
            self._starts = {}
            for found in _ADDRESS.finditer(self._text.text):
                try:
                    address = json.loads(found[1])
                except ValueError:
                    continue
                self._starts.setdefault(address, []).append(found.start())
        for start in self._starts.get(written, ()):
            if self._budget <= 0:  # a text made to be read again and again
                return None
            try:
                data, end = self._text.scanned(start)
            except (ValueError, RecursionError):
                return None
            self._budget -= end - start
            if data == entry.body:
                return self._text.placed(data, start, end)
        return None

    @property
    def top(self) -> Location:
        """The file as a whole."""
        return Location(self._path)
