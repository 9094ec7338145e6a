"""Blocks and values as Terraform writes them, in the form that ``terraform fmt`` leaves alone."""

from __future__ import annotations

import json
from typing import Any

Body = dict[str, Any]


class Raw(str):
    """An expression, not a text."""


class Block(dict[str, Any]):
    """A nested block, not an object."""


def block(head: str, arguments: Body, depth: int = 0) -> str:
    """A block with its arguments, and the blocks in it below them. Empty lists are left out."""
    pad = "  " * (depth + 1)
    lines = [f"{'  ' * depth}{head} {{"]
    plain = {key: value for key, value in arguments.items() if not isinstance(value, Block) and value != []}
    lines += [
        f"{pad}{line}" for line in aligned({key: written(value, depth + 1) for key, value in plain.items()})
    ]
    for key, value in arguments.items():
        if isinstance(value, Block):
            lines += ["", block(key, value, depth + 1)]
    return "\n".join([*lines, f"{'  ' * depth}}}"])


def aligned(shown: dict[str, str]) -> list[str]:
    """As ``terraform fmt`` has them: equals signs of neighbouring lines one below the other, not those of longer values."""
    lines: list[str] = []
    together: list[tuple[str, str]] = []
    for key, value in [*shown.items(), ("", "\n")]:
        if "\n" not in value:
            together.append((key, value))
            continue
        width = max((len(name) for name, _ in together), default=0)
        lines += [f"{name:{width}} = {text}" for name, text in together]
        together = []
        lines += [f"{key} = {value}"] if key else []
    return lines


def written(value: Any, depth: int) -> str:
    """A value, ``depth`` levels in."""
    match value:
        case Raw():
            return str(value)
        case dict():
            pad = "  " * (depth + 1)
            shown = {_key(key): written(item, depth + 1) for key, item in value.items()}
            inner = [f"{pad}{line}" for line in aligned(shown)]
            return "\n".join(["{", *inner, "  " * depth + "}"]) if inner else "{}"
        case list():
            return "[" + ", ".join(written(item, depth) for item in value) + "]"
        case str():
            return quoted(value)
        case _:
            return json.dumps(value)


def inline(value: Body) -> str:
    """An object on one line."""
    return "{ " + ", ".join(f"{key} = {written(item, 0)}" for key, item in value.items()) + " }"


def _key(key: object) -> str:
    text = str(key)
    return text if text.isidentifier() and text.isascii() else quoted(text)


def quoted(text: str) -> str:
    """A text that is nothing but text. Source: HCL native syntax, "Template Expressions" and "Escape Sequences"."""
    plain = "".join(_ESCAPED.get(ch) or (ch if ch.isprintable() else f"\\U{ord(ch):08x}") for ch in text)
    return '"' + plain.replace("${", "$${").replace("%{", "%%{") + '"'


_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
