"""What files that are not followed give the scripts that they run: ``package.json``, tasks of an editor, a Dockerfile.

``${OUTBOUND:-managedNATGateway}`` holds until something here says otherwise (docs/adr/0014). ``"deploy":
"OUTBOUND=loadBalancer ./deploy.sh"`` does, and so does what runs that in turn: ``npm run deploy`` in a workflow that sets
the variable. Scripts, workflows and recipes that are followed make stacks of their own, with what they give.

Which variables a file gives: ``variables_set``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

from natpin.formats.interface import Inputs, Unseen
from natpin.formats.registry import READERS
from natpin.languages.shell.scope import ANY_ARGUMENT, ANY_VARIABLE
from natpin.model.endings import POWERSHELL, SCRIPTS, SHELL
from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Unknown
from natpin.pipeline.calls_by_pattern import may_call, names_by_pattern
from natpin.pipeline.calls_of_scripts import (
    MAY_CALL,
    Call,
    Script,
    calls_by_name,
    calls_by_worked_out_name,
    place_of,
)
from natpin.pipeline.file_texts import MAX_BYTES, decoded, in_comment
from natpin.pipeline.giving_tools import PROGRAMS, is_of_tests
from natpin.pipeline.unread import formats_of, is_no_script
from natpin.pipeline.variables_set import set_for_folders, variables_set
from natpin.regex import late_regex
from natpin.workspace import Workspace, holds_any

_MAKES_VARIABLE = late_regex(r"\bg?make\b(?P<rest>[^\n;|&#]*)")
_IN_REST = late_regex(r"[ \t\"',]([A-Za-z_]\w*)[ \t]*[:?]?=")
_ARGUMENTS = late_regex(r"\b(?:args|arguments|parameters)\b[\"']?[ \t]*[:=]")
"""A list of arguments, beside the command that it belongs to."""
_LISTED = late_regex(r"[ \t]*\r?\n[ \t]*-[ \t]+[\"'$\w-]")
"""The next word of a command that is a list with a word a line."""
_NEAR = 400
"""Characters around a command in which its arguments are looked for."""
_BUILDS = late_regex(
    r"(?i)(?:^|/)(?:dockerfile|containerfile|[^/]*\.dockerfile|(?:docker-)?compose[^/]*\.ya?ml)$"
)
_RUNNERS: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = (
    (re.compile(r"(?:^|/)package\.json$"), ("npm", "yarn", "pnpm", "bun", "npx")),
    (re.compile(r"(?i)(?:^|/)taskfile[^/]*\.ya?ml$"), ("task", "go-task")),
    (re.compile(r"(?i)(?:^|/)\.?justfile$|\.just$"), ("just",)),
    (re.compile(r"(?:^|/)\.?mise\.toml$"), ("mise",)),
    (re.compile(r"(?:^|/)azure\.ya?ml$"), ("azd",)),
)
"""Lists of commands, and the programs by whose names others run what is in them."""
_ROUNDS = 4
"""How far it is looked for what runs a script that runs a script."""
_PAGES = (".md", ".markdown", ".mdx", ".adoc", ".asciidoc", ".rst", ".org", ".txt")
"""Ends of pages, which tell people how something may be run, and run nothing."""
_FEW = 16
"""Names that are looked for one after the other."""
_WORD = late_regex(rb"[\w.-]+")
_GIVES_A_COMMAND = late_regex(
    r"\b(?:command|args)[\"']?[ \t]*:|\b(?:docker|podman|nerdctl)\b[^\n]*\brun\b[^\n]*[ \t][\w./:@$-]+[ \t]+[\w./$-]+"
)
"""Words that go to what an image runs."""
_CONTAINERS = (
    "docker",
    "podman",
    "nerdctl",
    "docker-compose",
    "podman-compose",
    "container create",
    "containerapp",
)


@record
class _Giver:
    """A file that runs a script, with what it gives."""

    at: Location
    names: tuple[str, ...]
    by_words: bool
    runs: bool = True
    """False for one that sets variables for whoever works in its folder."""


def as_run(
    pairs: list[tuple[Stack, Inputs]], reader: str, workspace: Workspace
) -> list[tuple[Stack, Inputs]]:
    """Scripts, each with its inputs, and with what files that are not followed give it."""
    unseen = given_by_others(reader, (stack.root for stack, _ in pairs), workspace) if pairs else {}
    return [
        (
            stack,
            replace(own, unseen={**own.unseen, stack.root: unseen[stack.root]})
            if stack.root in unseen
            else own,
        )
        for stack, own in pairs
    ]


def given_by_others(
    reader: str,
    roots: Iterable[str],
    workspace: Workspace,
    is_followed_to: Callable[[str, str], bool] | None = None,
) -> dict[str, dict[str, Unseen]]:
    """By root, the variables and arguments that files which are not followed give it, and those that run these in turn.

    ``is_followed_to``: whether a file that is followed was followed to a script; None before that is known, where all are
    taken to be.
    """
    found: dict[str, dict[str, Unseen]] = {}
    runners: dict[str, set[str]] = {}
    scripts = [(Script.at(root), root) for root in dict.fromkeys(roots)]
    met = {(script.path, root) for script, root in scripts}
    for number in range(_ROUNDS):
        further: list[tuple[Script, str]] = []
        for path, script, root, giver in _givers(reader, scripts, workspace, is_followed_to):
            _note(found, root, replace(giver, by_words=giver.by_words and not number), script.path)
            for pattern, programs in _RUNNERS:
                if pattern.search(path):
                    runners.setdefault(root, set()).update(programs)
            if _BUILDS.search(path):
                runners.setdefault(root, set()).update(_CONTAINERS)
            if path.endswith((*SCRIPTS, *PROGRAMS)) and (path, root) not in met:
                met.add((path, root))
                further.append((Script.at(path), root))
        scripts = further
        if not scripts:
            break
    _by_runners(found, runners, workspace)
    for script, giver in _around([Script.at(root) for root in dict.fromkeys(roots)], workspace):
        _note(found, script.path, giver, script.path)
    return found


def _givers(
    reader: str,
    scripts: Sequence[tuple[Script, str]],
    workspace: Workspace,
    is_followed_to: Callable[[str, str], bool] | None,
) -> Iterator[tuple[str, Script, str, _Giver]]:
    """The files that run one of these scripts, each of which stands with the root that it is or leads to."""
    for path in workspace.walk():
        data = _looked_at(path, workspace)
        mentioned = _mentioned(scripts, data) if data is not None else []
        if data is None or not mentioned:
            continue
        # make is followed from the steps of pipelines alone
        follows = (reader != "make" or path.endswith((".yml", ".yaml"))) and _is_followed(path, data)
        follows = follows and not _other_language(reader, path)
        if follows and is_followed_to is None:
            continue
        text = decoded(data)
        names: tuple[str, ...] | None = None
        # scripts of one name are many in a repository of examples, and are run alike
        alike: dict[tuple[bytes, tuple[Call, ...]], _Giver | None] = {}
        for script, root in mentioned:
            if path in (script.path, root):
                continue
            if follows and is_followed_to is not None and is_followed_to(path, root):
                continue
            names = _set_by(path, text, workspace) if names is None else names
            further = tuple(calls_by_worked_out_name(script, path, text))
            if (script.word, further) not in alike:
                alike[script.word, further] = _giver(script, path, text, names, further)
            giver = alike[script.word, further]
            if giver is not None:
                yield path, script, root, giver


_SET_BY: WeakKeyDictionary[Workspace, dict[str, tuple[str, ...]]] = WeakKeyDictionary()
"""Every reader asks, and each round of who runs whom."""


def _set_by(path: str, text: str, workspace: Workspace) -> tuple[str, ...]:
    kept = _SET_BY.setdefault(workspace, {})
    if path not in kept:
        kept[path] = tuple(variables_set(path, text, workspace))
    return kept[path]


def _mentioned(scripts: Sequence[tuple[Script, str]], data: bytes) -> list[tuple[Script, str]]:
    """The scripts whose names stand in a file, or may be worked out by it."""
    # scripts of one name are many in a repository of examples
    words = {one.word for one, _ in scripts}
    if may_call(data):
        may_name = names_by_pattern(decoded(data))
        written = {word for word in words if word in data}
        return [
            one for one in scripts if one[0].word in written or (not one[0].by_make and may_name(one[0].path))
        ]
    if len(words) > _FEW:
        said = set(_WORD.findall(data))
        words = {one.word for one, _ in scripts if one.word in said or one.by_make}
    written = {word for word in words if word in data}
    return [one for one in scripts if one[0].word in written] if written else []


def _by_runners(
    found: dict[str, dict[str, Unseen]], runners: Mapping[str, set[str]], workspace: Workspace
) -> None:
    """What is given by whatever runs a list of commands in turn: ``OUTBOUND=loadBalancer npm run deploy``."""
    groups: dict[frozenset[str], list[str]] = {}
    for root, programs in runners.items():
        groups.setdefault(frozenset(programs), []).append(root)
    called = {
        programs: re.compile(rf"(?<![\w./-])(?:{'|'.join(map(re.escape, sorted(programs)))})[ \t\"',]")
        for programs in groups
    }
    containers = any(group.issuperset(_CONTAINERS) for group in groups)
    words = tuple({one.encode() for programs in groups for one in programs})
    for path in workspace.walk() if groups else ():
        data = _looked_at(path, workspace)
        if data is None or not (holds_any(data, words) or (containers and _BUILDS.search(path))):
            continue
        text = decoded(data)
        for group, roots in groups.items():
            places = called[group].finditer(text)
            start = next((one.start() for one in places if not in_comment(text, one.start())), None)
            if start is None and group.issuperset(_CONTAINERS) and _BUILDS.search(path):
                start = 0  # a file of services runs what images of the workspace run
            if start is None:
                continue
            at = Location(path, text.count("\n", 0, start) + 1)
            by_words = _hands_on(text, start) or (
                group.issuperset(_CONTAINERS) and _GIVES_A_COMMAND.search(text) is not None
            )
            giver = _Giver(at, _set_by(path, text, workspace), by_words)
            for root in roots:
                _note(found, root, giver, root)


def _hands_on(text: str, start: int) -> bool:
    """Whether whoever runs a list of commands adds words: ``npm run deploy -- prod``."""
    end = text.find("\n", start)
    return re.search(r"[ \t]--[ \t]+\S", text[start : end if end >= 0 else len(text)]) is not None


def _looked_at(path: str, workspace: Workspace) -> bytes | None:
    """The bytes of a file that may run a script; None for one that never does: a test, a page, a picture."""
    formats = formats_of(path)
    may = formats or path.endswith((*MAY_CALL, *SCRIPTS))
    if not may or is_of_tests(path) or path.endswith(_PAGES):
        return None
    data = workspace.peek(path)
    if isinstance(data, Skipped) or len(data) > MAX_BYTES:
        return None
    if is_of_tests(path, data) or (is_no_script(path, formats, data) and not path.endswith(MAY_CALL)):
        return None
    return data


def _is_followed(path: str, data: bytes) -> bool:
    """Whether a reader follows what a file runs: it makes a stack of its own."""
    return any(
        one.runs(path, data)
        for one in READERS
        if hasattr(one, "runs")
        and one.name != "ansible"
        and (one.name == "make" or path.endswith(one.suffixes))
    )


def _other_language(reader: str, path: str) -> bool:
    """Whether a script is in another language than those of a reader: bash is not followed from PowerShell, nor the other
    way round."""
    others = {"az": POWERSHELL, "az-powershell": SHELL}
    return path.endswith(others.get(reader, ()))


def _giver(
    script: Script, path: str, text: str, names: tuple[str, ...], further: tuple[Call, ...]
) -> _Giver | None:
    """What a file gives a script that it runs; None for one that does not run it. ``names``: the variables that it sets.
    ``further``: calls by a name that it works out."""
    if script.by_make:
        at = _make(path, text)
        said = (name for rest in _MAKES_VARIABLE.finditer(text) for name in _IN_REST.findall(rest["rest"]))
        return _Giver(at, (*(f"{name}=" for name in said), *names), by_words=False) if at else None
    mine = [*calls_by_name(script, path, text), *further]
    if not mine:
        return None
    by_words = any(_has_arguments(one.start, one.words, text) for one in mine)
    if _BUILDS.search(path) and re.search(
        rf"(?mi)^[ \t]*ENTRYPOINT[^\n]*{re.escape(script.word.decode())}", text
    ):
        by_words = by_words or re.search(r"(?mi)^[ \t]*CMD\b", text) is not None
    if not by_words and any(one.by_words for one in mine):
        by_words = not names  # a program keeps its name, and gives it what is not seen
    return _Giver(place_of(path, text, mine[0].start), names, by_words)


def _make(path: str, text: str) -> Location | None:
    for match in _MAKES_VARIABLE.finditer(text):
        if not in_comment(text, match.start()):
            return Location(path, text.count("\n", 0, match.start()) + 1)
    return None


def _has_arguments(start: int, words: str, text: str) -> bool:
    """Whether a command has words behind its name: on its line, in the next lines of a list, as ``args`` beside it."""
    rest = re.match(r"[\"'`]?[ \t,]+[\"'`\[(]*(?P<word>[^\s\"'`,)\]}]+)", words)
    if rest is not None and not rest["word"].startswith((">", "2>", "-h", "--help", "<", "{", "/")):
        return True
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    line = text[text.rfind("\n", 0, start) + 1 : end]
    if line.lstrip().startswith("-") and _LISTED.match(text, end) is not None:
        return True
    lists = _ARGUMENTS.finditer(text, max(0, start - _NEAR), start + _NEAR)
    return any(_begins_a_word(text[one.end() : one.end() + _NEAR].lstrip(" \t\r\n[-")) for one in lists)


def _begins_a_word(text: str) -> bool:
    return text[:1].isalnum() or text[:1] in ("'", '"', "$", "-")


def _around(scripts: Sequence[Script], workspace: Workspace) -> Iterator[tuple[Script, _Giver]]:
    """The scripts in folders for which a file sets variables."""
    for path, folder, names in set_for_folders(workspace):
        giver = _Giver(Location(path, 1), names, by_words=False, runs=False)
        for script in scripts if names else ():
            if not folder or script.path.startswith(f"{folder}/"):
                yield script, giver


def _note(found: dict[str, dict[str, Unseen]], root: str, giver: _Giver, script: str) -> None:
    mine = found.setdefault(root, {})
    name_of_script = posixpath.basename(script)
    for name in dict.fromkeys((*giver.names, *((ANY_ARGUMENT,) if giver.by_words else ()))):
        plain = name.removesuffix("=")
        what = {ANY_ARGUMENT: "words of its own", ANY_VARIABLE: "a file of variables that is not here"}.get(
            plain, f"a {plain} of its own"
        )
        settle = "--var NAME=value" if plain in (ANY_ARGUMENT, ANY_VARIABLE) else f"--var {plain}=value"
        why = Unknown(
            f"{giver.at.path} runs {name_of_script} with {what}, which is not followed", giver.at, settle
        )
        if not giver.runs:
            why = Unknown(
                f"{giver.at.path} sets {plain} in the shell of everyone who works in its folder",
                giver.at,
                settle,
            )
        before = mine.get(plain)
        if before is None or (before.only_default and name.endswith("=")):
            mine[plain] = Unseen(why, only_default=not name.endswith("="))
