"""The simulator itself: a world that is served, its token endpoint, its faults, and the record of what was asked of it."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from natpin.model.record import replace
from natpin.simulator import arm, certificates, errors, faults, metadata
from natpin.simulator.backstage import Backstage
from natpin.simulator.call import Call, CommandScript
from natpin.simulator.cluster_actions import probe
from natpin.simulator.exchange import Json, Request, Response
from natpin.simulator.faults import Fault, FaultKind, Outcome
from natpin.simulator.https import HttpsServer
from natpin.simulator.ids import subscription_of
from natpin.simulator.record import Recorded, recorded
from natpin.simulator.settings import Settings
from natpin.simulator.throttling import Buckets
from natpin.simulator.tokens import Tokens


class Simulator(Backstage):
    """An embedded Azure. As a context manager it serves HTTPS on a free port of localhost.

    `exchange` answers a request without any socket; the HTTPS server is a thin layer over it.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        script: Iterable[Fault] = (),
    ) -> None:
        super().__init__(settings or Settings())
        self.requests: list[Recorded] = []
        self.failures: list[str] = []
        self.on_run_command: CommandScript = probe
        self._host, self._port = host, port
        self._script = faults.script(script)
        self._server: HttpsServer | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._count = 0

    def _make_world(self) -> None:
        super()._make_world()
        self._tokens = Tokens(self.settings, self.clock)
        self._buckets = Buckets()

    # --- where ---

    @property
    def base_url(self) -> str:
        """The one address of ARM and of the token endpoint; only while serving."""
        if self._server is None:
            raise RuntimeError("the simulator is not serving")
        return self._server.base_url

    @property
    def ca_path(self) -> Path:
        """The PEM file of the CA to trust; only while serving."""
        if self._folder is None:
            raise RuntimeError("the simulator is not serving")
        return Path(self._folder.name) / "ca.pem"

    @property
    def ca_pem(self) -> bytes:
        return self.ca_path.read_bytes()

    def info(self) -> Json:
        """What a client needs to know, as the info file holds it."""
        return {
            "schema": "natpin/simulator-info/v1",
            "endpoints": {
                "resourceManager": self.base_url,
                "activeDirectory": self.base_url,
                "activeDirectoryResourceId": f"{self.base_url}/",
                "audience": f"{self.base_url}/.default",
            },
            "tenant": self.tenant,
            "subscription": self.subscription,
            "clientId": self.client_id,
            "clientSecret": self.client_secret,
        }

    # --- serving ---

    def start(self) -> Self:
        if self._server is not None:
            return self
        made = certificates.make(self._host)
        self._folder = TemporaryDirectory(prefix="natpin-simulator-")
        self.ca_path.write_bytes(made.ca_pem)
        try:
            self._server = HttpsServer(self._host, self._port, made.context, self.exchange)
        except OSError:
            self.stop()
            raise
        self._server.start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # --- answering ---

    def exchange(self, request: Request) -> Outcome:
        """Answer one request, faults included."""
        with self._lock:
            index, self._count = self._count, self._count + 1
            self.clock.advance(self.clock.tick)
            self.world.settle_due()
            fault = self._script.next(index, request.method, request.path)
        if fault is not None and fault.hook is not None:
            fault.hook()
        with self._lock:
            return self._answer(request, index, fault)

    def _answer(self, request: Request, index: int, fault: Fault | None) -> Outcome:
        call: Call | None = None
        response: Response | None
        outcome = faults.instead_of_acting(fault) if fault else None
        acted = outcome is None
        if outcome is None:
            try:
                if request.path.lower().rstrip("/") == metadata.PATH and request.method == "GET":
                    response = metadata.answer(request, self.settings)
                elif self._tokens.is_login(request.path):
                    response = self._tokens.answer(request, self.world.principals)
                else:
                    principal = self._tokens.caller(request)
                    call = Call(
                        self.world,
                        request,
                        principal,
                        faults.fate_of(fault),
                        command_script=self.on_run_command,
                        graph=self.graph.answer,
                    )
                    response = self._limited(call)
            except errors.Refused as refused:
                response = refused.response
            except (
                Exception
            ) as problem:  # a mistake of the simulator's own: seen by the client and by the test
                self.failures.append("".join(traceback.format_exception(problem)))
                response = errors.arm(
                    500, "SimulatorFailure", f"{type(problem).__name__}: {problem}"
                ).response
            if response.status >= 400 and call is not None and request.method != "GET" and call.action:
                call.log("Failed", str(response.status))
            response = self._with_common_headers(response, index)
            outcome = faults.after_acting(fault, response) if fault else response
        else:
            response = outcome if isinstance(outcome, Response) else None
            if isinstance(outcome, Response):
                outcome = self._with_common_headers(outcome, index)
        hit = fault.kind if fault is not None else None
        operation_fault = hit in (FaultKind.OPERATION_FAILS, FaultKind.OPERATION_NEVER_ENDS)
        if operation_fault and not (call and call.operation_started):
            hit = None
        status = outcome.status if isinstance(outcome, Response) else None
        login = call is None and self._tokens.is_login(request.path)
        keep = response if self.settings.keep_bodies and not login else None
        self.requests.append(
            recorded(
                index, request, status, call, hit, acted=acted, kept=keep, keep_body=self.settings.keep_bodies
            )
        )
        return outcome

    def _limited(self, call: Call) -> Response:
        throttle, request = self.settings.throttle, call.request
        if throttle is None:
            return arm.answer(call)
        subscription = subscription_of(request.path)
        left = self._buckets.take(
            throttle, request.method, subscription, call.principal.object_id, self.clock.seconds
        )
        response = arm.answer(call)
        kind = {"GET": "reads", "DELETE": "deletes"}.get(request.method, "writes")
        return replace(
            response, headers={**response.headers, f"x-ms-ratelimit-remaining-subscription-{kind}": str(left)}
        )

    def _with_common_headers(self, response: Response, index: int) -> Response:
        trace = f"00000000-0000-4000-8000-{index:012d}"
        common = {"x-ms-request-id": trace, "x-ms-correlation-request-id": trace, "Cache-Control": "no-cache"}
        return replace(response, headers={**common, **response.headers})

    # --- between two runs of a test ---

    def set_faults(self, *script: Fault) -> None:
        """Replace the fault script; operations that would never end may end from now on."""
        with self._lock:
            self._script = faults.script(script)
            self.world.release_stuck()

    def clear_requests(self) -> None:
        """Empty the record and count requests from 0 again."""
        with self._lock:
            self.requests.clear()
            self._count = 0

    def restore(self, snapshot: Any) -> None:
        """Back to a snapshot; record and faults are emptied, tokens stay good."""
        with self._lock:
            self.world.restore(snapshot)
            self._script = faults.script(())
            self.clear_requests()

    def reset(self) -> None:
        """An empty cloud again at the same address, with the same credentials; tokens must be asked for anew."""
        with self._lock:
            self._make_world()
            self._script = faults.script(())
            self.clear_requests()
