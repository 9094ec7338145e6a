"""POST actions on a managed cluster: run a command, stop, start, abort, credentials."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from natpin.simulator import errors, resources
from natpin.simulator.call import Call, CommandScript, RunCommand
from natpin.simulator.exchange import Json, Response
from natpin.simulator.ids import ArmPath
from natpin.simulator.operations import OperationKind
from natpin.simulator.store import Stored
from natpin.simulator.types import agent_pools, managed_clusters, seen_addresses

CONNECTIONS_PER_POOL = 32


def probe(sent: RunCommand) -> tuple[int, str]:
    """The default answer: 32 lines a pool, each a JSON object with `pool` and the `ip` an echo service saw.

    Source addresses rotate over all the pool has, since a NAT gateway picks one at random for each connection.
    """
    lines = [
        json.dumps({"pool": pool, "ip": ips[turn % len(ips)]})
        for pool, ips in sent.pools.items()
        if ips
        for turn in range(CONNECTIONS_PER_POOL)
    ]
    return 0, "".join(f"{line}\n" for line in lines)


def answer(call: Call, path: ArmPath, script: CommandScript) -> Response:
    """POST /managedClusters/{name}/{action}."""
    rules = managed_clusters.RULES
    target = resources.spelled(ArmPath(path.scope, path.namespace, path.types[:1], path.names[:1]), rules)
    action = path.types[1]
    call.permit(f"{rules.type}/{action}/action", target.id)
    cluster = call.world.resources.get(target.id)
    if cluster is None:
        raise resources.not_found(call, target, rules)
    match action.lower():
        case "runcommand":
            return _run(call, cluster, script)
        case "stop":
            return _power(call, cluster, "Stopped", "Stopping")
        case "start":
            return _power(call, cluster, "Running", "Starting")
        case "abort":
            return _abort(call, cluster)
        case "listclusterusercredential" | "listclusteradmincredential":
            name = "clusterAdmin" if "admin" in action.lower() else "clusterUser"
            return Response(200, {"kubeconfigs": [{"name": name, "value": base64.b64encode(b" ").decode()}]})
    raise errors.aks(404, "NotFound", f"The action {action} is not known.")


def command_result(call: Call, path: ArmPath) -> Response:
    """GET /managedClusters/{name}/commandResults/{id}: 202 while it runs."""
    rules = managed_clusters.RULES
    target = resources.spelled(ArmPath(path.scope, path.namespace, path.types[:1], path.names[:1]), rules)
    call.permit(f"{rules.type}/commandResults/read", target.id)
    held = call.world.commands.get(path.names[1])
    if held is None:
        raise errors.aks(404, "NotFound", f"Command {path.names[1]} was not found.")
    if call.world.clock.seconds < held["ends_at"]:
        return Response(202, None, _where(call, target.id, path.names[1]))
    return Response(200, {"id": path.names[1], "properties": held["properties"]})


def _run(call: Call, cluster: Stored, script: CommandScript) -> Response:
    world, document = call.world, call.document()
    command = document.get("command")
    if not isinstance(command, str) or not command:
        raise errors.aks(
            400, "InvalidParameter", "Required parameter command is missing (null).", target="command"
        )
    if cluster.facts.get("power") != "Running":
        raise errors.aks(409, "OperationNotAllowed", "Cluster is not in Running state.")
    pools = {
        pool.name: seen_addresses.egress_addresses(world, cluster, pool)
        for pool in world.resources.children(cluster.id, agent_pools.TYPE)
    }
    started = world.clock.stamp()
    exit_code, logs = script(RunCommand(cluster.id, command, str(document.get("context") or ""), pools))
    command_id = world.resources.fresh().replace("-", "")
    properties: Json = {
        "provisioningState": "Succeeded",
        "exitCode": exit_code,
        "startedAt": started,
        "finishedAt": world.clock.stamp(),
        "logs": logs,
    }
    world.commands[command_id] = {
        "ends_at": world.clock.seconds + world.settings.operation_seconds,
        "properties": properties,
    }
    call.operation_started = True
    call.log("Accepted", "Accepted")
    return Response(202, None, _where(call, cluster.id, command_id))


def _where(call: Call, cluster_id: str, command_id: str) -> dict[str, str]:
    request = call.request
    place = f"{agent_pools.lowered_group(cluster_id)}/commandResults/{command_id}?api-version={request.api_version}"
    headers = {"Location": request.base_url + place}
    if call.world.settings.retry_after is not None:
        headers["Retry-After"] = str(call.world.settings.retry_after)
    return headers


def _power(call: Call, cluster: Stored, code: str, state: str) -> Response:
    world = call.world
    world.refuse_if_busy(cluster.id, cluster.type, call.request.base_url)
    cluster.state = state

    def done() -> None:
        cluster.state = "Succeeded"
        cluster.facts["power"] = code

    return _started(call, cluster, state, done)


def _abort(call: Call, cluster: Stored) -> Response:
    call.world.cancel(call.world.write_group(cluster.id, cluster.type))

    def done() -> None:
        for each in (cluster, *call.world.resources.children(cluster.id, agent_pools.TYPE)):
            each.state = "Canceled"

    answer = _started(call, cluster, "AbortManagedCluster", done)
    shown = managed_clusters.show(call.world, cluster, call.request.api_version)
    return Response(answer.status, shown, answer.headers)


def _started(call: Call, cluster: Stored, name: str, done: Callable[[], None]) -> Response:
    world, request = call.world, call.request
    operation = world.start(cluster, name, request.api_version, OperationKind.AKS, done, fate=call.fate)
    call.operation_started = True
    world.touch(cluster)
    call.log("Accepted", "Accepted")
    headers = operation.headers(request.base_url, world.settings.retry_after)
    headers["Location"] = operation.url(request.base_url, result=True)
    return Response(202, None, headers)
