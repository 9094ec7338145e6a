"""A file's bytes, before anybody parses them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache

from natpin.model.value import Skipped
from natpin.regex import late_regex

MAX_BYTES = 32 * 1024 * 1024
"""No infrastructure file is larger; one that is, is skipped with the reason."""

_READ_ONLY = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
)
_AT_ONCE = 65_536
"""Bytes that are read at a time: nearly every file is smaller."""


def contents(path: str, real: str) -> bytes | Skipped:
    """What the file ``real`` holds, which reports call ``path``; ``Skipped`` says why there is nothing."""
    try:
        descriptor = os.open(real, _READ_ONLY)
        try:
            chunks = [os.read(descriptor, _AT_ONCE)]
            if len(chunks[0]) == _AT_ONCE and (size := os.fstat(descriptor).st_size) > MAX_BYTES:
                return Skipped(path, f"larger than {MAX_BYTES // 2**20} MiB ({size} bytes)")
            # the end is where a read gives nothing: to ask each file for its size would cost five times that
            while more := os.read(descriptor, _AT_ONCE):
                chunks.append(more)
                if sum(map(len, chunks)) > MAX_BYTES:
                    return Skipped(path, f"larger than {MAX_BYTES // 2**20} MiB")
            return b"".join(chunks)
        finally:
            os.close(descriptor)
    except OSError as error:
        # as of a folder that cannot be looked into: nobody knows what it says of AKS
        return Skipped(path, f"cannot be read: {error.strerror or error}", claims_aks=True)


def as_utf8(data: bytes) -> bytes:
    """The bytes to look for words in: UTF-16 with a byte-order mark, as Windows PowerShell's ``>`` writes it, as UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data


def narrowed(data: bytes) -> bytes:
    """The bytes, those of UTF-16 without their zeros: ASCII words then stand there as they are written."""
    return data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data


def words_of(data: bytes) -> bytes:
    """The bytes to look for words in, whichever way a format writes a letter.

    JSON, YAML's double quotes and HCL have escapes for letters too (``azurerm_subnet`` may be ``azurerm\\u005fsubnet``),
    and JSON writes a slash as ``\\/`` where PHP or an old .NET made it. Only letters, digits and what joins them in names
    are put in place: what an escaped quote or brace would end stays as it is. Lines stay lines.
    """
    data = as_utf8(data)
    if _BACKSLASH not in data or _ESCAPES.search(data) is None:
        return data
    return _ESCAPED.sub(_letter, data)


def whole_words(data: bytes, *, indented: bool = False) -> bytes:
    """The bytes of a script with words put together that go on in the next line: a shell takes a backslash and the end of
    its line away before it looks for words (POSIX, Shell Command Language, 2.2.1). ``indented``: so does a block of a
    pipeline, whose lines are indented there."""
    if b"\\\n" not in data and b"\\\r\n" not in data:
        return data
    return (_BROKEN_INDENTED if indented else _BROKEN).sub(b"", data)


def ends_in_a_word(text: str) -> bool:
    """Whether a line of a script ends in the middle of a word that goes on in the next."""
    return ("\\\n" in text or "\\\r\n" in text) and _BROKEN_TEXT.search(text) is not None


_BROKEN_TEXT = late_regex(r"(?<=\w)\\\r?\n(?=\w)")
_BROKEN_INDENTED = late_regex(rb"(?<=\w)\\\r?\n[ \t]*(?=\w)")
_BROKEN = late_regex(rb"(?<=\w)\\\r?\n(?=\w)")
_BACKSLASH = ord("\\")
"""As a number: every file is asked, and to find out that bytes are no number costs more than to look for one."""
_ESCAPES = late_regex(rb"\\(?:/|u00|x|U000000)")
"""One search from backslash to backslash, where one for each of them goes through all bytes."""
_ESCAPED = late_regex(
    rb"\\(?:/|(?:u00|x|U000000)(2[0DEF]|3[0-9A]|4[0-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9A]))", re.IGNORECASE
)
"""A slash, or the code of a space, a hyphen, a dot, a slash, a colon, an at sign, an underscore, a digit or a letter."""


def _letter(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return b"/" if code is None else bytes((int(code, 16),))


@lru_cache(maxsize=1)
def lowered(data: bytes) -> bytes:
    """The bytes in lower case. Several ask for those of one file in a row: the last are kept."""
    return data.lower()


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
