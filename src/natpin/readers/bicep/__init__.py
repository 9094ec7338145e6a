"""Bicep, with local modules, ``.bicepparam`` and JSON parameter files."""

from __future__ import annotations

from natpin.readers.bicep.reader import read
from natpin.readers.bicep.stacks import NAME as name
from natpin.readers.bicep.stacks import claims, stacks

suffixes = (".bicep", ".bicepparam")
workloads_only = False

__all__ = ["claims", "name", "read", "stacks", "suffixes", "workloads_only"]
