"""Which variables a file sets for what it runs, told by their names in it; nothing is followed.

A file of variables that it names and that is not here may set any.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from natpin.formats import az
from natpin.formats.az.bash.environment import holds_settings
from natpin.formats.pipelines.left_behind import left_by
from natpin.formats.pipelines.names_left import names_in
from natpin.languages.shell.scope import ANY_VARIABLE
from natpin.pipeline.azd_hooks import exported_to_hooks, is_azd
from natpin.pipeline.environment_blocks import names_in_blocks
from natpin.pipeline.file_texts import MAX_BYTES, decoded, in_comment
from natpin.regex import late_regex
from natpin.workspace import Workspace, leads_out

_SETS = late_regex(
    r"(?<![\w$.-])(?<!\$\{)(?:(?P<said>[A-Za-z_]\w*)=(?![=~>])"
    r"|(?P<key>[A-Z][A-Z0-9_]*)(?:[\"']?[ \t]*:(?!:)|[\"']?[ \t]*[:?]?=(?!=)|[\"'][ \t]*+(?:\][ \t]*+)?,|[\"'][ \t]*+\][ \t]*+=(?!=))"
    r"|(?:-e|--env)[ \t=]+[\"']?(?P<handed>[A-Za-z_]\w*)"
    r"|name[\"']?[ \t]*:[ \t]*[\"']?(?P<named>[A-Z][A-Z0-9_]*)\b"
    r"|(?:ENV|ARG|set[ \t]+-\w{0,9}x\w{0,9})[ \t]+(?P<image>[A-Za-z_]\w*))"
    r"|(?<![\w-])(?:env|ENV)\.(?P<member>[A-Za-z_]\w*)[ \t]*=(?!=)"
    r"|(?:<key>|<env[ \t]+name=[\"'])(?P<element>[A-Za-z_]\w*)(?:</key>|[\"'])"
    r"|\benv[\"', \t]+set(?:-secret)?[\"', \t]+(?P<kept>[A-Za-z_]\w*)"
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
    r"(?:--?env-file[\"']?|env_?file[\"']?[ \t]*:|(?m:^)EnvironmentFile[ \t]*=)(?:[ \t=,\[\n-]|[\"']|path[ \t]*:)*+(?P<file>[\w./$@{}%-]+)"
)
_MORE_FILES = late_regex(
    r"[\"']?[ \t]*(?:,[ \t]*|\r?\n[ \t]*(?:required[ \t]*:[^\n]*\n[ \t]*|format[ \t]*:[^\n]*\n[ \t]*)*-[ \t]+(?:path[ \t]*:[ \t]*)?)[\"']?"
    r"(?P<file>[\w./$@{}-]*env[\w./$@{}-]*)(?![\w./-]*[ \t]*:)"
)
"""The next file of a list."""
_MOST_FILES = 50
_TAKES_IN = late_regex(
    r"(?:^|[\n;&|\"'`({]|-[ \t]|:[ \t])[ \t]*(?:source|\.)[ \t]+[\"'\\]*(?P<sourced>[\w./$@{}-]+)"
    r"|\b(?:cat|grep|sed|awk|xargs)\b[^\n;|&)]{0,200}?(?<![\w./-])(?P<printed>[\w./$@{}-]*\.env\b[\w.-]*)"
)
"""A shell of the file's takes in another one, or prints one of variables for a command."""
_ANY = late_regex(
    r"\benvFrom\b|(?<![\w.])(?:env|environ|ENV)\[[ \t]*[^\"'\]\s][^\]\n]{0,80}\][ \t]*=(?!=)|\benviron\.update\("
    r"|\bazd[\"', \t]+env[\"', \t]+set[\"', \t]+(?:[$@%(`]|--file\b|-f\b)"
)
"""Variables by names that are not here, or that are worked out."""
_PASSED = late_regex(r"(?m)^PassEnvironment[ \t]*=([^\n]*)")
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


