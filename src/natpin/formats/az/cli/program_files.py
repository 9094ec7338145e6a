"""What a program in another language says, for whichever shell runs it: its words, the files they name, and what those
take in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence

from natpin.formats.az.cli.foreign import ANSIBLE, ENDINGS, imported, is_interpreter, reach_of_program
from natpin.languages.shell.words import Word
from natpin.model.doubt import Reach

Read = Callable[[str], str | None]
"""The text of a file by its path from the working folder; None for one that is not there."""

_PULUMI = frozenset({"up", "update", "destroy", "import", "watch", "refresh"})
_OF_PULUMI = ("index.ts", "index.js", "__main__.py", "main.go", "Program.cs", "Main.yaml")
_ROLE = re.compile(
    r"(?m)^[^\S\n]*+(?:-[^\S\n]+)?(?:role|name|include_role|import_role|import_playbook|include_tasks|import_tasks"
    r"|ansible\.builtin\.\w+)?:?[^\S\n]*(?:-[^\S\n]+)?([\w./-]+)[^\S\n]*$"
)
MAX_FILES = 20
"""Of one program."""


def written_by(name: str, words: Sequence[Word], stdin: str, read: Read) -> tuple[str, Reach] | None:
    """What a command may write to Azure by a program in another language, and what that reaches; None where it runs none,
    or one that bears on no egress. ``name``: of its file alone; ``stdin``: what it reads."""
    bare = name.removesuffix(".exe")
    if is_interpreter(name) or name.endswith(ENDINGS):
        said = _of_program(name, words, stdin, read)
        what = f"a program for {name}" if is_interpreter(name) else name
    elif bare in ANSIBLE:
        said, what = _of_playbooks(words, read), name
    elif bare == "pulumi":
        labels = [word.label for word in words[1:]]
        verb = next((one for one in labels if one in _PULUMI), None)
        found = _of_pulumi(labels, read) if verb is not None else None
        if found is None:
            return None
        if not found:
            return f"the program of `pulumi {verb}`, which is not among the files", Reach(adds=True)
        said, what = [*found, "pulumi"], f"the program of `pulumi {verb}`"
    else:
        return None
    reach = reach_of_program("\n".join(said))
    return None if reach is None else (f"what {what[:80]} writes to Azure", reach)


def _of_program(name: str, words: Sequence[Word], stdin: str, read: Read) -> list[str]:
    """The words that a program is given, what it reads, and the files that these name."""
    said = [word.label for word in words]
    files = [text for word in words if (text := word.literal or "").endswith(ENDINGS)]
    if "-m" in said[:-1]:  # python -m package.module
        module = said[said.index("-m") + 1].replace(".", "/")
        files += [module + ending for ending in (".py", "/__main__.py")]
    if name in ("go", "dotnet") and "run" in said[1:2]:
        folders = [word.literal or "" for word in words[2:]] or [""]
        files += [posixpath.join(folder, one) for folder in folders for one in ("main.go", "Program.cs")]
    return [*said, stdin, *_texts(files, read)]


def _of_playbooks(words: Sequence[Word], read: Read) -> list[str]:
    """The words of Ansible, the playbooks that they name, and the roles and tasks of those."""
    said = [word.label for word in words]
    for book in [word.literal or "" for word in words]:
        text = read(book) if book.endswith((".yml", ".yaml")) else None
        if text is None:
            continue
        said.append(text)
        folder = posixpath.dirname(book)
        for named in list(dict.fromkeys(_ROLE.findall(text)))[:MAX_FILES]:
            if named.endswith((".yml", ".yaml")):
                places = [named]
            else:
                places = [f"roles/{named}/tasks/main.{ending}" for ending in ("yml", "yaml")]
            said += filter(None, (read(posixpath.join(folder, place)) for place in places))
    return said


def _of_pulumi(labels: Sequence[str], read: Read) -> list[str] | None:
    """The texts of Pulumi's program; None for one in YAML, which is a stack by itself."""
    folder = ""
    for number, label in enumerate(labels):
        if label in ("-C", "--cwd") and number + 1 < len(labels):
            folder = labels[number + 1]
        elif label.startswith("--cwd="):
            folder = label.partition("=")[2]
    projects = (read(posixpath.join(folder, f"Pulumi.{ending}")) for ending in ("yaml", "yml"))
    project = next(filter(None, projects), None)
    if project is not None and re.search(r"(?m)^runtime:\s*[\"']?yaml|^\s+name:\s*yaml", project):
        return None
    main = re.search(r"(?m)^main:\s*[\"']?([^\s\"']+)", project or "")
    inside = posixpath.join(folder, main[1]) if main else folder
    return _texts([posixpath.join(inside, one) for one in _OF_PULUMI] + [inside], read)


def _texts(paths: Sequence[str], read: Read) -> list[str]:
    """The texts of files, and of those of the workspace that they take in."""
    found: dict[str, str] = {}
    pending = list(dict.fromkeys(paths))
    tried = 0
    while pending and len(found) < MAX_FILES and tried < MAX_FILES * 20:
        path = posixpath.normpath(pending.pop(0).replace("\\", "/"))
        tried += 1
        text = None if path in found else read(path)
        if text is None:
            continue
        found[path] = text
        folder = posixpath.dirname(path)
        pending += [posixpath.join(folder, one) for one in imported(text)]
    return list(found.values())
