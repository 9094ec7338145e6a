"""Whether a file that is not followed may give a root inputs that it does not name: flags that a program works out, a file
of values that is not here, words that whoever runs it adds.

``given_elsewhere`` looks for the names of inputs; this looks for what could be any of them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from fnmatch import fnmatch

from natpin.model.record import record
from natpin.pipeline.file_texts import in_comment
from natpin.pipeline.giving_tools import DEPLOYMENT, OF_A_LIBRARY, PROGRAMS, TERRAFORM, Tool
from natpin.pipeline.messages import in_message
from natpin.regex import late_regex
from natpin.workspace import Workspace

_HOLE = r"(?:\$\{\{?[^}\n]{1,200}\}\}?|\$\([^)\n]{1,200}\)|\$[\w:@*]+|\{\{[^}\n]{0,200}\}\}|\{[\w.\[\]'\"()]{1,80}\}|%\w+%|%[sv])"
"""What stands for a text that is not here: of a shell, a pipeline, a template, a format string."""
_REST = rf"(?P<rest>(?:{_HOLE}|[^\n;|&#])*)"
"""What stands after the verb, to the end of the command: ``$(echo $INPUTS | jq -c .)`` is one word of it."""
_SEPARATED = r"[\"'`]?(?:=|[\s,]+(?:-[ \t]+)?)(?:[A-Za-z$@](?=[\"'`]))?[\"'`\\]{0,3}"
"""Between a flag and its value: in one word, as the next one, as the next element of a list."""
_VALUE = late_regex(rf"(?<![\w-])--?var{_SEPARATED}(?P<said>[^\s\"'`]*)")
_ALONE = late_regex(r"[\"']--?var[\"'][ \t]*[)\]+]")
_FILE = late_regex(rf"(?<![\w-])--?var-file{_SEPARATED}(?P<said>(?:{_HOLE}|[^\s\"'`,;|&)\]])+)")
_ENVIRONMENT = late_regex(r"(?<![${\w])TF_VAR_(?:[\"'`][ \t]*(?:\+|\.(?!\w))|[{$%&#]|<%)")
_WRITTEN = late_regex(
    r"\.tfvars(?:\.json)?[\"'`][^\n]{0,80}?[\"'`](?:w|wt|w\+|a)[\"'`]|\bwrite\w*\([^\n]{0,200}?\.tfvars|\.tfvars[^\n]{0,80}?\.write_(?:text|bytes)\("
)
_VERB = late_regex(
    rf"\b(?:terraform|tofu|terragrunt)\b[^\n;|&#]{{0,200}}?[ \t](?:apply|plan)(?=[ \t\"']){_REST}"
)
_LISTED = late_regex(
    r"[\"'](?:apply|plan)[\"'](?:[^\n\]\)]|\n[ \t]*(?=[\"'*]))*?(?P<more>,[ \t\n]*\*+\w|,[ \t]*\.\.\.\w|,[ \t]*\w+\.\.\.|\][ \t]*\+[ \t]*\w"
    r"|,[ \t]*[A-Za-z_]\w*[ \t]*[,\])])"
)
_JOINED = late_regex(
    r"\b(?:terraform|tofu|terragrunt)\b[^\n;|&#]{0,200}?[ \t](?:apply|plan)\b[^\n\"']*(?<!=)[\"'](?P<more>[ \t]*(?:\+|\.concat|%)[ \t]*\w+)"
)
_ONE_WORD = late_regex(r",[ \t]*\w+[ \t]*[,\])]|[ \t]*\+[ \t]*\w")
"""What may be the name of a plan that was saved."""
_WRAPPED = late_regex(
    r"\b(?:doppler[ \t]+run|op[ \t]+run|infisical[ \t]+run|dotenv|dotenvx|env-cmd|chamber[ \t]+exec|sops[ \t]+exec-env|teller[ \t]+run|direnv[ \t]+exec"
    r"|summon|envchain|envconsul|berglas[ \t]+exec|env[ \t]+[\"']?\$|(?:docker|podman)[ \t]+run\b[^\n]*--env-file)[^\n;|&#]{0,300}?"
    r"\b(?:terraform|tofu|terragrunt)\b[^\n;|&#]{0,200}?[ \t](?:apply|plan)\b"
)
"""Programs that run another one with variables of their own."""
_VALUE_OF_A_FLAG = late_regex(
    r"(?P<flag>[\"']--?(?:out|target|exclude|replace|parallelism|lock-timeout|var-file|state|backup)[\"'][ \t]*,[ \t]*)(?P<said>[A-Za-z_][\w.]*)"
)
"""In a list of a program: what stands behind a flag that takes one value adds no flag. What ``-var`` takes may be any input."""
_TAKES = re.compile(r"--?(?:out|target|exclude|replace|parallelism|lock-timeout|var|var-file|state|backup)\Z")
_DEPLOYS = late_regex(
    rf"(?i)\baz(?:\.cmd)?[ \t]+(?:deployment|stack)[ \t]+(?:group|sub|mg|tenant)[ \t]+create\b{_REST}"
)
_DEPLOYS_IN_WORDS = late_regex(
    r"(?i)[\"']az[\"'],[\s]*[\"'](?:deployment|stack)[\"'],[\s]*[\"']\w+[\"'],[\s]*[\"']create[\"'](?P<rest>[^\])]{0,2000})"
)
_OPEN_ELEMENT = late_regex(r",\s*(?:\*+\w|\.\.\.\w|[A-Za-z_]\w*\s*(?:,|\Z)|f[\"']\{)")
_WORDS = late_regex(rf"(?:{_HOLE}|=\\?[\"'`]|[^\s\"'`])+")
"""A quote ends a word, in a list as in a shell; but not where a value begins with it: ``-var x="$X"`` has no word ``$X``."""
_PARAMETERS = frozenset(("--parameters", "-p", "--param"))


@record
class Anything:
    """Why any input may be given."""

    at: int
    """Offset in the text."""
    reason: str
    """In words that go on after the file's name."""
    only_default: bool = False
    """It beats defaults alone."""
    only_named: bool = False
    """It counts for a root that the text names, and not for one that only lies near."""


