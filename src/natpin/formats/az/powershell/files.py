"""JSON, files of the repository and files that the script writes."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable

from natpin.formats.az.encoding import decoded
from natpin.formats.az.powershell.binding import Given
from natpin.formats.az.powershell.pipelines import Pipelines
from natpin.formats.az.powershell.values import (
    Body,
    Entry,
    Items,
    Nothing,
    Number,
    Object,
    Text,
    Thing,
    Truth,
    elements_of,
    items_of,
    known,
    label_of,
    literal,
    of_elements,
    pieces_of,
    truth,
)
from natpin.languages.powershell.tree import Command
from natpin.languages.shell.words import Chunk, Piece, Status, joined
from natpin.model.location import Location
from natpin.model.numbers import digits
from natpin.workspace import places_from

MAX_JSON = 200_000
FOLDER = "global:natpin folder"
"""The variable that holds where ``Set-Location`` has led, a name that no script can write bare."""


_MARK = "\ue000"


class Files(Pipelines):
    """JSON, files of the repository and files that the script writes."""

    def _from_json(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        source = given.get("inputobject") or (given.positional[0] if given.positional else None)
        items = stdin if stdin is not None else elements_of(source or Nothing(at))
        if len(items.elements) == 1 and items.open is None and not isinstance(items.elements[0], Text):
            self.memory.emit(items.elements[0])
            return
        if (
            len(items.elements) == 1
            and len(pieces_of(items.elements[0])) == 1
            and literal(items.elements[0]) is None
        ):
            self.memory.emit(items.elements[0])  # the answer of az, as an object
            return
        if items.open is not None:
            self.memory.emit(Items((), at, items.open))
            return
        text, holes = _marked(items)
        try:
            data = json.loads(text) if len(text) <= MAX_JSON else None
        except (ValueError, RecursionError):
            data = None
        if data is None:
            self.memory.emit(self.open_answer("ConvertFrom-Json", at))
            return
        self.memory.emit(self._object_of(data, holes, at))

    def _object_of(self, data: object, holes: list[Piece], at: Location) -> Thing:
        match data:
            case None:
                return Nothing(at)
            case bool():
                return truth(data, at)
            case int() | float():
                return Number(data, at)
            case str():
                return Text(_unmarked(data, holes, at), at)
            case list():
                return Items(tuple(self._object_of(each, holes, at) for each in data[:2_000]), at)
            case dict():
                entries = {
                    str(name).lower(): Entry(str(name), self._object_of(value, holes, at))
                    for name, value in data.items()
                }
                return self.memory.make(Body("object", entries), at)
        return Nothing(at)

    def _to_json(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        source = given.get("inputobject") or (given.positional[0] if given.positional else None)
        thing = of_elements(stdin) if stdin is not None else source or Nothing(at)
        holes: list[Piece] = []
        data = self._plain(thing, holes, 0)
        self.memory.emit(Text(_unmarked(json.dumps(data, ensure_ascii=False), holes, at), at))

    def _plain(self, thing: Thing, holes: list[Piece], depth: int) -> object:
        if depth > 20:
            return None
        match thing:
            case Nothing():
                return None
            case Truth(status=status) if status.holds is not None:
                return status.holds
            case Number(value=value):
                return value
            case Items(elements=elements):
                return [self._plain(each, holes, depth + 1) for each in elements]
            case Object():
                return {
                    entry.name: self._plain(entry.value, holes, depth + 1)
                    for entry in self.memory.body(thing).entries.values()
                }
        text = ""
        for piece in pieces_of(thing):
            if isinstance(piece, Chunk):
                text += piece.text
            else:
                holes.append(piece)
                text += f"{_MARK}{len(holes) - 1}{_MARK}"
        return text

    def _get_content(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        path = given.get("path", "literalpath") or (given.positional[0] if given.positional else None)
        if path is None and stdin is not None:
            path = of_elements(stdin)
        written = literal(path) if path is not None else None
        if written is None:
            self.memory.emit(self.open_answer("Get-Content", at))
            return
        stored = self.memory.entries.get(f"\0file:{_path(written)}")
        if isinstance(stored, Items):
            self.memory.emit(stored)
            return
        text = self._file(written, at)
        if text is None:
            self.memory.emit(self.open_answer("Get-Content", at))
            return
        if "raw" in given.named:
            self.memory.emit(known(text, at))
        else:
            self.memory.emit(items_of((known(line, at) for line in text.splitlines()), at))

    def written(self, path: str, items: Items, *, more: bool) -> None:
        """Text goes into a file; ``more``: behind what is there."""
        key = f"\0file:{_path(path)}"
        before = self.memory.entries.get(key) if more else None
        if isinstance(before, Items):
            items = Items((*before.elements, *items.elements), items.at, before.open or items.open)
        self.memory.entries.set(key, items)

    def enter_folder(self, path: Thing | None, at: Location) -> None:
        """``Set-Location``: what is deployed from here on lies in another folder. None for one that is not known."""
        written = literal(path) if path is not None else None
        before = self.memory.get(FOLDER, at)
        known_before = literal(before) if before is not None else ""
        if written is None or known_before is None:
            self.memory.set(FOLDER, self.open_answer("the working folder", at))
        else:
            self.memory.set(FOLDER, known(posixpath.join(known_before, _path(written)), at))

    def placed(self, bases: Iterable[str], written: str) -> tuple[str, ...]:
        """The places that a path may mean, from the working folder; ``bases``: where the script may have begun."""
        found = self.memory.get(FOLDER, Location(self.root))
        folder = literal(found) if found is not None else ""
        if folder is None:
            return ()
        return places_from((posixpath.join(base, folder) for base in bases), written)

    def look(self, written: str) -> str | None:
        """The text of a file that a command names: one that the script has written, or one of the repository."""
        stored = self.memory.entries.get(f"\0file:{_path(written)}")
        if isinstance(stored, Items):
            texts = [literal(each) for each in stored.elements]
            return (
                None if None in texts or stored.open is not None else "\n".join(text or "" for text in texts)
            )
        return self._file(written, Location(self.root))

    def _file(self, written: str, at: Location) -> str | None:
        path = _path(written)
        for base in (posixpath.dirname(at.path), ""):
            data = self.read(posixpath.normpath(posixpath.join(base, path)))
            if data is not None and len(data) <= MAX_JSON:
                return decoded(data)
        return None

    def _test_path(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        path = given.get("path", "literalpath") or (given.positional[0] if given.positional else None)
        written = literal(path) if path is not None else None
        if written is not None and self._file(written, at) is not None:
            self.memory.emit(Truth(Status.LIKELY, at))
            return
        label = f"Test-Path {label_of(path)}" if path is not None else ""
        self.memory.emit(Truth(Status.MAYBE, at, label))

    def _join_path(self, command: Command, given: Given, stdin: Items | None) -> None:
        parts = [
            each
            for name in ("path", "childpath", "additionalchildpath")
            if (each := given.get(name)) is not None
        ]
        parts.extend(given.positional)
        flat = tuple(
            inner for each in parts for inner in (each.elements if isinstance(each, Items) else (each,))
        )
        self.memory.emit(self.joined_path(flat, command.at))

    def _split_path(self, command: Command, given: Given, stdin: Items | None) -> None:
        path = given.get("path") or (given.positional[0] if given.positional else None)
        if path is None and stdin is not None:
            path = of_elements(stdin)
        written = literal(path) if path is not None else None
        if written is None:
            self.memory.emit(self.open_answer("Split-Path", command.at))
            return
        cut = posixpath.basename if "leaf" in given.named else posixpath.dirname
        self.memory.emit(known(cut(_path(written)) or ".", command.at))

    def _same_path(self, command: Command, given: Given, stdin: Items | None) -> None:
        path = given.get("path", "literalpath") or (given.positional[0] if given.positional else None)
        self.memory.emit(path if path is not None else self.open_answer("Resolve-Path", command.at))


def _path(written: str) -> str:
    return posixpath.normpath(written.replace("\\", "/"))


def _marked(items: Items) -> tuple[str, list[Piece]]:
    """Lines as one text; what is not known is marked."""
    holes: list[Piece] = []
    lines: list[str] = []
    for each in items.elements:
        line = ""
        for piece in pieces_of(each):
            if isinstance(piece, Chunk):
                line += piece.text
            else:
                holes.append(piece)
                line += f"{_MARK}{len(holes) - 1}{_MARK}"
        lines.append(line)
    return "\n".join(lines), holes


def _unmarked(text: str, holes: list[Piece], at: Location) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for number, part in enumerate(text.split(_MARK)):
        index = digits(part) if number % 2 else None
        if index is not None and index < len(holes):
            pieces.append(holes[index])
        elif part or not text:
            pieces.append(Chunk(part, at))
    return joined(tuple(pieces))
