"""Which files may be Terragrunt's and bear on AKS egress, by a look at their bytes."""

from __future__ import annotations

from natpin.regex import late_regex

_UNITS = ("terragrunt.hcl", "terragrunt.stack.hcl")
_DEPLOYS = late_regex(
    rb"(?im)^[ \t]*(?:\w*source\w*)[ \t]*=[ \t]*\"[^\"\n]*(?:aks|kubernetes|managedcluster|nat-?gateway)"
)


def deploys(data: bytes) -> bool:
    """True for what names a module of AKS or its egress."""
    return _DEPLOYS.search(data) is not None


def is_unit(path: str) -> bool:
    """True for the file of a unit or a stack, by its name."""
    return path.rpartition("/")[2] in _UNITS


def claims(path: str, data: bytes) -> bool:
    """True for the file of a unit or a stack, and for one that units include and that names a module of AKS or its egress."""
    name = path.rpartition("/")[2]
    return is_unit(path) or (name.count(".") == 1 and not name.startswith(".") and deploys(data))
