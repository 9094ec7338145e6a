"""References in the text of a Makefile, and names for them that a shell takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from natpin.formats.pipelines.texts import doubled
from natpin.regex import late_regex


def references(written: str) -> Sequence[tuple[str, str | None]]:
    """The references in a text, each with the text before it; at the end what is left, and None."""
    return _references(written) if "$" in written else ((written, None),)


@lru_cache(maxsize=4_096)
def _references(written: str) -> tuple[tuple[str, str | None], ...]:
    """The same, found once: a Makefile's texts are expanded for each case, and for each run of make."""
    return tuple(_found(written))


def _found(written: str) -> Iterator[tuple[str, str | None]]:
    start = position = 0
    while (position := written.find("$", position)) >= 0 and position + 1 < len(written):
        opened = written[position + 1]
        end = position + 2
        if opened in "({":
            end = _closed(written, position + 1)
            said = written[position + 2 : end - 1].strip()
        else:
            said = opened
        yield written[start:position], said
        start = position = end
    yield written[start:], None


def arguments_of(said: str) -> list[str]:
    """The arguments of a function: apart at the commas that stand in no brackets."""
    found = [""]
    depth = 0
    for sign in said:
        depth += (sign in "({") - (sign in ")}")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


_BRACKETS = {"(": late_regex(r"[()]"), "{": late_regex(r"[{}]")}


def _closed(written: str, opening: int) -> int:
    """The offset after the bracket that closes the one at ``opening``; the end where none does."""
    left = written[opening]
    depth = 0
    for found in _BRACKETS[left].finditer(written, opening):
        depth += 1 if found[0] == left else -1
        if depth == 0:
            return found.end()
    return len(written) + 1


@lru_cache(maxsize=4_096)
def doubled_but_references(written: str) -> str:
    """A variable's text as it stands between double quotes; make's references stay what they are, and the commands of
    ``$(shell …)`` keep their own quotes: between ``$(`` and ``)`` the shell begins to quote anew."""
    out: list[str] = []
    for before, said in references(written):
        out.append(doubled(before).replace("\\$", "$"))
        if said:
            out.append(f"${said}" if len(said) == 1 else f"$({_within(said)})")
    return "".join(out)


def _within(said: str) -> str:
    return said if said.startswith(("shell ", "shell\t")) else doubled_but_references(said)


def variable_of(name: str) -> str:
    return name.replace(".", "_").replace("-", "_")