def anything(
    tool: Tool, path: str, text: str, values: Collection[str], workspace: Workspace
) -> Iterator[Anything]:
    """What in a text may give any input, whichever root it is for. ``values``: the files of values that make stacks of their
    own."""
    if tool is TERRAFORM:
        found = _terraform(path, text, values, workspace)
    elif tool is DEPLOYMENT:
        found = _deployment(path, text, values, workspace)
    else:
        return
    yield from (one for one in found if not in_comment(text, one.at) and not in_message(text, one.at))


def _terraform(path: str, text: str, values: Collection[str], workspace: Workspace) -> Iterator[Anything]:
    if "-var" in text:
        for match in _VALUE.finditer(text):
            said = match["said"]
            if _is_open(said) and not _of_others(text, match.start()):
                yield Anything(match.start(), "gives inputs whose names it works out")
        for match in _ALONE.finditer(text):
            yield Anything(match.start(), "gives inputs whose names it works out")
        for match in _FILE.finditer(text):
            if not _of_others(text, match.start()) and not _is_here(match["said"], values, workspace):
                shown = posixpath.basename(match["said"])[:60] or "a file"
                yield Anything(match.start(), f"gives {shown}, which is not here", only_default=True)
    for match in _ENVIRONMENT.finditer(text) if "TF_VAR_" in text else ():
        yield Anything(match.start(), "sets variables TF_VAR_… whose names it works out", only_default=True)
    if path.endswith(PROGRAMS) and ".tfvars" in text:
        for match in _WRITTEN.finditer(text):
            yield Anything(match.start(), "writes a file of values")
    for match in _WRAPPED.finditer(text):
        yield Anything(match.start(), "sets variables that are not seen", only_default=True)
    plans = re.search(r"-out\b", text) is not None
    for match in _VERB.finditer(text):
        if _adds_words(match["rest"], plans and " apply" in match[0]):
            yield Anything(match.start(), "adds flags that are not known")
    bare = _without_values(text) if any(name in text for name in ("erraform", "tofu", "erragrunt")) else ""
    for pattern in (_LISTED, _JOINED) if bare else ():
        for match in pattern.finditer(bare):
            if not (plans and "apply" in match[0] and _ONE_WORD.match(match["more"])):
                yield Anything(match.start(), "adds flags that are not known")


