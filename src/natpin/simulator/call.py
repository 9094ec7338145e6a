"""One request under way: who asks, of what world, and what a fault wants of it."""

from __future__ import annotations

import json
from collections.abc import Callable

from natpin.model.record import field, mutable, record
from natpin.simulator import errors, rbac
from natpin.simulator.exchange import Json, Request, Response
from natpin.simulator.principals import Principal
from natpin.simulator.world import OperationFate, SimulatedAzure


@record
class RunCommand:
    """A command sent to a cluster. `pools` gives for each pool the public IPs its connections would leave from."""

    cluster: str
    command: str
    context: str
    pools: dict[str, list[str]]


CommandScript = Callable[[RunCommand], tuple[int, str]]


def _no_script(_sent: RunCommand) -> tuple[int, str]:
    return 0, ""


@mutable
class Call:
    """`action` and `resource_id` are filled in as the request is understood; the record of requests shows them."""

    world: SimulatedAzure
    request: Request
    principal: Principal
    fate: OperationFate | None = None
    action: str = ""
    resource_id: str = ""
    operation_started: bool = False
    command_script: CommandScript = field(default=_no_script)
    graph: Callable[[Call], Response] | None = None

    def permit(self, action: str, scope: str) -> None:
        """Note what is asked, and refuse what the caller may not do."""
        self.action, self.resource_id = action, scope
        rbac.require(self.world, self.principal, action, scope)

    def document(self) -> Json:
        """The request's body as a JSON object; raises Refused for anything else."""
        try:
            parsed = json.loads(self.request.body or b"null")
        except (ValueError, RecursionError) as problem:
            raise errors.invalid_content(str(problem)) from None
        if not isinstance(parsed, dict):
            raise errors.invalid_content("Expected a JSON object.")
        return parsed

    def log(self, status: str, sub_status: str) -> None:
        self.world.record_activity(
            self.principal,
            self.action,
            self.resource_id,
            status,
            sub_status,
            self.request.method,
            self.request.base_url + self.request.path,
        )
