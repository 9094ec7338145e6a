"""Programs in other languages, and tools that write to Azure: what they hold is not followed, and may be a doubt."""

from __future__ import annotations

import posixpath
import re

from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.cli.foreign import (
    ANSIBLE,
    ENDINGS,
    POWERSHELL,
    imported,
    is_interpreter,
    reach_of_program,
)
from natpin.formats.az.cli.requests import REQUESTING, as_az_rest
from natpin.languages.shell.words import Command, Output, Word
from natpin.model.doubt import Reach
from natpin.model.location import Location

_PULUMI = frozenset({"up", "update", "destroy", "import", "watch", "refresh"})
_OF_PULUMI = ("index.ts", "index.js", "__main__.py", "main.go", "Program.cs", "Main.yaml")
_ROLE = re.compile(
    r"(?m)^\s*(?:-\s+)?(?:role|name|include_role|import_role|import_playbook|include_tasks|import_tasks"
    r"|ansible\.builtin\.\w+)?:?\s*(?:-\s+)?([\w./-]+)\s*$"
)
MAX_FILES = 20
"""Of one program."""


class Foreign(Machine):
    """What runs no shell, and az all the same or what az would do."""

    def _foreign(self, name: str, command: Command) -> Output | None:
        """A program in another language, by its name; the answer where it is one that az gives, else None."""
        if is_interpreter(name) or name.endswith(ENDINGS):
            self._program(name, command)
        elif name in ANSIBLE:
            self._ansible(name, command)
        elif name == "pulumi":
            self._pulumi(command)
        elif name in REQUESTING:
            return self._rest(command)
        return None

    def _program(self, name: str, command: Command) -> None:
        """The words that it is given, what it reads, and the files that these name."""
        said = [word.label for word in command.words]
        said.append(Word(command.stdin, command.at).label)
        files = [text for word in command.words if (text := word.literal or "").endswith(ENDINGS)]
        if "-m" in said[:-2]:  # python -m package.module
            module = said[said.index("-m") + 1].replace(".", "/")
            files += [module + ending for ending in (".py", "/__main__.py")]
        if name in ("go", "dotnet") and "run" in said[1:2]:
            folders = [word.literal or "" for word in command.words[2:]] or [""]
            files += [posixpath.join(folder, one) for folder in folders for one in ("main.go", "Program.cs")]
        said += self._texts(files)
        self._tell_of("\n".join(said), f"a program for {name}" if is_interpreter(name) else name, command.at)
        if name in POWERSHELL:
            script = next((word for word in command.words if (word.literal or "").endswith(".ps1")), None)
            if script is not None:
                self._not_there(script, command.at)

    def _ansible(self, name: str, command: Command) -> None:
        books = [
            word.literal or "" for word in command.words if (word.literal or "").endswith((".yml", ".yaml"))
        ]
        said = [word.label for word in command.words]
        for book in books:
            text = self._file_text(book)
            if text is None:
                continue
            said.append(text)
            folder = posixpath.dirname(book)
            for named in list(dict.fromkeys(_ROLE.findall(text)))[:MAX_FILES]:
                if named.endswith((".yml", ".yaml")):
                    places = [posixpath.join(folder, named)]
                else:
                    places = [
                        posixpath.join(folder, f"roles/{named}/tasks/main.{e}") for e in ("yml", "yaml")
                    ]
                said += filter(None, map(self._file_text, places))
        self._tell_of("\n".join(said), name, command.at)

    def _pulumi(self, command: Command) -> None:
        """``pulumi up`` of a program: one in YAML is a stack by itself, what others make is not known."""
        labels = [word.label for word in command.words[1:]]
        verb = next((one for one in labels if one in _PULUMI), None)
        if verb is None:
            return
        folder = ""
        for number, label in enumerate(labels):
            if label in ("-C", "--cwd") and number + 1 < len(labels):
                folder = labels[number + 1]
            elif label.startswith("--cwd="):
                folder = label.partition("=")[2]
        project = next(
            filter(None, (self._file_text(posixpath.join(folder, f"Pulumi.{e}")) for e in ("yaml", "yml"))),
            None,
        )
        if project is not None and re.search(r"(?m)^runtime:\s*[\"']?yaml|^\s+name:\s*yaml", project):
            return
        main = re.search(r"(?m)^main:\s*[\"']?([^\s\"']+)", project or "")
        inside = posixpath.join(folder, main[1]) if main else folder
        texts = self._texts([posixpath.join(inside, one) for one in _OF_PULUMI] + [inside])
        if texts:
            self._tell_of("\n".join((*texts, "pulumi")), f"the program of `pulumi {verb}`", command.at)
        else:
            self._doubt(f"the program of `pulumi {verb}`, which is not among the files", command.at)

    def _rest(self, command: Command) -> Output | None:
        """A request to Azure's REST API: what ``az rest`` would send to the same address."""
        words = as_az_rest(command.words, command.at)
        return None if words is None else self.session.run(Command(words, command.at))

    def _tell_of(self, text: str, what: str, at: Location) -> None:
        reach: Reach | None = reach_of_program(text)
        if reach is not None:
            self._doubt(f"what {what[:80]} writes to Azure", at, None, reach)

    def _texts(self, paths: list[str]) -> list[str]:
        """The texts of files, and of those of the workspace that they take in."""
        found: dict[str, str] = {}
        pending = list(dict.fromkeys(paths))
        tried = 0
        while pending and len(found) < MAX_FILES and tried < MAX_FILES * 20:
            path = posixpath.normpath(pending.pop(0))
            tried += 1
            text = None if path in found else self._file_text(path)
            if text is None:
                continue
            found[path] = text
            folder = posixpath.dirname(path)
            pending += [posixpath.join(folder, one) for one in imported(text)]
        return list(found.values())

    def _file_text(self, path: str) -> str | None:
        """A file that the script has written, or that lies beside it."""
        made = self.scope.written(path)
        if made is not None:
            return Word(made.pieces, Location(path)).label
        return self._look(self.scope.folder, path) if path and not path.endswith("/") else None

    # -- rooms -------------------------------------------------------------------------------------------------

    def _not_there(self, word: Word, at: Location) -> None:
        raise NotImplementedError
