"""Variables of scripts and pipelines: a value that a command takes from one is mended where the variable gets it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from natpin.fixing.edit import Change, line_end, line_start
from natpin.fixing.why import NotMade
from natpin.fixing.writers.literals import spelt
from natpin.regex import late_regex

_USE = late_regex(
    r"""["']?\$(?:\{\{?\s*(?:env\.|vars\.|variables\.|inputs\.|parameters\.)?|\(|)(?P<name>[A-Za-z_]\w*)(?P<default>:?[-=][^}"'$]*)?\s*(?:\}\}?|\)|)["']?"""
)


_FLAG = late_regex(
    r"(?P<flag>--?[A-Za-z][\w-]*|(?<![\w$-])[A-Za-z]\w*(?=:|[ \t]*=))(?:[ \t]+|[ \t]*=[ \t]*|:[ \t]*)[\"']?\Z"
)
"""What a value is written for: a flag, or the key of a mapping or of what PowerShell splats."""
_ASSIGNMENT = late_regex(
    r"""[ \t]*(?:-[ \t]+|(?P<export>export)[ \t]+|readonly[ \t]+|local[ \t]+|declare[ \t]+(?:-\w+[ \t]+)*)*"""
    r"""\$?["']?(?P<name>[A-Za-z_]\w*)["']?[ \t]*(?:[:?+]?=|:)[ \t]*["']?"""
)
_ENTRY = late_regex(r"(?P<indent>[ -]*)[\"']?(?P<key>[\w.-]+)[\"']?[ \t]*:(?:[ \t]+[\"']?(?P<said>[\w.-]*))?")
_ITEM = late_regex(r"[^\w.-]|(?<![\w.])-(?!\w)")
_VALUES = late_regex(r"^(?:values|options):[ \t]*(?P<listed>\[[^\]]*\]|(?:\n[ \t]*-[^\n]*)+)", re.MULTILINE)
_LISTED = late_regex(r"(?<![\w-])(?:values|options):[ \t]*(?P<listed>\[[^\]]*\])")
_SAID = late_regex(r"[{,][ \t]*name:[ \t]*[\"']?(?P<name>[\w.-]+)")
_HOLDS = late_regex(r"(?<![\w.-])(?P<name>[\w.-]+)[\"']?:[ \t]*\Z")
_NAMES = late_regex(r"(?<![\w-])name:[ \t]*[\"']?\Z")
"""What declares a variable or a parameter of Azure Pipelines."""
_ASSIGNS = late_regex(r"[\"']?[ \t]*(?:[:?+]?=(?!=)|:(?![-=?+/\w]))")
_CLOSES = late_regex(r"(?:(?::?[-=][^}\"'$]*)?|['\"]\])[ \t]*(?:\}\}?|\))")
_ENDS = late_regex(r"[\s;|&)\"'`\\]")
_SIGILS = late_regex(
    r"(?:[\"']|(?:\$(?:\{\{?|\(|)|\{\{)[ \t]*(?:(?:env|vars|variables|inputs|parameters)(?:\.|\[['\"]))?){1,40}\Z"
)


def assigned(
    text: str, span: tuple[int, int], there: object, value: bool | int | str, any_case: bool
) -> list[Change] | None:
    """Another value for what the variable of a word gives to its flag. The variable gets it at the one place in the text
    that gives it ``there``; where something else reads the variable too, the value is written for the flag instead. None
    where it is given in several places or in none. ``any_case``: names of variables mean the same in any case."""
    found = _USE.fullmatch(text[slice(*span)].strip())
    if found is None or not isinstance(there, bool | int | str):
        return None
    name, old = re.escape(found["name"]), re.escape(spelt(there))
    given = [
        match
        for pattern in (
            # IDLE=600, $Idle = 600, IDLE := 600, idle: 600
            rf"(?mi)^[ \t]*(?:-[ \t]+|(?P<export>export)[ \t]+|readonly[ \t]+|local[ \t]+|declare[ \t]+(?:-\w+[ \t]+)*)*\$?\"?{name}\"?[ \t]*(?:[:?+]?=|:)[ \t]*[\"']?(?P<value>{old})[\"']?[ \t]*;?[ \t]*(?:#[^\n]*)?\r?$",
            # ${IDLE:-600}
            rf"(?P<export>)\$\{{{name}:?[-=](?P<value>{old})\}}",
        )
        for match in re.finditer(pattern, text)
    ]
    if len(given) != 1:
        return None
    flag = _flag_before(text, span[0])
    return _given(
        text, given[0].span("value"), bool(given[0]["export"]), found["name"], flag, value, any_case
    )


def at_assignment(
    text: str,
    span: tuple[int, int],
    flag: str,
    value: bool | int | str,
    any_case: bool,
    used_in: str | None = None,
    reader: Callable[[str], str | None] = lambda name: None,
) -> list[Change] | None:
    """The same for a place that is itself where a variable gets its value; ``flag`` is the one that hands it to the
    command. None for another place, and where nothing else reads it. ``used_in``: the text of the command, where it is in another file.
    ``reader``: another file that reads a variable of this name.
    Raises NotMade where something else reads the variable and its use is not found."""
    start = line_start(text, span[0])
    opened = _opened(text, start, span[0])
    entry = max(opened, text.rfind(",", opened, span[0])) + 1 if opened >= 0 else start
    found = _ASSIGNMENT.fullmatch(text, entry, span[0])
    if found is None:
        return None
    if opened >= 0:
        name = _named_in_braces(text, start, opened, found["name"], spelt(value))
    else:
        name = _named(text, start, found.start("name") - start, found["name"], spelt(value))
    if used_in is not None and _readers(used_in, (-1, -1), name, flag.lower(), any_case)[1]:
        raise NotMade(f"something else reads {name} too")
    other = reader(name)
    if other is not None and used_in is not None:
        raise NotMade(f"{name} is read elsewhere too ({other})")
    shared = bool(found["export"]) or other is not None
    made = _given(text, span, shared, name, flag.lower(), value, any_case)
    # nobody else reads it: the literal is written anew as it is spelt, ``$true`` as ``$false``
    return None if made[0].start == span[0] else made


def _opened(text: str, start: int, end: int) -> int:
    """The brace of a mapping of YAML that a place is in, from its line's start on: ``env: {IDLE: 600}``; -1 for none."""
    depth = 0
    for offset in range(end - 1, start - 1, -1):
        depth += {"}": 1, "{": -1}.get(text[offset], 0)
        if depth < 0:
            return offset if text[start:offset].rstrip(" ")[-1:] in ("", ":", "-", "[", ",") else -1
    return -1


