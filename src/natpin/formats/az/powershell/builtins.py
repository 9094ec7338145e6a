"""Cmdlets of PowerShell itself, as far as they carry values; those that touch no value are in a table."""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.az.powershell.base import Left
from natpin.formats.az.powershell.binding import COMMON_SWITCHES, Given
from natpin.formats.az.powershell.modules import Modules
from natpin.formats.az.powershell.reach import EVERYTHING
from natpin.formats.az.powershell.values import (
    Code,
    Items,
    Nothing,
    Text,
    literal,
    of_elements,
    pieces_of,
    word_of,
)
from natpin.formats.az.worlds import Flow, Outcome
from natpin.languages.powershell.tree import Command
from natpin.languages.shell.words import Chunk, Status, joined
from natpin.model.doubt import Reach
from natpin.model.location import Location

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


ON_ERROR = "ErrorActionPreference"
"""The variable that says what an error does that ends nothing by itself (about_Preference_Variables)."""


class Builtins(Modules):
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
        if name.endswith("-location"):
            path = given.get("path", "literalpath") or (given.positional[0] if given.positional else None)
            self.enter_folder(path if name != "pop-location" else None, command.at)
        if name == "write-error" and self._stops(given, command.at):
            raise Left(Outcome(Status.NO, Flow.THROW if self.catching else Flow.EXIT))
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
                self.written(written, content, more=name == "add-content" or "append" in given.named)

    def _stops(self, given: Given, at: Location) -> bool:
        """Whether an error ends what runs: ``-ErrorAction Stop``, else ``$ErrorActionPreference``
        (about_Preference_Variables, about_CommonParameters)."""
        said = given.get("erroraction", "ea") or self.memory.get(ON_ERROR, at)
        if said is None:
            return False
        preference = literal(said)
        if preference is None:
            self.doubt("whether an error ends the script", at, Reach(EVERYTHING, adds=True))
        return (preference or "").lower() == "stop"

    # -- pipelines ---------------------------------------------------------------------------------------------

    # -- JSON and files ----------------------------------------------------------------------------------------

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

    def _open(self, command: Command, given: Given, stdin: Items | None) -> None:
        """It answers what is only known where it runs."""
        name = literal(self.evaluate(command.name)) or "?"
        self.memory.emit(self.open_answer(name[:60], command.at))

    def _start_job(self, command: Command, given: Given, stdin: Items | None) -> None:
        self._invoke_command(command, given, stdin)


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
    **dict.fromkeys(("set-alias", "new-alias", "sal", "nal"), lambda machine: machine._set_alias),
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
