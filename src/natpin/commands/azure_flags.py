"""The flags that say which Azure, and as whom; shared by every command that goes there.

    with connected(parsed) as connection:
        ...

Environment variables stand in for flags that are not given: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_SUBSCRIPTION_ID.
A client secret comes from AZURE_CLIENT_SECRET (or an info file) only: a command line is no place for one.
"""

from __future__ import annotations

import gc
import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.azure import clouds
from natpin.azure.connection import AUTH, Connection
from natpin.errors import ConfigError, NatpinError
from natpin.model.record import replace

if TYPE_CHECKING:
    from natpin.azure.scope import AzureScope

SIMULATOR = "simulator"
HOWS = (
    "auth",
    "tenant",
    "client_id",
    "azure_cloud",
    "azure_endpoint",
    "azure_authority",
    "ca_file",
    "azure_info",
)
"""Flags that say how Azure is reached, by their names in a namespace."""
_RARE = 1_000_000
"""From how many objects on garbage is collected seldom. What an estate is read into goes in no circle: of 2,000 clusters one
collection looked at a million objects for half a second, a sixteenth of all the time, and found 800."""
INFO_SCHEMA = "natpin/simulator-info/v1"


def add(parser: ArgumentParser, scope_help: str | None = None) -> None:
    """The flags. With ``scope_help``, ``--azure`` too, which then says what part of Azure is meant."""
    group = parser.add_argument_group("Azure")
    if scope_help is not None:
        group.add_argument(
            "--azure",
            metavar="SUBSCRIPTION[/RG[/CLUSTER]]",
            nargs="?",
            const="",
            help=f"{scope_help}; without a value AZURE_SUBSCRIPTION_ID; `simulator` is a simulated Azure",
        )
    group.add_argument("--auth", choices=AUTH, help="how to sign in; there is no default")
    group.add_argument("--tenant", metavar="ID", help="default: AZURE_TENANT_ID")
    group.add_argument("--client-id", metavar="ID", help="default: AZURE_CLIENT_ID")
    group.add_argument(
        "--azure-cloud",
        choices=tuple(clouds.CLOUDS),
        help=f"as `az cloud list` names it; default: {clouds.PUBLIC}",
    )
    group.add_argument(
        "--azure-endpoint",
        metavar="URL",
        help="the Resource Manager endpoint of a cloud that Azure CLI does not know; natpin asks it for the token endpoint",
    )
    group.add_argument(
        "--azure-authority", metavar="URL", help="the token endpoint; otherwise natpin asks the cloud for it"
    )
    group.add_argument("--ca-file", metavar="FILE", help="certificate authority to trust there (PEM)")
    group.add_argument(
        "--azure-info",
        metavar="FILE",
        help="all of these, as `natpin simulate --info-out` writes them",
    )


def unused(arguments: Namespace) -> str | None:
    """A flag that says how Azure is reached, where nothing says that it is to be looked at."""
    if arguments.azure is not None:
        return None
    return next((f"--{how.replace('_', '-')}" for how in HOWS if getattr(arguments, how, None)), None)


@contextmanager
def connected(
    arguments: Namespace,
    environ: Mapping[str, str] | None = None,
    learned: Callable[[str], None] = lambda token: None,
) -> Iterator[Connection]:
    """How Azure is reached. For ``--azure simulator`` one is started, and stopped again at the end.

    ``learned`` hears each identity token of GitHub's before it is used, to have it masked. What the SDK raises inside of
    the block (a sign-in that fails comes before any request of ours) becomes an error of ours here, for every command
    alike. Raises ConfigError, CloudError.
    """
    if (
        gc.get_threshold()[0] >= _RARE
    ):  # in a process of natpin's own (cli.program): a library's caller decides that
        gc.set_threshold(10 * _RARE)
    found = os.environ if environ is None else environ
    with _reached(arguments, found, learned) as connection:
        try:
            yield connection
        except NatpinError:
            raise
        except Exception as error:
            from natpin.azure.refusals import told

            raise told(error, connection, "reaching Azure") from None


@contextmanager
def _reached(
    arguments: Namespace, environ: Mapping[str, str], learned: Callable[[str], None]
) -> Iterator[Connection]:
    if _simulated(arguments):
        from natpin.simulator import Simulator
        from natpin.simulator.example import example

        with Simulator() as simulator:
            example(simulator)
            yield _from_info(
                {**simulator.info(), "caFile": str(simulator.ca_path)}, "the simulator", polling=0
            )
        return
    yield connection(arguments, environ, learned)


