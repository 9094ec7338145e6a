"""Azure resource ids, whole or with holes."""

from __future__ import annotations

from dataclasses import dataclass

from natpin.model.value import Node, Reference, Unknown, Value


@dataclass(frozen=True, slots=True)
class ArmId:
    """An ARM resource id taken apart. A segment that could not be known is None.

    Source of the shape: Azure Resource Manager, "resource ID" in the template reference of ``resourceId``.
    """

    type: str
    names: tuple[str | Reference | None, ...]
    resource_group: str | Reference | None = None
    subscription: str | Reference | None = None

    def __str__(self) -> str:
        provider, *kinds = self.type.split("/")
        segments = [
            f"/subscriptions/{_shown(self.subscription)}/resourceGroups/{_shown(self.resource_group)}/providers/{provider}"
        ]
        segments += [f"{kind}/{_shown(name)}" for kind, name in zip(kinds, self.names, strict=False)]
        return "/".join(segments)


def parse(node: Node | None) -> ArmId | None:
    """The id in a node: a whole id string, or an Unknown whose known parts still spell one. None if there is none."""
    match node:
        case Value(data=str() as literal):
            return _from_segments([[piece] for piece in literal.split("/")])
        case Unknown(parts=parts) if parts:
            return _from_segments(_segments(parts))
        case _:
            return None


Piece = str | Reference | None


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


def _one(segment: list[Piece]) -> Piece:
    """A segment of one piece is that piece; a mixed one is known only when it is all text."""
    if len(segment) == 1:
        return segment[0]
    if segment and all(isinstance(piece, str) for piece in segment):
        return "".join(str(piece) for piece in segment)
    return None


def _from_segments(segments: list[list[Piece]]) -> ArmId | None:
    pieces = [_one(segment) for segment in segments]
    words = [piece.lower() if isinstance(piece, str) else "" for piece in pieces]
    if "providers" not in words:
        return None
    start = len(words) - 1 - words[::-1].index("providers")
    tail = pieces[start + 1 :]
    if len(tail) < 3 or len(tail) % 2 == 0:
        return None
    kinds = tail[1::2]
    if not isinstance(tail[0], str) or not all(isinstance(kind, str) for kind in kinds):
        return None

    def after(word: str) -> Piece:
        if word in words[:start]:
            position = words.index(word)
            return pieces[position + 1] if position + 1 < start else None
        return None

    return ArmId(
        type="/".join([tail[0], *(str(kind) for kind in kinds)]),
        names=tuple(piece or None for piece in tail[2::2]),
        resource_group=after("resourcegroups") or None,
        subscription=after("subscriptions") or None,
    )


def _shown(piece: Piece) -> str:
    return piece if isinstance(piece, str) else "…"
