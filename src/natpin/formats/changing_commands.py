"""Commands that change clusters or networks, in the texts of templates and configurations: a look at their bytes.

What runs them (a deployment script, an extension of a machine, a provisioner) is judged by the format's reader.
"""

from __future__ import annotations

from natpin.regex import late_regex
from natpin.workspace import holds_any, lowered

_WORDS = (
    *(b"az network ", b"az aks ", b"az rest ", b"az resource ", b"-azaks", b"-aznatgateway", b"-azroute"),
    *(b"-azvirtualnetwork", b"-azvirtualhub", b"-azvhub", b"-azpublicip", b"-azrest"),
)
_CHANGES = late_regex(
    rb"\baz (?:network|aks|rest|resource) [^\n]{0,300}?(?:\b(?:create|update|delete|add|remove|associate)\b"
    rb"|-m(?:ethod)?[ =\\\"']{1,3}(?:put|patch|delete|post)\b)"
    rb"|\b(?:new|set|add|update|remove)-az(?:aks|natgateway|route|virtualnetwork|virtualhub|vhub|publicip)"
    rb"|\binvoke-azrest(?:method)?\b[^\n]{0,300}?-m[a-z]{0,5}[ \\\"']{1,3}(?:put|patch|delete)\b"
)
"""In lower case. What only shows, lists or logs in changes nothing."""


def changes_by_commands(data: bytes) -> bool:
    """True for bytes in which a command of the Azure CLI or of Azure PowerShell changes clusters or networks."""
    text = lowered(data)
    return holds_any(text, _WORDS) and _CHANGES.search(text) is not None
