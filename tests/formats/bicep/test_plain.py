"""What is read by one match is what the readers of expressions give for it, token by token."""

from __future__ import annotations

import random

import pytest

from natpin.languages.bicep import plain, types
from natpin.languages.bicep.statements import read_file

_PIECES = (
    *("'x'", "'''x'''", "''", "'''", "$'''x'''", "'a${b}c'", "'", "\\", "é", "1", "1a", "a", "a.b.c", "true"),
    *("a.b(c)", "x => x", ".", "..", "...", ".?", "::", ":", "?", "??", "=>", "==", "!", "-", "&&", "|", "|"),
    *(
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ";",
        "=",
        "@",
        "\n",
        "\r\n",
        " ",
        "// c ' \n",
        "// é\né",
        "/*",
        "/* c */",
    ),
    *("# c\n", "a: 'b'\n", "a: b.c\n", "'a': 1\n", "@description('a')\n", "@sys.description('''a''')\n"),
    *(
        "@allowed(['a', 'b'])\n",
        "resource",
        "for i in a: ",
        "if (a) ",
        "\nparam a string = 'b'\n",
        "\nvar a = b\n",
    ),
    *("\ntype a = { b: string?, c: 'd' | 'e', f: { g: [int] } }\n", "\ufeff", "<", ">", "any(a)"),
)
_BEGINNINGS = (
    "var a = ",
    "param a ",
    "type a = ",
    "resource a 'b/c@1' = {\n  d: ",
    "@description(",
    "func f(a string) int => ",
)


@pytest.mark.parametrize("seed", range(40))
def test_the_same_token_by_token(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(seed)
    texts = [
        chosen.choice(_BEGINNINGS) + "".join(chosen.choices(_PIECES, k=chosen.randrange(1, 40)))
        for _ in range(40)
    ]
    by_one_match = [repr(read_file(text, "main.bicep")) for text in texts]
    for module, name in (
        (plain, "_value"), (plain, "_member_value"), (plain, "_described"), (types, "_flat"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda text, position: None)
    assert by_one_match == [repr(read_file(text, "main.bicep")) for text in texts]


def test_what_stands_deepest_is_refused_all_the_same() -> None:
    deep = "[" * plain.MAX_DEPTH
    for value in ("'x'", "a.b", "1"):
        assert read_file(f"var a = {deep[1:]}{value}", "main.bicep").problems[0].message != (
            read_file(f"var a = {deep}{value}", "main.bicep").problems[0].message
        )