def connection(
    arguments: Namespace,
    environ: Mapping[str, str],
    learned: Callable[[str], None] = lambda token: None,
) -> Connection:
    """The connection that the flags and the environment describe. Raises ConfigError."""
    if arguments.azure_info:
        return _from_info(_read_info(Path(arguments.azure_info)), arguments.azure_info)
    if arguments.auth is None:
        raise ConfigError(f"choose how to sign in: --auth {'|'.join(AUTH)}")
    if arguments.ca_file and not Path(arguments.ca_file).is_file():
        raise ConfigError(f"--ca-file {arguments.ca_file}: no such file")
    cloud = _cloud(arguments)
    assertion = None
    if arguments.auth == "oidc":
        from natpin.github import oidc

        if oidc.available(environ):
            assertion = oidc.assertion(cloud.exchange, environ=environ, learned=learned)
    return Connection(
        auth=arguments.auth,
        tenant=arguments.tenant or environ.get("AZURE_TENANT_ID") or None,
        client_id=arguments.client_id or environ.get("AZURE_CLIENT_ID") or None,
        client_secret=environ.get("AZURE_CLIENT_SECRET") or None,
        endpoint=cloud.endpoint,
        # azure-identity knows the public one by itself, and then heeds AZURE_AUTHORITY_HOST
        authority=None if cloud == clouds.CLOUDS[clouds.PUBLIC] else cloud.authority,
        audience=cloud.audience,
        exchange=cloud.exchange,
        ca_file=arguments.ca_file,
        assertion=assertion,
    )


def _cloud(arguments: Namespace) -> clouds.Cloud:
    """The cloud that is meant. One that the table does not have is asked, unless the flags say where its tokens come
    from. Raises ConfigError, CloudError."""
    endpoint = _https(arguments.azure_endpoint, "--azure-endpoint")
    authority = _https(arguments.azure_authority, "--azure-authority")
    if arguments.azure_cloud and endpoint:
        raise ConfigError("--azure-cloud also sets the endpoint: leave out --azure-endpoint")
    if endpoint is None:
        found = clouds.CLOUDS[arguments.azure_cloud or clouds.PUBLIC]
    else:
        named = clouds.at(endpoint)
        if named is None and authority is None:
            from natpin.azure.cloud_metadata import told_by

            return told_by(endpoint, arguments.ca_file)
        found = named or clouds.Cloud(endpoint, "", endpoint)
    return replace(found, authority=authority) if authority else found


def scope(arguments: Namespace, environ: Mapping[str, str] | None = None) -> AzureScope:
    """What ``--azure`` means. Raises ConfigError."""
    from natpin.azure.scope import AzureScope

    found = os.environ if environ is None else environ
    written: str = arguments.azure or ""
    if _simulated(arguments):
        from natpin.simulator.settings import SUBSCRIPTION

        written = SUBSCRIPTION + written[len(SIMULATOR) :]
    elif not written and arguments.azure_info:
        written = str(_read_info(Path(arguments.azure_info))["subscription"])
    written = written or found.get("AZURE_SUBSCRIPTION_ID", "")
    if not written:
        raise ConfigError("--azure: name a subscription, or set AZURE_SUBSCRIPTION_ID")
    return AzureScope.parse(written)


def _simulated(arguments: Namespace) -> bool:
    return str(getattr(arguments, "azure", None) or "").split("/")[0] == SIMULATOR


def _https(url: str | None, flag: str) -> str | None:
    """A token goes to this address: only over TLS."""
    if not url:
        return None
    if not url.lower().startswith("https://") or any(ch.isspace() for ch in url):
        raise ConfigError(f"{flag} {url}: write https://…")
    return url.rstrip("/")


def _read_info(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or "is no JSON"
        raise ConfigError(f"--azure-info {path}: {reason}") from None
    if not isinstance(found, dict) or found.get("schema") != INFO_SCHEMA:
        raise ConfigError(f"--azure-info {path}: its schema is not {INFO_SCHEMA}")
    return found


def _from_info(info: Mapping[str, object], named: str, polling: float = 5) -> Connection:
    endpoints = info.get("endpoints")
    endpoints = endpoints if isinstance(endpoints, dict) else {}
    given: dict[str, str] = {}
    for name, value in (
        ("tenant", info.get("tenant")),
        ("client_id", info.get("clientId")),
        ("client_secret", info.get("clientSecret")),
        ("endpoint", endpoints.get("resourceManager")),
        ("authority", endpoints.get("activeDirectory")),
    ):
        if not isinstance(value, str) or not value:
            raise ConfigError(f"{named}: it holds no {name.replace('_', ' ')}")
        given[name] = value
    ca_file = info.get("caFile")
    return Connection(
        auth="client-secret",
        ca_file=ca_file if isinstance(ca_file, str) else None,
        polling_seconds=polling,
        tenant=given["tenant"],
        client_id=given["client_id"],
        client_secret=given["client_secret"],
        endpoint=str(_https(given["endpoint"], f"{named}: resourceManager")),
        authority=_https(given["authority"], f"{named}: activeDirectory"),
    )
