"""Whether a text runs a tool is asked of the lines that name it: the answer is that of a search in the whole text."""

from __future__ import annotations

import random
import re

import pytest

from natpin.pipeline import giving_tools
from natpin.pipeline.giving_tools import Tool, runs

TOOLS = {name: one for name, one in vars(giving_tools).items() if isinstance(one, Tool)}
_PIECES = (
    *(
        "terraform",
        "Terragrunt",
        "tofu",
        "TF_VAR_",
        "TF_VAR_a",
        "-var",
        "--var",
        "-var-file",
        "x-var",
        ".tfvars",
        ">",
    ),
    *(
        "tee",
        "templatePath",
        "templatePath:",
        "/CreateUIDefinition.",
        "inputs",
        "inputs =",
        "component",
        "deployment",
    ),
    *(
        '"tfe_variable"',
        "tf.upbound.io/",
        "TG_",
        "TG_a",
        "az",
        "az deployment",
        "az stack",
        "group",
        "deploy",
        "stack",
    ),
    *(
        "New-AzDeployment",
        "overrideParameters",
        "ArmDeploymentProperties",
        "deployments.begin",
        "azure/arm-deploy@",
    ),
    *(" ", " ", " ", "\n", "\n", "\r\n", "\t", "=", '"', "'", ",", "a", "\u017f", "\u212a", "\u0130", "#"),
)


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_as_in_the_whole_text(name: str) -> None:
    tool, chosen, seen = TOOLS[name], random.Random(name), set()
    own = [piece for piece in _PIECES if any(word in piece.lower() for word in tool.words)]
    for _ in range(3_000):
        text = "".join(
            chosen.choice(own if chosen.random() < 0.3 else _PIECES) for _ in range(chosen.randrange(1, 12))
        )
        lowered = text.lower()
        whole = any(word in lowered for word in tool.words) and re.search(tool.runs, text) is not None
        assert runs(tool, text, lowered) is whole, repr(text)
        seen.add(whole)
    assert seen == {True, False}
