"""Who else reads a value that stands outside of the resource it is wrong in: a variable, a local, a parameter.

What somebody else reads is not for a fix of one resource to change: the same number may be the timeout of a health probe.
Names are followed through modules and further names, as far as the files show it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from natpin.fixing.admitted import check_admitted
from natpin.fixing.edit import Text, line_start
from natpin.fixing.files import Files, language_of
from natpin.fixing.holding import ARGUMENT, Name, beside, keys_around, name_at
from natpin.fixing.why import NotMade
from natpin.languages.hcl.slices import TopBlock, top_blocks
from natpin.languages.hcl.source import Source
from natpin.model.endings import SCRIPTS
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.resource import Resource
from natpin.regex import late_regex

_DEEPEST = 8
_MEMBER = late_regex(r"[ \t{]*[\"']?([\w-]+)[\"']?[ \t]*:")
_SOURCE = late_regex(r'\bsource[ \t]*=[ \t]*"(\.[^"]*)"')
_NAMED = late_regex(r"[ \t]*(param|var)[ \t]+(\w+)\b")
_HEADER = late_regex(r"^[ \t]*(resource|module)[ \t]+\w+[ \t]+'([^']+)'", re.MULTILINE)
_IMPORT = late_regex(
    r"^[ \t]*import[ \t]+(?:\*[ \t]+as[ \t]+(\w+)|\{[^}']*\})[ \t]+from[ \t]+'([^']+)'", re.MULTILINE
)
_SCRIPTS = (*SCRIPTS, ".ksh", "akefile")
_COLON = late_regex(r"[ \t]*:(?!:)")
_TYPE = late_regex(r'"type"[ \t]*:[ \t]*"(Microsoft[^"]*)"')
_LAST_KEY = late_regex(r"(?<![\w-])(\w[\w-]*+)[\"']?[ \t]*:[ \t]*[\"']?\Z")
_COMMENTED = ("#", "//", "*", "/*", "@")


@record
class _Reader:
    """Something that reads a name."""

    at: str
    """``main.tf:12``."""
    role: tuple[str, ...]
    """What it is read for: two readers with the same role need the same value."""
    leads: Name | None = None
    """A file beside which, or in which, the value goes on under another name, and that name."""


def check_alone(files: Files, resource: Resource, at: Location, value: bool | int | str) -> None:
    """Raises NotMade where the value of a place is read for another purpose too, or where a name that it goes through does
    not admit the new one."""
    own = resource.at
    if at.path == own.path and own.line <= at.line <= (own.end_line or own.line):
        return
    text = files.text(at.path)
    offset = text.offset(at.line, at.column) if text is not None else None
    if text is None or offset is None:
        return
    first = name_at(files, text, offset, own.path)
    if language_of(at.path) == "":
        _check_sourced(files, own.path, at.path)
    if (
        first is None
        and language_of(at.path) in ("json", "yaml")
        and language_of(own.path) in ("hcl", "bicep")
    ):
        _check_loaded(files, own.path, text, offset, value)
        return
    if first is not None:
        for root in files.takers.get(at.path, ()):
            reader = root if language_of(root) else posixpath.join(root, "main.tf")
            _check_same(files, first, (posixpath.normpath(reader), first[1]))
    _follow(files, first, _DEEPEST, value)


def _check_same(files: Files, mine: Name, other: Name) -> None:
    """Raises NotMade where another root that takes the same value file reads a variable for something else."""
    roles = {one.role for one in _readers(files, *mine)}
    for one in _readers(files, *other):
        if one.role not in roles:
            raise NotMade(f"{mine[1]} is read elsewhere too ({one.at})")


def variable_at(files: Files, at: Location) -> str | None:
    """The variable of a Terraform module whose default stands at a place."""
    text = files.text(at.path)
    offset = text.offset(at.line, at.column) if text is not None else None
    if text is None or offset is None or language_of(at.path) != "hcl":
        return None
    found = name_at(files, text, offset, at.path)
    return found[1].removeprefix("var.") if found is not None and found[1].startswith("var.") else None


def _check_sourced(files: Files, by: str, path: str) -> None:
    """Raises NotMade where another script of its folder names the one that a value stands in."""
    name = posixpath.basename(path)
    for text in files.beside(path) if by != path else ():
        if text.path.endswith(_SCRIPTS) and text.path not in (by, path) and name in text.text:
            raise NotMade(f"{path} is read elsewhere too ({text.path})")


def _check_loaded(files: Files, by: str, text: Text, offset: int, value: bool | int | str) -> None:
    """The same for a value of a file that is loaded as data: ``loadJsonContent('config.json')``, ``yamldecode(file(…))``."""
    found = _LAST_KEY.search(text.text[line_start(text.text, offset) : offset])
    keys = keys_around(text.text, offset) if text.path.endswith((".json", ".jsonc")) else ()
    key = keys[-1] if keys else found[1] if found is not None else ""
    name = posixpath.basename(text.path)
    every = [one for one in files.of(language_of(by)) if not one.path.endswith((".tfvars", ".bicepparam"))]
    near = [one for one in every if one.path == by or name in one.text]
    own = re.escape(key)
    pattern = rf"\.{own}(?!\w)|\[['\"]{own}['\"]\]"
    readers: list[_Reader] = []
    for texts in (near, every):
        readers = [one for each in texts for one in _of_members(each, pattern)] if key else []
        if readers:
            break
    if not readers:
        raise NotMade(f"natpin cannot tell what reads {text.path}")
    _check_one_role(f"{key} of {text.path}", readers)
    for leads in {one.leads for one in readers if one.leads is not None}:
        _follow(files, leads, _DEEPEST, value)


def _of_members(text: Text, pattern: str) -> Iterator[_Reader]:
    found = _live(text, pattern)
    if language_of(text.path) == "bicep":
        return (one for one in (_bicep_reader(text, match) for match in found) if one is not None)
    blocks = list(top_blocks(Source(text.path, text.text)).blocks)
    return (one for one in (_hcl_reader(text, blocks, match) for match in found) if one is not None)


def _follow(files: Files, start: Name | None, depth: int, value: bool | int | str) -> None:
    if start is None or depth == 0:
        return
    check_admitted(files, start, value)
    readers = list(_readers(files, *start))
    _check_one_role(start[1], readers)
    for leads in {one.leads for one in readers if one.leads is not None}:
        _follow(files, leads, depth - 1, value)


def _check_one_role(name: str, readers: list[_Reader]) -> None:
    """Raises NotMade where readers read a name for several purposes."""
    last = next((one for one in reversed(readers) if one.role != readers[0].role), None)
    if last is not None:
        raise NotMade(f"{name} is read elsewhere too ({readers[0].at}, {last.at})")


def _readers(files: Files, path: str, name: str) -> Iterator[_Reader]:
    match language_of(path):
        case "hcl":
            for text in files.beside(path):
                if text.path.endswith((".tf", ".tofu")):
                    yield from _of_terraform(text, name)
        case "bicep":
            text_ = files.text(path)
            yield from _of_bicep(text_, name) if text_ is not None else ()
            yield from _of_importers(files, path, name)
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
        one = _hcl_reader(text, blocks, match, own if root == "var" else "")
        if one is not None:
            yield one


def _hcl_reader(text: Text, blocks: list[TopBlock], match: re.Match[str], own: str = "") -> _Reader | None:
    """What reads a name where a match begins; None in the declaration of variable ``own``: its own validation."""
    block = next((one for one in blocks if one.start <= match.start() < one.end), None)
    if block is None or (own and (block.type, block.labels) == ("variable", (own,))):
        return None
    at = _at(text, match.start())
    found = ARGUMENT.match(text.text, line_start(text.text, match.start()))
    argument = found[1] if found is not None and found.end() <= match.start() else at
    leads = None
    if block.type == "module":
        source = _SOURCE.search(text.text, block.start, block.end)
        if source is not None:
            leads = f"{beside(text.path, source[1])}/main.tf", f"var.{argument}"
    elif block.type == "locals":
        leads = text.path, f"local.{argument}"
    kind = block.labels[0] if block.labels else ""
    return _Reader(at, (block.type, kind, argument), leads)


def _of_importers(files: Files, path: str, name: str) -> Iterator[_Reader]:
    """Readers in the files of a folder that import from another one of it."""
    own = posixpath.basename(path)
    for text in files.beside(path):
        for found in _IMPORT.finditer(text.text) if text.path != path else ():
            if found[2].removeprefix("./") == own:
                yield from _of_bicep(text, f"{found[1]}.{name}" if found[1] else name)


def _of_bicep(text: Text, name: str) -> Iterator[_Reader]:
    own, _, member = name.partition(".")
    pattern = rf"(?<![\w.'@-]){re.escape(own)}(?:\.(\w+))?(?![\w'])"
    for match in _live(text, pattern):
        if member and match[1] not in (None, member):
            continue
        one = _bicep_reader(text, match, own)
        if one is not None:
            yield one


def _bicep_reader(text: Text, match: re.Match[str], own: str = "") -> _Reader | None:
    """What reads a name where a match begins; None in the declaration of ``own``, and for what only looks like the name."""
    start = line_start(text.text, match.start())
    if _IMPORT.match(text.text, start) or _is_key(text.text, match):
        return None
    at = _at(text, match.start())
    named = _NAMED.match(text.text, start)
    if named is not None:
        return _Reader(at, (named[1], named[2]), (text.path, named[2])) if named[2] != own else None
    header = next(reversed(list(_HEADER.finditer(text.text, 0, match.start()))), None)
    key = _MEMBER.match(text.text, start)
    argument = key[1] if key is not None and key.end() <= match.start() else at
    kind = header[1] if header is not None else ""
    what = header[2].partition("@")[0] if header is not None else ""
    leads = (beside(text.path, what), argument) if kind == "module" and what.endswith(".bicep") else None
    return _Reader(at, (kind, what, argument), leads)


def _is_key(text: str, match: re.Match[str]) -> bool:
    """Whether a name is the key of an object: ``idle: 4``."""
    before = text[line_start(text, match.start()) : match.start()].rstrip()
    return before[-1:] in ("", "{", ",") and _COLON.match(text, match.end()) is not None


def _of_template(text: Text, name: str) -> Iterator[_Reader]:
    own, _, member = name.partition(".")
    for match in _live(text, rf"(?:parameters|variables)\('{re.escape(own)}'\)(?:\.(\w+))?"):
        if member and match[1] not in (None, member):
            continue
        kinds = _TYPE.findall(text.text, 0, match.start())
        yield _Reader(_at(text, match.start()), (*kinds[-1:], *keys_around(text.text, match.start())))


def _live(text: Text, pattern: str) -> Iterable[re.Match[str]]:
    """What a pattern finds outside of lines that are comments."""
    for match in re.finditer(pattern, text.text):
        line = text.text[line_start(text.text, match.start()) : match.start()]
        if not line.lstrip().startswith(_COMMENTED) and " //" not in line and " # " not in line:
            yield match


def _at(text: Text, offset: int) -> str:
    return f"{text.path}:{text.text.count(chr(10), 0, offset) + 1}"
