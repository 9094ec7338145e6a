"""Who else reads a value that stands outside of the resource it is wrong in: a variable, a local, a parameter.

What somebody else reads is not for a fix of one resource to change: the same number may be the timeout of a health probe.
Names are followed through modules and further names, as far as the files show it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from natpin.fixing.edit import Text, line_end, line_start
from natpin.fixing.files import Files, language_of
from natpin.fixing.why import NotMade
from natpin.languages.hcl.slices import top_blocks
from natpin.languages.hcl.source import Source
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.resource import Resource
from natpin.regex import late_regex

_DEEPEST = 8
_ARGUMENT = late_regex(r"[ \t]*([\w-]+)[ \t]*=(?!=)")
_MEMBER = late_regex(r"[ \t{]*[\"']?([\w-]+)[\"']?[ \t]*:")
_KEY = late_regex(r'"([\w-]+)"[ \t]*:[ \t]*"?\Z')
_SOURCE = late_regex(r'\bsource[ \t]*=[ \t]*"(\.[^"]*)"')
_NAMED = late_regex(r"[ \t]*(param|var)[ \t]+(\w+)\b")
_USING = late_regex(r"^[ \t]*using[ \t]+'([^']+)'", re.MULTILINE)
_HEADER = late_regex(r"^[ \t]*(resource|module)[ \t]+\w+[ \t]+'([^']+)'", re.MULTILINE)
_HELD = late_regex(r'"([\w-]+)"[ \t]*:[ \t]*\{(?:[^{}]|\{[^{}]*\})*\Z')
_COMMENTED = ("#", "//", "*", "/*", "@")


@record
class _Reader:
    """Something that reads a name."""

    at: str
    """``main.tf:12``."""
    role: tuple[str, ...]
    """What it is read for: two readers with the same role need the same value."""
    leads: tuple[str, str] | None = None
    """A file beside which, or in which, the value goes on under another name, and that name."""


def check_alone(files: Files, resource: Resource, at: Location) -> None:
    """Raises NotMade where the value of a place is read for another purpose too."""
    own = resource.at
    if at.path == own.path and own.line <= at.line <= (own.end_line or own.line):
        return
    text = files.text(at.path)
    offset = text.offset(at.line, at.column) if text is not None else None
    if text is None or offset is None:
        return
    first = _name_at(files, text, offset, own.path)
    _follow(files, first, _DEEPEST)


def variable_at(files: Files, at: Location) -> str | None:
    """The variable of a Terraform module whose default stands at a place."""
    text = files.text(at.path)
    offset = text.offset(at.line, at.column) if text is not None else None
    if text is None or offset is None or language_of(at.path) != "hcl":
        return None
    found = _name_at(files, text, offset, at.path)
    return found[1].removeprefix("var.") if found is not None and found[1].startswith("var.") else None


def _follow(files: Files, start: tuple[str, str] | None, depth: int) -> None:
    if start is None or depth == 0:
        return
    readers = list(_readers(files, *start))
    roles = {one.role for one in readers}
    if len(roles) > 1:
        last = next(one for one in reversed(readers) if one.role != readers[0].role)
        raise NotMade(f"{start[1]} is read elsewhere too ({readers[0].at}, {last.at})")
    for leads in {one.leads for one in readers if one.leads is not None}:
        _follow(files, leads, depth - 1)


def _name_at(files: Files, text: Text, offset: int, used_in: str) -> tuple[str, str] | None:
    """The file and the name that the value of an offset is given to; None for no name that is followed."""
    line = text.text[line_start(text.text, offset) : offset]
    match language_of(text.path):
        case "hcl" if text.path.endswith((".tf", ".tofu")):
            for block in top_blocks(Source(text.path, text.text)).blocks:
                if not block.start <= offset < block.end:
                    continue
                if block.type == "variable" and block.labels:
                    return text.path, f"var.{block.labels[0]}"
                if block.type == "locals":
                    return text.path, _local(text, block.start, offset)
        case "hcl" if text.path.endswith(".tfvars"):
            given = _ARGUMENT.match(line)
            return _declaring(files, text.path, used_in, given[1]) if given is not None else None
        case "bicep":
            named = _NAMED.match(line)
            if named is None:
                return None
            using = _USING.search(text.text) if text.path.endswith(".bicepparam") else None
            return (_beside(text.path, using[1]) if using is not None else text.path), named[2]
        case "json":
            key = _KEY.search(line)
            held = _HELD.search(text.text, 0, offset)
            if text.path.endswith(".tfvars.json"):
                return _declaring(files, text.path, used_in, key[1]) if key is not None else None
            if key is not None and key[1] not in ("value", "defaultValue"):
                return used_in, key[1]
            return (used_in, held[1]) if held is not None else None
    return None


def _local(text: Text, start: int, offset: int) -> str:
    """``local.egress.idle``: the local that an offset is in, and the member of it that is on the same line."""
    name, member = "", ""
    depth = 0
    for line in text.text[start : line_end(text.text, offset)].split("\n"):
        found = _ARGUMENT.match(line)
        if depth == 1 and found is not None:
            name = found[1]
        depth += sum(line.count(each) for each in "{[(") - sum(line.count(each) for each in "}])")
    before = text.text[line_start(text.text, offset) : offset]
    inner = re.findall(r"(?<![\w-])([\w-]+)[\"']?[ \t]*[=:][ \t]*[\"']?\Z", before)
    member = inner[0] if inner and inner[0] != name else ""
    return f"local.{name}.{member}" if member else f"local.{name}"


def _declaring(files: Files, path: str, used_in: str, name: str) -> tuple[str, str] | None:
    """The nearest module above a value file, else that of the resource, that declares a variable."""
    folders = [posixpath.dirname(path)]
    while folders[-1]:
        folders.append(posixpath.dirname(folders[-1]))
    for folder in (*folders, posixpath.dirname(used_in)):
        any_file = posixpath.join(folder, "main.tf")
        if any(f'variable "{name}"' in text.text for text in files.beside(any_file)):
            return any_file, f"var.{name}"
    return None


def _readers(files: Files, path: str, name: str) -> Iterator[_Reader]:
    match language_of(path):
        case "hcl":
            for text in files.beside(path):
                if text.path.endswith((".tf", ".tofu")):
                    yield from _of_terraform(text, name)
        case "bicep":
            text_ = files.text(path)
            yield from _of_bicep(text_, name) if text_ is not None else ()
        case "json":
            text_ = files.text(path)
            yield from _of_template(text_, name) if text_ is not None else ()


def _of_terraform(text: Text, name: str) -> Iterator[_Reader]:
    root, own, *members = name.split(".")
    pattern = rf"(?<![\w.-]){root}\.{re.escape(own)}(?![\w-])(?:\.([\w-]+))?"
    blocks = list(top_blocks(Source(text.path, text.text)).blocks)
    for match in _live(text, pattern):
        if members and match[1] is not None and match[1] != members[0]:
            continue
        block = next((one for one in blocks if one.start <= match.start() < one.end), None)
        if block is None or (root == "var" and (block.type, block.labels) == ("variable", (own,))):
            continue  # its own validation
        at = _at(text, match.start())
        found = _ARGUMENT.match(text.text, line_start(text.text, match.start()))
        argument = found[1] if found is not None and found.end() <= match.start() else at
        leads = None
        if block.type == "module":
            source = _SOURCE.search(text.text, block.start, block.end)
            if source is not None:
                leads = f"{_beside(text.path, source[1])}/main.tf", f"var.{argument}"
        elif block.type == "locals":
            leads = text.path, f"local.{argument}"
        kind = block.labels[0] if block.labels else ""
        yield _Reader(at, (block.type, kind, argument), leads)


def _of_bicep(text: Text, name: str) -> Iterator[_Reader]:
    headers = list(_HEADER.finditer(text.text))
    for match in _live(text, rf"(?<![\w.'@-]){re.escape(name)}(?![\w']|[ \t]*:(?![ \t]*:))"):
        start = line_start(text.text, match.start())
        at = _at(text, match.start())
        named = _NAMED.match(text.text, start)
        if named is not None:
            if named[2] != name:
                yield _Reader(at, (named[1], named[2]), (text.path, named[2]))
            continue
        header = next((one for one in reversed(headers) if one.start() <= match.start()), None)
        key = _MEMBER.match(text.text, start)
        argument = key[1] if key is not None and key.end() <= match.start() else at
        kind = header[1] if header is not None else ""
        what = header[2].partition("@")[0] if header is not None else ""
        leads = (_beside(text.path, what), argument) if kind == "module" and what.endswith(".bicep") else None
        yield _Reader(at, (kind, what, argument), leads)


def _of_template(text: Text, name: str) -> Iterator[_Reader]:
    for match in _live(text, rf"(?:parameters|variables)\('{re.escape(name)}'\)"):
        before = text.text[line_start(text.text, match.start()) : match.start()]
        keys = re.findall(r'"([\w-]+)"[ \t]*:[ \t]*"', before)
        at = _at(text, match.start())
        yield _Reader(at, (keys[-1] if keys else at,))


def _live(text: Text, pattern: str) -> Iterable[re.Match[str]]:
    """What a pattern finds outside of lines that are comments."""
    for match in re.finditer(pattern, text.text):
        line = text.text[line_start(text.text, match.start()) : match.start()]
        if not line.lstrip().startswith(_COMMENTED) and " //" not in line and " # " not in line:
            yield match


def _at(text: Text, offset: int) -> str:
    return f"{text.path}:{text.text.count(chr(10), 0, offset) + 1}"


def _beside(path: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))
