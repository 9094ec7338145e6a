"""Whether a template that is deployed into one resource group may write into others: by what it says, where it is here,
and by what it is given, where it is not.

Sources: Azure Resource Manager, "Deploy resources to other resource groups" (``resourceGroup`` of a nested deployment);
Bicep, "Module scopes" (``scope: resourceGroup('hub')``).
"""

from __future__ import annotations

from natpin.regex import late_regex

_SAYS = late_regex(r"(?i)\"(?:resourceGroup|subscriptionId|scope)\"\s*:|\bscope\s*:")
_IS_GIVEN = late_regex(
    r"(?i)/Microsoft\.(?:Network|ContainerService)/|(?:resource_?-?groups?|rg)(?:_?-?names?)?[\"']?\s*[:=]"
)
"""An id of something in a network, or a parameter that is named after a group: ``vnetResourceGroup=rg-net``."""


def leaves_its_group(template: str) -> bool:
    """Whether a template, by its text, deploys into another group than the one that it is deployed into."""
    return _SAYS.search(template) is not None


def may_leave_its_group(given: str) -> bool:
    """Whether what a template is given may name something of another group."""
    return _IS_GIVEN.search(given) is not None
