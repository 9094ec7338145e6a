"""Which resource a command, a name or an id means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natpin.formats.az.cli.arguments import Arguments
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import BY_TYPE, GROUP, KINDS, Kind
from natpin.formats.az.cli.state import State
from natpin.formats.az.cli.values import FILL_IN
from natpin.languages.shell.words import Capture, Chunk, Hole, Piece, Word, placeholder
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Unknown, Value


def identify(
    kind: Kind,
    arguments: Arguments,
    group: Word | None,
    directory: Directory,
    subscription: Word | None = None,
) -> Identity | None:
    """The resource that a command's ``--name``, ``--resource-group`` and parent flags mean; None without a name."""
    name = arguments.word(*kind.name_flags)
    if name is None:
        return None
    name = directory.spelled(name)
    if kind is GROUP:
        return Identity(kind, None, (name,), arguments.at, subscription)
    names: tuple[Word, ...] = (name,)
    if kind.parent is not None:
        parent = arguments.word(kind.parent_flag)
        if parent is None:
            return None
        names = (directory.spelled(parent), name)
    return Identity(kind, group, names, arguments.at, subscription)


def by_id(word: Word) -> Identity | None:
    """The resource that an id means, holes and all; None for what spells no id of a kind natpin follows."""
    segments = _segments(word)
    labels = [segment.label.lower() for segment in segments]
    if "providers" not in labels:
        return None
    start = len(labels) - 1 - labels[::-1].index("providers")
    tail = segments[start + 1 :]
    if len(tail) < 3 or len(tail) % 2 == 0:
        return None
    kind = BY_TYPE.get("/".join([tail[0].label, *(segment.label for segment in tail[1::2])]).lower())
    names = tuple(tail[2::2])
    if kind is None or not all(name.pieces for name in names):
        return None
    group = None
    if "resourcegroups" in labels[:start]:
        position = labels.index("resourcegroups") + 1
        group = segments[position] if position < start and segments[position].pieces else None
    subscription = None
    if "subscriptions" in labels[:start]:
        position = labels.index("subscriptions") + 1
        subscription = segments[position] if position < start and segments[position].pieces else None
    return Identity(kind, group, names, word.at, subscription)


def group_by_id(word: Word) -> Word | None:
    """The resource group that an id of a resource group means."""
    segments = _segments(word)
    if len(segments) >= 4 and segments[-2].label.lower() == "resourcegroups" and segments[-1].pieces:
        return segments[-1]
    return None


def _segments(word: Word) -> list[Word]:
    segments: list[list[Piece]] = [[]]
    for piece in word.pieces:
        if not isinstance(piece, Chunk):
            segments[-1].append(piece)
            continue
        for number, text in enumerate(piece.text.split("/")):
            if number:
                segments.append([])
            if text:
                segments[-1].append(replace(piece, text=text))
    return [Word(tuple(pieces), word.at) for pieces in segments]


ACCOUNT = "{account}"
"""What stands for the subscription that az is logged in to."""


