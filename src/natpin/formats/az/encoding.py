"""The text of a script's bytes."""

from __future__ import annotations


def decoded(data: bytes) -> str:
    """A script's text: UTF-8, or UTF-16 with its mark; what is neither keeps its readable part."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
