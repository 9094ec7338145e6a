"""The HTTP side: one thread a request, so that one client's whole work may happen inside another's request."""

from __future__ import annotations

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from github_server import contract, graph, rest
from github_server.faults import Fault
from github_server.hub import Hub, Token


class GithubServer:
    """``with GithubServer() as server: Client(token, api_url=server.url)``. Speaks at /api/v3 and /api/graphql, as an
    Enterprise Server does, so that every test also is one of GHES URLs."""

    def __init__(self, hub: Hub | None = None) -> None:
        self.hub = hub or Hub()
        self.calls: list[tuple[str, str]] = []
        """Method and path of every request, in order of arrival."""
        self.violations: list[str] = []
        """Requests GitHub would not expect, and answers it would not give."""
        self.faults: list[Fault] = []
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = False
        self._http.block_on_close = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """GITHUB_API_URL."""
        return f"{self.root}/api/v3"

    def __enter__(self) -> GithubServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def count(self, method: str | None = None, containing: str = "") -> int:
        """Requests so far."""
        return sum(1 for verb, path in self.calls if method in (None, verb) and containing in path)

    def tally(self) -> Counter[str]:
        """Requests so far by method."""
        return Counter(verb for verb, _ in self.calls)

    def answer(self, method: str, path: str, query: str, token_text: str, body: bytes) -> rest.Answer | None:
        """None closes the connection without an answer."""
        with self._lock:
            self.calls.append((method, path))
            fault = next((fault for fault in self.faults if fault.takes(method, path)), None)
        if fault is not None and fault.before is not None:
            fault.before()
        if fault is not None and not fault.lost:
            if fault.drop:
                return None
            if fault.status is not None:
                return rest.Answer(fault.status, fault.body, fault.headers)
        with self.hub.lock:
            answer = self._handled(method, path, query, token_text, body)
        if fault is not None and fault.lost:
            return rest.Answer(fault.status, fault.body, fault.headers) if fault.status else None
        return answer

    def _handled(self, method: str, path: str, query: str, token_text: str, body: bytes) -> rest.Answer:
        token = self.hub.tokens.get(token_text)
        if token is None:
            return rest.Refusal(401, "Bad credentials").answer
        if token.remaining is not None:
            if token.remaining <= 0:
                refusal = rest.Refusal(403, "API rate limit exceeded for installation.").answer
                refusal.headers |= {"X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "1000"}
                refusal.headers |= {"X-RateLimit-Reset": str(token.reset_in)}
                return refusal
            token.remaining -= 1
        if path == "/graphql":
            if not token.graphql:
                return rest.Refusal(403, rest.NOT_YOURS).answer
            told = graph.answer(self.hub, token, json.loads(body))
            if any("type" not in error for error in told.get("errors", [])):
                self.violations.append(f"GraphQL: {told['errors']} for {body[:400]!r}")
            return rest.Answer(200, told)
        request = contract.request_for(method, path, query, body)
        if wrong := contract.request_fault(request):
            self.violations.append(f"request {method} {path}: {wrong}")
        answer = rest.dispatch(self.hub, token, self.url, method, path, query, body)
        sent = b"" if answer.body is None else json.dumps(answer.body).encode()
        if wrong := contract.response_fault(request, answer.status, sent):
            self.violations.append(f"response {answer.status} to {method} {path}: {wrong}")
        return answer


def _handler(server: GithubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # a connection a request: none is left open when the server stops

        def _serve(self) -> None:
            raw_path, _, query = self.path.partition("?")
            path = raw_path.removeprefix("/api/v3").replace("/api/graphql", "/graphql")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = (self.headers.get("Authorization") or "").rpartition(" ")[2]
            answer = server.answer(self.command, path, query, token, body)
            if answer is None:
                self.close_connection = True
                return
            sent = _bytes(answer.body)
            self.send_response(answer.status)
            kind = "text/html" if isinstance(answer.body, str) else "application/json"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(sent)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def _bytes(body: object) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


__all__ = ["GithubServer", "Token"]
