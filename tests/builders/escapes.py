"""The same file with its letters written as escapes, where its format has them: JSON, YAML and HCL."""

from __future__ import annotations

import json
import re

import yaml

from natpin.languages.located_json import plain

_PLAIN = re.compile(r'"([A-Za-z][\w./@:-]*)"')
"""A literal of HCL without an interpolation."""


def escaped_json(written: str) -> str:
    """Every letter, digit, slash and joint of every text as a code."""
    return _spelt(plain(written), r"\u{:04x}")  # which takes comments


def escaped_yaml(written: str, code: str = r"\x{:02x}") -> str:
    """Every document in the flow style; every letter of every text as a code."""
    return "".join(f"---\n{_spelt(one, code)}\n" for one in yaml.safe_load_all(written) if one is not None)


def escaped_hcl(written: str) -> str:
    """The first letter of every literal, labels included, as a code."""
    return _PLAIN.sub(lambda found: f'"\\u{ord(found[1][0]):04x}{found[1][1:]}"', written)


def _spelt(node: object, code: str) -> str:
    match node:
        case dict():
            # YAML 1.1 takes the key ``on`` for a boolean
            pairs = (("on" if key is True else key, child) for key, child in node.items())
            return (
                "{"
                + ", ".join(f"{_text(str(key), code)}: {_spelt(child, code)}" for key, child in pairs)
                + "}"
            )
        case list():
            return "[" + ", ".join(_spelt(child, code) for child in node) + "]"
        case str():
            return _text(node, code)
    return json.dumps(node, default=str)


def _text(text: str, code: str) -> str:
    return '"' + "".join(_character(letter, code) for letter in text) + '"'


def _character(letter: str, code: str) -> str:
    if letter == "/" and code.startswith(r"\u"):
        return r"\/"
    return code.format(ord(letter)) if letter.isascii() and letter.isprintable() else json.dumps(letter)[1:-1]