def _named_in_braces(text: str, start: int, opened: int, key: str, value: str) -> str:
    """The same as ``_named`` in a mapping of one line: ``{name: idle, value: 600}``, ``idle: {default: 600}``."""
    if key not in ("value", "default"):
        return key
    beside = text[opened + 1 : line_end(text, opened)]
    listed = _LISTED.search(beside)
    if listed is not None and value not in _ITEM.split(listed["listed"]):
        raise NotMade(f"the values listed for it do not include {value}")
    said = _SAID.search(text, opened, line_end(text, opened)) or _HOLDS.search(text, start, opened)
    return said["name"] if said is not None else key


def _named(text: str, start: int, column: int, key: str, value: str) -> str:
    """Whose ``value`` or ``default`` an entry of YAML is: what its ``name`` says beside it, else the key above. ``start``: where
    its line begins. Raises NotMade where ``values`` or ``options`` beside it do not list the value."""
    if key not in ("value", "default"):
        return key
    before, after = text[:start].split("\n")[-2::-1], text[start:].split("\n")
    up, own = _entries(before, column) if "-" not in after[0][:column] else (), [after[0][column:]]
    rows = [*reversed(list(up)), *own, *_entries(after[1:], column, below=True)]
    beside = {}
    for line in rows:
        entry = _ENTRY.match(line)
        if entry is not None and not entry["indent"]:
            beside[entry["key"]] = entry["said"] or ""
    whole = "\n".join(rows)
    listed = _VALUES.search(whole)
    if listed is not None and value not in _ITEM.split(listed["listed"]):
        raise NotMade(f"{beside.get('name', key)} does not allow {value}")
    if "name" in beside:
        return beside["name"]
    above = next(
        (one for line in before if (one := _ENTRY.match(line)) and len(one["indent"]) < column), None
    )
    return above["key"] if above is not None else key


