"""Cmdlets of PowerShell itself, as far as they carry values; those that touch no value are in a table."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable

from natpin.formats.az.powershell.calls import COMMON_SWITCHES, Given
from natpin.formats.az.powershell.operators import as_number, binary
from natpin.formats.az.powershell.programs import Programs
from natpin.formats.az.powershell.values import (
    Body,
    Code,
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
    unknown,
    word_of,
)
from natpin.languages.powershell.tree import Command
from natpin.languages.shell.words import Chunk, Piece, Status, joined
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

ALIASES = {
    "%": "foreach-object",
    "foreach": "foreach-object",
    "?": "where-object",
    "where": "where-object",
    "select": "select-object",
    "sort": "sort-object",
    "echo": "write-output",
    "write": "write-output",
    "iex": "invoke-expression",
    "icm": "invoke-command",
    "gc": "get-content",
    "cat": "get-content",
    "type": "get-content",
    "sc": "set-content",
    "sls": "select-string",
    "measure": "measure-object",
    "tee": "tee-object",
    "sv": "set-variable",
    "gv": "get-variable",
    "ipmo": "import-module",
    "saps": "start-process",
    "start": "start-process",
    "sajb": "start-job",
    "cd": "set-location",
    "sl": "set-location",
    "pushd": "push-location",
    "sleep": "start-sleep",
}
QUIET = frozenset(
    [
        "write-host",
        "write-verbose",
        "write-warning",
        "write-error",
        "write-debug",
        "write-information",
        "write-progress",
        "out-host",
        "out-null",
        "start-sleep",
        "set-strictmode",
        "clear-host",
        "set-location",
        "push-location",
        "pop-location",
        "set-psdebug",
        "set-executionpolicy",
        "start-transcript",
        "stop-transcript",
        "export-modulemember",
        "remove-item",
        "new-item",
        "copy-item",
        "move-item",
        "rename-item",
        "remove-variable",
        "clear-variable",
        "add-type",
        "install-module",
        "update-module",
        "set-psrepository",
        "register-psrepository",
        "add-content",
        "export-csv",
        "export-clixml",
        "out-file",
        "set-content",
        "out-default",
        "wait-job",
        "stop-job",
        "remove-job",
        "stop-process",
        "restart-computer",
        "new-psdrive",
        "update-typedata",
        "out-printer",
        "write-eventlog",
        "trap",
    ]
)
"""Cmdlets that put nothing out which a script goes on with, and change nothing in Azure."""

_SWITCHES = (
    frozenset(
        [
            "raw",
            "force",
            "asarray",
            "ashashtable",
            "compress",
            "passthru",
            "wait",
            "nonewwindow",
            "leaf",
            "resolve",
            "parent",
            "unique",
            "descending",
            "caseinsensitive",
            "append",
            "noclobber",
            "asbytestream",
            "property",
            "not",
            "file",
            "directory",
            "recurse",
            "leafbase",
            "extension",
            "isvalid",
            "asjob",
            "usenewenvironment",
            "line",
            "word",
            "character",
            "sum",
            "average",
            "maximum",
            "minimum",
            "noelement",
            "quiet",
            "simplematch",
            "allmatches",
            "list",
            "global",
            "disablenamechecking",
            "asplaintext",
            "noprofile",
            "confirm",
            "whatif",
        ]
    )
    - {"property"}
    | COMMON_SWITCHES
)
_COMPARISONS = frozenset(
    f"{case}{name}"
    for case in ("", "c", "i")
    for name in [
        "eq",
        "ne",
        "gt",
        "ge",
        "lt",
        "le",
        "like",
        "notlike",
        "match",
        "notmatch",
        "contains",
        "notcontains",
        "in",
        "notin",
        "is",
        "isnot",
    ]
)
MAX_JSON = 200_000
_MARK = "\ue000"


class Builtins(Programs):
    """Runs the cmdlets of PowerShell."""

    def builtin(self, name: str, command: Command, stdin: Items | None) -> bool:
        """Run a cmdlet of PowerShell; False for what is none natpin knows."""
        name = ALIASES.get(name, name)
        if name in QUIET:
            self._quiet(name, command, stdin)
            return True
        method = _RUN.get(name)
        if method is None:
            return False
        method(self)(command, self.given(command.arguments, command.at, _SWITCHES), stdin)
        return True

    def _quiet(self, name: str, command: Command, stdin: Items | None) -> None:
        given = self.given(command.arguments, command.at, _SWITCHES)
        if name in ("set-content", "out-file", "add-content"):
            path = given.get("filepath", "path", "literalpath") or (
                given.positional[0] if given.positional else None
            )
            written = literal(path) if path is not None else None
            if written:
                value = given.get("value")
                rest = given.positional[1:]
                content = (
                    stdin
                    if stdin is not None
                    else Items((value or (rest[0] if rest else Nothing(command.at)),), command.at)
                )
                self.memory.entries.set(f"\0file:{_path(written)}", content)

    # -- pipelines ---------------------------------------------------------------------------------------------

    def _foreach_object(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        items = stdin or elements_of(given.get("inputobject") or Nothing(at))
        blocks = [each for each in given.positional if isinstance(each, Code)]
        named = given.get("process", "parallel")
        before, after = given.get("begin"), given.get("end")
        if isinstance(named, Code):
            blocks = [named]
        if len(blocks) > 1:
            before, after = blocks[0], blocks[2] if len(blocks) > 2 else None
            blocks = [blocks[1]]
        for each in (before,):
            if isinstance(each, Code):
                self.call_block(each.block, (), None, at, own_scope=False)
        if blocks:
            self.for_each(blocks[0].block, items, at)
        else:
            member = given.get("membername") or (given.positional[0] if given.positional else None)
            name = literal(member) if member is not None else None
            for element in items.elements:
                self.memory.emit(self.member(element, name, at))
            if items.open is not None:
                self.memory.emit(Items((), at, items.open))
        if isinstance(after, Code):
            self.call_block(after.block, (), None, at, own_scope=False)

    def _where_object(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        items = stdin or elements_of(given.get("inputobject") or Nothing(at))
        block = given.get("filterscript") or next(
            (each for each in given.positional if isinstance(each, Code)), None
        )
        if isinstance(block, Code):
            self.where(block.block, items, at)
            return
        member = given.get("property") or (given.positional[0] if given.positional else None)
        name = literal(member) if member is not None else None
        operator = next((each for each in given.named if each in _COMPARISONS), None)
        wanted = given.named[operator] if operator else None
        value = given.get("value")
        if value is not None:
            wanted = value
        elif isinstance(wanted, Truth) and len(given.positional) > 1:
            wanted = given.positional[1]
        kept: list[Thing] = []
        why = items.open
        for each in items.elements:
            of = self.member(each, name, at)
            found = of if operator is None else binary(f"-{operator}", of, wanted or Nothing(at), at)
            decided = self.true(found)
            status = ~decided.status if "not" in given.named else decided.status
            if status.holds is None:
                why = why or Unknown("whether an element is chosen is not known", at)
            elif status.holds:
                kept.append(each)
        self.memory.emit(Items(tuple(kept), at, why))

    def _select_object(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        items = stdin or elements_of(given.get("inputobject") or Nothing(at))
        expand = given.get("expandproperty")
        count = given.get("first")
        last = given.get("last")
        skip = given.get("skip")
        elements, why = items.elements, items.open
        for limit, kind in ((skip, "skip"), (count, "first"), (last, "last")):
            number = as_number(limit) if limit is not None else None
            if limit is None:
                continue
            if not isinstance(number, int) or number < 0:
                elements, why = (), why or Unknown("how many are chosen is not known", at)
            elif kind == "skip":
                elements = elements[number:]
            elif kind == "first":
                why = None if len(elements) >= number else why
                elements = elements[:number]
            else:
                elements = elements[-number:] if why is None else ()
        if given.get("index") is not None and expand is None:
            picked = self.indexed(Items(elements, at, why), given.get("index") or Nothing(at), at)
            elements, why = (picked,), None
        if expand is not None:
            name = literal(expand)
            elements = tuple(self.member(each, name, at) for each in elements)
        if given.get("unique") is not None:
            elements = tuple(dict.fromkeys(elements))
        self.memory.emit(Items(elements, at, why))

    def _passed_on(self, command: Command, given: Given, stdin: Items | None) -> None:
        """What comes in goes out."""
        items = stdin
        if items is None:
            value = given.get("inputobject") or (given.positional[0] if len(given.positional) == 1 else None)
            items = elements_of(value) if value is not None else Items(tuple(given.positional), command.at)
        name = given.get("variable")
        if name is not None and (text := literal(name)):
            self.memory.set(text, of_elements(items))
        self.memory.emit(items)

    def _sorted(self, command: Command, given: Given, stdin: Items | None) -> None:
        items = stdin or Items((), command.at)
        texts = [literal(each) for each in items.elements]
        if len(items.elements) > 1 and (given.positional or None in texts or items.open is not None):
            why = Unknown("in which order they come is not known", command.at)
            self.memory.emit(Items((), command.at, items.open or why) if items.open else items)
            return
        numbers = [as_number(each) for each in items.elements]
        key: list[object] = (
            [
                number if isinstance(items.elements[0], Number) else (text or "").lower()
                for number, text in zip(numbers, texts, strict=True)
            ]
            if items.elements
            else []
        )
        order = sorted(range(len(key)), key=lambda number: key[number], reverse="descending" in given.named)  # type: ignore[arg-type, return-value]
        elements = tuple(items.elements[number] for number in order)
        if "unique" in given.named:
            elements = tuple({literal(each): each for each in elements}.values())
        self.memory.emit(Items(elements, command.at))

    def _measured(self, command: Command, given: Given, stdin: Items | None) -> None:
        items = stdin or Items((), command.at)
        count: Thing = Number(len(items.elements), command.at)
        if items.open is not None:
            count = unknown(f"$(Count@{command.at.line})", items.open, command.at)
        why = Unknown("what Measure-Object gives is not known", command.at)
        self.memory.emit(self.memory.make(Body("object", {"count": Entry("Count", count)}, why), command.at))

    # -- JSON and files ----------------------------------------------------------------------------------------

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
                from natpin.formats.az.scripts import decoded

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

    # -- running -----------------------------------------------------------------------------------------------

    def _invoke_expression(self, command: Command, given: Given, stdin: Items | None) -> None:
        source = given.get("command") or (given.positional[0] if given.positional else None)
        thing = source or (of_elements(stdin) if stdin is not None else Nothing(command.at))
        self.run_text(thing, command.at)

    def _invoke_command(self, command: Command, given: Given, stdin: Items | None) -> None:
        block = given.get("scriptblock", "filepath") or next(
            (each for each in given.positional if isinstance(each, Code | Text)), None
        )
        arguments = given.get("argumentlist", "args")
        passed = (
            arguments.elements
            if isinstance(arguments, Items)
            else (arguments,)
            if arguments is not None
            else ()
        )
        if isinstance(block, Code):
            self.call_block(block.block, passed, stdin, command.at)
        elif block is not None:
            self.run_file(block, passed, command.at, own_scope=True)

    def _start_process(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        positional = list(given.positional)
        program = given.get("filepath") or (positional.pop(0) if positional else Nothing(at))
        arguments = given.get("argumentlist", "args") or (positional[0] if positional else Nothing(at))
        things: tuple[object, ...] = arguments.elements if isinstance(arguments, Items) else (arguments,)
        if len(things) == 1 and isinstance(things[0], Text) and " " in (word_of(things[0]).label):
            chunk = Text(joined((*pieces_of(program), Chunk(" ", at), *things[0].pieces)), at)
            self.run_text(chunk, at)
            return
        name = literal(program)
        if name is None:
            self.run_text(Text(joined((*pieces_of(program), Chunk(" ", at))), at), at)
            return
        from natpin.languages.powershell.tree import Literal

        self.command(Command("&", Literal(name, at), things, at), None)  # type: ignore[arg-type]

    # -- variables and modules ---------------------------------------------------------------------------------

    def _set_variable(self, command: Command, given: Given, stdin: Items | None) -> None:
        positional = list(given.positional)
        name = given.get("name") or (positional.pop(0) if positional else None)
        value = given.get("value") or (positional.pop(0) if positional else None)
        written = literal(name) if name is not None else None
        if written is not None:
            scope = literal(given.named["scope"]) if "scope" in given.named else None
            prefix = f"{scope.lower()}:" if scope and scope.lower() in ("script", "global") else ""
            self.memory.set(
                prefix + written,
                value if value is not None else of_elements(stdin) if stdin else Nothing(command.at),
            )

    def _get_variable(self, command: Command, given: Given, stdin: Items | None) -> None:
        name = given.get("name") or (given.positional[0] if given.positional else None)
        written = literal(name) if name is not None else None
        if written is None:
            self.memory.emit(self.open_answer("Get-Variable", command.at))
            return
        value = self.variable(written, command.at)
        if "valueonly" in given.named:
            self.memory.emit(value)
        else:
            self.memory.emit(self.memory.make(Body("object", {"value": Entry("Value", value)}), command.at))

    def _new_object(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        name = (
            literal(given.get("typename") or (given.positional[0] if given.positional else Nothing(at))) or ""
        )
        properties = given.get("property")
        plain = name.lower().partition("[")[0].rpartition(".")[2]
        if isinstance(properties, Object):
            self.memory.emit(self.memory.make(replace(self.memory.body(properties), kind="object"), at))
        elif plain in ("psobject", "pscustomobject", "hashtable", "dictionary", "object"):
            self.memory.emit(self.memory.make(Body("object" if plain != "hashtable" else "map"), at))
        elif plain in ("arraylist", "list", "collection"):
            self.memory.entries.set(self.memory.sink or "\0lost", Items((Items((), at),), at))
        else:
            self.memory.emit(self.open_answer(f"New-Object {name}"[:60], at))

    def _add_member(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        of = of_elements(stdin) if stdin is not None else given.get("inputobject") or Nothing(at)
        positional = list(given.positional)
        if given.get("membertype") is None and len(positional) == 3:
            positional.pop(0)
        name = given.get("name", "notepropertyname") or (positional.pop(0) if positional else None)
        value = given.get("value", "notepropertyvalue") or (positional.pop(0) if positional else None)
        written = literal(name) if name is not None else None
        if isinstance(of, Object) and written is not None:
            self.memory.change(of, written, value or Nothing(at))
        if "passthru" in given.named:
            self.memory.emit(of)

    def _import_module(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        module = given.get("name") or (given.positional[0] if given.positional else None)
        for each in elements_of(module).elements if module is not None else ():
            written = literal(each)
            if written is not None and _is_installed(written):
                continue
            self._load_module(each, written, at)

    def _load_module(self, thing: Thing, written: str | None, at: Location) -> None:
        if written is None:
            self.foreign = self.foreign or word_of(thing).label
            return
        path = _path(written)
        leaf = posixpath.basename(path).removesuffix(".psd1").removesuffix(".psm1")
        candidates = [path]
        if path.endswith(".psd1"):
            candidates = [path.removesuffix(".psd1") + ".psm1"]
        elif not path.endswith((".psm1", ".ps1")):
            candidates = [f"{path}.psm1", f"{path}/{leaf}.psm1"]
        for candidate in candidates:
            found = self.load(posixpath.dirname(at.path), candidate)
            if found is not None:
                self.call_block(found[1], (), None, at, own_scope=False)
                return
        self.foreign = self.foreign or written

    def _open(self, command: Command, given: Given, stdin: Items | None) -> None:
        """It answers what is only known where it runs."""
        name = literal(self.evaluate(command.name)) or "?"
        self.memory.emit(self.open_answer(name[:60], command.at))

    def _start_job(self, command: Command, given: Given, stdin: Items | None) -> None:
        self._invoke_command(command, given, stdin)

    def _list_pairs(self, command: Command, given: Given, stdin: Items | None) -> None:
        self._passed_on(command, given, stdin)


def _is_installed(name: str) -> bool:
    """True for a module by its bare name: installed, not of the repository."""
    return (
        "/" not in name and "\\" not in name and not name.lower().endswith((".psm1", ".psd1", ".ps1", ".dll"))
    )


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
        if number % 2 and part.isdigit() and int(part) < len(holes):
            pieces.append(holes[int(part)])
        elif part or not text:
            pieces.append(Chunk(part, at))
    return joined(tuple(pieces))


_RUN: dict[str, Callable[[Builtins], Callable[[Command, Given, Items | None], None]]] = {
    "foreach-object": lambda machine: machine._foreach_object,
    "where-object": lambda machine: machine._where_object,
    "select-object": lambda machine: machine._select_object,
    "sort-object": lambda machine: machine._sorted,
    "measure-object": lambda machine: machine._measured,
    "convertfrom-json": lambda machine: machine._from_json,
    "convertto-json": lambda machine: machine._to_json,
    "get-content": lambda machine: machine._get_content,
    "test-path": lambda machine: machine._test_path,
    "join-path": lambda machine: machine._join_path,
    "split-path": lambda machine: machine._split_path,
    "invoke-expression": lambda machine: machine._invoke_expression,
    "invoke-command": lambda machine: machine._invoke_command,
    "start-process": lambda machine: machine._start_process,
    "set-variable": lambda machine: machine._set_variable,
    "new-variable": lambda machine: machine._set_variable,
    "get-variable": lambda machine: machine._get_variable,
    "new-object": lambda machine: machine._new_object,
    "add-member": lambda machine: machine._add_member,
    "import-module": lambda machine: machine._import_module,
    "start-job": lambda machine: machine._start_job,
    "start-threadjob": lambda machine: machine._start_job,
    **dict.fromkeys(
        (
            "write-output",
            "tee-object",
            "out-string",
            "format-table",
            "format-list",
            "get-unique",
            "receive-job",
        ),
        lambda machine: machine._passed_on,
    ),
    **dict.fromkeys(("resolve-path", "get-item", "convert-path"), lambda machine: machine._same_path),
    **dict.fromkeys(
        [
            "get-date",
            "get-random",
            "new-guid",
            "read-host",
            "get-childitem",
            "get-location",
            "get-process",
            "get-service",
            "get-module",
            "get-command",
            "get-job",
            "get-credential",
            "get-host",
            "get-culture",
            "convertto-securestring",
            "convertfrom-securestring",
            "invoke-restmethod",
            "invoke-webrequest",
            "select-string",
            "test-connection",
            "test-netconnection",
            "resolve-dnsname",
            "get-filehash",
            "compare-object",
            "group-object",
            "get-installedmodule",
            "get-member",
            "get-error",
            "new-timespan",
            "convertfrom-csv",
            "import-csv",
            "convertto-csv",
            "convertfrom-stringdata",
            "import-powershelldatafile",
            "convertfrom-yaml",
            "convertto-yaml",
            "get-acl",
            "get-secret",
            "get-aduser",
            "get-psrepository",
            "import-clixml",
        ],
        lambda machine: machine._open,
    ),
}
