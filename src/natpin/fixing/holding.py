"""Which name a value is given to: the variable, local or parameter whose readers get what is written at a place."""

from __future__ import annotations

import posixpath
import re

from natpin.fixing.edit import Text, line_start
from natpin.fixing.files import Files, language_of
from natpin.languages.hcl.slices import top_blocks
from natpin.languages.hcl.source import Source
from natpin.regex import late_regex

Name = tuple[str, str]
"""A file, beside which or in which a name is read, and the name: ``var.idle``, ``local.egress.idle``, ``idle``, ``cfg.idle``."""

ARGUMENT = late_regex(r"[ \t]*([\w-]+)[ \t]*=(?!=)")
_USING = late_regex(r"^[ \t]*using[ \t]+'([^']+)'", re.MULTILINE)
_TOP = late_regex(
    r"^(?:(?:param|var)[ \t]+(\w+)|(?:@|resource|module|output|type|func|import|using|targetScope|metadata)\b)",
    re.MULTILINE,
)
"""What begins a statement of Bicep, with the name of a parameter or a variable."""
_GIVEN = late_regex(r"^(?:([\w-]+)[ \t]*=(?!=)|[}\])])", re.MULTILINE)
_LAST_KEY = late_regex(r"(?:^|[{,])[ \t]*[\"']?([\w-]+)[\"']?[ \t]*[:=][ \t]*[\"']?\Z")
_OPENS, _CLOSES = "{[(", "}])"
_JSON = late_regex(r'"((?:[^"\\\n]|\\.)*+)"|//[^\n]*|/\*(?s:.*?)\*/|[{}\[\],:]')


def name_at(files: Files, text: Text, offset: int, used_in: str) -> Name | None:
    """The name that the value of an offset is given to; None for no name that is followed. ``used_in``: the file of the
    resource that takes it."""
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
            top = _last(_GIVEN, text, offset)
            if top is not None and top[1] is not None:
                name = _with_member(text, offset, top[1], top.start())
                return _of_variable(files, text.path, used_in, name)
        case "bicep":
            top = _last(_TOP, text, offset)
            if top is None or top[1] is None:
                return None
            using = _USING.search(text.text) if text.path.endswith(".bicepparam") else None
            given = using is not None and top[0].startswith("param")
            path = beside(text.path, using[1]) if using is not None and given else text.path
            return path, _with_member(text, offset, top[1], top.start())
        case "json":
            return _in_json(files, text, offset, used_in)
    return None


def is_default(text: Text, offset: int) -> bool:
    """True for a place in the default of a parameter of Bicep."""
    top = _last(_TOP, text, offset)
    return top is not None and top[0].startswith("param")


def beside(path: str, relative: str) -> str:
    """A path that a file names, from its own folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _last(pattern: re.Pattern[str], text: Text, offset: int) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text.text, 0, offset))), None)


def _with_member(text: Text, offset: int, name: str, start: int) -> str:
    """``cfg.idle`` for a member of an object that a name has; ``cfg`` for what lies deeper."""
    inside = text.text[start:offset]
    depth = sum(inside.count(each) for each in _OPENS) - sum(inside.count(each) for each in _CLOSES)
    key = _LAST_KEY.search(text.text[line_start(text.text, offset) : offset])
    return f"{name}.{key[1]}" if depth == 1 and key is not None else name


def _local(text: Text, start: int, offset: int) -> str:
    """``local.egress.idle``: the local that an offset is in, and the member of it that is on the same line."""
    name = ""
    depth = 0
    for line in text.text[start:offset].split("\n"):
        found = ARGUMENT.match(line)
        if depth == 1 and found is not None:
            name = found[1]
        depth += sum(line.count(each) for each in _OPENS) - sum(line.count(each) for each in _CLOSES)
    before = text.text[line_start(text.text, offset) : offset]
    inner = re.findall(r"(?<![\w-])([\w-]+)[\"']?[ \t]*[=:][ \t]*[\"']?\Z", before)
    member = inner[0] if inner and inner[0] != name else ""
    return f"local.{name}.{member}" if member else f"local.{name}"


def _of_variable(files: Files, path: str, used_in: str, name: str) -> Name | None:
    """A variable that a file of values gives: of the nearest module above it, else that of the resource."""
    folders = [posixpath.dirname(path)]
    while folders[-1]:
        folders.append(posixpath.dirname(folders[-1]))
    declared = f'variable "{name.partition(".")[0]}"'
    for folder in (*folders, posixpath.dirname(used_in)):
        any_file = posixpath.join(folder, "main.tf")
        if any(declared in one.text for one in files.beside(any_file)):
            return any_file, f"var.{name}"
    return None


def _in_json(files: Files, text: Text, offset: int, used_in: str) -> Name | None:
    match keys_around(text.text, offset):
        case (name, *more) if text.path.endswith(".tfvars.json"):
            return _of_variable(files, text.path, used_in, _joined(name, more))
        case ("variable", name, "default", *more) if text.path.endswith(".tf.json"):
            return text.path.removesuffix(".json"), f"var.{_joined(name, more)}"
        case ("locals", name, *more) if text.path.endswith(".tf.json"):
            return text.path.removesuffix(".json"), f"local.{_joined(name, more)}"
        case ("parameters", name, "value", *more):
            return _taking(files, text.path, name) or used_in, _joined(name, more)
        case (*_, "parameters", name, "defaultValue") | (*_, "variables", name):
            return text.path, name
        case ("parameters", name, "defaultValue", *more) | ("variables", name, *more):
            return text.path, _joined(name, more)
    return None


def _joined(name: str, more: list[str]) -> str:
    return f"{name}.{more[0]}" if len(more) == 1 else name


def _taking(files: Files, path: str, name: str) -> str | None:
    """The template beside a parameter file, or above it, that has a parameter of this name; None for none, or several."""
    folder = posixpath.dirname(path)
    declared = (
        re.compile(rf"^param[ \t]+{name}\b", re.MULTILINE),
        re.compile(rf'"{name}"[ \t\r\n]*:[ \t\r\n]*\{{[^{{}}]*"type"'),
    )
    while True:
        for language, pattern in zip(("main.bicep", "main.json"), declared, strict=True):
            found = [
                one.path
                for one in files.beside(posixpath.join(folder, language))
                if not one.path.endswith(".bicepparam") and pattern.search(one.text)
            ]
            if found:
                stem = posixpath.basename(path).partition(".")[0]
                named = [one for one in found if posixpath.basename(one).partition(".")[0] == stem]
                return (named or found)[0] if len(named or found) == 1 else None
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def keys_around(text: str, offset: int) -> tuple[str, ...]:
    """The keys of JSON, comments allowed, that lead to the value of an offset, the outermost first."""
    way: list[str] = []
    key = ""
    for found in _JSON.finditer(text, 0, offset):
        mark = found[0]
        if found[1] is not None:
            key = found[1]
            continue
        if mark in "{[":
            way.append(key)
        elif mark in "}]":
            way = way[:-1]
        if mark in "{}[],":
            key = ""
    return tuple(one for one in (*way, key) if one)
