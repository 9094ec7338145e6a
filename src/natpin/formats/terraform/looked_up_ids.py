"""Ids that are put together around the id of something that is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.references import Piece, id_parts, pieces
from natpin.languages.terraform.instance import Instance
from natpin.model.value import Node, Reference


def spelled(node: Node, known: Mapping[str, Instance]) -> Iterator[Piece]:
    """The pieces of an id, with the ids of what is looked up spelled out. ``known``: instances by address."""
    for piece in pieces(node):
        target = known.get(piece.target) if isinstance(piece, Reference) and piece.attribute == "id" else None
        found = id_parts(target, known.get) if target is not None and target.data else None
        yield from (piece,) if found is None else found
