"""What another program prints as an input of natpin's: ``helm template … | natpin lint -``."""

from __future__ import annotations

import sys

from natpin.errors import InputError
from natpin.pipeline.inputs import is_text
from natpin.regex import late_regex
from natpin.workspace import MAX_BYTES, as_utf8


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


_TERRAFORM = late_regex(
    rb"(?m)^[ \t]*(?:(?:resource|data|module|variable|provider|output)[ \t]+\"|terraform[ \t]*\{)"
)
_BICEP = late_regex(
    rb"(?m)^[ \t]*(?:(?:resource|module)[ \t]+\w+[ \t]+'|targetScope[ \t]*=|param[ \t]+\w+[ \t]+\w)"
)
_YAML = late_regex(
    rb"(?m)^(?:- )?[\"']?(?:apiVersion|kind|items|runtime|resources|jobs|steps|stages|trigger|pool|include|on)[\"']?:(?:[ \t\r\n]|\Z)"
)
"""A member with which what natpin reads in YAML begins: a message such as ``Error: no such chart`` is YAML as well."""


def _name(data: bytes) -> str:
    start = as_utf8(data).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return "<stdin>.json"
    if start.startswith(b"#!"):
        return "<stdin>.sh"
    if _TERRAFORM.search(start):
        raise InputError(
            "standard input is Terraform, which is read by folders: name the folder, or pipe terraform show -json"
        )
    if _BICEP.search(start):
        return "<stdin>.bicep"
    if _YAML.search(start):
        return "<stdin>.yaml"
    raise InputError(
        "standard input is none of what natpin reads there: manifests, JSON, Bicep, or a script that begins with #!"
    )
