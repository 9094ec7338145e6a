"""Credentials of azure-identity, one per way to authenticate.

In a container action only ``oidc`` works reliably: the runner neither mounts ``~/.azure`` nor has ``az``, and the
token file that WorkloadIdentityCredential reads is not refreshed. ClientAssertionCredential asks its callable for a
fresh assertion whenever it needs a token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from natpin.azure.connection import Connection
from natpin.errors import ConfigError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


def credential(connection: Connection) -> TokenCredential:
    """The credential of a connection. Raises ConfigError when something it needs was not given."""
    import azure.identity as identity

    options: dict[str, Any] = {}
    if connection.authority:
        # a simulator, or a cloud that instance discovery knows nothing of
        options |= {"authority": connection.authority, "disable_instance_discovery": True}
    if connection.ca_file:
        options["connection_verify"] = connection.ca_file
    match connection.auth:
        case "oidc":
            if connection.assertion is None:
                raise ConfigError(
                    "--auth oidc works inside GitHub Actions with `permissions: id-token: write`; "
                    "this job has no ACTIONS_ID_TOKEN_REQUEST_URL"
                )
            return identity.ClientAssertionCredential(
                connection.required("tenant"),
                connection.required("client_id"),
                connection.assertion,
                **options,
            )
        case "client-secret":
            return identity.ClientSecretCredential(
                connection.required("tenant"),
                connection.required("client_id"),
                connection.required("client_secret"),
                **options,
            )
        case "cli":
            return identity.AzureCliCredential(tenant_id=connection.tenant or "")
        case "managed-identity":
            return identity.ManagedIdentityCredential(client_id=connection.client_id)
        case "default":
            return identity.DefaultAzureCredential(exclude_interactive_browser_credential=True, **options)
        case other:
            raise ConfigError(f"there is no --auth {other}")
