"""``az deployment … create``, ``az stack … create``, ``terraform apply``: what they deploy, and what they give to it.

Sources: learn.microsoft.com/azure/azure-resource-manager/templates/deploy-cli ("Parameters"),
developer.hashicorp.com/terraform/language/values/variables ("Variable Definition Precedence"),
developer.hashicorp.com/terraform/cli/commands/apply ("Usage").
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from natpin.languages.shell.words import Chunk, Command, Hole, Pieces, Word
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.rollout import Given, GivenFile, GivenValue, Rollout
from natpin.model.value import Node, Unknown, Value, of

TERRAFORM = frozenset({"terraform", "tofu", "terraform.exe", "tofu.exe"})
"""Programs that deploy a Terraform root."""
_SCOPES = frozenset({"group", "sub", "mg", "tenant"})
_NAME = re.compile(r"[A-Za-z_][\w-]{0,200}\Z")
_MOST_PLACES = 40
"""Places of one file whose name has few possible texts."""
_CHOOSES = ("-target", "-target-file", "-exclude", "-exclude-file")
"""What limits a command to a part of its root (developer.hashicorp.com/terraform/cli/commands/plan, "Resource
targeting"; opentofu.org/docs/cli/commands/plan, "-exclude", "-target-file")."""
_WITH_VALUE = ("-var", "-var-file", "-out", *_CHOOSES, "-replace", "-parallelism", "-lock-timeout")
VARIABLE = "TF_VAR_"
"""Begins the environment variables that give Terraform its inputs."""

_ONE_DASH = (*_WITH_VALUE, "-chdir", "-destroy", "-refresh-only")

Placed = Callable[[str], tuple[str, ...]]
"""The places of the workspace that a relative path may mean, as the working folder may be."""


def of_template(command: Command, spoken: Sequence[str], placed: Placed) -> Rollout | None:
    """What an az command deploys; None for one that deploys nothing."""
    if len(spoken) < 3 or spoken[0] not in ("deployment", "stack") or spoken[1] not in _SCOPES:
        return None
    if spoken[2] != "create":
        return None
    roots: tuple[str, ...] = ()
    given: list[Given] = []
    why: Unknown | None = None
    group: str | None = None
    subscription: str | None = None
    for flag, words in _flags(command.words[1 + len(spoken) :]):
        match _whole_flag(flag):
            case "--template-file" | "-f":
                roots = tuple(place for word in words[:1] for place in _places(word, placed))
                why = why or _more(words[1:])
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
                why = why or _more(words)
            case _:
                why = why or _more(words[1:])  # an array or $(…) after the value of another flag
    into = (subscription and subscription.lower(), group and group.lower())
    return Rollout("template", roots, tuple(given), command.at, why, into=into)


def of_terraform(
    words: Sequence[Word], at: Location, placed: Placed, environment: Iterable[tuple[str, Word]]
) -> Rollout | None:
    """What a command of Terraform deploys; None for one that neither plans, applies nor destroys. ``environment``: the variables
    that it gets of the script."""
    inside: Placed = placed
    folder: Word | None = None
    rest = list(words[1:])
    while rest and (rest[0].label.startswith("-") or _unset(rest[0])):
        flag, inline = _split(rest[0])
        if flag == "-chdir" and inline is not None:
            folder = inline
        rest.pop(0)
    verb = rest[0].literal if rest else None
    if verb not in ("apply", "plan", "destroy"):
        return None
    roots: tuple[str, ...] = placed(".") if folder is None else tuple(_places(folder, placed))
    if folder is not None:
        inside = _inside(roots)
    given: list[Given] = []
    why: Unknown | None = None
    saved = out = False
    idle = destroys = verb == "destroy"
    chosen = plan = ""
    for name, word in environment:
        if name.startswith(VARIABLE):
            given.append(GivenValue(name.removeprefix(VARIABLE), _node(word), weak=True))
    position = 1
    while position < len(rest):
        word = rest[position]
        position += 1
        flag, inline = _split(word)
        if flag in _WITH_VALUE:
            if inline is None:
                inline = rest[position] if position < len(rest) else None
                position += 1
            if inline is None:
                continue
            if flag == "-var":
                found = _assigned(inline)
                given += [found] if isinstance(found, GivenValue) else ()
                why = why or (found if isinstance(found, Unknown) else None)
                if found is None and inline.literal is None:
                    why = why or inline.unknown or Unknown("which input it gives is not known", inline.at)
            elif flag == "-var-file":
                given.append(_file(inline, inside))
            elif flag in _CHOOSES:
                chosen = flag
            elif flag == "-out":
                out, plan = True, _file_name(inline)
        elif flag == "-destroy":
            idle = destroys = _may_hold(inline)
        elif flag == "-refresh-only":
            idle = idle or _may_hold(inline)
        elif not flag:
            more = _more([word])
            if more is None and not _unset(word):
                saved, plan = True, _file_name(word)
            why = why or more
    if verb == "destroy" and not chosen:
        return None
    if verb == "plan" and not out:
        idle, destroys = True, False
    partly = ""
    if chosen and (destroys or (not idle and (out or verb == "apply"))):
        what = "takes a part of the root away" if destroys else "applies a part of the root alone"
        partly = f"{what} ({chosen})"
    saved = saved and verb == "apply"
    return Rollout("terraform", roots, tuple(given), at, why, saved, idle, partly, plan)


def _may_hold(inline: Word | None) -> bool:
    """Whether a switch is on: ``-destroy``, ``-destroy=true``."""
    return inline is None or inline.literal != "false"


def _file_name(word: Word) -> str:
    """The last part of a path that is known."""
    return posixpath.basename(word.literal.replace("\\", "/")) if word.literal else ""


def _flags(words: Sequence[Word]) -> Iterator[tuple[str, list[Word]]]:
    """Flags with the words after them; words before any flag under an empty name."""
    flag, taken = "", list[Word]()
    for word in words:
        name, inline = _split(word)
        if name:
            yield flag, taken
            flag, taken = name, [inline] if inline is not None else []
        else:
            taken.append(word)
    yield flag, taken


def _split(word: Word) -> tuple[str, Word | None]:
    """A flag and the value that stands with it: ``-var-file=x``; an empty flag for what is none."""
    first = word.pieces[0] if word.pieces else None
    if not isinstance(first, Chunk) or not re.match(r"--?[A-Za-z]", first.text):
        return "", None
    name, sign, rest = first.text.partition("=")
    if not sign:
        return (name, None) if len(word.pieces) == 1 else ("", None)
    pieces: Pieces = word.pieces[1:]
    if rest or not pieces:
        pieces = (replace(first, text=rest), *pieces)
    if name.startswith("--") and name[1:] in _ONE_DASH:
        name = name[1:]
    return name, Word(pieces, word.at)


def _unset(word: Word) -> bool:
    """True for a variable that nobody sets here, or for nothing: it is taken to be empty, as where it is not given."""
    return all(
        piece.unset if isinstance(piece, Hole) else isinstance(piece, Chunk) and not piece.text
        for piece in word.pieces
    )


def _whole_flag(flag: str) -> str:
    """A flag that is abbreviated, as az takes it (Python's argparse, "Argument abbreviations")."""
    if not flag.startswith("--") or len(flag) < 4:
        return flag
    meant = [one for one in ("--parameters", "--template-file") if one.startswith(flag)]
    return meant[0] if len(meant) == 1 else flag


def _more(words: Sequence[Word]) -> Unknown | None:
    """Why words that are no flags may be some: what they are is not known."""
    for word in words:
        if word.literal is None and not _unset(word) and (word.splits or len(word.pieces) == 1):
            return word.unknown or Unknown("its arguments are not known", word.at)
    return None


def _parameter(word: Word, placed: Placed) -> list[Given] | Unknown:
    """One word after ``--parameters``: ``name=value``, a file, or JSON."""
    assigned = _assigned(word)
    if isinstance(assigned, GivenValue):
        return [assigned]
    literal = word.literal
    if literal is not None and literal.lstrip().startswith("{"):
        return _json(literal, word.place)
    if literal is None and (_unset(word) or (word.splits and len(word.pieces) == 1)):
        return word.unknown or Unknown("its parameters are not known", word.at)
    if literal == "":
        return []
    first = word.pieces[0]
    if isinstance(first, Chunk) and first.text.startswith("@"):
        word = Word((replace(first, text=first.text[1:]), *word.pieces[1:]), word.at)
    return [_file(word, placed)]


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


def _assigned(word: Word) -> GivenValue | Unknown | None:
    """``name=value``; why it is not known which name, and None for what gives no value."""
    first = word.pieces[0] if word.pieces else None
    if not isinstance(first, Chunk):
        assigns = any(isinstance(p, Chunk) and "=" in p.text for p in word.pieces)
        return word.unknown if assigns else None
    name, sign, rest = first.text.partition("=")
    if not sign or not _NAME.match(name.strip()):
        return None
    pieces: Pieces = word.pieces[1:]
    if rest or not pieces:
        pieces = (replace(first, text=rest), *pieces)
    if rest.startswith("@"):
        return GivenValue(name.strip(), Unknown(f"{name.strip()} is read from a file", word.at))
    return GivenValue(name.strip(), _node(Word(pieces, word.at)))


def _node(word: Word) -> Node:
    """What a word gives: text, or a list or an object that is written as one."""
    node = word.node()
    if isinstance(node, Value) and isinstance(node.data, str):
        written = node.data.strip()
        if written[:1] in ("[", "{"):
            try:
                return of(json.loads(written), node.at)
            except (ValueError, RecursionError):
                return Unknown("a list or an object that a script gives is not followed", node.at)
    return node


def _file(word: Word, placed: Placed) -> GivenFile:
    return GivenFile(tuple(_places(word, placed)), word.at, word.unknown)


def _places(word: Word, placed: Placed) -> Iterator[str]:
    """Where a file or folder may lie; a star for each part of its name that is open."""
    texts = [""]
    for piece in word.pieces:
        options: Sequence[str] = ("*",)
        if isinstance(piece, Chunk):
            options = (piece.text.replace("\\", "/"),)
        elif isinstance(piece, Hole) and piece.choices:
            options = piece.choices
        texts = [text + option for text in texts for option in options][:_MOST_PLACES]
    for text in texts:
        text = re.sub(
            r"^\*/+(?=[^*])", "", text
        )  # `$ROOT/infra`: from a folder that is the workspace, mostly
        if text.strip("*/."):
            yield from placed(text)
        elif "*" not in text:
            yield from placed(text or ".")


def _inside(roots: Sequence[str]) -> Placed:
    def placed(written: str) -> tuple[str, ...]:
        return tuple(posixpath.normpath(posixpath.join(root, written)) for root in roots)

    return placed
