"""Microsoft.Resources/deployments: a template's resources written one after the other, as their dependencies have it.

Templates are ARM JSON; their expressions are evaluated by natpin's own reading of them, with every name known. What that cannot
work out (``uniqueString()``, ``utcNow()``, linked templates) is refused with the reason and never guessed. Only the mode Incremental
is known.

Source: Azure REST API, "Deployments - Create Or Update", "- Validate", "- What If", "- Get"; the errors: Azure Resource Manager,
"Troubleshoot common Azure deployment errors".
"""

from natpin.simulator.deployments.requests import answer

__all__ = ["answer"]
