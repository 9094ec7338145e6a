"""Text that is a number, and text that only looks like one."""

from __future__ import annotations

import pytest

from natpin.model.numbers import digits, number, whole_number


@pytest.mark.parametrize(
    ("text", "whole", "any_"),
    [
        ("30", 30, 30),
        ("-4", -4, -4),
        ("+4", 4, 4),
        ("007", 7, 7),
        ("30.0", None, 30),
        ("1.5", None, 1.5),
        ("3e1", None, 30),
        ("9" * 18, int("9" * 18), int("9" * 18)),
        ("9" * 5000, None, None),
        *(
            (text, None, None)
            for text in ("", " 30", "30\n", "²", "٣", "1_000", "inf", "nan", "0x1f", "10%", "1e999")
        ),
    ],
)
def test_numbers(text: str, whole: int | None, any_: float | None) -> None:
    assert (whole_number(text), number(text)) == (whole, any_)
    assert type(number(text)) is type(any_)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("0", 0), ("07", 7), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None), ("²", None), ("٣", None), ("+1", None), ("-1", None), ("1.0", None), ("", None), (" 1", None)],
)  # fmt: skip
def test_digits(written: str, expected: int | None) -> None:
    assert digits(written) == expected
