"""Every format natpin reads, in the order in which stacks are reported. To add one, add a line with what its module says."""

from __future__ import annotations

from natpin.formats.interface import Reader
from natpin.formats.late import Late
from natpin.model.endings import POWERSHELL, SCRIPTS, SHELL
from natpin.workspace import words_of

_YAML = (".yaml", ".yml")
_OBJECTS = (*_YAML, ".json", ".")

READERS: tuple[Reader, ...] = (
    Late("terraform", "terraform", (".tf", ".tf.json", ".tofu", ".tofu.json")),
    Late("terraform_plan", "terraform-plan", (".json",)),
    Late("terragrunt", "terragrunt", (".hcl",)),
    Late("terraform_stacks", "terraform-stacks", (".tfcomponent.hcl", ".tfstack.hcl", ".tfdeploy.hcl")),
    Late("bicep", "bicep", (".bicep", ".bicepparam")),
    Late("arm", "arm", (".json", ".jsonc")),
    Late("az", "az", SHELL),
    Late("az.powershell", "az-powershell", POWERSHELL),
    Late("markdown", "markdown", (".md", ".markdown", ".mdx")),
    Late("pipelines.github", "github-workflow", (".yml", ".yaml")),
    Late("pipelines.azure", "azure-pipelines", (".yml", ".yaml")),
    Late("pipelines.gitlab", "gitlab-ci", (".gitlab-ci.yml", ".gitlab-ci.yaml", ".yml", ".yaml")),
    Late("pipelines.make", "make", (".", ".mk")),
    Late("ansible", "ansible", (".yml", ".yaml")),
    Late("snapshot", "snapshot", (".json",)),
    Late("aso", "azure-service-operator", _OBJECTS),
    Late("capz", "cluster-api", _OBJECTS),
    Late("crossplane", "crossplane", _OBJECTS),
    Late("pulumi", "pulumi", (".yaml", ".yml")),
    Late("pulumi_state", "pulumi-state", (".json",)),
    Late("kubernetes", "kubernetes", (*_OBJECTS, *SCRIPTS), workloads_only=True),
)
"""Said here as well, so that a module is imported when there is a file for it; ``tests/formats`` compares."""


def readers_of(path: str) -> tuple[Reader, ...]:
    """Those that may read a file of this name."""
    return tuple(one for one in READERS if path.lower().endswith(one.suffixes))


def is_claimed(path: str, data: bytes) -> bool:
    """Whether any reader takes a file with these bytes."""
    return any(one.claims(path, words_of(data)) for one in readers_of(path))
