"""What a script may export without naming it: a file of variables, what another program prints.

Terraform takes its inputs from the environment (``TF_VAR_…``), so any of them may be given there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from natpin.languages.shell.scope import TAKEN_IN, VARIABLES, Scope
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Hole, Pieces
from natpin.model.location import Location
from natpin.model.value import Unknown
from natpin.regex import late_regex

Told: TypeAlias = "Callable[[str], str | None]"
"""The text of a file of variables, else of its example; None where neither is here."""
ANYTHING = "\0anything-exported"
"""The variable that says, while a script is followed, that the environment may hold what is not seen."""
_FILE = late_regex(r"(?<![\w./-])(?:[\w./-]*\.env\b[\w.-]*|[\w./-]+\.\w+)")
_SETS_UP = late_regex(
    r"(?i)(?:^|/)(?:etc|usr|opt)/|(?:(?:ba|z|k|tc|c)?shrc|profile|/activate|completion|complete)(?:\.\w+)?[\"']?$|nvm|asdf|sdkman|cargo|conda|rvm|homebrew"
)
"""Files that set a shell up, and nothing that a deployment takes."""
_PRINT_NONE = ("ssh-agent", "brew", "minikube", "kubectl", "helm", "pyenv")
"""Programs whose output, run as script, gives a deployment nothing."""


_ONLY_FUNCTIONS = late_regex(
    r"(?i)(?:^|[/_.-])(?:log\w*|colou?rs?|func\w*|util\w*|helpers?|assert\w*|retry|spinner|print\w*|messages?|lib|libs|library|bats\w*|tests?)"
    r"(?:[_-]\w+)?(?:\.\w+)?[\"']?$"
)
"""Files that hold functions, by their names, and no settings."""
_SAYS_SETTINGS = late_regex(r"(?i)(?<![a-z])(?:env\w*|settings?|conf\w*|vars?|variables|param\w*)(?![a-z])")
"""Words of names that win over those: ``test.env``, ``env/test.sh``, ``log-settings.sh``."""
_OF_ITS_OWN = late_regex(
    r"(?i)(?:^|_)(?:dir|directory|path|root|here|home|self|folder|file|script|base|cwd)[a-z0-9]*$"
)
"""Variables of a script that say where it lies, and that no file of settings changes."""
_DOTENV = late_regex(r"(?:^|/)[^/]*\.env\b[^/]*$")
"""Files of lines ``NAME=text``, which set no arrays."""


def holds_settings(label: str) -> bool:
    """Whether a file that is taken in may set variables of the script, by its name."""
    if sets_a_shell_up(label):
        return False
    return _ONLY_FUNCTIONS.search(label) is None or _SAYS_SETTINGS.search(label) is not None


def set_any(scope: Scope, file: str, at: Location) -> None:
    """Any variable may have what ``file`` sets, which is not seen: those that the script has set, and those that it has not."""
    dotenv, capitals = _DOTENV.search(file) is not None, file.startswith(VARIABLES)
    for name, variable in list(scope.variables.items()):
        mine = (
            name.isidentifier()
            and not name.startswith(("__natpin", "natpin_"))
            and name not in scope.holes
            and not (capitals and name != name.upper())
        )
        if mine and not _OF_ITS_OWN.search(name) and not (dotenv and variable.elements is not None):
            scope.assign(name, scope.unseen(name, file, at, sets="may set"))
    scope.variables.set(TAKEN_IN, Variable((Hole(file, Unknown(f"{file}, which is not seen", at)),)))


def sets_a_shell_up(label: str) -> bool:
    """Whether a file that is taken in is one of the machine's, by its name."""
    return _SETS_UP.search(label) is not None


def sets_none(pieces: Pieces) -> bool:
    """Whether a text that is run as script is one that gives a deployment nothing."""
    labels = " ".join(getattr(piece, "label", "") for piece in pieces)
    return any(name in labels for name in _PRINT_NONE)


def names_itself(written: str) -> bool:
    """Whether a word after ``export`` says which variable it sets: ``"NAME=$value"``."""
    return re.match(r"[\"']?[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=", written) is not None


def may_hold_inputs(written: str, told: Told) -> bool:
    """Whether what a word stands for may hold inputs of Terraform: not where the files that it names are all here, and none
    says so."""
    texts = [told(name) for name in _FILE.findall(written)]
    return not texts or any(text is None or _INPUTS.search(text) for text in texts)


def all_are_told(written: str, told: Told) -> bool:
    """Whether a text names the files whose variables it stands for, and each is here, or an example of it."""
    names = _FILE.findall(written)
    return bool(names) and all(told(name) is not None for name in names)


def example_gives_none(name: str, told: Told) -> bool:
    """Whether an example of a file of variables that is not here is, and gives Terraform nothing: the file sets what its
    example lists (docs/adr/0014)."""
    text = told(name)
    return text is not None and _INPUTS.search(text) is None


def listed(written: str, told: Told, *, exported: bool = False) -> tuple[str, ...]:
    """The variables that the files named in a text set, or their examples list; also what a comment offers to set.
    ``exported``: those alone that they export."""
    texts = [told(name) or "" for name in _FILE.findall(written)]
    found = (match for text in texts for match in _LISTED.finditer(text))
    return tuple(dict.fromkeys(match[1] for match in found if not exported or "export" in match[0]))


def has_example(name: str, told: Told) -> bool:
    """Whether a file of variables lies here, or an example of it: whoever runs the script is to have made it."""
    return told(name) is not None


_INPUTS = late_regex(r"TF_VAR|TF_CLI_ARGS")
_LISTED = late_regex(r"(?m)^[ \t]*(?:#[# \t]*)?(?:export[ \t]+)?([A-Za-z_]\w*)=")


def examples_of(base: str) -> Iterator[str]:
    """What the examples of a file are called, that lie beside it: ``.env.example``."""
    for word in EXAMPLES:
        yield from (f"{base}{sign}{word}" for sign in (".", "-", "_"))
    for word in EXAMPLES:
        yield f"{word}{'' if base.startswith('.') else '.'}{base}"


EXAMPLES = ("example", "sample", "template", "dist", "tmpl", "tpl", "default", "defaults")


def names_every_line(pieces: Pieces) -> bool:
    """Whether every line of a text says which variable it sets: what is not known in it stands after a ``=``."""
    line = ""
    for piece in pieces:
        if not isinstance(piece, Chunk):
            if "=" not in line and "<<" not in line:
                return False
        elif "\n" in piece.text and "<<" not in line:
            line = piece.text.rpartition("\n")[2]
        else:
            line += piece.text
    return bool(pieces)


def anything(what: str, at: Location) -> Variable:
    """What stands for variables that are not seen."""
    return Variable(
        (Hole("TF_VAR_…", Unknown(f"{what} may set variables TF_VAR_…, which are not seen", at)),)
    )


def set_unseen(scope: Scope, names: Iterable[str], file: str, at: Location) -> None:
    """Variables have what ``file`` sets, which is not seen, whatever they were before; one that was given is what was given."""
    for name in names:
        scope.assign(name, scope.unseen(name, file, at))


def export_unseen(scope: Scope, what: str, at: Location) -> None:
    """From here on programs may get variables that the script does not name."""
    scope.variables.set(ANYTHING, anything(what, at))
