"""Subjects and policies written as YAML, as their authors would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from natpin.errors import PolicyError
from natpin.languages.located_yaml.checked import read
from natpin.model.subject import Subject
from natpin.policy.definition import Policy
from natpin.policy.facts_document import parse
from natpin.policy.load import from_source

ROOT = Path(__file__).resolve().parents[2]

HEAD = """
id: {id}
title: A rule under test
severity: error
subject: {subject}
message: "{message}"
rationale: Because.
remediation: Mend it.
"""


@pytest.fixture
def policy() -> Callable[..., Policy]:
    """A policy from the part of its YAML that matters."""

    def make(
        body: str, subject: str = "natGateway", id: str = "under-test", message: str = "{{label}} fails"
    ) -> Policy:
        head = HEAD.format(id=id, subject=subject, message=message.replace("{{", "{").replace("}}", "}"))
        return from_source((head + dedent(body)).encode(), "rules/under-test.yaml")

    return make


@pytest.fixture
def subject() -> Callable[..., Subject]:
    """A subject from facts in YAML; line 1 of ``main.tf`` is the subject's."""

    def make(facts: str, kind: str = "natGateway", **about: Any) -> Subject:
        source = "facts:\n" + "\n".join("  " + line for line in dedent(facts).strip().splitlines())
        made = parse(read(source.encode(), "main.tf", PolicyError), kind).subject
        return Subject(
            made.kind, **{**{name: getattr(made, name) for name in made.__slots__ if name != "kind"}, **about}
        )

    return make
