"""Every format natpin reads, in the order in which stacks are reported. To add one, import it and add a line."""

from __future__ import annotations

from natpin.formats import (
    ansible,
    arm,
    aso,
    az,
    bicep,
    capz,
    crossplane,
    kubernetes,
    markdown,
    pulumi,
    pulumi_state,
    snapshot,
    terraform,
    terraform_plan,
    terraform_stacks,
    terragrunt,
)
from natpin.formats.az import powershell as powershell
from natpin.formats.interface import Reader
from natpin.formats.pipelines import azure as azure_pipelines
from natpin.formats.pipelines import github, gitlab, make
from natpin.workspace import words_of

READERS: tuple[Reader, ...] = (
    terraform,
    terraform_plan,
    terragrunt,
    terraform_stacks,
    bicep,
    arm,
    az,
    powershell,
    markdown,
    github,
    azure_pipelines,
    gitlab,
    make,
    ansible,
    snapshot,
    aso,
    capz,
    crossplane,
    pulumi,
    pulumi_state,
    kubernetes,
)


def readers_of(path: str) -> tuple[Reader, ...]:
    """Those that may read a file of this name."""
    return tuple(one for one in READERS if path.lower().endswith(one.suffixes))


def is_claimed(path: str, data: bytes) -> bool:
    """Whether any reader takes a file with these bytes."""
    return any(one.claims(path, words_of(data)) for one in readers_of(path))
