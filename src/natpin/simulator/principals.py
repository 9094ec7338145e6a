"""Who may ask: service principals, their secrets and federated credentials, and Azure's built-in roles."""

from __future__ import annotations

from natpin.model.record import field, record
from natpin.simulator.exchange import Json


@record
class FederatedCredential:
    """A trust in tokens of an issuer for one subject (Entra: federated identity credential)."""

    subject: str
    issuer: str = "https://token.actions.githubusercontent.com"
    audience: str = "api://AzureADTokenExchange"


@record
class Principal:
    """An application's service principal."""

    name: str
    client_id: str
    object_id: str
    secret: str | None = field(default=None, repr=False)
    federated: tuple[FederatedCredential, ...] = ()


def role(actions: list[str], not_actions: list[str] | None = None) -> Json:
    return {"actions": actions, "notActions": not_actions or [], "dataActions": [], "notDataActions": []}


# learn.microsoft.com/azure/role-based-access-control/built-in-roles: names, ids, control-plane actions.
BUILT_IN_ROLES: tuple[tuple[str, str, Json], ...] = (
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", role(["*"])),
    (
        "Contributor",
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        role(
            ["*"],
            [
                "Microsoft.Authorization/*/Delete",
                "Microsoft.Authorization/*/Write",
                "Microsoft.Authorization/elevateAccess/Action",
            ],
        ),
    ),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", role(["*/read"])),
    (
        "User Access Administrator",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        role(["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"]),
    ),
    (
        "Network Contributor",
        "4d97b98b-1d4f-4787-a291-c67834d212e7",
        role(
            [
                "Microsoft.Authorization/*/read",
                "Microsoft.Insights/alertRules/*",
                "Microsoft.Network/*",
                "Microsoft.ResourceHealth/availabilityStatuses/read",
                "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Support/*",
            ]
        ),
    ),
    (
        "Azure Kubernetes Service Contributor Role",
        "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
        role(
            [
                "Microsoft.Authorization/*/read",
                "Microsoft.ContainerService/*",
                "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Support/*",
            ]
        ),
    ),
    (
        "Managed Identity Operator",
        "f1a07417-d97a-45cb-824c-7a7467783830",
        role(
            [
                "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
                "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
                "Microsoft.Authorization/*/read",
                "Microsoft.Resources/subscriptions/resourceGroups/read",
            ]
        ),
    ),
)
