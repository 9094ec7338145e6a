"""Files of a root that a script or pipeline writes before it deploys the root: what is deployed does not lie here.
``sed -i``, ``jq … > p.json``, ``cp variants/plain.bicep main.bicep``, ``Set-Content``, a program that is given the file:
a command that names a file of a root and is not known to leave it alone may write it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import partial

from natpin.model.endings import SCRIPTS
from natpin.model.location import Location
from natpin.model.record import record
from natpin.pipeline.backend_files import writes_backend
from natpin.pipeline.file_texts import COMMENT, text_of
from natpin.pipeline.named_files import namesakes, without_others
from natpin.pipeline.named_roots import named_roots
from natpin.pipeline.writing_commands import COPIES, EDITS, leaves
from natpin.workspace import Workspace

VALUES = (".tfvars", ".tfvars.json", ".bicepparam")
_DECLARES = (".tf", ".tofu", ".tf.json", ".tofu.json")
LOADED = re.compile(r"(?:^|/)(?:terraform\.tfvars|[^/\s]*\.auto\.tfvars)(?:\.json)?\Z")
"""Files of values that Terraform takes by itself (developer.hashicorp.com/terraform/language/values/variables)."""
_KINDS = re.compile(r"(?i)\.(?:tf|tofu|tfvars|jsonc?|bicep|bicepparam)(?![\w-])")
_WRITING = (*SCRIPTS, ".py", ".mk", "Makefile", "justfile")
_MOST_SCRIPTS = 200
_MOST_LINES = 400
_QUOTED = re.compile(r"'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"")
_PARTS = re.compile(r"\|\|?|&&|;(?!;)|(?<![<>])&(?![>&])")
_KEY = re.compile(
    r"[ \t]*(?:-[ \t]+)?(?P<key>[A-Za-z_][\w. -]*?)[ \t]*:(?:[ \t]+[|>][+-]?)?(?=[ \t]|$)[ \t]*"
)
"""A key of YAML, or a rule of make: its value is no command, but for those below."""
_RUNS = frozenset(
    ("run", "script", "bash", "pwsh", "powershell", "inlinescript", "cmd", "sh", "before_script")
)
_WRAPPED = re.compile(
    r"[ \t]*(?:sh|bat|(?:ba|z|da)?sh[ \t]+-\w*c|p(?:ower)?wsh[ \t]+-c\w*|pwsh|powershell|eval)[ \t]*\(?[ \t]*(?:script:[ \t]*)?['\"]{1,3}"
)
"""A command in quotes: ``sh '…'`` of a Jenkinsfile, ``bash -c "…"``."""
_BEFORE = re.compile(
    r"[ \t]*(?:(?:[-@+!({]|sudo|time|exec|command|env|then|do|else|if|elif|while|until|RUN|nohup|builtin|\$\(|`|"
    r"[A-Za-z_]\w*=(?:[^\s$(]|\$(?!\())*(?=[ \t]+\S)|\$[\w:.]+[ \t]*=(?!=)|return)[ \t]+|[({@!]|\$[\w:.]+[ \t]*=(?!=))*"
)
"""What stands before the name of a command."""
_ASSIGNED = re.compile(
    r"(?m)^[ \t]*(?:-[ \t]+)?(?:(?:(?:export|readonly|local|set|def|final|var|let|const|String)[ \t]+){1,2}|declare[ \t]+(?:-\w+[ \t]+)?)?"
    r"\$?(?P<name>[A-Za-z_]\w*)[ \t]*(?:[:?+]?=|:[ \t])[ \t]*(?P<value>[^\n#;]*)"
    r"|\bfor(?:each)?[ \t]+\(?\$?(?P<each>[A-Za-z_]\w*)[ \t]+in[ \t]+(?P<list>[^\n;]*)"
)
_INTO = re.compile(r"(?<![<=-])(?:(?<!\d)|(?<=1)|(?<=&))>{1,2}\|?[ \t]*(?P<place>[^\s|;&<>]+)")
_TRANSFORMS = re.compile(
    r"(?im)^[ \t]*(?:-[ \t]+)?(?:task|uses)[ \t]*:[ \t]*[\"']?[\w./-]*(?:replace|transform|substitut|token(?:iz|is)|envsubst|render|magicchunks)"
)
"""Actions and tasks that write into files of the checkout."""
_ELSEWHERE = re.compile(r"/(?:tmp|dev|var)/|\$\{?(?:RUNNER_TEMP|TMPDIR|TEMP|TMP)\b|\$env:(?:RUNNER_)?TE?MP\b")
_LINE_OF_VALUES = re.compile(
    r"\becho[ \t]+[\"'\\]{0,3}[A-Za-z_]\w*[\"'\\]{0,3}[ \t]*=(?!.*\\n)|<<-?[\"'\\]?\w"
)
"""What lays values into a file that stand in the text themselves: ``given_elsewhere`` finds them by their names."""


@record
class Write:
    """A file that may be written before a root is deployed."""

    path: str
    """Of the workspace; one that is not there yet too."""
    at: Location

    @property
    def reason(self) -> str:
        """Why what lies here does not count."""
        return f"{self.at.path} may write {posixpath.basename(self.path)} before it deploys"


def scripts(deploying: Iterable[str], workspace: Workspace) -> list[str]:
    """Files that deploy, and the scripts that they name."""
    found = dict.fromkeys(deploying)
    others = [path for path in workspace.walk() if path.endswith(_WRITING) and path not in found]
    for path in [*found][:_MOST_SCRIPTS]:
        text = text_of(path, workspace) if others else None
        if text is not None:
            found.update((other, None) for other in others if posixpath.basename(other) in text)
    return [*found][:_MOST_SCRIPTS]


def writes(
    paths: Iterable[str], watched: Sequence[str], folders: Sequence[str], workspace: Workspace
) -> Iterator[Write]:
    """What the files at ``paths`` may write of ``watched``, and files that they lay into the ``folders`` of Terraform's roots."""
    read = {path: text for path in paths if (text := text_of(path, workspace)) is not None}
    harmless = [one for one, text in read.items() if not EDITS.search(text)]
    there = frozenset(watched)
    meant = partial(without_others, watched=there, alike=namesakes(watched, workspace))
    for path, text in read.items():
        if not _KINDS.search(text):
            continue
        called = dict(_aliases(text))
        safe = {posixpath.basename(one) for one in harmless if one != path}
        lines = 0
        seen: set[str] = set()
        after = text.splitlines()
        for number, line in enumerate(_logical(text), 1):
            line = _spelled(line, called)
            if not (_KINDS.search(line) or _copies_into(line, folders)) or COMMENT.match(line):
                continue
            if (lines := lines + 1) > _MOST_LINES:
                break
            for place in _written(line, path, text, watched, folders, safe, meant):
                if place not in seen and not (place not in there and writes_backend(line, after[number:])):
                    seen.add(place)
                    yield Write(place, Location(path, number))
        step = _TRANSFORMS.search(text)
        if step is not None:
            at = Location(path, text.count("\n", 0, step.start()) + 1)
            yield from (Write(place, at) for place in named_roots(text, path, watched) if place not in seen)


