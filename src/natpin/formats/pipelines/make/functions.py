"""The functions of make on texts that are known: ``$(subst …)``, ``$(filter …)``, ``$(foreach …)``, ``$(call …)`` and their kin.

Source: GNU make manual, "Functions for Transforming Text", "Functions for File Names", "Functions for Conditionals".
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from fnmatch import fnmatchcase

from natpin.formats.pipelines.make.texts import arguments_of, references
from natpin.regex import late_regex

Lookup = Callable[[str], "str | None"]
"""The text of a variable as it is written, None for one that is not known."""
MAX_TEXT = 20_000
_DEEPEST = 12
_CALLED = late_regex(r"([a-z-]{2,12})[ \t]+(.*)\Z")
_REPLACED = late_regex(r"([\w.-]{1,100}):([^=]{1,100})=(.*)\Z")
_PARAMETER = late_regex(r"\$(?:\((\d)\)|\{(\d)\}|(\d))")


def expanded(written: str, lookup: Lookup, depth: int = 0) -> str | None:
    """A text with make's references replaced; None where one of them is not known."""
    if "$" not in written:
        return written
    out: list[str] = []
    for before, said in references(written):
        out.append(before)
        if said is None:
            continue
        value = worth(said, lookup, depth) if said != "$" and depth < _DEEPEST else None
        if value is None:
            return None
        out.append(value)
        if sum(map(len, out)) > MAX_TEXT:
            return None
    return "".join(out)


def worth(said: str, lookup: Lookup, depth: int = 0) -> str | None:
    """What a reference stands for, by what stands between its brackets; None where that is not known."""
    called = _CALLED.match(said)
    if called is not None:
        return _function(called.group(1), called.group(2), lookup, depth + 1)
    replaced = _REPLACED.match(said)
    if replaced is not None:
        words = worth(replaced.group(1), lookup, depth + 1)
        old, new = (expanded(one, lookup, depth + 1) for one in replaced.group(2, 3))
        if words is None or old is None or new is None:
            return None
        return _patterned(old if "%" in old else f"%{old}", new if "%" in old else f"%{new}", words)
    found = lookup(said)
    return None if found is None else expanded(found, lookup, depth + 1)


def put_in(written: str, arguments: list[str]) -> str:
    """A text with what ``call`` gives it: ``$(1)``."""

    def given(number: int) -> str:
        return arguments[number - 1] if 0 < number <= len(arguments) else ""

    return _PARAMETER.sub(lambda found: given(int(found[1] or found[2] or found[3])), written)


def repeated(name: str, words: list[str], written: str) -> list[str]:
    """A text for each word, with the word in the place of a variable."""
    return [
        written.replace(f"$({name})", word).replace(f"${{{name}}}", word) if written else "" for word in words
    ]


def _function(name: str, said: str, lookup: Lookup, depth: int) -> str | None:
    arguments = arguments_of(said)
    match name, arguments:
        case "foreach", [variable, listed, *rest]:
            words = expanded(listed, lookup, depth)
            called = expanded(variable.strip(), lookup, depth)
            if words is None or called is None:
                return None
            made = [expanded(one, lookup, depth) for one in repeated(called, words.split(), ",".join(rest))]
            return None if None in made else " ".join(one for one in made if one is not None)
        case "call", [variable, *given]:
            text = lookup(variable.strip())
            known = [expanded(one, lookup, depth) for one in given]
            if text is None or None in known:
                return None
            return expanded(put_in(text, [one or "" for one in known]), lookup, depth)
        case (("if" | "or" | "and"), _):
            return _chosen(name, arguments, lookup, depth)
    texts = [expanded(one, lookup, depth) for one in arguments]
    function = _FUNCTIONS.get((name, len(texts)))
    known_texts = [one for one in texts if one is not None]
    if function is None or len(known_texts) < len(texts):
        return None
    return function(*known_texts)


def _chosen(name: str, arguments: list[str], lookup: Lookup, depth: int) -> str | None:
    if name == "if":
        condition = expanded(arguments[0].strip(), lookup, depth)
        if condition is None:
            return None
        way = arguments[1:2] if condition.strip() else [",".join(arguments[2:])]
        return expanded(way[0], lookup, depth) if way else ""
    last: str | None = ""
    for one in arguments:
        last = expanded(one.strip(), lookup, depth)
        if last is None or bool(last) is (name == "or"):
            return last
    return last


def _patterned(pattern: str, new: str, words: str) -> str:
    before, sign, after = pattern.partition("%")
    made: list[str] = []
    for word in words.split():
        if not sign:
            made.append(new if word == pattern else word)
        elif word.startswith(before) and word.endswith(after) and len(word) >= len(before) + len(after):
            made.append(new.replace("%", word[len(before) : len(word) - len(after)], 1))
        else:
            made.append(word)
    return " ".join(made)


def _filtered(patterns: str, words: str, *, keeps: bool) -> str:
    listed = [
        one.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]").replace("%", "*", 1)
        for one in patterns.split()
    ]
    return " ".join(word for word in words.split() if any(fnmatchcase(word, one) for one in listed) is keeps)


def _word(number: str, words: str) -> str | None:
    listed = words.split()
    if not number.strip().isdecimal():
        return None
    place = int(number)
    return listed[place - 1] if 0 < place <= len(listed) else ""


def _each(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda words: " ".join(change(word) for word in words.split())


_FUNCTIONS: dict[tuple[str, int], Callable[..., str | None]] = {
    ("subst", 3): lambda old, new, text: text.replace(old, new) if old else text + new,
    ("patsubst", 3): lambda old, new, text: _patterned(old.strip(), new.strip(), text),
    ("strip", 1): lambda text: " ".join(text.split()),
    ("findstring", 2): lambda part, text: part if part in text else "",
    ("filter", 2): lambda patterns, words: _filtered(patterns, words, keeps=True),
    ("filter-out", 2): lambda patterns, words: _filtered(patterns, words, keeps=False),
    ("sort", 1): lambda words: " ".join(sorted(set(words.split()))),
    ("word", 2): _word,
    ("words", 1): lambda words: str(len(words.split())),
    ("firstword", 1): lambda words: words.split()[0] if words.split() else "",
    ("lastword", 1): lambda words: words.split()[-1] if words.split() else "",
    ("dir", 1): _each(lambda word: f"{posixpath.dirname(word)}/" if "/" in word else "./"),
    ("notdir", 1): _each(lambda word: word.rpartition("/")[2]),
    ("basename", 1): _each(lambda word: posixpath.splitext(word)[0]),
    ("suffix", 1): _each(lambda word: posixpath.splitext(word)[1]),
    ("addprefix", 2): lambda before, words: " ".join(before + word for word in words.split()),
    ("addsuffix", 2): lambda after, words: " ".join(word + after for word in words.split()),
    ("info", 1): lambda text: "",
    ("warning", 1): lambda text: "",
}
"""By name and number of arguments."""
