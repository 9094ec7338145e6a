"""What files that are not followed give the scripts that they run: ``package.json``, tasks of an editor, a Dockerfile.

``${OUTBOUND:-managedNATGateway}`` holds until something here says otherwise (docs/adr/0014). ``"deploy":
"OUTBOUND=loadBalancer ./deploy.sh"`` does, and so does what runs that in turn: ``npm run deploy`` in a workflow that sets
the variable. Scripts, workflows and recipes that are followed make stacks of their own, with what they give.

Which variables a file gives is told by their names in it; a file of variables that it names and that is not here may give
any.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.formats.interface import Unseen
from natpin.formats.registry import READERS
from natpin.languages.shell.scope import ANY_ARGUMENT, ANY_VARIABLE
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped, Unknown
from natpin.pipeline.calls_of_scripts import MAY_CALL, Script, calls, place_of
from natpin.pipeline.file_texts import MAX_BYTES, decoded, in_comment
from natpin.pipeline.giving_tools import is_of_tests
from natpin.pipeline.unread import formats_of, is_no_script
from natpin.regex import late_regex
from natpin.workspace import Workspace, holds_any

_SETS = late_regex(
    r"(?<![\w$.-])(?<!\$\{)(?:(?P<said>[A-Za-z_]\w*)=(?![=~>])"
    r"|(?P<key>[A-Z][A-Z0-9_]*)(?:[\"']?[ \t]*:(?!:)|[\"']?[ \t]*[:?]?=(?!=)|[\"'][ \t]*+(?:\][ \t]*+)?,|[\"'][ \t]*+\][ \t]*+=(?!=))"
    r"|(?:-e|--env)[ \t=]+[\"']?(?P<handed>[A-Za-z_]\w*)"
    r"|name[\"']?[ \t]*:[ \t]*[\"']?(?P<named>[A-Z][A-Z0-9_]*)\b"
    r"|(?:ENV|ARG|set[ \t]+-\w{0,9}x\w{0,9})[ \t]+(?P<image>[A-Za-z_]\w*))"
    r"|(?<![\w-])(?:env|ENV)\.(?P<member>[A-Za-z_]\w*)[ \t]*=(?!=)"
)
"""A variable that is set, or handed on: in a command, a mapping, a list, an image."""
_SETS_IN_SHELL = late_regex(
    r"\bexport[ \t]+(?P<exported>[A-Za-z_]\w*)"
    r"|(?<![^\s;|&#\"'(`])(?P<before>[A-Za-z_]\w*)="
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s;|&#\"'(){}`]++|[(){}`]){0,64}+[ \t]+(?=[\w./$\"'-])"
    r"|(?:-e|--env)[ \t=]+[\"']?(?P<handed>[A-Za-z_]\w*)"
)
"""The same in a shell, whose own variables are not those of what it runs: exported ones, and those before a command."""
_FILE = late_regex(
    r"(?:--?env-file[\"']?|env_?file[\"']?[ \t]*:)(?:[ \t=,\[\n-]|[\"'])*(?P<file>[\w./$@{}-]+)"
)
_LOADS = late_regex(
    r"\b(?:dotenvx?|dotenv-cli|env-cmd)[\"']?[ \t,][ \t,\"']*+(?!import\b)(?:run\b)?(?:[ \t=,\"']*+(?:-e|-f|--file|-o)\b)*+[ \t=,\"']*+(?P<file>[\w./$@{}-]*)"
    r"|\b(?P<library>load_dotenv\b|dotenv/config\b|require\([\"']dotenv[\"']\))"
    r"|(?m:^[ \t]*)dotenv[ \t]*:[ \t,\[\n\"'-]*+(?P<listed>[\w./$@{}-]+)"
    r"|(?m:^[ \t]*)set[ \t]+dotenv-(?:filename|path)[ \t]*:=[ \t]*[\"'](?P<named>[\w./$@{}-]+)"
    r"|(?m:^[ \t]*)(?P<load>set[ \t]+dotenv-load\b(?![ \t]*:=[ \t]*false))"
)
"""Programs that load a file of variables for what they run, and settings of lists of commands that do."""
_KEEPS_VARIABLES = late_regex(
    r"\b(?:doppler|infisical|phase|teller|vlt|op)[ \t,\"']++run\b(?![^\n]{0,300}--env-file)|\b(?:chamber|aws-vault|direnv|berglas)[ \t,\"']++exec\b"
    r"|\bsops[ \t,\"']++exec-env\b"
)
"""Programs that run another one with variables that they keep elsewhere."""
_SETS_A_FOLDER_UP = late_regex(
    r"(?:^|/)(?:\.envrc|\.?mise(?:\.local)?\.toml|\.devcontainer/(?:[^/]+/)?devcontainer\.json|\.devcontainer\.json|\.vscode/settings\.json)$"
)
_TABLE = late_regex(r"(?ms)^\[env\][ \t]*\n(.*?)(?=^\[|\Z)")
_OF_A_TERMINAL = late_regex(r'"(?:containerEnv|remoteEnv|terminal\.integrated\.env\.\w+)"\s*:\s*\{([^{}]*)')
_MAKES_VARIABLE = late_regex(r"\bg?make\b(?P<rest>[^\n;|&#]*)")
_IN_REST = late_regex(r"[ \t\"',]([A-Za-z_]\w*)[ \t]*[:?]?=")
_ARGUMENTS = late_regex(r"\b(?:args|arguments|parameters)\b[\"']?[ \t]*[:=]")
"""A list of arguments, beside the command that it belongs to."""
_SHELL = (".sh", ".bash", ".zsh", ".azcli")
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
)
"""Lists of commands, and the programs by whose names others run what is in them."""
_FEW = 16
"""Names that are looked for one after the other."""
_WORD = late_regex(rb"[\w.-]+")
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


def given_by_others(reader: str, roots: Iterable[str], workspace: Workspace) -> dict[str, dict[str, Unseen]]:
    """By root, the variables and arguments that files which are not followed give it."""
    scripts = [Script.at(root) for root in dict.fromkeys(roots)]
    found: dict[str, dict[str, Unseen]] = {}
    runners: dict[str, set[str]] = {}
    for path in workspace.walk():
        data = _looked_at(path, workspace)
        mentioned = _mentioned(scripts, data) if data is not None else []
        if data is None or not mentioned:
            continue
        if reader != "make" and _is_followed(path, data) and not _other_language(reader, path):
            continue
        text = decoded(data)
        names: tuple[str, ...] | None = None
        for script in mentioned:
            if script.path == path:
                continue
            names = tuple(_names(path, text, workspace)) if names is None else names
            giver = _giver(script, path, text, names)
            if giver is None:
                continue
            _note(found, script.path, giver)
            for pattern, programs in _RUNNERS:
                if pattern.search(path):
                    runners.setdefault(script.path, set()).update(programs)
            if _BUILDS.search(path):
                runners.setdefault(script.path, set()).update(_CONTAINERS)
    _by_runners(found, runners, workspace)
    for script, giver in _around(scripts, workspace):
        _note(found, script.path, giver)
    return found


def _mentioned(scripts: Sequence[Script], data: bytes) -> list[Script]:
    """The scripts whose names stand in a file."""
    if len(scripts) <= _FEW:
        return [one for one in scripts if one.word in data]
    words = set(_WORD.findall(data))
    return [one for one in scripts if one.word in words or (one.by_make and one.word in data)]


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
    words = tuple({one.encode() for programs in groups for one in programs})
    for path in workspace.walk() if groups else ():
        data = _looked_at(path, workspace)
        if data is None or not holds_any(data, words):
            continue
        text = decoded(data)
        for group, roots in groups.items():
            places = called[group].finditer(text)
            place = next((one for one in places if not in_comment(text, one.start())), None)
            if place is None:
                continue
            at = Location(path, text.count("\n", 0, place.start()) + 1)
            giver = _Giver(at, tuple(_names(path, text, workspace)), by_words=False)
            for root in roots:
                _note(found, root, giver)


def _looked_at(path: str, workspace: Workspace) -> bytes | None:
    """The bytes of a file that may run a script; None for one that never does: a test, a page, a picture."""
    formats = formats_of(path)
    may = formats or path.endswith((*MAY_CALL, *_SHELL, ".ps1"))
    if not may or is_of_tests(path):
        return None
    data = workspace.peek(path)
    if isinstance(data, Skipped) or len(data) > MAX_BYTES or is_no_script(path, formats, data):
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
    others = {"az": (".ps1", ".psm1"), "az-powershell": _SHELL}
    return path.endswith(others.get(reader, ()))


def _giver(script: Script, path: str, text: str, names: tuple[str, ...]) -> _Giver | None:
    """What a file gives a script that it runs; None for one that does not run it. ``names``: the variables that it sets."""
    if script.by_make:
        at = _make(path, text)
        said = (name for rest in _MAKES_VARIABLE.finditer(text) for name in _IN_REST.findall(rest["rest"]))
        return _Giver(at, (*(f"{name}=" for name in said), *names), by_words=False) if at else None
    mine = [*calls(script, path, text)]
    if not mine:
        return None
    by_words = any(_has_arguments(one.start, one.words, text) for one in mine)
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


def _names(path: str, text: str, workspace: Workspace) -> Iterator[str]:
    """The variables that a file sets for what it runs."""
    pattern = _SETS_IN_SHELL if path.endswith(_SHELL) else _SETS
    for match in pattern.finditer(text):
        if not in_comment(text, match.start()):
            yield from (name for name in match.groups() if name)
    files = [match["file"] for match in _FILE.finditer(text)]
    if "env" in text:
        for match in _LOADS.finditer(text):
            if not in_comment(text, match.start()):
                file = match["file"] or ""
                of_program = file if "env" in posixpath.basename(file) else ""
                files.append(of_program or match["listed"] or match["named"] or ".env")
    for file in files:
        written = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        data = workspace.peek(written) if "$" not in written and workspace.exists(written) else None
        if isinstance(data, bytes):
            yield from _lines(decoded(data))
        else:
            yield ANY_VARIABLE
    kept = _KEEPS_VARIABLES.search(text)
    if kept is not None and not in_comment(text, kept.start()):
        yield ANY_VARIABLE


def _lines(text: str) -> Iterator[str]:
    """The variables that a file of lines ``NAME=text`` sets."""
    yield from (one[1] for one in re.finditer(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=", text))


def _around(scripts: Sequence[Script], workspace: Workspace) -> Iterator[tuple[Script, _Giver]]:
    """What files set for whoever works in their folder: direnv's, mise's, those of an editor's terminal and container."""
    for path in workspace.walk():
        match = _SETS_A_FOLDER_UP.search(path)
        data = workspace.peek(path) if match is not None else None
        if match is None or not isinstance(data, bytes) or len(data) > MAX_BYTES:
            continue
        text = decoded(data)
        if path.endswith(".envrc"):
            names = [
                *_lines(text),
                *(one["exported"] for one in _SETS_IN_SHELL.finditer(text) if one["exported"]),
            ]
        elif path.endswith(".toml"):
            table = _TABLE.search(text)
            names = re.findall(r"(?m)^[ \t]*([A-Za-z_]\w*)[ \t]*=", table[1]) if table is not None else []
        else:
            names = [
                name
                for part in _OF_A_TERMINAL.findall(text)
                for name in re.findall(r'"([A-Za-z_]\w*)"[ \t]*:', part)
            ]
        folder = path[: match.start()]
        giver = _Giver(Location(path, 1), tuple(dict.fromkeys(names)), by_words=False, runs=False)
        for script in scripts if names else ():
            if not folder or script.path.startswith(f"{folder}/"):
                yield script, giver


def _note(found: dict[str, dict[str, Unseen]], root: str, giver: _Giver) -> None:
    mine = found.setdefault(root, {})
    name_of_script = posixpath.basename(root)
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
            why = Unknown(f"{giver.at.path} sets {plain} for whoever works in its folder", giver.at, settle)
        before = mine.get(plain)
        if before is None or (before.only_default and name.endswith("=")):
            mine[plain] = Unseen(why, only_default=not name.endswith("="))
