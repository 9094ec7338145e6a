"""A file's bytes, before anybody parses them."""

from __future__ import annotations

from collections.abc import Iterable


def as_utf8(data: bytes) -> bytes:
    """The bytes to look for words in: UTF-16 with a byte-order mark, as Windows PowerShell's ``>`` writes it, as UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data


def holds_any(data: bytes, words: Iterable[bytes]) -> bool:
    """True when one of the words stands in the bytes.

    Every file of a workspace is asked some twenty times: ``any`` with a generator costs twice as much as the loop, and
    ``in`` tries each time whether the word is a number.
    """
    find = data.find
    for word in words:  # noqa: SIM110
        if find(word) >= 0:
            return True
    return False
