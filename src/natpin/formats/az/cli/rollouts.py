"""``az deployment … create``, ``az stack … create``, ``terraform apply``: what they deploy, and what they give to it.

Sources: learn.microsoft.com/azure/azure-resource-manager/templates/deploy-cli ("Parameters"),
developer.hashicorp.com/terraform/language/values/variables ("Variable Definition Precedence"),
developer.hashicorp.com/terraform/cli/commands/apply ("Usage").
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Sequence

from natpin.formats.az.cli.rollout_words import (
    Placed,
    added,
    assigned,
    file,
    is_all_arguments,
    is_unset,
    may_be_none,
    more,
    node,
    places,
    split,
    words_in,
)
from natpin.languages.shell.words import Chunk, Command, Word
from natpin.model.location import Location
from natpin.model.record import mutable, replace
from natpin.model.rollout import Given, GivenValue, Rollout
from natpin.model.value import Unknown, of

_SWITCHES = frozenset(
    (
        "--no-wait",
        "--verbose",
        "--debug",
        "--only-show-errors",
        "--what-if",
        "-w",
        "--confirm-with-what-if",
        "-c",
        "--yes",
        "-y",
    )
)
"""Flags of ``az deployment`` and ``az stack`` that take no value (az deployment group create --help)."""
TERRAFORM = frozenset({"terraform", "tofu", "terraform.exe", "tofu.exe"})
"""Programs that deploy a Terraform root."""
_SCOPES = frozenset({"group", "sub", "mg", "tenant"})
_OLDER = frozenset({("group", "deployment", "create"), ("deployment", "create")})
"""As a group's and a subscription's deployment were called before version 2.2 (github.com/Azure/azure-cli, HISTORY.rst)."""
_CHOOSES = ("-target", "-target-file", "-exclude", "-exclude-file")
"""What limits a command to a part of its root (developer.hashicorp.com/terraform/cli/commands/plan, "Resource
targeting"; opentofu.org/docs/cli/commands/plan, "-exclude", "-target-file")."""
_WITH_VALUE = ("-var", "-var-file", "-out", *_CHOOSES, "-replace", "-parallelism", "-lock-timeout")
VARIABLE = "TF_VAR_"
"""Begins the environment variables that give Terraform its inputs; alone it stands for any of them, which may be set."""
ARGUMENTS = "TF_CLI_ARGS"
"""Environment variables of words that stand before those of the command: of each, and ``TF_CLI_ARGS_apply`` of one
(developer.hashicorp.com/terraform/cli/config/environment-variables)."""


def deploys(spoken: Sequence[str]) -> bool:
    """True for the words of an az command that deploys a template."""
    match spoken:
        case ["deployment" | "stack", scope, "create", *_]:
            return scope in _SCOPES
    return tuple(spoken) in _OLDER


def of_template(command: Command, spoken: Sequence[str], placed: Placed) -> Rollout | None:
    """What an az command deploys; None for one that deploys nothing."""
    if not deploys(spoken):
        return None
    roots: tuple[str, ...] = ()
    given: list[Given] = []
    why: Unknown | None = None
    group: str | None = None
    subscription: str | None = None
    for flag, words in _flags(command.words[1 + len(spoken) :]):
        match _whole_flag(flag):
            case "--template-file" | "-f":
                roots = tuple(place for word in words[:1] for place in places(word, placed))
                why = why or more(words[1:])
            case "--parameters" | "-p":
                for word in words:
                    found = _parameter(word, placed)
                    given += found if isinstance(found, list) else ()
                    why = why or (found if isinstance(found, Unknown) else None)
            case "--resource-group" | "-g":
                group = words[0].literal if words else None
            case "--subscription":
                subscription = words[0].literal if words else None
            case "":
                why = why or more(words)
            case _:  # an array or $(…) after the value of another flag
                why = why or more(words if flag in _SWITCHES else words[1:])
    into = (subscription and subscription.lower(), group and group.lower())
    return Rollout("template", roots, tuple(given), command.at, why, added=added(command.words), into=into)


@mutable
class _Said:
    """What the words after a verb of Terraform's say."""

    destroys: bool
    idle: bool
    """Nothing is built."""
    given: list[Given]
    why: Unknown | None = None
    """Why more may be given than is seen."""
    chosen: str = ""
    """The flag that limits it to a part of the root."""
    out: bool = False
    """It writes a plan."""
    saved: bool = False
    """It names a plan that was written before."""
    plan: str = ""
    """The plan's file."""

    def value(self, flag: str, word: Word, inside: Placed) -> None:
        """A flag that takes a value."""
        if flag == "-var":
            found = assigned(word)
            self.given += [found] if isinstance(found, GivenValue) else ()
            self.why = self.why or (found if isinstance(found, Unknown) else None)
            if found is None and word.literal is None:
                self.why = self.why or word.unknown or Unknown("which input it gives is not known", word.at)
        elif flag == "-var-file":
            self.given.append(file(word, inside))
        elif flag in _CHOOSES:
            self.chosen = flag
        elif flag == "-out":
            self.out, self.plan = True, _file_name(word, inside)

    def switch(self, flag: str, on: bool) -> None:
        """A flag that takes none, or ``true`` or ``false``."""
        if flag == "-destroy":
            self.idle = self.destroys = on
        elif flag == "-refresh-only":
            self.idle = self.idle or on

    def bare(self, word: Word, inside: Placed) -> None:
        """A word that is no flag: a plan, where it is known to be a word at all."""
        if may_be_none(word):
            return
        why = None if is_unset(word) and not word.splits else more([word])
        if why is None and word.literal != "":
            self.saved, self.plan = True, _file_name(word, inside)
        self.why = self.why or why


def of_terraform(
    words: Sequence[Word], at: Location, placed: Placed, environment: Sequence[tuple[str, Word]]
) -> Rollout | None:
    """What a command of Terraform deploys; None for one that neither plans, applies nor destroys. ``environment``: the variables
    that it gets of the script."""
    folder, rest, why = _folder_and_verb(words[1:])
    verb = rest[0].literal if rest else None
    if verb not in ("apply", "plan", "destroy"):
        return None
    roots = placed(".") if folder is None else tuple(places(folder, placed))
    given: list[Given] = [
        GivenValue(name.removeprefix(VARIABLE), node(word), weak=True)
        for name, word in environment
        if name.startswith(VARIABLE) and name != VARIABLE
    ]
    destroys = verb == "destroy"
    said = _Said(
        destroys, destroys, given, why or more([word for name, word in environment if name == VARIABLE])
    )
    before = [
        each
        for called in (f"{ARGUMENTS}_{verb}", ARGUMENTS)
        for name, word in environment
        if name == called
        for each in words_in(word)
    ]
    _read([*before, *rest[1:]], said, placed if folder is None else _inside(roots))
    if destroys and not said.chosen:
        return None
    if verb == "plan" and not said.out:
        said.idle, said.destroys = True, False
    partly = ""
    if said.chosen and (said.destroys or (not said.idle and (said.out or verb == "apply"))):
        what = "takes a part of the root away" if said.destroys else "applies a part of the root alone"
        partly = f"{what} ({said.chosen})"
    saved = said.saved and verb == "apply"
    return Rollout(
        "terraform",
        roots,
        tuple(given),
        at,
        said.why,
        saved,
        said.idle,
        partly,
        said.plan,
        added=None if saved else added(words),
    )


def _folder_and_verb(words: Sequence[Word]) -> tuple[Word | None, Sequence[Word], Unknown | None]:
    """The root that ``-chdir`` names, the words from the verb on, and why there may be more flags before it."""
    folder: Word | None = None
    why: Unknown | None = None
    for number, word in enumerate(words):
        if not (word.label.startswith("-") or is_unset(word)):
            return folder, words[number:], why
        flag, inline = _flag(word)
        if flag == "-chdir" and inline is not None:
            folder = inline
        why = why or (more([word]) if not flag else None)
    return folder, (), why


def _read(words: Sequence[Word], said: _Said, inside: Placed) -> None:
    """Take in the words after the verb. ``inside``: the places of a path from the root."""
    following = iter(words)
    for word in following:
        flag, inline = _flag(word)
        if flag in _WITH_VALUE:
            value = next(following, None) if inline is None else inline
            if value is not None:
                said.value(flag, value, inside)
        elif flag:
            said.switch(flag, inline is None or inline.literal != "false")
        else:
            said.bare(word, inside)


def _flags(words: Sequence[Word]) -> Iterator[tuple[str, list[Word]]]:
    """Flags with the words after them; words before any flag under an empty name."""
    flag, taken = "", list[Word]()
    for word in words:
        name, inline = split(word)
        if name:
            yield flag, taken
            flag, taken = name, [inline] if inline is not None else []
        else:
            taken.append(word)
    yield flag, taken


def _whole_flag(flag: str) -> str:
    """A flag that is abbreviated, as az takes it (Python's argparse, "Argument abbreviations")."""
    if not flag.startswith("--") or len(flag) < 4:
        return flag
    meant = [one for one in ("--parameters", "--template-file") if one.startswith(flag)]
    return meant[0] if len(meant) == 1 else flag


def _parameter(word: Word, placed: Placed) -> list[Given] | Unknown:
    """One word after ``--parameters``: ``name=value``, a file, or JSON."""
    value = assigned(word)
    if isinstance(value, GivenValue):
        return [value]
    literal = word.literal
    if literal is not None and literal.lstrip().startswith("{"):
        return _json(literal, word.place)
    if literal == "" or is_all_arguments(word):
        return []
    if literal is None and (is_unset(word) or (word.splits and len(word.pieces) == 1)):
        return word.unknown or Unknown("its parameters are not known", word.at)
    first = word.pieces[0]
    if isinstance(first, Chunk) and first.text.startswith("@"):
        word = Word((replace(first, text=first.text[1:]), *word.pieces[1:]), word.at)
    return [file(word, placed)]


def _json(literal: str, at: Location) -> list[Given] | Unknown:
    try:
        data = json.loads(literal)
    except (ValueError, RecursionError):
        return Unknown("its parameters cannot be read as JSON", at)
    if isinstance(data.get("parameters"), dict):
        data = data["parameters"]
    return [
        GivenValue(
            name,
            of(each["value"], at)
            if isinstance(each, dict) and "value" in each
            else Unknown(f"{name} is not given as a value", at),
        )
        for name, each in data.items()
        if not name.startswith("$")
    ]


def _flag(word: Word) -> tuple[str, Word | None]:
    """A flag of Terraform's, which takes two dashes for one (pkg.go.dev/flag, "Command line flag syntax")."""
    name, inline = split(word)
    return name[1:] if name.startswith("--") else name, inline


def _file_name(word: Word, inside: Placed) -> str:
    """Where a plan's file lies, as far as that can be told: equal for equal texts. Empty for what is not known at all."""
    if word.literal is None and not any(isinstance(piece, Chunk) and piece.text for piece in word.pieces):
        return ""
    written = posixpath.normpath(word.label.replace("\\", "/"))
    return next(iter(inside(written)), written)


def _inside(roots: Sequence[str]) -> Placed:
    def placed(written: str) -> tuple[str, ...]:
        return tuple(posixpath.normpath(posixpath.join(root, written)) for root in roots)

    return placed
