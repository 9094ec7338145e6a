"""Terragrunt's units: inputs of the modules that they deploy, what stands around them, and hooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mutants import Edit
from . import terraform
from .interface import BY_SUBNET, SECONDS, Danger, Declaration, Literal, closing, line_of

NAME = "terragrunt"
COMMENT = "# "
ENDS_BY_CRLF = True

_VALUE = re.compile(r'^[ \t]*[\w"-]+[ \t]*=[ \t]*("[^"$%\\\n]*"|true\b|false\b|\d+\b)[ \t]*$', re.MULTILINE)
_IN = re.compile(r"^(?:inputs[ \t]*=[ \t]*(?:merge\(\s*)?\{|locals[ \t]*\{)", re.MULTILINE)


def mine(path: str, text: str) -> bool:
    return (
        path.endswith(".hcl")
        and re.search(r"^(?:inputs\b|include\b|locals\b)", text, re.MULTILINE) is not None
    )


def literals(text: str) -> Iterator[Literal]:
    for block in _IN.finditer(text):
        brace = block.end() - 1
        for found in _VALUE.finditer(text, brace, closing(text, brace)):
            kind = "string" if found[1][0] == '"' else "number" if found[1][0].isdigit() else "bool"
            yield Literal(
                found.start(1), found.end(1), found[1].strip('"'), kind, line_of(text, found.start(1))
            )


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    return 'get_env("NATPIN_FORGOTTEN")', ()


def written(value: str, kind: str) -> str:
    return terraform.written(value, kind)


_EXCLUDE = '\nexclude {\n  if      = get_env("NATPIN_MAYBE") == "yes"\n  actions = ["all"]\n}\n'


def declarations(text: str) -> Iterator[Declaration]:
    """The unit itself, which may be left out. Without it there is nothing to compare with."""
    if "exclude {" not in text and re.search(r"^\s*source\s*=", text, re.MULTILINE):
        yield Declaration("the unit, where it is not left out", ((len(text), len(text), _EXCLUDE),), None)


def detached(text: str) -> tuple[Edit, ...]:
    """None: a unit's gateways are attached in its module."""
    return ()


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for found in re.finditer(r"^\s*\w*idle_timeout\w*\s*=\s*(\d+)\s*$", text, re.MULTILINE):
        yield Danger("600 for 10", ((found.start(1), found.end(1), "600"),), SECONDS, True)


_OPAQUE = (
    '  after_hook "natpin_opaque" {\n    commands = ["apply"]\n    execute  = ["./attach.sh", "nodes"]\n  }\n',
    '  after_hook "natpin_opaque" {\n    commands = ["apply"]\n'
    '    execute  = ["az", "rest", "--method", "put", "--url", get_env("SUBNET_URL"), "--body", "@body.json"]\n  }\n',
)
_ARGUMENT = (
    '  extra_arguments "natpin_opaque" {\n    commands  = ["apply"]\n'
    '    arguments = [get_env("NATPIN_OPAQUE")]\n  }\n'
)
"""It may give any input another value."""
_GENERATED = (
    '\ngenerate "natpin_opaque" {\n  path      = "natpin_opaque.tf"\n  if_exists = "overwrite"\n'
    '  contents  = get_env("NATPIN_OPAQUE")\n}\n'
)


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    """Of the whole unit, once: its subnets stand in the module."""
    if subnets:
        return
    found = re.search(r"^terraform \{\n", text, re.MULTILINE)
    for new in _OPAQUE if found else ():
        at = found.end() if found else 0
        yield Danger(new.split("{")[0].strip(), ((at, at, new),), BY_SUBNET, True)
    if found and "idle_timeout" in text:
        yield Danger("extra_arguments", ((found.end(), found.end(), _ARGUMENT),), SECONDS, True)
    if found:
        yield Danger("generate natpin_opaque", ((len(text), len(text), _GENERATED),), BY_SUBNET, True)


def blocks(text: str) -> list[tuple[int, int]]:
    return terraform.blocks(text) if text.endswith("\n") else []


def gaps(text: str) -> list[int]:
    return [start for start, _ in terraform.blocks(text)]


def other_cluster() -> tuple[str, str]:
    return terraform.other_cluster()