def _written(
    line: str,
    path: str,
    text: str,
    watched: Sequence[str],
    folders: Sequence[str],
    safe: Collection[str],
    meant: Callable[[str], str],
) -> Iterator[str]:
    """``safe``: scripts that do not write what they are given. ``meant``: a text without the files that it names and that
    are none of the watched ones."""
    key = _KEY.match(line)
    if key is not None and not line[key.end() - 1 :].startswith(":"):
        if key["key"].rpartition(" ")[2].lower() not in _RUNS:
            return
        line = line[key.end() :]
    wrapped = _WRAPPED.match(line)
    line = line[wrapped.end() :] if wrapped is not None else line
    masked = _QUOTED.sub(lambda quoted: re.sub(r"[|;&<>]", " ", quoted[0]), line)
    yield from _deployed_changed(line, path, text, watched)
    start = 0
    for sign in (*_PARTS.finditer(masked), None):
        end = sign.start() if sign is not None else len(line)
        part, hidden, start = line[start:end], masked[start:end], sign.end() if sign is not None else end
        for into in _INTO.finditer(hidden):
            place = part[into.start("place") : into.end("place")].strip("\"'")
            if not _ELSEWHERE.match(place) and not _in_scratch(place, text):
                told = _LINE_OF_VALUES.search(part) is not None
                for one in _places(meant(place), path, watched, folders, new=True):
                    if one in watched or not told or not LOADED.search(one):
                        yield one
        bare = _INTO.sub(" ", hidden)
        opening = _BEFORE.match(bare)
        rest = bare[opening.end() if opening is not None else 0 :].strip().rstrip(")}` ")
        first, _, arguments = rest.partition(" ")
        name = first.strip("\"'").rpartition("/")[2].lower()
        if name in COPIES:
            words = [word.strip("\"'") for word in arguments.split() if not word.startswith("-")]
            if len(words) > 1:
                yield from _places(meant(words[-1]), path, watched, folders, new=True, sources=words[:-1])
            if name in ("mv", "move", "move-item"):
                yield from _places(meant(" ".join(words[:-1])), path, watched, folders)
        elif name in ("rm", "del", "remove-item") or (
            not leaves(name, rest, first, text, safe) and first != part
        ):
            yield from _places(
                meant(_without_messages(rest)), path, watched, folders, new=name in ("tee", "curl", "wget")
            )


def _deployed_changed(line: str, path: str, text: str, watched: Sequence[str]) -> Iterator[str]:
    """Templates that a filter changes on their way to what is deployed in their place: ``jq … aks.json > out.json``."""
    for found in _FILTERED.finditer(line) if _FILTER.search(line) is not None else ():
        after = line[found.end() :]
        into = _INTO.match(after.lstrip())
        if into is not None:
            place = re.escape(into["place"].strip("\"'"))
            deployed = re.search(rf"{_TEMPLATE_FLAG}[\"']?(?:@|\./)?{place}(?![\w.-])", text) is not None
        else:
            piped = after.lstrip().startswith("|") and "/dev/stdin" in after
            deployed = piped or line[: found.start()].rstrip().endswith("<(")
        if deployed:
            yield from named_roots(found["said"], path, watched)


