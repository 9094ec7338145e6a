"""Terraform Stacks: inputs of deployments and components, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mutants import Edit
from . import terraform
from .interface import BY_SUBNET, SECONDS, Danger, Declaration, Literal, closing, line_of

NAME = "terraform-stacks"
COMMENT = "# "
ENDS_BY_CRLF = True

_VALUE = re.compile(r'^[ \t]*[\w"-]+[ \t]*=[ \t]*("[^"$%\\\n]*"|true\b|false\b|\d+\b)[ \t]*$', re.MULTILINE)
_IN = re.compile(r"^(?:  inputs[ \t]*=[ \t]*\{|locals[ \t]*\{)", re.MULTILINE)


def mine(path: str, text: str) -> bool:
    return path.endswith((".tfcomponent.hcl", ".tfstack.hcl", ".tfdeploy.hcl"))


def literals(text: str) -> Iterator[Literal]:
    for block in _IN.finditer(text):
        brace = block.end() - 1
        for found in _VALUE.finditer(text, brace, closing(text, brace)):
            kind = "string" if found[1][0] == '"' else "number" if found[1][0].isdigit() else "bool"
            at = line_of(text, found.start(1))
            yield Literal(found.start(1), found.end(1), found[1].strip('"'), kind, at)


def forgotten(text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
    """What a store holds, only HCP Terraform knows."""
    return "store.varset.natpin.forgotten", ()


def written(value: str, kind: str) -> str:
    return terraform.written(value, kind)


def declarations(text: str) -> Iterator[Declaration]:
    """None: whatever makes a component conditional stands in its module."""
    return iter(())


def detached(text: str) -> tuple[Edit, ...]:
    """None: gateways are attached in modules."""
    return ()


def threats(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    for found in re.finditer(r"^\s*\w*idle_timeout\w*\s*=\s*(\d+)\s*$", text, re.MULTILINE):
        yield Danger("600 for 10", ((found.start(1), found.end(1), "600"),), SECONDS, True)


_OPAQUE = (
    '\nstack "natpin" {\n  source = "app.terraform.io/contoso/network"\n  inputs = {}\n}\n',
    '\nattachment "natpin" {\n  subnet = "nodes"\n}\n',
    '\ncomponent "natpin" {\n  source = "app.terraform.io/contoso/nat-gateway-attachment/azurerm"\n  inputs = {\n'
    "    subnet_id = component.shop.subnet_id\n  }\n  providers = {\n    azurerm = provider.azurerm.this\n  }\n}\n",
)


def opaque(text: str, subnets: Sequence[int]) -> Iterator[Danger]:
    """Of the whole stack: its subnets stand in modules."""
    if subnets or "component " not in text:
        return
    for new in _OPAQUE:
        yield Danger(new.split("{")[0].strip(), ((len(text), len(text), new),), BY_SUBNET, True)


def blocks(text: str) -> list[tuple[int, int]]:
    return terraform.blocks(text) if text.endswith("\n") else []


def gaps(text: str) -> list[int]:
    return [start for start, _ in terraform.blocks(text)]


def other_cluster() -> tuple[str, str]:
    return terraform.other_cluster()
