"""Functions of files inside the workspace, and of paths."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from natpin.languages.hcl import HclError, Source, decode, parse_template
from natpin.languages.hcl.ast import Expression
from natpin.languages.terraform.comparison import set_of
from natpin.languages.terraform.functions.encoding import DATA, HASHES, hashed
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import ANONYMOUS, MAX_TEXT, EvalError, NotKnown, mapping, text
from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Unknown, Value


def _path(node: Node, scope: Scope) -> str:
    """A path as Terraform means it, from the root module's folder, made relative to the workspace."""
    return posixpath.normpath(posixpath.join(scope.module.root_path, text(node)))


def _read(node: Node, scope: Scope, at: Location) -> tuple[str, bytes]:
    path = _path(node, scope)
    data = scope.world.workspace.read(path)
    if isinstance(data, Skipped):
        raise NotKnown(Unknown(f"the file {path[:200]} {data.reason}", at, None, ANONYMOUS))
    if len(data) > MAX_TEXT:
        raise NotKnown(Unknown(f"the file {path[:200]} is too large to be read here", at, None, ANONYMOUS))
    return path, data


def file(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``file(path)``"""
    path, data = _read(arguments[0], scope, at)
    # what is decoded of it has places there
    return Value(decode(data)[0], Location(path) if path.endswith(DATA) else at)


def filebase64(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``filebase64(path)``"""
    import base64

    return Value(base64.b64encode(_read(arguments[0], scope, at)[1]).decode(), at)


def fileexists(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``fileexists(path)``"""
    return Value(scope.world.workspace.exists(_path(arguments[0], scope)), at)


def fileset(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``fileset(folder, pattern)``: patterns of one folder, and of ``**`` over the files that are walked."""
    folder, pattern = _path(arguments[0], scope), text(arguments[1])
    if len(pattern) > 200:
        raise EvalError("a pattern too long to be tried", at)
    workspace = scope.world.workspace
    prefix = "" if folder == "." else folder + "/"
    if "/" not in pattern and "**" not in pattern:
        names = list(workspace.listdir(folder))
    else:
        names = [path[len(prefix) :] for path in workspace.walk() if path.startswith(prefix)]
    matches = _glob(pattern)
    scope.world.spend(len(names))
    return Value(set_of([Value(name, at) for name in names if matches.fullmatch(name)]), at)


def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern of ``*``, ``**``, ``?`` and ``{a,b}`` whose parts cannot run into one another."""
    found = ""
    depth = 0
    for piece in re.split(r"(\*\*/?|\*+|\?|[{},])", pattern):
        if piece.startswith("**"):
            found += "(?>.*/)?" if piece.endswith("/") else ".*"
        elif piece.startswith("*"):
            found += "[^/]*"
        elif piece == "?":
            found += "[^/]"
        elif piece == "{":
            found, depth = found + "(?:", depth + 1
        elif piece == "}" and depth:
            found, depth = found + ")", depth - 1
        elif piece == "," and depth:
            found += "|"
        else:
            found += re.escape(piece)
    if found.count("*") > 6:
        raise EvalError("a pattern too involved to be tried")
    return re.compile(found + ")" * depth)


Evaluate = Callable[[Expression, Scope], Node]
Templating = Callable[[list[Node], Scope, Location, Evaluate], Node]


def templatefile(arguments: list[Node], scope: Scope, at: Location, evaluate: Evaluate) -> Node:
    """``templatefile(path, variables)``"""
    path, data = _read(arguments[0], scope, at)
    return _rendered(Source(path, decode(data)[0]), arguments[1], scope, at, evaluate)


def templatestring(arguments: list[Node], scope: Scope, at: Location, evaluate: Evaluate) -> Node:
    """``templatestring(template, variables)``"""
    return _rendered(Source(at.path, text(arguments[0])), arguments[1], scope, at, evaluate)


def _rendered(source: Source, variables: Node, scope: Scope, at: Location, evaluate: Evaluate) -> Node:
    from natpin.languages.terraform.template_scope import TemplateNames

    if scope.world.depth > 100:
        raise EvalError("templates that lead to one another too deeply", at)
    try:
        template = parse_template(source)
    except HclError as error:
        raise EvalError(f"the template {source.path} cannot be read: {error.message}", at) from None
    names = TemplateNames(scope.world, scope.module.root_path)
    scope.world.depth += 10
    try:
        found = evaluate(template, Scope(names, source, dict(mapping(variables))))
    finally:
        scope.world.depth -= 10
    return Value(found.data, at) if isinstance(found, Value) else found


def abspath(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``abspath(path)``: where the workspace lies is not part of it."""
    raise NotKnown(Unknown("where the working directory lies is not known", at, None, ANONYMOUS))


def _of(function: Callable[[str], str]) -> Callable[[list[Node], Scope, Location], Node]:
    def applied(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return Value(function(text(arguments[0])), at)

    return applied


def pathexpand(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``pathexpand(path)``: a home folder is not part of the workspace."""
    path = text(arguments[0])
    if path.startswith("~"):
        raise NotKnown(Unknown("the home folder is not part of the workspace", at, None, ANONYMOUS))
    return Value(path, at)


def _file_hash(
    algorithm: str, encode: Callable[[bytes], str]
) -> Callable[[list[Node], Scope, Location], Node]:
    def applied(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return hashed(algorithm, encode, _read(arguments[0], scope, at)[1], at)

    return applied


FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {
    "abspath": abspath,
    "basename": _of(posixpath.basename),
    "dirname": _of(lambda path: posixpath.dirname(path) or "."),
    "file": file,
    "filebase64": filebase64,
    "fileexists": fileexists,
    "fileset": fileset,
    "pathexpand": pathexpand,
    **{f"file{name}": _file_hash(algorithm, encode) for name, (algorithm, encode) in HASHES.items()},
}

TEMPLATES: Mapping[str, Templating] = {
    "templatefile": templatefile,
    "templatestring": templatestring,
}
"""Functions that evaluate what they read."""
