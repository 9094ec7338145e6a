"""Tasks that run commands: ``command``, ``shell`` and ``script``, as scripts of bash on what the playbook has made.

Source: Ansible documentation, modules ``ansible.builtin.command``, ``shell`` and ``script``.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator, Mapping

from natpin.formats.ansible.run import Run
from natpin.formats.az.cli.foreign import is_interpreter, reach_of_program
from natpin.formats.az.cli.state import SELF_TRAITS
from natpin.formats.az.running import Running
from natpin.formats.az.work import TooMuch
from natpin.formats.interface import Inputs
from natpin.languages.jinja.scope import OPEN
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Capture, Hole, Piece, Pieces, Word
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, items, text
from natpin.regex import late_regex

SHELLS = frozenset({"command", "shell", "script", "raw"})
_FREE = ("cmd", "_raw_params", "argv")
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh"})
_ON_ONE_LINE = late_regex(r"\\?\n(?![ \t]*az[ \t])")
"""No shell reads what ``command`` runs: the end of a line is a blank. (A second command there is a mistake, and seen.)"""
_NATPIN = "natpin_put_in_"
_OUTPUT = "natpin_stdout"
_MAKES = late_regex(r"\baks\b[\s\"',]{1,20}(?:create|update|nodepool)\b")
"""What a command says that makes or changes clusters, as words of a line or of a list."""
_PROGRAM = late_regex(r"^[ \t]*(?:/\S*/)?(?:python[\d.]*|node|pwsh|ruby|perl)\b", 8)  # re.MULTILINE


class Commands:
    """Commands at work."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def command(
        self, module: str, free: Node | None, options: Mapping[str, Node], captures: bool, at: Location
    ) -> Node:
        """Run a command on paper; what it gives back."""
        written = next((options[name] for name in _FREE if name in options), free)
        if written is None:
            return _result(Unknown("the command is not written", at), at)
        holes: dict[str, Hole | Capture] = {}
        said = self._text(module, written, holes)
        if said is None:
            self.run.doubt("a command that is not known", written.at)
            if _MAKES.search(text(written) or "") is not None:
                why = "it makes or changes clusters by a command that is only known when it runs"
                self.run.skipped.setdefault(Skipped(written.at.path, why, written.at, claims_aks=True))
            return _result(Unknown("the command is not known", written.at), written.at)
        said = self._by_interpreter(module, said, holes, options.get("executable"), written.at)
        if said is None:
            return _result(Unknown("what the program prints is not known", written.at), written.at)
        folder = self.run.text(options.get("chdir"))
        return self._ran(said, written, holes, folder, captures)

    def _by_interpreter(
        self, module: str, said: str, holes: Mapping[str, object], executable: Node | None, at: Location
    ) -> str | None:
        """The same as a command of bash where ``executable`` names another language; None where that is not followed."""
        if executable is None or module == "command":
            return said
        named = self.run.text(executable)
        base = posixpath.basename((named or "").strip())
        if base in _SHELLS:
            return said
        if named is not None and not holes and is_interpreter(base):
            return (
                f"{base} {said.removeprefix('bash ')}"
                if module == "script"
                else f"{base} -c {shlex.quote(said)}"
            )
        self.run.doubt(f"a program that {base or 'what is not known'} runs", at)
        return None

    def _text(self, module: str, written: Node, holes: dict[str, Hole | Capture]) -> str | None:
        said = text(written)
        if said is not None and said.lstrip().startswith("{{"):
            whole = self.run.value(written)  # ``argv``: words that a template puts together
            if isinstance(whole, Unknown) and not whole.parts and _MAKES.search(said) is not None:
                return None
            written = whole if isinstance(whole, Value) and isinstance(whole.data, tuple) else written
        if isinstance(written, Value) and isinstance(written.data, tuple):
            words = [
                self._put_in(text(one) or str(getattr(one, "data", "")), one, holes) for one in items(written)
            ]
            return " ".join(word if "${" + _NATPIN in word else shlex.quote(word) for word in words)
        said = text(written)
        if said is not None and "{%" in said:  # which of its words there are rests on conditions
            said = self.run.text(written)
        if said is None:
            return None
        said = self._put_in(said, written, holes)
        if module == "command":
            said = _ON_ONE_LINE.sub(" ", said)
        if module == "script":
            name = said.split()[0] if said.split() else ""
            path = self.run.file(name, "files") if "$" not in name else None
            return (
                f"bash {said}"
                if path is None
                else f"bash /{path}{said[len(name) :]}".replace("bash /", "bash ", 1)
            )
        return said

    def _put_in(self, said: str, node: Node, holes: dict[str, Hole | Capture]) -> str:
        """A text with its templates put in: what is known as text, what is not as variables of the script."""

        def put_in(template: str) -> str:
            value = self.run.variables.value(Value(template, node.at))
            if isinstance(value, Value) and not isinstance(value.data, Mapping | tuple):
                return "" if value.data is None else str(value.data)
            pieces = self.run.variables.word(value).pieces
            return "".join(self._piece(piece, holes) for piece in pieces)

        return "".join(put_in(part) if is_one else part for part, is_one in _parts(said))

    @staticmethod
    def _piece(piece: Piece, holes: dict[str, Hole | Capture]) -> str:
        if isinstance(piece, Hole | Capture):
            name = f"{_NATPIN}{len(holes)}"
            holes[name] = piece
            return f"${{{name}}}"
        return piece.text

    def _ran(
        self,
        said: str,
        written: Node,
        holes: Mapping[str, Hole | Capture],
        folder: str | None,
        captures: bool,
    ) -> Node:
        run, at = self.run, written.at
        if _PROGRAM.search(said) is not None:
            reach = reach_of_program(said)
            if reach is not None:
                run.doubt("a program in another language", at, reach)
        own = Inputs(variables={}, assumed=run.inputs.assumed)
        unknown = {name: piece for name, piece in holes.items() if isinstance(piece, Hole)}
        running = Running.begin(run.session, run.files[-1], run.workspace, own, unknown, {})
        for name, piece in holes.items():
            running.interpreter.scope.assign(name, Variable((piece,)))
        body = f"{_OUTPUT}=$(\n{said}\n)" if captures else said
        row = at.line - (2 if captures else 1)
        source = running.parsed(at.path, body, max(row, 0))
        before, run.session.state.traits = run.session.state.traits, SELF_TRAITS
        try:
            if source is not None:
                running.run([source], (), folder if folder is not None else "")
        finally:
            run.session.state.traits = before
        if run.session.work.is_over:
            raise TooMuch(at)
        interpreter = running.interpreter
        for one in interpreter.skipped:
            run.skipped.setdefault(one)
        for key, question in interpreter.questions.items():
            run.questions.setdefault(key, question)
        variable = interpreter.scope.variables.get(_OUTPUT) if captures else None
        if variable is None:
            return _result(Unknown("what the command prints is not known", at), at)
        return _result(_node(variable.pieces, at), at)


def _parts(said: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is a template."""
    done = 0
    while (start := said.find("{{", done)) >= 0 and (end := said.find("}}", start + 2)) >= 0:
        yield said[done:start], False
        yield said[start : end + 2], True
        done = end + 2
    yield said[done:], False


def _node(pieces: Pieces, at: Location) -> Node:
    """Printed text as a value; what a command answers of a resource stands for that resource."""
    if len(pieces) == 1 and isinstance(pieces[0], Capture):
        return replace(pieces[0].reference, at=at)
    return Word(pieces, at).node()


def _result(printed: Node, at: Location) -> Node:
    """What a command gives back: it is taken to end well."""
    why = Unknown("what the command gives back is only known when it has run", at)
    lines = Unknown("the lines that the command prints are not known", at)
    whole: Node = Value((printed,), at) if isinstance(printed, Reference) else lines
    return Value(
        {"stdout": printed, "stdout_lines": whole, "rc": Value(0, at), "changed": why, OPEN: why}, at
    )
