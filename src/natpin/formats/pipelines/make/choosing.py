"""``$(if CONDITION,THEN,ELSE)`` and ``$(or A,B)`` of what make alone knows, as the shell's own ``${NAME:+THEN}``.

Whether the condition holds is a question, as for ``ifeq``: who runs make may give the variable.

Source: GNU make manual, "Functions for Conditionals"; Bash manual, "Shell Parameter Expansion".
"""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.pipelines.make.texts import arguments_of
from natpin.regex import late_regex

_FUNCTION = late_regex(r"(if|or)[ \t]+(.*)\Z")
_VARIABLE = late_regex(r"\$\{(\w{1,200})\}")
_PARAMETER = late_regex(r"\$\{\w{1,200}(?::[-+][^{}]{0,2000})?\}")


def in_shell(
    said: str, text_of: Callable[[str], str], question: Callable[[str, tuple[str, ...]], str]
) -> str | None:
    """What the shell is to expand in the place of a call; None for what cannot be said so. ``text_of``: an argument's text
    for the shell; ``question``: the name of a variable that may be each of a few texts."""
    found = _FUNCTION.match(said)
    if found is None:
        return None
    first, *ways = arguments_of(found[2])
    if found[1] == "or":
        variable = _VARIABLE.fullmatch(text_of(first.strip()).strip())
        other = text_of(",".join(ways)).strip() if len(ways) == 1 else ""
        return f"${{{variable[1]}:-{other}}}" if variable and other and _fits_in(other) else None
    then = text_of(ways[0]).strip() if ways else ""
    other = text_of(",".join(ways[1:])).strip()
    if not (_fits_in(then) and _fits_in(other)):
        return None
    flags = "-" in (then[:1], other[:1])  # words of their own, whichever of the two stands there
    if other and not flags and "$" not in then + other:
        return f"${{{question(f'$({said})', (then, other))}}}"
    asked = ((first.strip(), then), (f"not {first.strip()}", other))
    each = [f"${{{question(label, ('true', ''))}:+{text}}}" for label, text in asked if text]
    return (" " if flags else "").join(each)


def _fits_in(text: str) -> bool:
    """Whether a text can stand within ``${NAME:+…}`` as it is."""
    plain = _PARAMETER.sub("", text)
    return not any(sign in plain for sign in "{}'`\\\n")
