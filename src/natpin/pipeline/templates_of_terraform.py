"""ARM templates of the workspace that Terraform deploys: with which inputs, as far as its file says.

Source: azurerm documentation, ``r/resource_group_template_deployment`` and its siblings (``template_content``,
``parameters_content``), ``r/template_deployment`` of azurerm 2 (``template_body``, ``parameters``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.languages.hcl import Source, TopBlock, top_blocks
from natpin.languages.hcl.ast import (
    Attr,
    Attribute,
    Call,
    Expression,
    Literal,
    Name,
    ObjectOf,
    Template,
    Traversal,
)
from natpin.languages.hcl.tfjson import json_blocks
from natpin.model.location import Location
from natpin.model.rollout import Given, GivenFile, GivenValue, Rollout
from natpin.model.value import Node, Unknown, Value
from natpin.pipeline.file_texts import text_of
from natpin.regex import late_regex
from natpin.workspace import Workspace, leads_out

_TYPE = late_regex(r"azurerm_(?:\w{1,40}_)?template_deployment")
_TEMPLATES = ("template_content", "template_body")
_PARAMETERS = ("parameters_content", "parameters_body", "parameters")
_AROUND = ("jsonencode", "jsondecode")
"""Functions that leave a template, or parameters, what they are."""
_FLAG = "--var NAME=VALUE"


def rollouts(path: str, workspace: Workspace) -> Iterator[Rollout]:
    """The templates that a file of Terraform deploys from files of the workspace."""
    source = Source(path, text_of(path, workspace) or "")
    sliced = json_blocks(source) if path.endswith(".json") else top_blocks(source)
    for block in sliced.blocks:
        if block.type == "resource" and block.labels and _TYPE.fullmatch(block.labels[0]):
            yield from _rollout(block)


def _rollout(block: TopBlock) -> Iterator[Rollout]:
    body = block.body()
    written = _first(body.attributes, _TEMPLATES) if body is not None else None
    if body is None or written is None:
        return
    path = block.source.path
    place = _file(_bare(written.expression), path)
    if not place:
        return
    at = Location(path, block.source.location(block.start).line)
    given, open_ = _given(_first(body.attributes, _PARAMETERS), path, at)
    yield Rollout("template", (place,), tuple(given), at, open_)


def _first(attributes: Mapping[str, Attribute], names: tuple[str, ...]) -> Attribute | None:
    return next((attributes[name] for name in names if name in attributes), None)


def _bare(expression: Expression) -> Expression:
    """What is encoded or decoded, or stands alone in a text but for blanks, which JSON passes over, without that."""
    while True:
        match expression:
            case Call(name=name, arguments=(inner,)) if name in _AROUND:
                expression = inner
            case Template(parts=parts):
                said = [part for part in parts if not isinstance(part, str) or part.strip()]
                if len(said) != 1 or not isinstance(said[0], Expression):
                    return expression
                expression = said[0]
            case _:
                return expression


def _given(written: Attribute | None, path: str, at: Location) -> tuple[list[Given], Unknown | None]:
    """The inputs that are written out, and why there may be others."""
    if written is None:
        return [], None
    expression = _bare(written.expression)
    if isinstance(expression, ObjectOf):
        return _members(expression, path, at)
    place = _file(expression, path)
    if place is None:
        return [], Unknown(f"{path} gives parameters that it works out", at, _FLAG)
    why = None if place else Unknown(f"{path} gives a file that is not known", at, _FLAG)
    return [GivenFile((place or "*",), at, why)], None


def _members(of: ObjectOf, path: str, at: Location) -> tuple[list[Given], Unknown | None]:
    """The members of an object that is written out; one whose name is worked out may be any."""
    found: list[Given] = []
    open_: Unknown | None = None
    for key, value in of.items:
        if isinstance(key, Literal) and isinstance(key.value, str):
            found.append(GivenValue(key.value, _literal(value, key.value, path, at)))
        else:
            open_ = Unknown(f"{path} gives parameters that it works out", at, _FLAG)
    return found, open_


def _literal(expression: Expression, name: str, path: str, at: Location) -> Node:
    """A parameter's value: written out, or in ``{ value = … }`` as files of parameters have it."""
    if isinstance(expression, ObjectOf):
        inner = [
            value for key, value in expression.items if isinstance(key, Literal) and key.value == "value"
        ]
        expression = inner[0] if len(inner) == 1 else expression
    if isinstance(expression, Literal) and not isinstance(expression.value, float | None):
        return Value(expression.value, at)
    return Unknown(f"the value that {path} gives {name} is not followed", at, f"--var {name}=VALUE")


def _file(expression: Expression, path: str) -> str | None:
    """The file of the workspace that ``file("…")`` reads; empty for one whose name is not known, None where it is no file."""
    if not (isinstance(expression, Call) and expression.name == "file" and len(expression.arguments) == 1):
        return None
    written = _path(expression.arguments[0])
    if written is None:
        return ""
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
    return "" if leads_out(place) else place


def _path(expression: Expression) -> str | None:
    """A path that is written out, from the module's folder; None for one that is worked out."""
    if isinstance(expression, Literal):
        return expression.value if isinstance(expression.value, str) else None
    if not isinstance(expression, Template) or not expression.parts:
        return None
    first, *rest = expression.parts
    if _is_folder(first) and all(isinstance(part, str) for part in rest):
        return "".join(map(str, rest)).lstrip("/")
    return None


def _is_folder(part: object) -> bool:
    """True for ``path.module`` and its kin, the folder of the file."""
    return (
        isinstance(part, Traversal)
        and isinstance(part.source, Name)
        and part.source.name == "path"
        and part.steps in ((Attr("module"),), (Attr("root"),), (Attr("cwd"),))
    )
