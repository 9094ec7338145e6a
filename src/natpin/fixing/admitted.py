"""What the declaration of a parameter or a variable admits: a tool refuses a value that it does not.

Sources: Terraform language documentation, "Custom Conditions"; Bicep documentation, "Parameters" (``allowed``, ``minValue``,
``maxValue``); Azure Resource Manager documentation, "Parameters in ARM templates".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import ge, gt, le, lt

from natpin.fixing.edit import Text
from natpin.fixing.files import Files, language_of
from natpin.fixing.holding import Name, keys_around
from natpin.fixing.why import NotMade
from natpin.fixing.writers.literals import spelt
from natpin.languages.hcl.ast import Attr, Binary, Call, Expression, Literal, Traversal, TupleOf
from natpin.languages.hcl.slices import top_blocks
from natpin.languages.hcl.source import Source
from natpin.regex import late_regex

Scalar = bool | int | str
_COMPARED: dict[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_LIMIT = late_regex(r"@(?:sys\.)?(minValue|maxValue|allowed)\(([^)]*)\)")
_ITEM = late_regex(r"'([^'\n]*)'|(-?\w+)")
_LIMIT_OF_ARM = late_regex(r'"(minValue|maxValue|allowedValues)"[ \t\r\n]*:[ \t\r\n]*(\[[^\]]*\]|-?[0-9]+)')
_ITEM_OF_ARM = late_regex(r'"([^"\n]*)"|(-?\w+)')


def check_admitted(files: Files, name: Name, value: Scalar) -> None:
    """Raises NotMade where the declaration of a name refuses a value. What is not understood admits it."""
    path, whole = name
    own = whole.removeprefix("var.")
    if "." in own:  # a member of an object
        return
    match language_of(path):
        case "hcl" if whole.startswith("var."):
            for text in files.beside(path):
                _check_validations(text, own, value)
        case "bicep":
            found = files.text(path)
            declared = (
                re.search(rf"^param[ \t]+{own}\b", found.text, re.MULTILINE) if found is not None else None
            )
            if found is not None and declared is not None:
                before = found.text[: declared.start()]
                decorated = before[_statement_before(before) :]
                _check(_LIMIT.findall(decorated), _ITEM, own, value)
        case "json":
            found = files.text(path)
            if found is not None:
                limits = [
                    (one[1], one[2])
                    for one in _LIMIT_OF_ARM.finditer(found.text)
                    if keys_around(found.text, one.start())[-2:] == ("parameters", own)
                ]
                _check(limits, _ITEM_OF_ARM, own, value)


def _check_validations(text: Text, name: str, value: Scalar) -> None:
    for block in top_blocks(Source(text.path, text.text)).blocks:
        body = block.body() if (block.type, block.labels) == ("variable", (name,)) else None
        for inner in body.blocks if body is not None else ():
            condition = inner.body.attributes.get("condition") if inner.type == "validation" else None
            if condition is not None and _holds(condition.expression, name, value) is False:
                raise NotMade(f"the validation of variable {name} does not allow {spelt(value)}")


def _statement_before(text: str) -> int:
    """Where the decorators begin that a text ends with: behind the last line that begins another statement."""
    others = re.finditer(
        r"^(?:param|var|resource|module|output|type|func|import|[})\]])[^\n]*\n(?!\))", text, re.MULTILINE
    )
    ends = [one.end() for one in others if not one[0].startswith((")", "]"))]
    return ends[-1] if ends else 0


def _check(limits: list[tuple[str, str]], item: re.Pattern[str], name: str, value: Scalar) -> None:
    for kind, written in limits:
        listed = [one or other for one, other in item.findall(written)]
        if kind.startswith("allowed"):
            admits = spelt(value).lower() in [one.lower() for one in listed] or not listed
        elif isinstance(value, int) and len(listed) == 1 and listed[0].lstrip("-").isdigit():
            admits = value >= int(listed[0]) if kind == "minValue" else value <= int(listed[0])
        else:
            continue
        if not admits:
            raise NotMade(f"{kind} of parameter {name} does not allow {spelt(value)}")


def _holds(condition: Expression, name: str, value: Scalar) -> bool | None:
    """Whether a condition on a variable holds for a value; None where natpin does not work it out."""
    match condition:
        case Binary(operator="&&" | "||" as operator, left=left, right=right):
            decisive = operator == "||"
            both = _holds(left, name, value), _holds(right, name, value)
            return decisive if decisive in both else None if None in both else not decisive
        case Binary(operator="==" | "!=" as operator, left=left, right=right):
            one, other = _value(left, name, value), _value(right, name, value)
            if one is None or other is None:
                return None
            return (spelt(one) == spelt(other)) is (operator == "==")
        case Binary(operator=operator, left=left, right=right) if operator in _COMPARED:
            one, other = _value(left, name, value), _value(right, name, value)
            if not isinstance(one, int) or not isinstance(other, int):
                return None
            return _COMPARED[operator](one, other)
        case Call(name="contains", arguments=(TupleOf(items=listed), wanted)):
            sought = _value(wanted, name, value)
            there = [_value(one, name, value) for one in listed]
            if sought is None or None in there:
                return None
            return spelt(sought) in [spelt(one) for one in there if one is not None]
    return None


def _value(expression: Expression, name: str, value: Scalar) -> Scalar | None:
    match expression:
        case Literal(value=bool() | int() | str() as written):
            return written
        case Traversal(source=source, steps=(Attr(name=found),)) if getattr(source, "name", "") == "var":
            return value if found == name else None
    return None
