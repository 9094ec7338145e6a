"""The HTTPS side: sockets in, requests out, and the ways a connection can go wrong."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from natpin.simulator.exchange import Request, Response
from natpin.simulator.faults import Cut, Dropped, Hung, Outcome

MOST_BODY_BYTES = 8 * 1024 * 1024
IDLE_SECONDS = 60.0


class HttpsServer:
    """Serves `exchange` on a host and port (0: a free one) until stopped."""

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext, exchange: Callable[[Request], Outcome]
    ) -> None:
        self._stopping = threading.Event()
        stopping = self._stopping

        class Connection(_Connection):
            tls = context
            ask = staticmethod(exchange)
            closing = stopping

        self._listener = _Listener((host, port), Connection)
        shown = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0", "") else host  # noqa: S104
        self.base_url = f"https://{shown}:{self._listener.server_address[1]}"
        self._thread = threading.Thread(
            target=self._listener.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="natpin-simulator",
            daemon=True,
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._listener.shutdown()
        self._listener.hang_up()
        self._listener.server_close()
        self._thread.join(timeout=5)


class _Listener(ThreadingHTTPServer):
    """Knows its open connections, so that stopping does not wait for idle ones."""

    daemon_threads = True
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.settimeout(IDLE_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address

    def remember(self, connection: socket.socket) -> None:
        with self._guard:
            self._open.add(connection)

    def forget(self, connection: socket.socket) -> None:
        with self._guard:
            self._open.discard(connection)

    def hang_up(self) -> None:
        with self._guard:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Connection(BaseHTTPRequestHandler):
    """One client connection, kept alive between requests."""

    protocol_version = "HTTP/1.1"
    server_version = "natpin-simulator"
    sys_version = ""
    wbufsize = -1
    tls: ssl.SSLContext
    ask: Callable[[Request], Outcome]
    closing: threading.Event
    server: _Listener

    def setup(self) -> None:
        self.request = self.tls.wrap_socket(self.request, server_side=True)
        self.server.remember(self.request)
        if self.closing.is_set():
            # the server hung up on those it knew while this one still shook hands
            self.request.shutdown(socket.SHUT_RDWR)
        super().setup()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()
        self.server.forget(self.request)
        with contextlib.suppress(OSError):
            self.request.close()

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError, ssl.SSLError):
            super().handle()

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MOST_BODY_BYTES or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            self._send(
                Response(
                    411, {"error": {"code": "LengthRequired", "message": "A Content-Length is required."}}
                )
            )
            return
        body = self.rfile.read(int(length))
        host = self.headers.get("Host", "localhost")
        headers = {name.lower(): value for name, value in self.headers.items()}
        match self.ask(Request(self.command, self.path, headers, body, f"https://{host}")):
            case Response() as response:
                self._send(response)
            case Hung(seconds):
                self.closing.wait(seconds)
                self._reset()
            case Cut(response):
                self._send(response, cut=True)
            case Dropped():
                self._reset()

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = _serve

    def _send(self, response: Response, *, cut: bool = False) -> None:
        body = response.encoded()
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if body and "Content-Type" not in response.headers:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        if response.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        self.wfile.flush()
        self.close_connection = self.close_connection or cut

    def _reset(self) -> None:
        """Close with a TCP reset, as a connection lost on the way looks to the client."""
        self.close_connection = True
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            raw = socket.socket(fileno=self.request.detach())
            raw.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the record of requests is the log."""
