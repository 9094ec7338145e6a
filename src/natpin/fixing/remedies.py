"""What mends a rule's finding: ``policies/fixes.yaml``, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from natpin.errors import PolicyError
from natpin.languages.located_yaml.checked import Written, read
from natpin.model.record import field, record
from natpin.policy.load import policies_folder
from natpin.regex import late_regex

ACTIONS = (
    "protect",
    "order",
    "full-flag",
    "near-flag",
    "removed-value",
    "continuation",
    "unsuppress",
    "attach",
    "address",
)

_NUMBER = late_regex(r"[0-9]{1,9}")

Scalar: TypeAlias = "bool | int | str"


@record
class Divide:
    """What is there, divided: seconds to minutes."""

    by: int


@record
class Least:
    """At least this, where less is there."""

    number: int


@record
class Most:
    """At most this, where more is there."""

    number: int


@record
class Param:
    """A parameter of the policy, as the team has it."""

    name: str


Wanted: TypeAlias = "Scalar | Divide | Least | Most | Param"


@record
class Remedy:
    """What has to be otherwise for a rule to be content."""

    rule: str
    safe: bool
    """True: it changes only what the finding is about, and no live address moves by it."""
    set: Mapping[str, Wanted] = field(default_factory=dict)
    """By ARM path of the subject's resource, the value that is wanted."""
    meant: Mapping[str, str] = field(default_factory=dict)
    """By ARM path, a value that nobody has by default: where it is there, somebody decided, and nothing is set."""
    remove: tuple[str, ...] = ()
    action: str = ""
    """One of ``ACTIONS``; empty for none."""
    stake: str = ""
    """What is at stake with an unsafe one, in words that follow ``unsafe: ``; empty for a safe one."""


Remedies: TypeAlias = "Mapping[str, tuple[Remedy, ...]]"


def remedies() -> dict[str, tuple[Remedy, ...]]:
    """Every remedy, by rule, in the order in which they are tried. Raises PolicyError for a file that is wrong."""
    path = policies_folder() / "fixes.yaml"
    written = read(path.read_bytes(), "policies/fixes.yaml", PolicyError)
    return {
        rule: tuple(_remedy(rule, one) for one in (each.data if isinstance(each.data, tuple) else (each,)))
        for rule, each in written.mapping("the fixes").items()
    }


def _remedy(rule: str, written: Written) -> Remedy:
    parts = written.mapping(
        f"the fix of {rule}", ("safe", "stake", "set", "meant", "remove", "action"), ("safe",)
    )
    if parts["safe"].flag("safe") is ("stake" in parts):
        raise PolicyError(
            f"the fix of {rule}: an unsafe fix has a stake, and a safe one has none", written.at
        )
    wanted = parts["set"].mapping("set") if "set" in parts else {}
    return Remedy(
        rule,
        parts["safe"].flag("safe"),
        {path: _wanted(value) for path, value in wanted.items()},
        {path: value.text(path) for path, value in parts["meant"].mapping("meant").items()}
        if "meant" in parts
        else {},
        parts["remove"].texts("remove") if "remove" in parts else (),
        parts["action"].one_of("action", ACTIONS) if "action" in parts else "",
        parts["stake"].text("stake") if "stake" in parts else "",
    )


def _wanted(written: Written) -> Wanted:
    match written.data:
        case bool() | int() | str() as plain:
            return plain
    parts = written.mapping("a value", ("divide", "least", "most", "param"))
    for name, number in parts.items() if len(parts) == 1 else ():
        match name:
            case "divide":
                return Divide(number.whole(name))
            case "least":
                return Least(number.whole(name))
            case "most":
                return Most(number.whole(name))
            case "param":
                return Param(number.text(name))
    raise PolicyError("a value is plain, or one of divide, least, most and param", written.at)


def value_of(wanted: Wanted, there: object, parameters: Mapping[str, object]) -> Scalar | None:
    """The value to write; ``there`` is the plain data of what is written now. None where it cannot be told."""
    if isinstance(wanted, bool | int | str):
        return wanted
    if isinstance(wanted, Param):
        found = parameters.get(wanted.name)
        return found if isinstance(found, bool | int | str) else None
    if isinstance(there, str) and _NUMBER.fullmatch(there):  # in quotes
        there = int(there)
    if not isinstance(there, int) or isinstance(there, bool):
        return None
    match wanted:
        case Divide(by):
            return there // by if there % by == 0 else None
        case Least(number):
            return number if there < number else None
        case Most(number):
            return number if there > number else None
