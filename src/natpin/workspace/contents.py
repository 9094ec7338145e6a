"""A file's bytes, before anybody parses them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from natpin.regex import late_regex


def as_utf8(data: bytes) -> bytes:
    """The bytes to look for words in: UTF-16 with a byte-order mark, as Windows PowerShell's ``>`` writes it, as UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data


def words_of(data: bytes) -> bytes:
    """The bytes to look for words in, whichever way a format writes a letter.

    JSON, YAML's double quotes and HCL have escapes for letters too (``azurerm_subnet`` may be ``azurerm\\u005fsubnet``),
    and JSON writes a slash as ``\\/`` where PHP or an old .NET made it. Only letters, digits and what joins them in names
    are put in place: what an escaped quote or brace would end stays as it is. Lines stay lines.
    """
    data = as_utf8(data)
    if b"\\" not in data or not holds_any(data, _ESCAPES):
        return data
    return _ESCAPED.sub(_letter, data)


_ESCAPES = (b"\\/", b"\\u00", b"\\x", b"\\U000000")
_ESCAPED = late_regex(
    rb"\\(?:/|(?:u00|x|U000000)(2[0DEF]|3[0-9A]|4[0-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9A]))", re.IGNORECASE
)
"""A slash, or the code of a space, a hyphen, a dot, a slash, a colon, an at sign, an underscore, a digit or a letter."""


def _letter(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return b"/" if code is None else bytes((int(code, 16),))


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
