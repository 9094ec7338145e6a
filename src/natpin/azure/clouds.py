"""Azure's clouds: where each one's Resource Manager is, where its tokens come from, and whom they are for.

Sources: azure-mgmt-core, ``get_arm_endpoints``, and azure-identity, ``AzureAuthorityHosts`` (a test holds the table to both);
names as ``az cloud list`` gives them; the audiences of federated credentials: Microsoft Entra, "Configure an application to
trust a managed identity", audience by cloud. A cloud that is not here tells the same by itself (``cloud_metadata``).
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.record import record


@record
class Cloud:
    """One cloud, as a client needs to know it."""

    endpoint: str
    """Resource Manager's address, without a slash at its end."""
    authority: str
    """Where tokens come from."""
    audience: str
    """Whom a token for Resource Manager is for: its scope is this and ``/.default``."""
    exchange: str = "api://AzureADTokenExchange"
    """Whom a federated identity's own token is for."""

    @property
    def scope(self) -> str:
        """The scope of a token for Resource Manager."""
        return f"{self.audience}/.default"


PUBLIC = "AzureCloud"
CLOUDS: Mapping[str, Cloud] = {
    PUBLIC: Cloud(
        "https://management.azure.com",
        "https://login.microsoftonline.com",
        "https://management.azure.com",
    ),
    "AzureUSGovernment": Cloud(
        "https://management.usgovcloudapi.net",
        "https://login.microsoftonline.us",
        "https://management.core.usgovcloudapi.net",
        "api://AzureADTokenExchangeUSGov",
    ),
    "AzureChinaCloud": Cloud(
        "https://management.chinacloudapi.cn",
        "https://login.chinacloudapi.cn",
        "https://management.chinacloudapi.cn",
        "api://AzureADTokenExchangeChina",
    ),
}
"""By name. A cloud without a row is named by its endpoint."""


def at(endpoint: str) -> Cloud | None:
    """The cloud of the table whose Resource Manager an address is."""
    return next((cloud for cloud in CLOUDS.values() if cloud.endpoint == endpoint.rstrip("/").lower()), None)
