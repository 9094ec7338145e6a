"""How Azure is reached, and as whom. Chosen by the user, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from natpin.azure.clouds import CLOUDS, PUBLIC
from natpin.errors import ConfigError
from natpin.model.record import field, record

AUTH = ("oidc", "cli", "managed-identity", "client-secret", "default")
"""``--auth``. ``default`` is azure-identity's own chain; on a self-hosted runner it may find another identity than the
one that was meant, which is why it has to be asked for by name."""

PUBLIC_CLOUD = CLOUDS[PUBLIC].endpoint


@record
class Connection:
    """Endpoint, identity and trust. Holds a secret: never print one."""

    auth: str
    tenant: str | None = None
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    endpoint: str = PUBLIC_CLOUD
    """Azure Resource Manager; another cloud's, or a simulator's."""
    authority: str | None = None
    """Where tokens come from; azure-identity's default when None."""
    ca_file: str | None = None
    """Certificates to trust besides the system's; for the simulator."""
    assertion: Callable[[], str] | None = field(default=None, repr=False)
    """For ``oidc``: asks the CI platform for a fresh token. Called once per token that is needed."""
    polling_seconds: float = 5
    """Between two looks at a long-running operation, where Azure asks for nothing else."""
    audience: str | None = None
    """Whom tokens for Resource Manager are for; its own address when None."""
    exchange: str = CLOUDS[PUBLIC].exchange
    """For ``oidc``: whom the job's own token is for."""

    @property
    def scope(self) -> str:
        """The scope of a token for Resource Manager."""
        return f"{self.audience or self.endpoint.rstrip('/')}/.default"

    def client_options(self) -> dict[str, Any]:
        """Keyword arguments that every management client takes."""
        options: dict[str, Any] = {
            "base_url": self.endpoint,
            "credential_scopes": [self.scope],
            "polling_interval": self.polling_seconds,
        }
        if self.ca_file:
            options["connection_verify"] = self.ca_file
        return options

    def required(self, name: str) -> str:
        """A field that the chosen way to authenticate cannot do without. Raises ConfigError."""
        value = getattr(self, name)
        if not value:
            if name == "client_secret":
                raise ConfigError(f"--auth {self.auth} needs AZURE_CLIENT_SECRET in the environment")
            flag = "--" + name.replace("_", "-")
            raise ConfigError(
                f"--auth {self.auth} needs {flag} (or AZURE_{name.upper().removesuffix('_ID')}_ID)"
            )
        return str(value)
