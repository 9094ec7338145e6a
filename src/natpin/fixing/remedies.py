"""What mends a rule's finding: ``policies/fixes.yaml``, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from natpin.errors import PolicyError
from natpin.languages.located_yaml.checked import Written, read
from natpin.model.record import field, record
from natpin.policy.load import policies_folder

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

Scalar: TypeAlias = "bool | int | str"


@record
class Divide:
    """What is there, divided: seconds to minutes."""

    by: int


@record
class Clamp:
    """What is there, brought between two numbers."""

    least: int
    most: int


@record
class Param:
    """A parameter of the policy, as the team has it."""

    name: str


Wanted: TypeAlias = "Scalar | Divide | Clamp | Param"


@record
class Remedy:
    """What has to be otherwise for a rule to be content."""

    rule: str
    safe: bool
    """True: it changes only what the finding is about, and no live address moves by it."""
    set: Mapping[str, Wanted] = field(default_factory=dict)
    """By ARM path of the subject's resource, the value that is wanted."""
    remove: tuple[str, ...] = ()
    action: str = ""
    """One of ``ACTIONS``; empty for none."""


def remedies() -> dict[str, Remedy]:
    """Every remedy, by rule. Raises PolicyError for a file that is wrong."""
    path = policies_folder() / "fixes.yaml"
    written = read(path.read_bytes(), "policies/fixes.yaml", PolicyError)
    return {rule: _remedy(rule, each) for rule, each in written.mapping("the fixes").items()}


def _remedy(rule: str, written: Written) -> Remedy:
    parts = written.mapping(f"the fix of {rule}", ("safe", "set", "remove", "action"), ("safe",))
    wanted = parts["set"].mapping("set") if "set" in parts else {}
    return Remedy(
        rule,
        parts["safe"].flag("safe"),
        {path: _wanted(value) for path, value in wanted.items()},
        parts["remove"].texts("remove") if "remove" in parts else (),
        parts["action"].one_of("action", ACTIONS) if "action" in parts else "",
    )


def _wanted(written: Written) -> Wanted:
    match written.data:
        case bool() | int() | str() as plain:
            return plain
    parts = written.mapping("a value", ("divide", "clamp", "param"))
    match list(parts.items()):
        case [("divide", by)]:
            return Divide(by.whole("divide"))
        case [("param", name)]:
            return Param(name.text("param"))
        case [("clamp", both)] if len(both.list("clamp")) == 2:
            least, most = (one.whole("clamp") for one in both.list("clamp"))
            return Clamp(least, most)
    written.wrong("a value is plain, or one of divide, clamp and param")


def value_of(wanted: Wanted, there: object, parameters: Mapping[str, object]) -> Scalar | None:
    """The value to write; ``there`` is the plain data of what is written now. None where it cannot be told."""
    match wanted:
        case Divide(by) if isinstance(there, int) and not isinstance(there, bool) and there % by == 0:
            return there // by
        case Clamp(least, most) if isinstance(there, int) and not isinstance(there, bool):
            return min(max(there, least), most)
        case Param(name):
            found = parameters.get(name)
            return found if isinstance(found, bool | int | str) else None
        case bool() | int() | str():
            return wanted
        case _:
            return None
