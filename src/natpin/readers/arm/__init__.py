"""Azure Resource Manager templates in JSON, with their parameter files, nested and linked templates."""

from __future__ import annotations

from natpin.readers.arm.reader import read
from natpin.readers.arm.stacks import NAME as name
from natpin.readers.arm.stacks import claims, stacks

suffixes = (".json", ".jsonc")
workloads_only = False

__all__ = ["claims", "name", "read", "stacks", "suffixes", "workloads_only"]
