"""An expression that is compiled late does what a compiled one does."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import natpin
from natpin.regex import _Late, late_regex


def test_late_regex_answers_as_a_compiled_one() -> None:
    late, compiled = (
        late_regex(r"(?P<word>[a-z]+)", re.IGNORECASE),
        re.compile(r"(?P<word>[a-z]+)", re.IGNORECASE),
    )
    for text in ("", "12 Ab cd", "x"):
        for ask in ("match", "search", "fullmatch"):
            for _ in range(2):
                told, expected = getattr(late, ask)(text), getattr(compiled, ask)(text)
                assert (told and told.groupdict()) == (expected and expected.groupdict())
        assert late.sub("_", text) == compiled.sub("_", text)
    assert (late.pattern, late.flags, late.groups) == (compiled.pattern, compiled.flags, compiled.groups)


def test_late_regex_takes_bytes() -> None:
    assert late_regex(rb"a+").findall(b"caab") == [b"aa"]


def test_a_mistake_shows_when_it_is_asked() -> None:
    late = late_regex("(")
    with pytest.raises(re.error):
        late.match("")


def test_every_late_expression_of_natpin_is_one() -> None:
    source = Path(natpin.__file__).parent
    found = 0
    for path in source.rglob("*.py"):
        if "late_regex(" in path.read_text() and path.name != "regex.py":
            name = ".".join(("natpin", *path.relative_to(source).with_suffix("").parts)).removesuffix(
                ".__init__"
            )
            module = import_module(name)
            for value in vars(module).values():
                held = value if isinstance(value, (tuple, list, dict)) else (value,)
                for late in held:
                    for one in late if isinstance(late, tuple) else (late,):
                        if isinstance(one, _Late):
                            found += 1
                            assert one.flags >= 0
    assert found > 80
