"""Every format natpin reads, in the order in which stacks are reported. To add one, add a line."""

from __future__ import annotations

from natpin.readers import arm, az, bicep, kubernetes, markdown, snapshot, terraform, terraform_plan
from natpin.readers.az.powershell import scripts as powershell
from natpin.readers.interface import Reader

READERS: tuple[Reader, ...] = (
    terraform,
    terraform_plan,
    bicep,
    arm,
    az,
    powershell,
    markdown,
    snapshot,
    kubernetes,
)
