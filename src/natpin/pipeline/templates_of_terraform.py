"""ARM templates of the workspace that Terraform deploys: with which inputs, as far as its file says.

Source: azurerm documentation, ``r/resource_group_template_deployment`` and its siblings (``template_content``,
``parameters_content``), ``r/template_deployment`` of azurerm 2 (``template_body``, ``parameters``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from natpin.model.location import Location
from natpin.model.rollout import Given, GivenFile, GivenValue, Rollout
from natpin.model.value import Node, Unknown, Value
from natpin.pipeline.file_texts import in_comment, text_of
from natpin.regex import late_regex
from natpin.workspace import Workspace, leads_out

_BLOCK = late_regex(
    r"(?m)^[ \t]*resource[ \t]+\"azurerm_(?:\w{1,40}_)?template_deployment\"[ \t]+\"[\w-]{1,200}\"[ \t]*\{"
)
_TEMPLATE = late_regex(
    r"\btemplate_(?:content|body)[ \t]*=[ \t]*(?:jsonencode\([ \t]*jsondecode\([ \t]*)?file\([ \t]*\"([^\"\n]{1,300})\""
)
_GIVES = late_regex(r"\bparameters(?:_content|_body)?[ \t]*=[ \t]*")
_OBJECT = late_regex(r"(?:jsonencode\(\s*)?(\{)")
_FILE = late_regex(r"file\([ \t]*\"([^\"\n]{1,300})\"")
_MEMBER = late_regex(r"[\"']?([A-Za-z_][\w-]{0,100})[\"']?[ \t]*[=:][ \t]*")
_LITERAL = late_regex(r"\"([^\"$%\\\n]*)\"|(true|false)\b|(-?\d{1,18})\b(?![.\w])")
_VALUE = late_regex(r"\{\s*[\"']?value[\"']?[ \t]*[=:][ \t]*")
_MODULE = ("${path.module}/", "${path.root}/", "${path.cwd}/", "./")
_FLAG = "--var NAME=VALUE"


def rollouts(path: str, workspace: Workspace) -> Iterator[Rollout]:
    """The templates that a file of Terraform deploys from files of the workspace."""
    text = text_of(path, workspace) or ""
    for found in _BLOCK.finditer(text):
        if in_comment(text, found.start()):
            continue
        body = _braced(text, found.end() - 1)
        template = _TEMPLATE.search(body)
        root = _beside(path, template[1]) if template is not None else None
        if root is None:
            continue
        at = Location(path, text.count("\n", 0, found.start()) + 1)
        given, open_ = _given(body, path, at)
        yield Rollout("template", (root,), tuple(given), at, open_)


def _given(body: str, path: str, at: Location) -> tuple[list[Given], Unknown | None]:
    """The inputs that are written out, and why there may be others."""
    found = _GIVES.search(body)
    if found is None:
        return [], None
    whole, named = _OBJECT.match(body, found.end()), _FILE.match(body, found.end())
    if named is not None:
        place = _beside(path, named[1])
        why = Unknown(f"{path} gives a file that is not known", at, _FLAG)
        return [
            GivenFile((place,) if place is not None else ("*",), at, None if place is not None else why)
        ], None
    if whole is None:
        return [], Unknown(f"{path} gives parameters that it works out", at, _FLAG)
    inside = _braced(body, whole.start(1))
    return list(_members(inside, path, at)), None


def _members(body: str, path: str, at: Location) -> Iterator[Given]:
    """The members of an object that is written out in braces."""
    place = 1
    while (found := _MEMBER.search(body, place)) is not None:
        start = found.end()
        value = _VALUE.match(body, start)
        yield GivenValue(
            found[1], _literal(body, start if value is None else value.end(), found[1], path, at)
        )
        place = _end_of_member(body, start)


def _literal(body: str, start: int, name: str, path: str, at: Location) -> Node:
    found = _LITERAL.match(body, start)
    if found is None:
        return Unknown(f"the value that {path} gives {name} is not followed", at, f"--var {name}=VALUE")
    if found[1] is not None:
        return Value(found[1], at)
    return Value(found[2] == "true", at) if found[2] is not None else Value(int(found[3]), at)


def _end_of_member(body: str, start: int) -> int:
    """Where what begins there ends: at the end of its line, or of its braces, brackets and quotes."""
    depth, quoted = 0, False
    for place in range(start, len(body)):
        sign = body[place]
        if sign == '"' and body[place - 1] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "{[(":
            depth += 1
        elif sign in "}])":
            depth -= 1
        elif depth == 0 and sign in "\n,":
            return place
    return len(body)


def _braced(text: str, start: int) -> str:
    """The text from a brace to the one that closes it."""
    depth, quoted = 0, False
    for place in range(start, len(text)):
        sign = text[place]
        if sign == '"' and text[place - 1] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                return text[start : place + 1]
    return text[start:]


def _beside(path: str, written: str) -> str | None:
    """A file that is named in another one, from the folder of that; None for a name that is not known."""
    for beginning in _MODULE:
        written = written.removeprefix(beginning)
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
    return None if "${" in written or leads_out(place) else place
