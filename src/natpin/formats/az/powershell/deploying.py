"""Whether a script of PowerShell may come to a command that deploys what other files declare: a look at its syntax tree,
and at those of the scripts that it may load.

To follow a script costs a hundred times what this look costs, and most scripts of a repository deploy nothing. The answer is
no only where it is certain: whatever runs a text, or a command whose name is worked out, may deploy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.formats.az.cli.rollouts import TERRAFORM
from natpin.formats.az.encoding import decoded
from natpin.formats.az.powershell.builtins import ALIASES
from natpin.formats.az.powershell.cmdlets import deploys
from natpin.formats.az.powershell.programs import AZ, RUNNERS, SHELLS
from natpin.languages.powershell.syntax import parsed
from natpin.languages.powershell.tree import (
    Binary,
    BlockLiteral,
    Command,
    Elements,
    Expand,
    Group,
    Invocation,
    Literal,
    Opaque,
    Parameter,
    Pipeline,
    Variable,
)
from natpin.languages.recursion import deep_stack
from natpin.model.endings import POWERSHELL
from natpin.model.record import field_names, mutable
from natpin.model.value import Skipped
from natpin.workspace import Workspace, found_once

_RUN_TEXT = frozenset(
    {
        "invoke-expression",
        "invoke-command",
        "start-process",
        "start-job",
        "start-threadjob",
        "set-alias",
        "new-alias",
        "sal",
        "nal",
    }
)
"""Cmdlets that run a text or a file, or give another name to a command."""
_DEPLOYS_BY_AZ = frozenset({"deployment", "stack", "group"})
"""Groups of az in which a command deploys a template (``cli.rollouts``)."""
_LOADED = (*POWERSHELL, ".psd1")
_OF_PATHS = frozenset({"join-path", "split-path", "resolve-path", "convert-path", "get-item"})


@mutable
class _Look:
    """What the tree of one script says."""

    may: bool
    loads: tuple[str, ...] = ()
    """Ends of the paths, in lower case, of scripts that it may load."""


def may_deploy(path: str, workspace: Workspace) -> bool:
    """Whether following a script may come to a deployment. False only where it cannot."""
    seen: set[str] = set()
    pending = [path]
    while pending:
        script = pending.pop()
        if script in seen:
            continue
        seen.add(script)
        look = found_once(workspace, _look, script)
        if look.may:
            return True
        for end in look.loads:
            pending += [one for one in found_once(workspace, _scripts) if one.lower().endswith(end)]
    return False


def _scripts(workspace: Workspace) -> tuple[str, ...]:
    return tuple(path for path in workspace.walk() if path.lower().endswith(_LOADED))


def _look(workspace: Workspace, path: str) -> _Look:
    data = workspace.read(path)
    return _Look(may=False) if isinstance(data, Skipped) else _look_at(path, decoded(data))


def _look_at(path: str, text: str) -> _Look:
    with deep_stack():
        tree, _ = parsed(path, text)
    loads: dict[str, None] = {}
    for each in _nodes(tree):
        if isinstance(each, Invocation):
            if _makes_code(each):
                return _Look(may=True)
        elif isinstance(each, Command):
            named = _loaded(each)
            if named is None:
                return _Look(may=True)
            loads.update(dict.fromkeys(named))
    return _Look(may=False, loads=tuple(loads))


def _nodes(tree: object) -> Iterator[object]:
    """Every part of a tree but what is not understood, of which nothing is followed."""
    pending: list[object] = [tree]
    while pending:
        each = pending.pop()
        if isinstance(each, tuple):
            pending.extend(each)
            continue
        fields = () if isinstance(each, Opaque | Variable) else field_names(each)
        if fields:
            yield each
        pending.extend(getattr(each, field) for field in fields if field not in ("at", "text"))


def _makes_code(call: Invocation) -> bool:
    """Whether a method makes a command of a text: ``[scriptblock]::Create``, or one whose name is worked out."""
    name = _text_of(call.member.name)
    return name is None or name.strip().lower() in ("create", "invokescript", "newscriptblock")


def _loaded(command: Command) -> tuple[str, ...] | None:
    """Ends of the paths of the scripts that a command loads; None for one that may deploy, or run anything."""
    if isinstance(command.name, BlockLiteral):
        return ()  # its commands are looked at as well
    written = _text_of(command.name)
    if written is None:
        return _ends(command.name)
    name = written.strip().lower()
    leaf = name.replace("\\", "/").rpartition("/")[2]
    name = ALIASES.get(name, name)
    if {name, leaf} & AZ:
        first = command.arguments[0] if command.arguments else None
        said = first.text.lower() if isinstance(first, Literal) else "-"
        return None if said.startswith("-") or said in _DEPLOYS_BY_AZ else ()
    if {name, leaf} & (TERRAFORM | SHELLS | RUNNERS) or name in _RUN_TEXT or deploys(name):
        return None
    if name == "import-module":
        return _all(_module(each) for each in command.arguments)
    if name.endswith(_LOADED):
        return (_end(name),)
    if command.call == "." and ("/" in name or "\\" in name):
        return None
    return ()


def _module(argument: object) -> tuple[str, ...] | None:
    """The same of an argument of ``Import-Module``: a name alone is of a module that is installed."""
    match argument:
        case Parameter(value=value):
            return () if value is None else _module(value)
        case Elements(elements=elements):
            return _all(map(_module, elements))
        case Literal(text=text) if (
            "/" not in text and "\\" not in text and not text.lower().endswith(_LOADED)
        ):
            return ()
        case Literal(text=text):
            end = _end(text)
            return (end if end.endswith(_LOADED) else f"{end}.psm1",)
    return _ends(argument)


def _all(found: Iterable[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    every = tuple(found)
    return None if None in every else tuple(one for each in every for one in each or ())


def _ends(expression: object) -> tuple[str, ...] | None:
    """How the path of a script ends that an expression is; None for one that may be anything else: a command, a path of
    which no end is written."""
    match expression:
        case Literal(text=text):
            end = _end(text)
            return (end,) if end.endswith(_LOADED) else None
        case Expand(parts=(*_, last)) | Binary(operator="+", right=last):
            return _ends(last)
        case Group(body=(Pipeline(stages=(Command() as only,)),)):
            if (_text_of(only.name) or "").lower() not in _OF_PATHS:
                return None
            found = [_ends(each) for each in only.arguments]
            return tuple(end for each in found for end in each or ()) or None
        case Group(body=(Pipeline(stages=(only,)),)):
            return _ends(only)
        case Parameter(value=value):
            return _ends(value)
    return None


def _end(path: str) -> str:
    """The end of a path that a text ends with; of a manifest, that of its module."""
    end = path.strip().lower().replace("\\", "/").rpartition("/")[2]
    return end.removesuffix(".psd1") + ".psm1" if end.endswith(".psd1") else end


def _text_of(expression: object) -> str | None:
    """The text of an expression in which nothing is worked out."""
    if isinstance(expression, Literal):
        return expression.text
    if isinstance(expression, Expand) and all(isinstance(part, Literal) for part in expression.parts):
        return "".join(part.text for part in expression.parts if isinstance(part, Literal))
    return None
