"""Every format natpin reads, in the order in which stacks are reported. To add one, add a line."""

from __future__ import annotations

from natpin.formats import (
    arm,
    aso,
    az,
    bicep,
    kubernetes,
    markdown,
    snapshot,
    terraform,
    terraform_plan,
    workflow,
)
from natpin.formats.az import powershell as powershell
from natpin.formats.interface import Reader

READERS: tuple[Reader, ...] = (
    terraform,
    terraform_plan,
    bicep,
    arm,
    az,
    powershell,
    markdown,
    workflow,
    snapshot,
    aso,
    kubernetes,
)