def variables_set(path: str, text: str, workspace: Workspace) -> Iterator[str]:
    """The variables that a file sets for what it runs."""
    pattern = _SETS_IN_SHELL if path.endswith(az.suffixes) else _SETS
    for match in pattern.finditer(text):
        if not in_comment(text, match.start()):
            yield from (name for name in match.groups() if name)
    if pattern is _SETS and "nv" in text:
        yield from names_in_blocks(text)
        yield from (name for one in _PASSED.findall(text) for name in one.split())
    for left in left_by(text, workspace) if path.endswith((".yml", ".yaml")) else ():
        if b"BASH_ENV" in left.data:
            yield from (ANY_VARIABLE,) if (names := names_in(left.data)) is None else names
    if is_azd(path):
        yield from exported_to_hooks(path, workspace)
    if path.endswith(".service"):
        yield from _beside_a_unit(path, workspace)
    files = [one for match in _FILE.finditer(text) for one in _listed(text, match)]
    for match in _TAKES_IN.finditer(text):
        if not in_comment(text, match.start()):
            yield from _taken_in(path, match, workspace)
    for match in _ANY.finditer(text):
        if not in_comment(text, match.start()):
            yield ANY_VARIABLE
            break
    if "env" in text:
        for match in _LOADS.finditer(text):
            if not in_comment(text, match.start()):
                file = match["file"] or ""
                of_program = file if "env" in posixpath.basename(file) else ""
                files.append(of_program or match["listed"] or match["named"] or ".env")
                files += _further(text, match.end()) if match["listed"] else ()
    for file in files:
        yield from _of_file(path, file, workspace)
    kept = _KEEPS_VARIABLES.search(text)
    if kept is not None and not in_comment(text, kept.start()):
        yield ANY_VARIABLE


def _beside_a_unit(path: str, workspace: Workspace) -> Iterator[str]:
    """What drop-ins set of a unit of systemd's (systemd.unit(5))."""
    for other in workspace.walk():
        if f"/{other}".startswith(f"/{path}.d/") and other.endswith(".conf"):
            data = workspace.peek(other)
            if isinstance(data, bytes) and len(data) <= MAX_BYTES:
                yield from variables_set(other, decoded(data), workspace)


def _listed(text: str, match: re.Match[str]) -> Iterator[str]:
    """A file of variables, and those that stand behind it in a list."""
    yield match["file"]
    if ":" in match[0]:
        yield from _further(text, match.end())


def _further(text: str, end: int) -> Iterator[str]:
    for _ in range(_MOST_FILES):
        more = _MORE_FILES.match(text, end)
        if more is None:
            return
        yield more["file"]
        end = more.end()


def _of_file(path: str, file: str, workspace: Workspace) -> Iterator[str]:
    """What a file of variables sets that ``path`` names. One of the machine's is looked for by its name: it is put there."""
    written = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
    found = [written] if not leads_out(written) and workspace.exists(written) else []
    if file.startswith("/"):
        name = posixpath.basename(file)
        found = [one for one in workspace.walk() if posixpath.basename(one) == name]
    texts = (
        [data for one in found if isinstance(data := workspace.peek(one), bytes)] if "$" not in file else []
    )
    if not texts:
        yield ANY_VARIABLE
    for data in texts:
        yield from _lines(decoded(data))


def _taken_in(path: str, match: re.Match[str], workspace: Workspace) -> Iterator[str]:
    """What a file sets that a shell of ``path`` takes in, or prints; any variable where it is not here and may hold settings."""
    file = (match["sourced"] or match["printed"]).lstrip("/")
    for base in (posixpath.dirname(path), ""):
        written = posixpath.normpath(posixpath.join(base, file))
        data = workspace.peek(written) if not leads_out(written) and workspace.exists(written) else None
        if isinstance(data, bytes):
            yield from _lines(decoded(data))
            return
    if match["printed"] or holds_settings(file):
        yield ANY_VARIABLE


def _lines(text: str) -> Iterator[str]:
    """The variables that a file of lines ``NAME=text`` sets."""
    yield from (one[1] for one in re.finditer(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=", text))


def set_for_folders(workspace: Workspace) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Files that set variables for whoever works in a folder, direnv's, mise's, those of an editor's terminal and container:
    the path, the folder (empty for the workspace's own), and the names."""
    for path in workspace.walk():
        match = _SETS_A_FOLDER_UP.search(path)
        data = workspace.peek(path) if match is not None else None
        if match is not None and isinstance(data, bytes) and len(data) <= MAX_BYTES:
            yield path, path[: match.start()], tuple(dict.fromkeys(_for_folder(path, decoded(data))))


def _for_folder(path: str, text: str) -> Iterator[str]:
    if path.endswith(".envrc"):
        yield from _lines(text)
        yield from (one["exported"] for one in _SETS_IN_SHELL.finditer(text) if one["exported"])
    elif path.endswith(".toml"):
        table = _TABLE.search(text)
        if table is not None:
            yield from re.findall(r"(?m)^[ \t]*([A-Za-z_]\w*)[ \t]*=", table[1])
    else:
        for part in _OF_A_TERMINAL.findall(text):
            yield from re.findall(r'"([A-Za-z_]\w*)"[ \t]*:', part)
