"""Long-running operations: what a write starts, and the answers that polling it gets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum

from natpin.model.record import mutable
from natpin.simulator.exchange import Json, Response

# Azure's own is a base64 certificate chain of 3 to 4 KB; what matters is that it is long, opaque and secret-like.
_SIGNATURE_FILLER = "MIIHhzCCBm-gAwIBAgITHgVx" + "vH65BmPrKxDIgAABXG8fjANBgkqhkiG9w0BAQsFADBE" * 40


class OperationKind(StrEnum):
    """Whose manners an operation has."""

    NETWORK = "Microsoft.Network"
    AKS = "Microsoft.ContainerService"
    GROUP = "Microsoft.Resources"
    DEPLOYMENT = "Microsoft.Resources/deployments"


@mutable
class Operation:
    """A started operation. `ends_at` is simulated seconds; None means it never ends by itself.

    `failure` is the error it will end with; `previous` are the properties to fall back to then.
    `settle` runs once when it succeeds.
    """

    id: str
    kind: OperationKind
    name: str
    resource_id: str
    group: str
    subscription: str
    location: str
    api_version: str
    started: str
    ends_at: float | None
    settle: Callable[[], None]
    deletes: bool = False
    failure: Json | None = None
    previous: Json | None = None
    was_new: bool = False
    status: str = "InProgress"
    ended: str = ""
    output: Json | None = None
    """What its Location answers with in the end: the result of a question, which changes nothing."""

    @property
    def running(self) -> bool:
        return self.status == "InProgress"

    def signature(self) -> str:
        digest = hashlib.sha256(f"operation {self.id}".encode()).hexdigest()
        return f"t=639000000000000000&c={_SIGNATURE_FILLER}&s={digest}&h={digest[::-1]}"

    def url(self, base_url: str, *, result: bool = False) -> str:
        """The address to poll: its api-version is its own, and it is signed."""
        match self.kind:
            case OperationKind.GROUP:
                path, version = (
                    f"/subscriptions/{self.subscription}/operationresults/{self.id}",
                    self.api_version,
                )
            case OperationKind.DEPLOYMENT:
                word, version = "operationResults" if result else "operationStatuses", self.api_version
                path = f"{self.resource_id}/{word}/{self.id}"
            case OperationKind.AKS:
                word, version = "operationresults" if result else "operations", "2025-03-01"
                path = f"/subscriptions/{self.subscription}/providers/{self.kind}/locations/{self.location}/{word}/{self.id}"
            case OperationKind.NETWORK:
                word = "operationResults" if result else "operations"
                version = min(self.api_version, "2024-03-01")
                path = f"/subscriptions/{self.subscription}/providers/{self.kind}/locations/{self.location}/{word}/{self.id}"
        return f"{base_url}{path}?api-version={version}&{self.signature()}"

    def headers(self, base_url: str, retry_after: int | None) -> dict[str, str]:
        """The headers of the answer that started it."""
        headers: dict[str, str] = {}
        if self.kind is OperationKind.GROUP:
            headers["Location"] = self.url(base_url)
        else:
            headers["Azure-AsyncOperation"] = self.url(base_url)
            if self.kind is OperationKind.NETWORK:
                headers["Azure-AsyncNotification"] = "Enabled"
            if self.deletes or self.output is not None:
                headers["Location"] = self.url(base_url, result=True)
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        return headers

    def poll(self, base_url: str, retry_after: int | None) -> Response:
        """The answer of the Azure-AsyncOperation address: always 200, the truth is in `status`."""
        headers = {"Retry-After": str(retry_after)} if self.running and retry_after is not None else {}
        body: Json = {"status": self.status}
        if self.kind is OperationKind.DEPLOYMENT and self.running:
            body = {"status": "Running"}
        if self.kind is OperationKind.AKS:
            body = {"name": self.id, "status": self.status, "startTime": self.started}
            if not self.running:
                body["endTime"] = self.ended
        if self.status == "Failed" and self.failure is not None:
            body["error"] = self.failure
        return Response(200, body, headers)

    def result(self, base_url: str, retry_after: int | None) -> Response:
        """The answer of the Location address: 202 until it ends."""
        if self.kind is OperationKind.GROUP:
            if self.running:
                return Response(202, None, self.headers(base_url, retry_after))
            return Response(200, None)
        if self.running:
            return Response(202, None, self.headers(base_url, retry_after))
        if self.status == "Failed":
            return Response(409, {"error": self.failure})
        if self.output is not None:
            return Response(200, self.output)
        links = {"Location": self.url(base_url, result=True)}
        if self.kind is OperationKind.NETWORK:
            links["Azure-AsyncOperation"] = self.url(base_url)
            links["Azure-AsyncNotification"] = "Enabled"
        return Response(204, None, links)
