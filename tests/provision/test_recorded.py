"""Every write and read of a kind natpin makes, as recorded from Azure, through natpin's own cloud."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import HttpTransport
from azure.core.rest import HttpRequest, HttpResponse

from natpin.azure.arm import Arm
from natpin.azure.cloud import API, ArmCloud
from natpin.errors import Rejected
from natpin.provision.ids import parse
from natpin.provision.ports import Live, Pace
from natpin.simulator import Response

from .bench import _answer

FILES = sorted((Path(__file__).parents[1] / "recordings").glob("*/*.json"))
KINDS = {
    "microsoft.resources/resourcegroups",
    "microsoft.network/natgateways",
    "microsoft.network/publicipprefixes",
    "microsoft.network/publicipaddresses",
    "microsoft.network/virtualnetworks",
    "microsoft.network/virtualnetworks/subnets",
    "microsoft.network/routetables",
    "microsoft.containerservice/managedclusters",
}


class Token:
    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken("recorded", 2**33)


class Tape(HttpTransport[HttpRequest, HttpResponse]):
    """Answers each request with the next recorded answer to one like it."""

    def __init__(self, interactions: list[dict[str, Any]], start: int) -> None:
        self._left = interactions[start:]
        self._written = interactions[start]
        self.asked: list[tuple[str, str]] = []
        self._gone: dict[str, Response] = {}

    def open(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Tape:
        return self

    def __exit__(self, *_args: Any) -> None: ...

    def send(self, request: Any, **_kwargs: Any) -> Any:
        path = request.url.removeprefix("https://management.azure.com").partition("?")[0].lower()
        self.asked.append((request.method, path))
        if request.method == "GET" and path in self._gone:  # a 404 is asked again before it is believed
            return _answer(request, self._gone.pop(path))
        for position, recorded in enumerate(self._left):
            if recorded["method"] == request.method and _path(recorded) == path:
                self._left = self._left[position + 1 :]
                answer = Response(recorded["status"], recorded["body"], recorded["headers"] or {})
                if recorded["status"] == 404:
                    self._gone[path] = answer
                return _answer(request, answer)
        if "/operations/" in path:  # the recording did not follow this operation to its end
            return _answer(request, Response(200, {"status": "Succeeded"}, {}))
        # the recording looked elsewhere after its write: the resource as its write showed it, at rest
        body = copy.deepcopy(self._written["body"])
        assert request.method == "GET", path
        assert _path(self._written) == path
        body.setdefault("properties", {})["provisioningState"] = "Succeeded"
        return _answer(request, Response(200, body, {}))


def _path(recorded: dict[str, Any]) -> str:
    return str(recorded["uri"]).partition("?")[0].lower()


def _cloud(tape: Tape) -> ArmCloud:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    return ArmCloud(Arm(Token(), transport=tape, pace=Pace(sleep=sleep, clock=lambda: now[0], attempts=1)))


def _state(body: dict[str, Any]) -> object:
    return body.get("status") or (body.get("properties") or {}).get("provisioningState")


def _written(tape: Tape, id_: str, recorded: dict[str, Any]) -> Live | Rejected:
    try:
        return _cloud(tape).put(id_, recorded["request"] or {}, "", 1e9, lambda seconds, state: None)
    except Rejected as error:
        return error


def _every(method: str) -> Iterator[tuple[str, int]]:
    for file in FILES:
        for position, recorded in enumerate(json.loads(file.read_text("utf-8"))):
            path = str(recorded["uri"]).partition("?")[0]
            if recorded["method"] == method and parse(path).type.lower() in KINDS:
                yield str(file), position


WRITES = list(_every("PUT"))
READS = list(_every("GET"))


def test_there_is_something_to_replay() -> None:
    assert len(WRITES) > 80
    assert len(READS) > 100


@pytest.mark.parametrize(
    "file", sorted({file for file, _position in WRITES}), ids=lambda file: Path(file).stem
)
def test_writes(file: str) -> None:
    interactions = json.loads(Path(file).read_text("utf-8"))
    for position in [position for each, position in WRITES if each == file]:
        recorded = interactions[position]
        tape = Tape(interactions, position)
        id_ = str(recorded["uri"]).partition("?")[0]
        live = _written(tape, id_, recorded)
        if isinstance(live, Rejected):
            if recorded["status"] >= 400:
                body = recorded["body"]
                assert (live.status, live.code) == (recorded["status"], body.get("error", body)["code"])
            else:  # its operation failed, and the recording says so
                assert live.status == 0
                assert {_state(each["body"] or {}) for each in interactions[position:]} & {
                    "Failed",
                    "Canceled",
                }
            continue
        assert recorded["status"] < 400
        assert live.settled
        assert str(live.body["id"]).lower() == id_.lower()
        operation = (recorded["headers"] or {}).get("azure-asyncoperation")
        followed = [path for method, path in tape.asked[1:] if "/operations/" in path]
        if operation:
            assert followed
            assert set(followed) == {
                operation.removeprefix("https://management.azure.com").partition("?")[0].lower()
            }
        else:
            assert not followed


@pytest.mark.parametrize(
    "file", sorted({file for file, _position in READS}), ids=lambda file: Path(file).stem
)
def test_reads(file: str) -> None:
    interactions = json.loads(Path(file).read_text("utf-8"))
    for position in [position for each, position in READS if each == file]:
        recorded = interactions[position]
        live = _cloud(Tape(interactions, position)).get(str(recorded["uri"]).partition("?")[0])
        if recorded["status"] == 404:
            assert live is None
            continue
        assert live is not None
        assert live.body == recorded["body"]
        etag = recorded["body"].get("etag") or (recorded["headers"] or {}).get("etag")
        assert live.etag == (etag or live.etag)


def test_one_api_version_for_each_provider_natpin_writes() -> None:
    assert {parse_namespace(kind) for kind in KINDS} <= set(API)


def parse_namespace(kind: str) -> str:
    return kind.partition("/")[0]