class Directory:
    """Finds the resource behind a word, in the state of the script at that moment."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.subscription: Word | None = None
        """The subscription that commands are about now; None for the script's own."""

    def at_home(self, identity: Identity) -> Identity:
        """An identity out of an id, without its subscription where that is the script's own."""
        written = identity.subscription
        if written is None:
            return identity
        home = self.state.home
        known = written.literal
        if known is None or placeholder(known) is not None:
            if home is None and known is None:
                self.state.home = home = written
            if home is None or ACCOUNT in written.label or placeholder(written.label) is not None:
                return replace(identity, subscription=None)
        is_other = written.label.lower() in self.state.other_subscriptions
        if home is None and not is_other and self._of_ours(replace(identity, subscription=None)):
            self.state.home = home = written
        if home is not None and home.label.lower() == written.label.lower():
            return replace(identity, subscription=None)
        return identity

    def _of_ours(self, identity: Identity) -> bool:
        """True for what the script has made or named itself, or inside what it has made."""
        parent = identity.parent
        return self.state.get(identity) is not None or (parent is not None and self.state.created(parent))

    def spelled(self, word: Word) -> Word:
        """A name that was asked for (``--query name``, ``${ID##*/}``) as it was written where the resource was made."""
        match word.pieces:
            case (Capture(reference=reference),) if reference.attribute == "name":
                known = self.state.at_address(reference.target)
                if known is not None:
                    return Word(self.state.identity(known).names[-1].pieces, word.at)
        return word

    def node(self, word: Word, kind: Kind, group: Word | None, *, names: bool = True) -> Node | None:
        """What stands for the resource named: a Reference, or an Unknown; None where nothing is named.

        ``names``: a bare name is taken too, in ``group``. Where az wants an id, a bare name is kept as written.
        """
        if len(word.pieces) == 1:
            match word.pieces[0]:
                case Capture(reference=reference) if reference.attribute in ("id", "name"):
                    return Reference(reference.target, "id", word.at)
                case Capture() | Hole() as piece:
                    return self._hole(word, piece, kind, group)
        child = self._child(word, kind)
        if child is not None:
            return Reference(self.state.use(child, word.at).address, "id", word.at)
        label = word.label
        if not label or label.lower() == "null":
            return None
        if label.startswith("/") or label.lower().startswith("subscriptions/"):
            return self._by_id(word, kind)
        blank = placeholder(word.literal or "")
        if not names:
            node = word.node()
            if isinstance(node, Value) and blank is not None:
                return Unknown(f"the placeholder {blank} is not filled in", word.at, FILL_IN)
            return node
        identity = self._named(word, kind, group)
        if identity is None:
            return word.node()
        return Reference(self.state.use(identity, word.at).address, "id", word.at)

    def _child(self, word: Word, kind: Kind) -> Identity | None:
        """``$VNET_ID/subnets/aks``: a child by its parent's id."""
        match word.pieces:
            case (Capture(reference=reference), Chunk(text=text) as chunk, *rest) if kind.parent is not None:
                known = self.state.at_address(reference.target)
                segment = f"/{kind.type.rpartition('/')[2].lower()}/"
                if known is None or reference.attribute != "id" or not text.lower().startswith(segment):
                    return None
                parent = self.state.identity(known)
                last = text[len(segment) :]
                name = (replace(chunk, text=last), *rest) if last else tuple(rest)
                if parent.kind.word != kind.parent or not name or "/" in last:
                    return None
                return parent.child(kind, Word(name, word.at), word.at)
        return None

    def _named(self, word: Word, kind: Kind, group: Word | None) -> Identity | None:
        """A bare name of a resource that is nobody's child."""
        return None if kind.parent is not None else Identity(kind, group, (word,), word.at, self.subscription)

    def _hole(self, word: Word, piece: Piece, kind: Kind, group: Word | None) -> Node:
        """An unknown name or id; the resource that was created under the same unknown name, if one was."""
        identity = self._named(word, kind, group)
        if isinstance(piece, Hole) and identity is not None and self.state.get(identity) is not None:
            return Reference(identity.address, "id", word.at)
        return word.node()

    def _by_id(self, word: Word, kind: Kind) -> Node:
        identity = by_id(word)
        if identity is not None:
            identity = self.at_home(identity)
        if identity is None or identity.kind is not kind or (placeholder(word.label) and not identity.names):
            return word.node()
        return Reference(self.state.use(identity, word.at).address, "id", word.at)

    def addressed(self, words: Sequence[Word], at: Location) -> list[Identity]:
        """The resources that ``--ids`` means, as far as they are known."""
        found: list[Identity] = []
        for word in words:
            match word.pieces:
                case (Capture(reference=reference),) if reference.attribute == "id":
                    known = self.state.at_address(reference.target)
                    if known is not None:
                        found.append(replace(self.state.identity(known), at=at))
                case _:
                    identity = by_id(word)
                    if identity is not None:
                        found.append(self.at_home(identity))
        return found


_REFUSED = re.compile(r"[$`\\]|^['\"]|['\"]$")
"""What no name of a resource holds (Azure docs, "Naming rules and restrictions for Azure resources": Microsoft.Network),
and what a shell leaves in a word that is quoted so that it puts nothing in: ``'$GATEWAY'``. Marks that tools fill in
later, ``<name>`` or ``#{name}#``, are none of these."""


def no_name(word: Word) -> Unknown | None:
    """Why a word names nothing: Azure refuses the command, and what that leaves as it was nobody says."""
    written = next(
        (piece.text for piece in word.pieces if isinstance(piece, Chunk) and _REFUSED.search(piece.text)),
        None,
    )
    if written is None:
        return None
    return Unknown(
        f"Azure refuses the name {written}", word.at, "let the shell put the variable's value there"
    )


def kind_of(word: str) -> Kind:
    """A kind by the word that addresses use."""
    return KINDS[word]