def _entries(lines: list[str], column: int, below: bool = False) -> Iterator[str]:
    """The lines of the mapping of which keys stand in a column, without their indentation, up to its end."""
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        dashed = line[depth : depth + 2] == "- " and depth + 2 <= column
        if line.strip() and ((depth < column and not dashed) or (dashed and below)):
            return
        yield line[column:]
        if dashed:
            return


def _given(
    text: str,
    span: tuple[int, int],
    exported: bool,
    name: str,
    flag: str,
    value: bool | int | str,
    any_case: bool,
) -> list[Change]:
    mine, others = _readers(text, span, name, flag, any_case)
    if not others and not exported:
        start, end = span
        return [Change(start, end, _quoted(text[start:end], spelt(value)))]
    if not mine:
        raise NotMade(f"something else reads the variable {name} too")
    return [Change(start, end, _quoted(text[start:end], spelt(value))) for start, end in mine]


def _readers(
    text: str, given: tuple[int, int], name: str, flag: str, any_case: bool
) -> tuple[list[tuple[int, int]], bool]:
    """Every word that hands the variable to a flag, and whether anything else reads it. A mention in a comment counts: a
    value at its use does no harm."""
    mine: list[tuple[int, int]] = []
    others = False
    called, capitals = re.escape(name), re.escape(name.upper())
    handed = (flag, flag[1:] if flag[1:2] != "-" else flag)  # -Idle 600, or what is splatted: Idle = 600
    flags = re.IGNORECASE if any_case else 0
    for match in re.finditer(
        # Azure Pipelines hands variables to programs in capitals
        rf"(?:(?<![\w-])|(?<=\$)){called}(?!\w)|(?<=\$\()(?i:{called})(?=\))|(?<=[${{:]){capitals}(?!\w)",
        text,
        flags,
    ):
        start = match.start()
        if line_start(text, start) <= given[0] < line_end(text, start) and start < given[0]:
            continue
        if _ASSIGNS.match(text, match.end()) or _NAMES.search(text, max(0, start - 40), start):
            continue
        sigils = _SIGILS.search(text, max(0, start - 40), start)
        whole = _whole(text, sigils.start(), match.end()) if sigils is not None else None
        if flag and whole is not None and _flag_before(text, whole[0]) in handed:
            mine.append(whole)
        else:
            others = True
    return mine, others


def _whole(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The word of a use, from its sigil to what closes it; None for one that goes on: ``${IDLE}s``."""
    sigil = text[start:end]
    if "{" in sigil or "(" in sigil:
        closing = _CLOSES.match(text, end)
        if closing is None:
            return None
        end = closing.end()
    if sigil[0] in "\"'":
        if text[end : end + 1] != sigil[0]:
            return None
        end += 1
    return None if text[end : end + 1] and not _ENDS.match(text, end) else (start, end)


def _flag_before(text: str, offset: int) -> str:
    found = _FLAG.search(text[max(0, offset - 80) : offset])
    return found["flag"].lower() if found is not None else ""


def _quoted(use: str, value: str) -> str:
    mark = use[0] if use[0] in "\"'" and use[-1] == use[0] else ""
    return f"{mark}{value}{mark}"