def _deployment(path: str, text: str, values: Collection[str], workspace: Workspace) -> Iterator[Anything]:
    for match in _DEPLOYS.finditer(text):
        if _adds_words(match["rest"]):
            yield Anything(match.start(), "gives parameters that are not known")
        for said in _files(match["rest"]):
            if not _is_here(said, values, workspace):
                yield Anything(match.start(), f"gives {said[:60]}, which is not followed", only_default=True)
    if not path.endswith(PROGRAMS):
        return
    for match in _DEPLOYS_IN_WORDS.finditer(text):
        if _OPEN_ELEMENT.search(match["rest"]):
            yield Anything(match.start(), "gives parameters that are not known")
    library = re.search(OF_A_LIBRARY, text)
    if library is not None:
        why = "deploys by Azure's library, with parameters that are not followed"
        yield Anything(library.start(), why, only_named=True)


def _without_values(text: str) -> str:
    """A program's text with blanks in place of variables that are values of flags, in lists."""
    return _VALUE_OF_A_FLAG.sub(lambda found: found["flag"] + " " * len(found["said"]), text)


def _is_open(said: str) -> bool:
    """Whether the value of ``-var`` names no input: ``{k}={v}``, ``$1``, a variable of a program."""
    return (
        said != ""
        and re.match(r"[A-Za-z_][\w-]*[ \t]*=", said) is None
        and re.match(r"[$%{(*<]|\w+[)\],]", said) is not None
    )


def _of_others(text: str, at: int) -> bool:
    """Whether a flag is another program's."""
    return re.search(TERRAFORM.others, text[text.rfind("\n", 0, at) + 1 : at]) is not None


def _is_here(said: str, values: Collection[str], workspace: Workspace) -> bool:
    """Whether a file of values that a text names makes a stack: every file whose name fits does."""
    name = posixpath.basename(re.sub(_HOLE, "*", said).replace("\\", "/"))
    if not name.strip("*"):
        return bool(values)  # whichever file: one of those that are here, as far as can be told
    fitting = [path for path in workspace.walk() if fnmatch(posixpath.basename(path), name)]
    return bool(fitting) and all(path in values for path in fitting)


def _adds_words(rest: str, plan: bool = False) -> bool:
    """Whether a word of a command may be any flags. ``plan``: one that is no flag's value names a saved plan."""
    before = ""
    for word in _WORDS.findall(rest):
        stands_alone = not (_TAKES.match(before) or (before.startswith("-") and _is_one(before)))
        if stands_alone and not plan and re.fullmatch(_HOLE, word):
            return True
        before = word
    return False


def _is_one(flag: str) -> bool:
    """A flag of az that takes one value; after ``--parameters`` whole sets of inputs stand."""
    return (
        "=" not in flag
        and flag not in _PARAMETERS
        and flag not in ("-auto-approve", "--auto-approve", "-no-color")
    )


def _files(rest: str) -> Iterator[str]:
    """Files that ``--parameters`` names."""
    words = rest.split()
    taking = False
    for word in words:
        bare = word.strip("\"'`")
        if bare.startswith("-"):
            taking = bare in _PARAMETERS
        elif taking and "=" not in bare and bare.lstrip("@").endswith((".json", ".bicepparam")):
            yield bare.lstrip("@")
