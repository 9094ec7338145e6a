"""An Azure to try natpin on: an embedded ARM with a token endpoint, stateful, over HTTPS.

    with Simulator() as azure:
        azure.seed({"id": f"/subscriptions/{azure.subscription}/resourceGroups/rg", "location": "westeurope"})
        ...  # any Azure client, with azure.base_url, azure.ca_path, azure.tenant, azure.client_id, azure.client_secret
        assert azure.requests[-1].status == 200

It knows the resource types natpin reads and writes, and behaves as Azure was recorded to behave. It is not a
general Azure emulator, and it authenticates nobody: never expose it to a network you do not trust.
"""

from natpin.simulator.call import RunCommand
from natpin.simulator.exchange import Request, Response
from natpin.simulator.faults import Cut, Dropped, Fault, FaultKind, Hung, Outcome, read_script
from natpin.simulator.principals import FederatedCredential, Principal
from natpin.simulator.record import Recorded
from natpin.simulator.serve import LIVE, serve
from natpin.simulator.settings import Settings, Throttle, VnetConflict
from natpin.simulator.simulator import Simulator

__all__ = [
    "LIVE",
    "Cut",
    "Dropped",
    "Fault",
    "FaultKind",
    "FederatedCredential",
    "Hung",
    "Outcome",
    "Principal",
    "Recorded",
    "Request",
    "Response",
    "RunCommand",
    "Settings",
    "Simulator",
    "Throttle",
    "VnetConflict",
    "read_script",
    "serve",
]
