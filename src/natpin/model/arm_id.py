"""Azure resource ids, whole or with holes."""

from __future__ import annotations

from natpin.model.record import record
from natpin.model.value import Node, Reference, Unknown, Value


@record
class ArmId:
    """An ARM resource id taken apart. A segment that could not be known is None.

    Source of the shape: Azure Resource Manager, "resource ID" in the template reference of ``resourceId``.
    """

    type: str
    names: tuple[Node | None, ...]
    resource_group: Node | None = None
    subscription: Node | None = None

    def __str__(self) -> str:
        provider, *kinds = self.type.split("/")
        segments = [
            f"/subscriptions/{_shown(self.subscription)}/resourceGroups/{_shown(self.resource_group)}/providers/{provider}"
        ]
        segments += [f"{kind}/{_shown(name)}" for kind, name in zip(kinds, self.names, strict=False)]
        return "/".join(segments)


_FEWEST_SLASHES = 3
"""In ``/providers/Microsoft.Network/natGateways/name``, the least that is an id, but for the first."""


Piece = str | Reference | Unknown | None
"""Of an id that is put together; None for a hole without a name."""


def parse(node: Node | None) -> ArmId | None:
    """The id in a node: a whole id string, or an Unknown whose known parts still spell one. None if there is none."""
    match node:
        case Value(data=str() as literal) if literal.count("/") >= _FEWEST_SLASHES:
            return _from_segments([[piece] for piece in literal.split("/")])
        case Unknown(parts=parts) if (
            sum(part.count("/") for part in parts if isinstance(part, str)) >= _FEWEST_SLASHES
        ):
            return _from_segments(_segments(parts))
        case _:
            return None


def relative(node: Node | None) -> ArmId | None:
    """The id in a path that begins with the type, as templates may write it for what they deploy themselves:
    ``Microsoft.Resources/deployments/network``. None if there is none.

    Source: Azure Resource Manager, "Define the order for deploying resources in ARM templates" and ``reference`` in the
    template reference: a name, or the resource's identifier; older quickstarts put type and name together.
    """
    match node:
        case Value(data=str() as literal) if literal.count("/") >= _FEWEST_SLASHES - 1:
            segments: list[list[Piece]] = [[piece] for piece in literal.split("/")]
        case Unknown(parts=(str() as first, *_) as parts) if first.count("/") >= 1:
            segments = _segments(parts)
        case _:
            return None
    first_word = _word(_one(segments[0]))
    return _from_segments([["providers"], *segments]) if "." in first_word else None


def _segments(parts: tuple[Piece, ...]) -> list[list[Piece]]:
    """Split at the slashes of the known pieces; a segment is a list of pieces."""
    segments: list[list[Piece]] = [[]]
    for part in parts:
        if isinstance(part, str):
            first, *rest = part.split("/")
            if first:
                segments[-1].append(first)
            segments.extend([piece] if piece else [] for piece in rest)
        else:
            segments[-1].append(part)
    return segments


def _one(segment: list[Piece]) -> Node | None:
    """A segment as a node: text, a reference, an unknown; None for nothing or for an anonymous hole."""
    if len(segment) == 1:
        piece = segment[0]
        return (Value(piece) if piece else None) if isinstance(piece, str) else piece
    if all(isinstance(piece, str) for piece in segment):
        return Value("".join(map(str, segment))) if segment else None
    return Unknown("a part of the id is unknown", parts=tuple(segment))


def _word(node: Node | None) -> str:
    return node.data if isinstance(node, Value) and isinstance(node.data, str) else ""


def _from_segments(segments: list[list[Piece]]) -> ArmId | None:
    pieces = [_one(segment) for segment in segments]
    words = [_word(piece).lower() for piece in pieces]
    if "providers" not in words:
        return None
    start = len(words) - 1 - words[::-1].index("providers")
    tail = pieces[start + 1 :]
    kinds = [_word(kind) for kind in tail[1::2]]
    if len(tail) < 3 or len(tail) % 2 == 0 or not _word(tail[0]) or not all(kinds):
        return None

    def after(word: str) -> Node | None:
        if word not in words[:start]:
            return None
        position = words.index(word)
        return pieces[position + 1] if position + 1 < start else None

    return ArmId(
        "/".join([_word(tail[0]), *kinds]), tuple(tail[2::2]), after("resourcegroups"), after("subscriptions")
    )


def _shown(piece: Node | None) -> str:
    return _word(piece) or "…"
