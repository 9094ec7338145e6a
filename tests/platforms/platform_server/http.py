"""What both have in common: the server, its faults, the check against the description."""

from __future__ import annotations

import functools
import itertools
import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import yaml
from github_server.faults import Fault
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

SPECS = Path(__file__).parents[2] / "specs"


@dataclass
class Answer:
    status: int
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        self.answer = Answer(status, {"message": message})
        super().__init__(message)


@dataclass
class Call:
    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    token: str


@functools.cache
def described(name: str) -> OpenAPI:
    document = yaml.safe_load((SPECS / name).read_text(encoding="utf-8"))
    return OpenAPI.from_dict(document)


class Platform:
    """``with GitLab() as server``. Subclasses handle calls; ``base`` is where the API begins, ``host`` what the description
    calls the server."""

    base = ""
    host = ""
    description = ""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.calls: list[tuple[str, str]] = []
        """Method and path below the API of every request, in order of arrival."""
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self._ids = itertools.count(1)
        self._seconds = itertools.count()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = False
        self._http.block_on_close = True
        self._serving = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.root}{self.base}"

    def __enter__(self) -> Any:
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._serving.join()
        self._http.server_close()

    def count(self, *methods: str) -> int:
        return sum(1 for method, _ in self.calls if not methods or method in methods)

    def now(self) -> str:
        at = datetime(2026, 11, 1, 3, 0, tzinfo=UTC) + timedelta(seconds=next(self._seconds))
        return at.isoformat().replace("+00:00", "Z")

    def token_of(self, headers: Any) -> str:
        raise NotImplementedError

    def handle(self, call: Call) -> Answer:
        raise NotImplementedError

    def answer(self, method: str, path: str, query: str, token: str, raw: bytes) -> Answer | None:
        """None closes the connection without an answer."""
        with self.lock:
            self.calls.append((method, path))
            fault = next((fault for fault in self.faults if fault.takes(method, path)), None)
        if fault is not None and fault.before is not None:
            fault.before()
        if fault is not None and not fault.lost:
            if fault.drop:
                return None
            if fault.status is not None:
                return Answer(fault.status, fault.body, fault.headers)
        with self.lock:
            answer = self._checked(method, path, query, token, raw)
        if fault is not None and fault.lost:
            return Answer(fault.status, fault.body, fault.headers) if fault.status else None
        return answer

    def _checked(self, method: str, path: str, query: str, token: str, raw: bytes) -> Answer:
        request = MockRequest(
            self.host, method.lower(), path, args=dict(parse_qsl(query)), data=raw or None,
            content_type="application/json",
        )  # fmt: skip
        try:
            described(self.description).validate_request(request)
        except OpenAPIError as error:
            self.violations.append(f"request {method} {path}?{query}: {_told(error)}")
            return Answer(400, {"message": "not as described"})
        call = Call(
            method, path, {name: values[0] for name, values in parse_qs(query).items()},
            json.loads(raw) if raw else {}, token,
        )  # fmt: skip
        try:
            answer = self.handle(call)
        except Refusal as refusal:
            return refusal.answer
        sent = b"" if answer.body is None else json.dumps(answer.body).encode()
        if answer.status < 300 and answer.body is not None and not isinstance(answer.body, str):
            response = MockResponse(sent, status_code=answer.status, content_type="application/json")
            try:
                described(self.description).validate_response(request, response)
            except OpenAPIError as error:
                self.violations.append(f"response {answer.status} to {method} {path}: {_told(error)}")
        return answer


def matched(pattern: str, path: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, path)


def _handler(server: Platform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def _serve(self) -> None:
            raw_path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = server.token_of(self.headers)
            answer = server.answer(self.command, raw_path.removeprefix(server.base), query, token, body)
            if answer is None:
                self.close_connection = True
                return
            html = isinstance(answer.body, str)
            sent = (
                answer.body.encode()
                if html
                else b""
                if answer.body is None
                else json.dumps(answer.body).encode()
            )
            self.send_response(answer.status)
            self.send_header("Content-Type", "text/html" if html else "application/json")
            self.send_header("Content-Length", str(len(sent)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def _told(error: BaseException) -> str:
    parts, link = [], error
    while link is not None:
        parts.append(f"{type(link).__name__}: {link}")
        parts += [str(one)[:300] for one in getattr(link, "schema_errors", ())]
        link = link.__cause__
    return " <- ".join(parts)[:2000]


__all__ = ["Answer", "Call", "Fault", "Platform", "Refusal", "matched"]
