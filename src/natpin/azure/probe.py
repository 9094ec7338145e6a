"""A probe inside a cluster: opens connections from a pod on every pool, and hears which IP the other end saw.

Sent through the managed cluster's run-command API, which reaches private clusters as well (AKS, "Access a private
cluster using the command invoke feature"). It writes into the cluster: a namespace of its own, with one job a pool,
deleted at the end. The address that is asked belongs to the user, who names it.
"""

from __future__ import annotations

import base64
import io
import ipaddress
import json
import re
import secrets
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from natpin.azure.connection import Connection
from natpin.azure.credentials import credential
from natpin.azure.refusals import told
from natpin.azure.scope import AzureScope
from natpin.azure.transport import CommandTransport
from natpin.errors import ConfigError, Unreachable
from natpin.model.record import record

IMAGE = "docker.io/curlimages/curl:8.11.1"
"""Has a shell, curl and grep; another one with these will do (--image)."""
AKS_SERVER = "6dae42f8-4368-4678-94ff-3960e28e3630"
"""Application id of AKS's Entra server: run-command wants a token for it on clusters with Entra integration. Source:
Azure CLI, `az aks command invoke`."""
SECONDS = 600.0
"""The longest a run is waited for; jobs are given 240 of them."""

Seen = Mapping[str, Mapping[str, int]]
"""Pool name to IP to how many connections left from it."""

_POOL = re.compile(r"[a-z0-9]{1,12}")
_SCRIPT = (
    'i=0; while [ "$i" -lt "$CONNECTIONS" ]; do '
    'ip=$(curl -fsS --max-time 10 "$ECHO" '
    "| grep -oE '([0-9]{1,3}[.]){3}[0-9]{1,3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}' | head -n 1); "
    'echo "{\\"pool\\":\\"$POOL\\",\\"ip\\":\\"$ip\\"}"; i=$((i+1)); done'
)
"""Every curl is a connection of its own, and so may leave from another of the gateway's IPs."""


@record
class Wish:
    """What shall be asked."""

    echo: str
    """An address that answers with the caller's IP somewhere in the first lines of its body."""
    connections: int = 32
    """A pool. A NAT gateway picks one of its IPs at random for each."""
    image: str = IMAGE


@record
class Heard:
    """What came back."""

    seen: Seen
    exit_code: int | None
    problem: str | None
    """What the cluster said, where something went wrong."""


def checked(echo: str) -> str:
    """The address of an echo service. Raises ConfigError for what is none."""
    try:
        parts = urlsplit(echo)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if not good or len(echo) > 2000 or not echo.isascii() or not echo.isprintable() or " " in echo:
        raise ConfigError(
            f"--echo {echo[:200]}: write the https address of a service that answers with the caller's IP"
        )
    return echo


def can_probe(pool: str) -> bool:
    """Whether a pool's name is one that AKS gives: it becomes part of a command."""
    return _POOL.fullmatch(pool) is not None


def ask(connection: Connection, scope: AzureScope, pools: Sequence[str], wish: Wish, entra: bool) -> Heard:
    """Run the probe on some pools of the scope's cluster. Raises CloudError.

    ``entra``: the cluster has Entra integration, and wants the caller's token for it.
    """
    from azure.mgmt.containerservice import ContainerServiceClient
    from azure.mgmt.containerservice.models import RunCommandRequest

    if scope.resource_group is None or scope.cluster is None:
        raise ConfigError("a probe needs exactly one cluster")
    verify = connection.ca_file or True
    identity: Any = credential(connection)
    transport = CommandTransport(scope.id, connection_verify=verify)
    try:
        token = identity.get_token(f"{AKS_SERVER}/.default").token if entra else None
        request = RunCommandRequest(
            command=command(run := f"natpin-verify-{secrets.token_hex(4)}", pools),
            context=context(run, pools, wish),
            cluster_token=token,
        )
        with ContainerServiceClient(
            identity, scope.subscription, transport=transport, retry_total=2, **connection.client_options()
        ) as client:
            poller = client.managed_clusters.begin_run_command(scope.resource_group, scope.cluster, request)
            result = poller.result(SECONDS)
            if not poller.done():
                raise Unreachable(f"the probe in {scope.cluster} did not end within {SECONDS:g} s")
    except Exception as error:
        raise told(error, connection, f"running a probe in {scope.cluster}", scope.id) from None
    finally:
        identity.close()
    return heard(result.logs or "", result.exit_code)


def command(run: str, pools: Iterable[str]) -> str:
    """The command line: apply, wait, collect, clean up. Made of names of ours and of AKS's only."""
    logs = "; ".join(f"kubectl -n {run} logs job/{pool} --tail=-1" for pool in pools)
    return (
        f"kubectl apply -f probe.json >/dev/null; "
        f"kubectl -n {run} wait --for=condition=complete job --all --timeout=240s >/dev/null; "
        f"{logs}; kubectl delete namespace {run} --wait=false >/dev/null"
    )


def context(run: str, pools: Iterable[str], wish: Wish) -> str:
    """The files beside the command: a zip in base64, as the API takes it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("probe.json"), json.dumps(manifest(run, pools, wish)))
    return base64.b64encode(packed.getvalue()).decode()


def manifest(run: str, pools: Iterable[str], wish: Wish) -> dict[str, Any]:
    """The namespace and its jobs, admitted by the restricted pod security standard."""
    level = "pod-security.kubernetes.io/enforce"
    namespace = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": run, "labels": {level: "restricted"}},
    }
    return {"apiVersion": "v1", "kind": "List", "items": [namespace, *(_job(run, p, wish) for p in pools)]}


def _job(run: str, pool: str, wish: Wish) -> dict[str, Any]:
    variables = {"POOL": pool, "ECHO": wish.echo, "CONNECTIONS": str(wish.connections)}
    container = {
        "name": "probe",
        "image": wish.image,
        "command": ["sh", "-c", _SCRIPT],
        "env": [{"name": name, "value": value} for name, value in variables.items()],
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "64Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    pod = {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        # AKS, "Use labels in an AKS cluster": reserved system labels
        "nodeSelector": {"kubernetes.azure.com/agentpool": pool, "kubernetes.io/os": "linux"},
        "tolerations": [{"operator": "Exists"}],
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65534,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
    }
    spec = {"backoffLimit": 0, "activeDeadlineSeconds": 230, "template": {"spec": pod}}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": pool, "namespace": run},
        "spec": spec,
    }


def heard(logs: str, exit_code: int | None) -> Heard:
    """The lines a probe wrote, counted; whatever else the log holds is what went wrong."""
    seen: dict[str, dict[str, int]] = {}
    rest: list[str] = []
    for line in logs.splitlines():
        found = _line(line)
        if found is None:
            rest.append(line)
        elif found[1]:
            pool, ip = found
            seen.setdefault(pool, {})[ip] = seen.get(pool, {}).get(ip, 0) + 1
    said = " ".join(" ".join(rest).split())[:400]
    return Heard(seen, exit_code, said or (f"exit code {exit_code}" if exit_code else None))


def _line(line: str) -> tuple[str, str] | None:
    """Pool and IP; the IP is empty for a connection that got no answer. None for a line that is not the probe's."""
    if not line.startswith("{") or len(line) > 500:
        return None
    try:
        said = json.loads(line)
        pool, ip = str(said["pool"]), str(said["ip"])
        return (pool, str(ipaddress.ip_address(ip)) if ip else "")
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