_FILTER = re.compile(r"(?<![\w.-])(?:jq|yq|sed|perl|awk|envsubst|gomplate|mustache|jinja2?|j2)[ \t]")
_FILTERED = re.compile(
    rf"{_FILTER.pattern}(?P<said>(?:'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"|<(?!\()|[^|;&<>\n'\"]){{1,400}})"
)
_TEMPLATE_FLAG = r"(?:(?<![\w-])-f|--template-file|-TemplateFile|\b(?:template|csmFile)[\"']?:)[ \t=:]+"


def _in_scratch(place: str, text: str) -> bool:
    """Whether a file lies in a folder that the script makes for itself alone."""
    variable = re.match(r"\$\{?(\w+)\}?/", place)
    return variable is not None and (
        re.search(rf"\b{variable[1]}=[\"']?(?:\$\(|`)[ \t]*mktemp", text) is not None
    )


def _places(
    said: str,
    path: str,
    watched: Sequence[str],
    folders: Sequence[str],
    new: bool = False,
    sources: Sequence[str] = (),
) -> Iterator[str]:
    """The files that a text names. ``new``: one that is not there yet counts too. ``sources``: what is copied there."""
    there = named_roots(said, path, watched)
    yield from there
    for glob in (word for word in re.split(r"[\s\"'=]+", said) if "*" in word):
        yield from (one for one in watched if fnmatch(posixpath.basename(one), posixpath.basename(glob)))
    if there or not new:
        return
    for word in said.split():
        word = word.strip("\"'")
        if LOADED.search(word) or word.endswith(_DECLARES):
            where = posixpath.dirname(word) or "."
            for folder in _folders(where, path, folders):
                yield posixpath.normpath(posixpath.join(folder, posixpath.basename(word)))
    for source in sources:
        yield from _laid_under_its_name(source, said, path, watched)
        if source.endswith((*_DECLARES, *VALUES, ".json", ".bicep", "*")):
            for folder in _folders(said, path, folders, exact=True):
                yield posixpath.join(folder, posixpath.basename(source).replace("*", "more.tf"))


def _laid_under_its_name(source: str, into: str, path: str, watched: Sequence[str]) -> Iterator[str]:
    """The files that something of the same name is copied over: ``cp variants/plain/main.bicep .``"""
    pattern = posixpath.basename(source)
    alike = [one for one in watched if pattern and fnmatch(posixpath.basename(one), pattern)]
    folder = posixpath.normpath(into.strip("/") or ".") if alike else ""
    if folder == "." or folder.endswith("..") or "$" in folder:  # from whichever folder the command runs in
        yield from named_roots(" ".join(posixpath.basename(one) for one in alike), path, alike)
    else:
        for one in alike:
            here = f"/{posixpath.dirname(one)}"
            if here.endswith(f"/{folder}") or (here != "/" and f"/{folder}".endswith(here)):
                yield one


def _folders(where: str, path: str, folders: Sequence[str], exact: bool = False) -> Iterable[str]:
    """The roots that a folder may be, as a command of a file names it."""
    where = where.rstrip("/") or "."
    named = named_roots(where, path, [one for one in folders if one not in (".", "")])
    if named or exact:
        return named or [one for one in folders if one in (".", "") and where == "."]
    # from whichever folder the command runs in
    return folders if where == "." or "$" in where else ()


def _copies_into(line: str, folders: Sequence[str]) -> bool:
    return re.search(r"\b(?:cp|mv|rsync|Copy-Item)\b", line) is not None and any(
        posixpath.basename(one) in line for one in folders
    )


def _without_messages(said: str) -> str:
    """Arguments without those that are sentences: ``log "Deploys main.bicep"``."""
    return _QUOTED.sub(lambda one: one[0] if " " not in one[0].strip("\"' ") else "", said)


def _aliases(text: str) -> Iterator[tuple[str, str]]:
    """Variables of a script that hold the name of a file of a root."""
    for match in _ASSIGNED.finditer(text):
        name = match["name"] or match["each"]
        value = (match["value"] or match["list"] or "").strip().strip("\"'")  # ``NAME=`` alone: nothing
        if _KINDS.search(value) and len(value) < 300 and "(" not in value:
            yield name, value


def _spelled(line: str, called: Mapping[str, str]) -> str:
    """A line with what its variables stand for."""
    for name, value in called.items() if "$" in line else ():
        line = re.sub(rf"\$(?:env:)?(?:\{{{name}\}}|\({name}\)|{name}\b)", lambda _, value=value: value, line)  # type: ignore[misc]
    return line


def _logical(text: str) -> Iterator[str]:
    """Lines; one that goes on is whole where it ends, at the number of its last line."""
    held = ""
    for line in text.splitlines():
        if line.rstrip().endswith(("\\", "`")):
            held += line.rstrip()[:-1] + " "
            yield ""
        else:
            yield held + line
            held = ""
