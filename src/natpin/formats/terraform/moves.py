"""``moved`` blocks of a root: under which address a resource stood before.

Source: Terraform language documentation, "Refactoring": ``from`` and ``to`` name a resource, one of its instances, a
module or one of its instances. Blocks of child modules are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Read
from natpin.languages.terraform.folder import Folder
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Value

_MOST = 200

Moves = Sequence[tuple[str, str]]
"""From and to."""


def moves(folder: Folder) -> Moves:
    """Every move that a folder declares."""
    found = []
    for block in folder.moves[:_MOST]:
        body = block.body()
        if body is None:
            continue
        sides = [body.attributes.get(name) for name in ("from", "to")]
        texts = [
            "".join(side.source.text[side.expression.start : side.expression.end].split()) if side else ""
            for side in sides
        ]
        if all(texts):
            found.append((texts[0], texts[1]))
    return found


def told(items: Iterator[Read], declared: Moves) -> Iterator[Read]:
    """The same items; a resource that was moved says where from, in the trait ``movedFrom``."""
    for item in items:
        former = _former(item.address, declared) if isinstance(item, Resource) else ()
        if isinstance(item, Resource) and former:
            places = Value(tuple(Value(address, item.at) for address in former), item.at)
            item = replace(item, traits={**item.traits, "movedFrom": places})
        yield item


def _former(address: str, declared: Moves) -> tuple[str, ...]:
    """Addresses it had before, the latest first."""
    found: list[str] = []
    for _ in declared:
        earlier = next(
            (before + address[len(to) :] for before, to in declared if _covers(to, address)),
            None,
        )
        if earlier is None or earlier in found:
            break
        found.append(earlier)
        address = earlier
    return tuple(found)


def _covers(moved: str, address: str) -> bool:
    return address == moved or (address.startswith(moved) and address[len(moved)] in ".[")
