"""Variables that something in the workspace gives where it runs a playbook: ``ansible-playbook site.yml -e idle=600``.

They win over whatever files say, so a value that is given so is not what the files say. Which of several runs is meant, and
whether it is this one, nobody knows: the variable is unknown. Source: Ansible documentation, "Using variables", "Defining
variables at runtime".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from natpin.formats.ansible.files import ENDINGS, mapping_in, taken_in
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped, Unknown, members
from natpin.workspace import Workspace, found_once, leads_out

_PROSE = (".md", ".mdx", ".rst", ".txt", ".adoc", ".html")
MOST_FILES = 2_000
_COMMAND = re.compile(r"\bansible-playbook\b(?:[^\n\\]|\\(?!\n)|\\\n){0,4000}")
_GIVEN = re.compile(
    r"(?:(?<=\s)-e|--extra-vars)[ \t]*+(?:=[ \t]*+)?(\"(?:[^\"\\]|\\.)*+\"|'[^']*'|[^\s\"']\S*)", re.DOTALL
)
_INVENTORY = re.compile(
    r"(?:(?<=\s)-i|--inventory(?:-file)?)[ \t]*+(?:=[ \t]*+)?(\"[^\"\n]*\"|'[^'\n]*'|[^\s\"']\S*)"
)
_NAME = re.compile(r"([A-Za-z_]\w*)=|[\"']([A-Za-z_]\w*)[\"']?[ \t]*:")
_BETWEEN = re.compile(r"[\s\"'`;|&()]")


@record
class Run:
    """A command that runs playbooks."""

    path: str
    at: Location
    books: tuple[str, ...]
    """Last names of the playbooks; none where they are not known."""
    names: tuple[str, ...]
    """Variables that it gives."""
    files: tuple[str, ...]
    """Files of variables that it gives."""
    open: bool
    """It gives what is not seen."""
    inventories: tuple[str, ...] = ()
    """Inventories that it names."""


def runs(workspace: Workspace) -> tuple[Run, ...]:
    """The commands of a workspace that run playbooks with variables, found once."""
    return found_once(workspace, _all_runs)


def _all_runs(workspace: Workspace) -> tuple[Run, ...]:
    return tuple(_runs(workspace))


def _runs(workspace: Workspace) -> Iterator[Run]:
    seen = 0
    for path in workspace.walk():
        if path.endswith(_PROSE):
            continue
        data = workspace.peek(path)
        if isinstance(data, Skipped) or b"ansible-playbook" not in data:
            continue
        seen += 1
        if seen > MOST_FILES:
            return
        text = data.decode(errors="replace")
        for command in _COMMAND.finditer(text):
            given = [_unquoted(found.group(1)) for found in _GIVEN.finditer(command.group())]
            named = [found.group(1).strip("\"'") for found in _INVENTORY.finditer(command.group())]
            if not given and not named:
                continue
            names = [a or b for one in given for a, b in _NAME.findall(one)]
            files = [one[1:] for one in given if one.startswith("@")]
            is_open = any(map(_is_open, given))
            bare = _INVENTORY.sub(" ", _GIVEN.sub(" ", command.group()))
            books = [posixpath.basename(one) for one in _BETWEEN.split(bare) if one.endswith(ENDINGS)]
            at = Location(path, text.count("\n", 0, command.start()) + 1)
            yield Run(path, at, tuple(books), tuple(names), tuple(files), is_open, tuple(named))


def _unquoted(written: str) -> str:
    return written.strip("\"'").replace('\\"', '"')


def _is_open(given: str) -> bool:
    """Whether the value of a flag gives variables whose names are not seen: ``$1``; not ``{"size": $SIZE}``."""
    if given.startswith("{"):
        pieces = [piece.partition(":") for piece in given.strip("{} \t\n").split(",")]
        return any("$" in name or not colon for name, colon, _ in pieces)
    return "$" in given.partition("=")[0] or (
        "=" not in given and ":" not in given and not given.startswith("@")
    )


def given_to(playbook: str, workspace: Workspace) -> Iterator[tuple[str, Unknown]]:
    """The variables of a playbook that such a command gives, each with why its value is not known; an empty name where any
    may be given."""
    for run in runs(workspace):
        if run.books and not _runs_it(run, playbook, workspace):
            continue
        for name in run.names:
            yield (
                name,
                Unknown(f"{run.at.path} gives {name} to ansible-playbook", run.at, f"--var {name}=VALUE"),
            )
        for file in run.files:
            names = _names_in(file, run, workspace)
            for name in names or ():
                yield (
                    name,
                    Unknown(f"{run.at.path} gives {file} to ansible-playbook", run.at, f"--var {name}=VALUE"),
                )
            if names is None:
                yield (
                    "",
                    Unknown(f"{run.at.path} gives {file} to ansible-playbook, which is not here", run.at),
                )
        if run.open:
            yield "", Unknown(f"{run.at.path} gives variables to ansible-playbook that are not known", run.at)


def inventories_given(playbook: str, workspace: Workspace) -> Iterator[str]:
    """Files and folders of the workspace that a command which runs a playbook names as its inventory (``-i``)."""
    for run in runs(workspace):
        if run.books and not _runs_it(run, playbook, workspace):
            continue
        for named in run.inventories:
            for base in dict.fromkeys(("", posixpath.dirname(run.path), posixpath.dirname(playbook))):
                candidate = posixpath.normpath(posixpath.join(base, named))
                if not leads_out(candidate) and (
                    workspace.exists(candidate) or workspace.is_folder(candidate)
                ):
                    yield candidate
                    break


def _runs_it(run: Run, playbook: str, workspace: Workspace) -> bool:
    if posixpath.basename(playbook) in run.books:
        return True
    return any(posixpath.basename(one) in run.books for one in taken_in(playbook, workspace))


def _names_in(file: str, run: Run, workspace: Workspace) -> tuple[str, ...] | None:
    """The variables of a file that a command gives; None where it is not known or not here."""
    for base in dict.fromkeys((posixpath.dirname(run.path), "")):
        candidate = posixpath.normpath(posixpath.join(base, file))
        if not leads_out(candidate) and workspace.exists(candidate):
            return (
                tuple(members(found))
                if not isinstance(found := mapping_in(candidate, workspace), Skipped | Unknown)
                else None
            )
    return None
