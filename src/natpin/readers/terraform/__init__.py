"""Terraform: HCL roots with their modules and variable files.

``hcl`` parses, ``folder`` collects what a folder declares, ``evaluation`` works values out on demand, ``stacks`` finds
roots and their environments, ``read`` turns the instances that bear on egress into ARM's vocabulary by ``providers``.
"""

from __future__ import annotations

from natpin.readers.terraform.read import read
from natpin.readers.terraform.stacks import NAME as name
from natpin.readers.terraform.stacks import claims, stacks

suffixes = (".tf", ".tf.json")
workloads_only = False

__all__ = ["claims", "name", "read", "stacks", "suffixes", "workloads_only"]
