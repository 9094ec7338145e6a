"""Values as Bicep writes them, in the form that ``bicep format`` leaves alone: two blanks a level, a member a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def written(value: Any, depth: int, symbols: Mapping[str, str]) -> str:
    """A value, ``depth`` levels in. ``symbols``: by id in lower case, what a resource of the same file is called."""
    pad = "  " * (depth + 1)
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case int():
            return str(value)
        case str() if value.lower() in symbols:
            return f"{symbols[value.lower()]}.id"
        case str():
            return quoted(value)
        case Mapping() if value:
            inner = [f"{pad}{_key(key)}: {written(item, depth + 1, symbols)}" for key, item in value.items()]
            return "\n".join(["{", *inner, "  " * depth + "}"])
        case list() if value:
            inner = [f"{pad}{written(item, depth + 1, symbols)}" for item in value]
            return "\n".join(["[", *inner, "  " * depth + "]"])
        case Mapping():
            return "{}"
        case list():
            return "[]"
        case _:
            return f"json({quoted(json.dumps(value))})"


def _key(key: object) -> str:
    text = str(key)
    return text if text.isidentifier() and text.isascii() else quoted(text)


def quoted(text: str) -> str:
    """A text that is nothing but text. Source: Bicep, "Data types", "Strings"."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${")
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return "'" + "".join(ch if ch.isprintable() else f"\\u{{{ord(ch):x}}}" for ch in escaped) + "'"
