"""What a patch of a Composition makes of a value: the transforms ``map``, ``match``, ``math``, ``string`` and ``convert``.

Source: Crossplane documentation, "Patch and Transform", "Transform types"; function-patch-and-transform, ``transforms.go``:
an input of another type than a transform takes is an error, and nothing is made.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence

from natpin.languages.terraform.functions.strings import bounded
from natpin.languages.terraform.values import MAX_TEXT, EvalError, joined
from natpin.model.location import Location
from natpin.model.value import (
    COMPUTED,
    Node,
    Unknown,
    Value,
    dig,
    items,
    members,
    of,
    plain,
    scalar,
    text,
    unknowns,
)
from natpin.regex import late_regex

_VERB = late_regex(r"%(?:\[(?P<index>[0-9]{1,3})\])?(?P<verb>[a-zA-Z%])|%")
_WHOLE = late_regex(r"[+-]?[0-9]{1,18}\Z")
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
RENDER = "render it (crossplane render), and lint the result"


class _Fails(Exception):
    """Crossplane makes nothing of this input, or natpin does not know what."""


def transformed(node: Node, transforms: Node | None) -> Node:
    """A value after a list of transforms, one after the other."""
    if transforms is not None and not (isinstance(transforms, Value) and isinstance(transforms.data, tuple)):
        return Unknown("the transforms of a patch are not known", transforms.at, RENDER)
    for one in items(transforms):
        node = _after(node, one)
    return node


def printed(fmt: Node | None, values: Sequence[Node], at: Location) -> Node:
    """What Go's ``fmt.Sprintf`` prints; an unknown value stays a hole in the text."""
    spec = text(fmt)
    try:
        if spec is None:
            raise _Fails("is not known")
        return _printed(spec, values, at)
    except (_Fails, EvalError) as error:
        return Unknown(f"what the format {spec!r} prints is not known: {error}", at, RENDER)


def _printed(spec: str, values: Sequence[Node], at: Location) -> Node:
    pieces: list[Node] = []
    end, following, used = 0, 0, set()
    for match in _VERB.finditer(spec):
        pieces.append(Value(spec[end : match.start()], at))
        end = match.end()
        if match["verb"] == "%":
            pieces.append(Value("%", at))
            continue
        place = int(match["index"]) - 1 if match["index"] else following
        if match["verb"] is None or not 0 <= place < len(values):
            raise _Fails(f"it has no value for {match.group()}")
        following = place + 1
        used.add(place)
        pieces.append(_verb(match["verb"], values[place], at))
    if len(used) < len(values):
        raise _Fails("it leaves a value out")
    pieces.append(Value(spec[end:], at))
    return joined(pieces, at)


def _verb(verb: str, node: Node, at: Location) -> Node:
    if not isinstance(node, Value):
        if verb not in "sv":
            raise _Fails("a value of it is not known")
        return node
    data = node.data
    if isinstance(data, str) and verb in "sv":
        return node
    if isinstance(data, bool) and verb in "tv":
        return Value("true" if data else "false", at)
    if isinstance(data, int) and not isinstance(data, bool) and verb in "dv":
        return Value(str(data), at)
    raise _Fails(f"%{verb} is not for such a value")


def _after(node: Node, transform: Node) -> Node:
    kind = text(dig(transform, "type"))
    how = _HOW.get(kind or "")
    if how is None:
        return Unknown("the transform of a patch is not known", transform.at, RENDER)
    asked = dig(transform, kind or "")
    if kind == "string" and (text(dig(asked, "type")) or "Format") == "Format":
        return printed(dig(asked, "fmt"), (node,), transform.at)
    if not isinstance(node, Value):
        if kind == "convert" and text(dig(asked, "toType")) == "string" and node_is_text(node):
            return node
        reason = node.reason if isinstance(node, Unknown) else "is known once the resource is made"
        return Unknown(f"{reason} ({kind})", transform.at, getattr(node, "settle_by", None))
    try:
        found = how(node, asked)
    except (_Fails, EvalError) as error:
        return Unknown(f"the transform {kind} makes nothing of this value: {error}", transform.at, RENDER)
    except (ValueError, OverflowError, RecursionError):
        return Unknown(f"the transform {kind} makes nothing of this value", transform.at, RENDER)
    if isinstance(found, str) and len(found) > MAX_TEXT:
        return Unknown("makes too large a text", transform.at)
    if found is node or isinstance(found, Unknown):
        return found
    if isinstance(
        found, Value
    ):  # of a table of the Composition: which one is taken is decided where the input stands
        return Value(found.data, node.at, COMPUTED)
    return of(found, node.at, COMPUTED)


def node_is_text(node: Node) -> bool:
    """True for an unknown of which pieces of text are known."""
    return isinstance(node, Unknown) and bool(node.parts)


def _map(node: Value, asked: Node | None) -> object:
    pairs = members(dig(asked, "pairs")) or members(asked)
    found = pairs.get(node.data) if isinstance(node.data, str) else None
    if found is None:
        raise _Fails("the map does not have it")
    return found


