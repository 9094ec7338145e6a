"""What is mutated, and which tests are asked about it: the one place that names folders."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
SOURCES = "src/natpin"


class Package(NamedTuple):
    """A part of natpin where a mistake is a false pass."""

    sources: tuple[str, ...]
    """Files and folders below ``src/natpin``."""
    tests: tuple[str, ...]
    """Files and folders below ``tests``, the most direct first: they are asked in this order."""

    def files(self, root: Path = ROOT) -> list[str]:
        """Its modules, relative to the root. Raises FileNotFoundError for a name that is no longer there."""
        found: list[str] = []
        for name in self.sources:
            path = root / SOURCES / name
            if not path.exists():
                raise FileNotFoundError(f"{path} is mutated by {Path(__file__).name} and not there")
            modules = sorted(path.rglob("*.py")) if path.is_dir() else [path]
            found += [module.relative_to(root).as_posix() for module in modules]
        return found


_THROUGH = ("policy/test_rules.py", "topologies", "formats/test_template_cases.py", "examples")
"""Files to verdicts: a rule's cases, and the same infrastructure in every language."""

_PATHS = ("paths/test_every_format_answers.py", "paths/test_arm_has_the_paths.py")
"""Each path of a table against ARM's types and against what is read; each flag translated or looked at."""

_AZ_POWERSHELL = (
    "parameters",
    "plain_parameters",
    "answers",
    "reach",
    "cmdlets",
    "az_configs",
    "az_members",
    "az_objects",
    "az_writes",
)
"""What the cmdlets of Az mean; the language around them is PowerShell's own."""

PACKAGES = {
    "facts": Package(("facts",), ("facts", "comparison/test_contract.py", "drift/test_cases.py", *_THROUGH)),
    "egress": Package(("egress",), ("egress", "facts", *_THROUGH)),
    "graph": Package(("graph",), ("egress", "graph", "facts", *_THROUGH)),
    "cross-stack": Package(
        ("pipeline/cross_stack.py", "pipeline/sought.py", "pipeline/brought_in.py"), ("pipeline", "topologies")
    ),
    "conditions": Package(tuple(f"policy/{name}.py" for name in ("conditions", "quantifiers", "operators")), ("policy",)),
    "terraform": Package(("formats/terraform/providers",), ("formats/terraform_providers", "formats/terraform", *_PATHS, *_THROUGH)),
    "az": Package(("formats/az/cli",), ("formats/az", *_PATHS, *_THROUGH)),
    "powershell": Package(
        tuple(f"formats/az/powershell/{name}.py" for name in _AZ_POWERSHELL), ("formats/az/powershell", *_PATHS, *_THROUGH)
    ),
    "arm": Package(("formats/arm/translate.py", "formats/unclear.py", "formats/peerings.py"), ("formats/arm", "formats/bicep", "formats/test_peerings.py", "formats/terraform_providers/test_azapi.py", *_THROUGH)),
}  # fmt: skip
