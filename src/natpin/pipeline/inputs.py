"""What may be named on the command line, by its name; and why another file may not."""

from __future__ import annotations

from natpin.formats.registry import READERS
from natpin.model.value import Skipped
from natpin.pipeline.unread import formats_of
from natpin.pipeline.unread_formats import BY_THEIR_TEXT
from natpin.workspace import FOLDER_SUFFIXES, as_utf8

_VALUES = (*FOLDER_SUFFIXES, ".bicepparam", ".mdx")
_LOOKED_AT = 8_000
"""Bytes of a file that say whether it is text: as many as git looks at (git, xdiff-interface.c, FIRST_FEW_BYTES)."""

_NEVER_IN_TEXT = bytes({*range(32)} - {*b"\t\n\v\f\r\b\x1b\x1a"})
"""Control characters that no text holds; 26 ends files of old editors, 27 begins a colour."""


def is_input(path: str) -> bool:
    """True for a file that natpin reads, or that it can tell it does not read."""
    name = path.rpartition("/")[2].lower()
    return (
        name.endswith(_VALUES)
        or any(name.endswith(r.suffixes) for r in READERS)
        or any(one.what not in BY_THEIR_TEXT for one in formats_of(name))
    )


def why_not(data: bytes | Skipped) -> str:
    """What a file that is no input is, and what to name instead."""
    if isinstance(data, Skipped):
        return f"it {data.reason}"
    if data.startswith(b"PK\x03\x04"):
        return "it is a binary Terraform plan, or another archive; name the output of terraform show -json"
    if not is_text(data):
        return "it is not text"
    suffixes = {suffix for reader in READERS for suffix in reader.suffixes if suffix != "."}
    return f"natpin reads {', '.join(sorted(suffixes))}"


def is_text(data: bytes) -> bool:
    """False for an image, an archive, or anything else that is no text in UTF-8, UTF-16 or an encoding of one byte."""
    start = data[:_LOOKED_AT]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = as_utf8(start[: len(start) & ~1])
        # what only begins like UTF-16 holds pairs of bytes that are no characters
        return b"\0" not in start and start.count(b"\xef\xbf\xbd") <= 1
    if 0 in start:
        return False
    if start.isascii():
        return True
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and len(data) > len(start)
        return cut or len(start.translate(None, _NEVER_IN_TEXT)) == len(start)
    return True
