"""What another program prints as an input of natpin's: ``helm template … | natpin lint -``."""

from __future__ import annotations

import sys

from natpin.errors import InputError
from natpin.pipeline.inputs import is_text
from natpin.workspace import MAX_BYTES


def read() -> tuple[str, bytes]:
    """A name that tells what it is written in, and its bytes. Raises InputError."""
    if sys.stdin is None or sys.stdin.isatty():
        raise InputError(
            "- reads standard input, and nothing is piped there: helm template … | natpin lint -"
        )
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InputError(f"standard input is larger than {MAX_BYTES // 2**20} MiB")
    if not data.strip():
        # whatever should have printed it has failed: a report on nothing would read like a good one
        raise InputError("standard input is empty; see whether the command before the pipe has failed")
    if not is_text(data):
        raise InputError("standard input is not text")
    return _name(data), data


def _name(data: bytes) -> str:
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:2]
    if start.startswith(b"{"):
        return "<stdin>.json"
    return "<stdin>.sh" if start == b"#!" else "<stdin>.yaml"