def _match(node: Value, asked: Node | None) -> object:
    for pattern in items(dig(asked, "patterns")):
        kind = text(dig(pattern, "type")) or "literal"
        wanted = text(dig(pattern, kind))
        if wanted is None or not isinstance(node.data, str):
            raise _Fails("a pattern is not for such a value")
        if node.data == wanted if kind == "literal" else _found(wanted, node.data, pattern.at):
            return dig(pattern, "result") or Value(None, pattern.at)
    if text(dig(asked, "fallbackTo")) == "Input":
        return node
    return dig(asked, "fallbackValue") or Value(None, node.at)


def _found(pattern: str, subject: str, at: Location):  # type: ignore[no-untyped-def]
    return bounded(pattern, subject, at)[0].search(subject)


def _math(node: Value, asked: Node | None) -> object:
    kind = text(dig(asked, "type")) or "Multiply"
    limit = scalar(
        dig(asked, {"Multiply": "multiply", "ClampMin": "clampMin", "ClampMax": "clampMax"}.get(kind, "?"))
    )
    value = node.data
    if not isinstance(value, int | float) or isinstance(value, bool) or not isinstance(limit, int):
        raise _Fails("it is not a number")
    if kind == "Multiply":
        return value * limit
    return node if (value >= limit if kind == "ClampMin" else value <= limit) else limit


def _string(node: Value, asked: Node | None) -> object:
    kind = text(dig(asked, "type"))
    if kind == "Join":
        return _join(node, dig(asked, "join"))
    if kind == "Convert" and text(dig(asked, "convert")) == "ToJson":
        if any(unknowns(node)):
            raise _Fails("a part of it is not known")
        return json.dumps(plain(node), separators=(",", ":"))
    subject = text(_verb("v", node, node.at)) or ""
    match kind:
        case "Convert":
            return _cased(text(dig(asked, "convert")), subject)
        case "TrimPrefix":
            return subject.removeprefix(text(dig(asked, "trim")) or "")
        case "TrimSuffix":
            return subject.removesuffix(text(dig(asked, "trim")) or "")
        case "Replace":
            sought, by = text(dig(asked, "replace.search")), text(dig(asked, "replace.replace"))
            if sought and by is not None and subject.count(sought) * len(by) < MAX_TEXT:
                return subject.replace(sought, by)
        case "Regexp":
            group = scalar(dig(asked, "regexp.group"))
            match_ = _found(text(dig(asked, "regexp.match")) or "", subject, node.at)
            if match_ is not None and isinstance(group or 0, int):
                return match_.group(group or 0) or ""
    raise _Fails(f"{kind}")


def _join(node: Value, asked: Node | None) -> object:
    """Crossplane cuts one letter off the end, so that a longer separator leaves its others."""
    separator = text(dig(asked, "separator")) or ""
    pieces = [piece for one in items(node) for piece in (_verb("v", one, node.at), Value(separator, node.at))]
    if not isinstance(node.data, tuple) or len(separator) > 1:
        raise _Fails("it is not a list")
    return joined(pieces[:-1], node.at)


def _cased(how: str | None, subject: str) -> str:
    match how:
        case "ToUpper":
            return subject.upper()
        case "ToLower":
            return subject.lower()
        case "ToBase64":
            return base64.b64encode(subject.encode()).decode()
        case "FromBase64":
            return base64.b64decode(subject, validate=True).decode()
    raise _Fails(f"{how}")


def _convert(node: Value, asked: Node | None) -> object:
    to, form = text(dig(asked, "toType")), text(dig(asked, "format")) or "none"
    data = node.data
    is_number = isinstance(data, int | float) and not isinstance(data, bool)
    match to:
        case "string" if isinstance(data, str):
            return node
        case "string" if isinstance(data, bool):
            return "true" if data else "false"
        case "string" if isinstance(data, int):
            return str(data)
        case "int" | "int64" if isinstance(data, str) and form == "none" and _WHOLE.match(data):
            return int(data)
        case "int" | "int64" if isinstance(data, bool) or is_number:
            return int(data)  # type: ignore[arg-type]
        case "bool" if isinstance(data, bool):
            return node
        case "bool" if isinstance(data, str) and data in _TRUE | _FALSE:
            return data in _TRUE
        case "bool" if is_number:
            return data == 1
        case "float64" if is_number or isinstance(data, bool):
            return node if is_number else float(data)  # type: ignore[arg-type]
        case "float64" if isinstance(data, str) and form == "none" and len(data) < 40:
            return float(data)
        case "object" if isinstance(data, Mapping):
            return node
        case "array" if isinstance(data, tuple):
            return node
        case "object" | "array" if isinstance(data, str) and form == "json":
            found = json.loads(data)
            if isinstance(found, dict if to == "object" else list):
                return found
    raise _Fails(f"it cannot be made {to}")


_HOW: Mapping[str, Callable[[Value, Node | None], object]] = {
    "map": _map,
    "match": _match,
    "math": _math,
    "string": _string,
    "convert": _convert,
}
