"""Which resource an az command means, as far as its words say."""

from __future__ import annotations

from natpin.formats.az.cli.kinds import GROUP, KINDS, Kind
from natpin.languages.shell.words import Chunk, Hole, Word
from natpin.model.location import Location
from natpin.model.record import record


@record
class Identity:
    """Which resource is meant."""

    kind: Kind
    group: Word | None
    names: tuple[Word, ...]
    """Outermost first: virtual network, subnet."""
    at: Location
    subscription: Word | None = None
    """None for the script's own."""

    @property
    def address(self) -> str:
        """``az:subnet:rg/vnet/aks``; an unknown name is shown by what stands for it: ``$VNET``."""
        path = "/".join(name.label or "?" for name in self.names)
        where = f"{self.subscription.label}:" if self.subscription is not None else ""
        if self.kind is GROUP:
            return f"az:group:{where}{path}"
        return f"az:{self.kind.word}:{where}{self.group.label if self.group else '?'}/{path}"

    @property
    def parent(self) -> Identity | None:
        """The resource this one is a child of."""
        if self.kind.parent is None or len(self.names) < 2:
            return None
        return Identity(KINDS[self.kind.parent], self.group, self.names[:-1], self.at, self.subscription)

    @property
    def owner(self) -> Identity | None:
        """Its resource group."""
        if self.group is None or self.kind is GROUP:
            return None
        return Identity(GROUP, None, (self.group,), self.at, self.subscription)

    @property
    def known(self) -> bool:
        """True when no part of its name is unknown."""
        words = (*self.names, *((self.group,) if self.group is not None else ()))
        return all(word.literal is not None for word in words) and (
            self.group is not None or self.kind is GROUP
        )

    def child(self, kind: Kind, name: Word, at: Location) -> Identity:
        """A resource inside this one."""
        return Identity(kind, self.group, (*self.names, name), at, self.subscription)

    def may_be(self, other: Identity) -> bool:
        """True where nothing that is known tells the two apart."""
        if self.kind is not other.kind or len(self.names) != len(other.names):
            return False
        pairs = [*zip(self.names, other.names, strict=True), (self.group, other.group)]
        return all(_may_be(one, another) for one, another in pairs) and _may_be(
            self.subscription, other.subscription, absent=False
        )


def _may_be(one: Word | None, other: Word | None, *, absent: bool = True) -> bool:
    """Whether two words may be one text. Two variables that are set outside have two names for two things."""
    if one is None or other is None:
        return absent or one is other
    if one.label.lower() == other.label.lower():
        return True
    if one.literal is not None and other.literal is not None:
        return False
    if not (_ends_fit(one, other) and _ends_fit(other, one)):
        return False
    return not (_named_outside(one) and _named_outside(other))


def _ends_fit(one: Word, other: Word) -> bool:
    """False where a known text does not begin or end as the known ends of another one: ``pre-$NAME``."""
    literal = other.literal
    if literal is None or not one.pieces:
        return True
    first, last = one.pieces[0], one.pieces[-1]
    begins = first.text if isinstance(first, Chunk) else ""
    ends = last.text if isinstance(last, Chunk) else ""
    return literal.lower().startswith(begins.lower()) and literal.lower().endswith(ends.lower())


def _named_outside(word: Word) -> bool:
    match word.pieces:
        case (Hole(unset=True, label=label),):
            return not label.removeprefix("$").isdigit()
    return False
