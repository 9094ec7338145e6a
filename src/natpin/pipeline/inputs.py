"""What may be named on the command line, by its name; and why another file may not."""

from __future__ import annotations

from natpin.formats.registry import READERS
from natpin.model.value import Skipped
from natpin.pipeline.unread import formats_of
from natpin.pipeline.unread_formats import NO_ENDING
from natpin.workspace import FOLDER_SUFFIXES

_VALUES = (*FOLDER_SUFFIXES, ".bicepparam", ".mdx")


def is_input(path: str) -> bool:
    """True for a file that natpin reads, or that it can tell it does not read."""
    name = path.rpartition("/")[2].lower()
    return (
        name.endswith(_VALUES)
        or any(name.endswith(r.suffixes) for r in READERS)
        or any(one.what != NO_ENDING for one in formats_of(name))
    )


def why_not(data: bytes | Skipped) -> str:
    """What a file that is no input is, and what to name instead."""
    if isinstance(data, Skipped):
        return f"it {data.reason}"
    if data.startswith(b"PK\x03\x04"):
        return "it is a binary Terraform plan, or another archive; name the output of terraform show -json"
    if b"\0" in data[:1024]:
        return "it is not text"
    return f"natpin reads {', '.join(sorted({suffix for reader in READERS for suffix in reader.suffixes}))}"
