"""Suppressions are found in every comment syntax, and stand for the statement they belong to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.policy.directives import MAX_DIRECTIVES, directives


def found(text: str, path: str = "main.tf"):
    return list(directives(path, text.encode()))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("main.tf", "# natpin: ignore[nat-idle-long] agreed with ops"),
        ("main.tf", "// natpin: ignore[nat-idle-long] agreed with ops"),
        ("main.tf", "/* natpin: ignore[nat-idle-long] agreed with ops */"),
        ("main.bicep", "//natpin:ignore[nat-idle-long] agreed with ops"),
        ("run.ps1", "<# natpin: ignore[nat-idle-long] agreed with ops #>"),
        ("doc.md", "<!-- natpin: ignore[nat-idle-long] agreed with ops -->"),
        ("run.sql", "-- natpin: ignore[nat-idle-long] agreed with ops"),
        ("a.json", '"//": "natpin: ignore[nat-idle-long] agreed with ops",'),
        ("a.json", '"comments": "natpin: ignore[nat-idle-long] agreed with ops"'),
        ("a.json", '"metadata": {"natpin": "ignore[nat-idle-long] agreed with ops"},'),
        ("a.jsonc", "// natpin: ignore[nat-idle-long] agreed with ops"),
        ("a.jsonc", '"a \\" b": "c\\\\", // natpin: ignore[nat-idle-long] agreed with ops'),
    ],
)
def test_every_comment_syntax(path: str, line: str) -> None:
    (waiver,) = found(line, path)
    assert (waiver.rules, waiver.reason, waiver.problem) == (("nat-idle-long",), "agreed with ops", None)


@pytest.mark.parametrize(
    "line",
    [
        r'"says": "main.tf:\n  # natpin: ignore[nat-idle-long] agreed with ops\n",',
        r'"says": "a \"quoted\" // natpin: ignore[nat-idle-long] agreed with ops",',
        r'"says": "{\n  \"comments\": \"natpin: ignore[nat-idle-long] agreed with ops\"\n}",',
        r'"a": "b\\", "says": "x # natpin: ignore[nat-idle-long] agreed with ops"',
    ],
)
def test_a_text_of_json_that_tells_of_suppressions_is_none(line: str) -> None:
    assert found(line, "a.json") == []


@pytest.mark.parametrize(
    ("text", "rules", "reason", "until", "problem"),
    [
        ("ignore[a, b] why until=2027-01-31", ("a", "b"), "why", "2027-01-31", None),
        ("ignore[a] until=2027-01-31 why", ("a",), "why", "2027-01-31", None),
        ("ignore[a]", ("a",), "", None, "it gives no reason"),
        ("ignore[a] until=2027-01-31", ("a",), "", None, "it gives no reason"),
        ("ignore[] why", (), "why", None, "it names no rule"),
        ("ignore[a] why until=soon", ("a",), "why", None, "until=soon is not a day such as 2027-01-31"),
        ("ignore[a] why until 2020-01-31", ("a",), "why", "2020-01-31", None),
        ("ignore[a] why until: 2020-01-31", ("a",), "why", "2020-01-31", None),
        ("ignore[a] why Until=2020-01-31", ("a",), "why", "2020-01-31", None),
        ("ignore[a] why (UNTIL : 2020-01-31).", ("a",), "why", "2020-01-31", None),
        ("ignore[a] why, expires 2020-01-31", ("a",), "why,", "2020-01-31", None),
        (
            "ignore[a] until 1.1.2027 why",
            ("a",),
            "why",
            None,
            "until=1.1.2027 is not a day such as 2027-01-31",
        ),
        (
            "ignore[a] why until=2026-02-30",
            ("a",),
            "why",
            None,
            "until=2026-02-30 is not a day such as 2027-01-31",
        ),
        (
            "ignore[a] until 31 January 2020",
            ("a",),
            "until 31 January 2020",
            None,
            "its end is not understood; write until=2027-01-31",
        ),
        (
            "ignore[a] why until=2027-01-31 until=2028-01-31",
            ("a",),
            "why",
            None,
            "it names several ends (2027-01-31, 2028-01-31)",
        ),
        ("ignore[a] until we move", ("a",), "until we move", None, None),
        ("ignore[a] until 4711 nodes are left", ("a",), "until 4711 nodes are left", None, None),
        (
            "ignore[a] found in the incident of 2024-05-01",
            ("a",),
            "found in the incident of 2024-05-01",
            None,
            None,
        ),
        ("ignore a because", (), "", None, "it is not of the form ignore[rule-id] reason"),
        ("ignore[a why", (), "", None, "it is not of the form ignore[rule-id] reason"),
        ("disable[a] why", (), "", None, "it is not of the form ignore[rule-id] reason"),
    ],
)
def test_what_stands_after_the_marker(text, rules, reason, until, problem) -> None:
    (waiver,) = found(f"# natpin: {text}")
    assert (waiver.rules, waiver.reason, waiver.until, waiver.problem) == (rules, reason, until, problem)


@pytest.mark.parametrize(
    "line",
    [
        "# natpin: keeps egress pinned",
        "image: example/natpin:1.2",
        'x = "natpin: ignore[a] b"',
        "# see natpin",
    ],
)
def test_what_only_speaks_of_natpin_is_no_suppression(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("main.tf", "a = 1 # natpin: ignore[a] why\nb = 2", {1}),
        ("main.tf", "# natpin: ignore[a] why\n\n# more\nb = 2\nc = 3", {4}),
        ("run.sh", "# natpin: ignore[a] why\naz x \\\n  --y \\\n  --z\naz w", {2, 3, 4}),
        ("run.sh", "az x \\\n  --y \\\n  --z # natpin: ignore[a] why\naz w", {1, 2, 3}),
        ("run.ps1", "# natpin: ignore[a] why\naz x `\n  --y\naz w", {2, 3}),
        ("a.json", '{\n "r": [\n  {\n   "//": "natpin: ignore[a] why",\n   "type": "x"\n  }\n ]\n}', {3, 4}),
        ("a.json", '{\n "r": [\n  {\n   "type": "x",\n   "metadata": {\n    "natpin": "ignore[a] why"\n   }\n  }]}', {3, 4, 5, 6}),
        ("a.json", '{\n "x": "{",\n "//": "natpin: ignore[a] why"\n}', {1, 2, 3}),
    ],
)  # fmt: skip
def test_the_lines_it_stands_for(path: str, text: str, lines: set[int]) -> None:
    (waiver,) = found(text, path)
    assert waiver.lines == lines


def test_a_flood_of_them_is_cut() -> None:
    assert len(found("# natpin: ignore[a] why\n" * (MAX_DIRECTIVES * 3))) == MAX_DIRECTIVES


@given(
    st.lists(
        st.sampled_from(
            ['"natpin', ": ", "ignore[", "a", "]", " why", '"', "{", "}", "#", "\\", "\n", "natpin:"]
        )
    )
)
def test_any_text_gives_places_inside_the_file(pieces: list[str]) -> None:
    text = "".join(pieces)
    for path in ("a.json", "a.tf"):
        for waiver in found(text, path):
            assert 1 <= waiver.at.line <= len(text.splitlines())
            assert waiver.lines is not None
            assert all(1 <= line <= len(text.splitlines()) for line in waiver.lines)
