"""Readers know their files by words in the bytes: a word whose letters are escaped is the same word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from escapes import escaped_hcl, escaped_json, escaped_yaml

from natpin.formats.registry import readers_of
from natpin.languages.located_json import JsonError
from natpin.workspace import words_of

CHECKOUT = Path(__file__).parent.parent.parent
ESCAPED: dict[str, Callable[[str], str]] = {
    ".json": escaped_json,
    ".yaml": escaped_yaml,
    ".yml": escaped_yaml,
    ".tf": escaped_hcl,
}
LARGEST = 100_000


def takers(path: Path, data: bytes) -> set[str]:
    name = path.relative_to(CHECKOUT).as_posix()
    return {reader.name for reader in readers_of(name) if reader.claims(name, words_of(data))}


def claimed_files() -> list[Path]:
    """Every file of this repository in one of these formats that some reader takes."""
    return [
        path
        for folder in ("tests", "examples")
        for path in sorted((CHECKOUT / folder).rglob("*"))
        if path.suffix in ESCAPED and path.is_file() and path.stat().st_size < LARGEST
        if takers(path, path.read_bytes())
    ]


def test_whatever_takes_a_file_takes_it_with_its_letters_escaped() -> None:
    seen: set[str] = set()
    for path in claimed_files():
        written = path.read_bytes()
        try:
            same = ESCAPED[path.suffix](written.decode("utf-8-sig"))
        except (yaml.YAMLError, JsonError, UnicodeDecodeError):
            continue  # a template, or broken on purpose
        before = takers(path, written)
        assert takers(path, same.encode()) >= before, path
        seen |= before
    assert {"arm", "terraform", "terraform-plan", "kubernetes", "azure-service-operator", "pulumi"} <= seen


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (rb"Microsoft.Network\/natGateways", b"Microsoft.Network/natGateways"),
        (rb"azurerm\u005Fsubnet", b"azurerm_subnet"),
        (rb"azurerm\u005fsubnet", b"azurerm_subnet"),
        (rb"azurerm\x5fsubnet", b"azurerm_subnet"),
        (rb"azurerm\U0000005fsubnet", b"azurerm_subnet"),
        (rb"az\u0020aks\x20create", b"az aks create"),
        ("\ufeffa\\u007a".encode("utf-16-le"), b"az"),
        (rb"\u0041\u005A\u0061\u007a\u0030\u0039\u002D\u002e\u003a\u0040", b"AZaz09-.:@"),
        # these would end a text, or begin an interpolation
        (rb"\u0022\u0027\u005c\u007b\u0024\n\x22", rb"\u0022\u0027\u005c\u007b\u0024\n\x22"),
        (rb"\d+\.\d+", rb"\d+\.\d+"),
        (b"azurerm_subnet", b"azurerm_subnet"),
    ],
)
def test_the_words_of_bytes(written: bytes, words: bytes) -> None:
    assert words_of(written).removeprefix("\ufeff".encode()) == words
