"""Which resources a command is about, where that is not known, and what is taken away from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from natpin.formats.az.cli import closed
from natpin.formats.az.cli.arguments import Arguments, Flag
from natpin.formats.az.cli.generic_update import ATTACHED, names_unknown_property
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import CLUSTER, GROUP, POOL, SUBNET, VNET, Kind
from natpin.formats.az.cli.state import State
from natpin.formats.az.cli.tables import PROPERTIES
from natpin.formats.az.cli.writing import Writing
from natpin.languages.shell.words import Command, Word
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Reference, Unknown, Value, items, text

MAX_CANDIDATES = 5_000
"""Resources that the commands of one script whose target is not known are tried on."""


class Targets(Writing):
    """Changes of whatever a command may be about."""

    def __init__(self) -> None:
        super().__init__()
        self._tried_on = 0
        self._later: list[Callable[[], None]] = []
        """Removals after the deletion of the only cluster: they count if another one is made after them."""
        self.doubts: dict[tuple[str, int, int], Doubt] = {}

    def doubt(self, doubt: Doubt) -> None:
        """Something is not followed; told once for each place."""
        self.doubts.setdefault((doubt.reason, doubt.at.line, doubt.at.column), doubt)

    # -- what may be meant -------------------------------------------------------------------------------------

    def _nameless(self, kind: Kind, verb: str, arguments: Arguments) -> None:
        """A command of which it cannot be told which resource it is about (``--ids`` out of a list)."""
        reach = closed.bearing(arguments.command.split())
        if verb in ("create", "add"):  # az refuses it: at most another one is made
            reach = replace(reach, alters=False) if reach is not None else None
        elif verb in ("update", "scale", "enable-addons", "disable-addons") and not self._sets(
            kind, arguments
        ):
            return
        self.state.built += 1
        reason = f"which resource `az {arguments.command}` is about"
        cause = arguments.open or Unknown(f"{reason} is not known", arguments.at)
        for other in self._candidates(kind, lambda each: True):
            if verb in ("update", "scale", "enable-addons", "disable-addons"):
                self._maybe(partial(self._update, other, arguments), cause)
            elif verb == "delete" and kind not in (GROUP, CLUSTER):
                self._maybe(partial(self.state.drop, other), cause)
        if reach is not None:
            # what takes a thing away takes nobody past the gateway
            elsewhere = verb != "delete" and not _only_attaches(arguments)
            reach = replace(reach, adds=verb in ("create", "add"), elsewhere=elsewhere)
            self.doubt(Doubt(reason, arguments.at, None, reach))

    @staticmethod
    def _sets(kind: Kind, arguments: Arguments) -> bool:
        """True for an update that sets a property that natpin minds."""
        minded = {*PROPERTIES[kind.word], "--set", "--add", "--remove"} - {"--tags"}
        return arguments.open is not None or not minded.isdisjoint(arguments.flags)

    def _candidates(
        self, kind: Kind, fits: Callable[[Identity], bool], *, unknown: bool = False
    ) -> list[Identity]:
        """Resources that are there now and that a command may be about."""
        found: list[Identity] = []
        for identity in self.state.of_kind(kind, unknown=unknown):
            self._tried_on += 1
            if self._tried_on > MAX_CANDIDATES:
                return []
            if fits(identity):
                found.append(identity)
        return found

    def _others(self, identity: Identity, arguments: Arguments) -> list[Identity]:
        """Other resources that a command may be about, where the one it names is not known to be one of its own."""
        if self.state.created(identity):
            return []
        address = identity.address.lower()
        found = self._candidates(
            identity.kind,
            lambda each: each.may_be(identity) and each.address.lower() != address,
            unknown=identity.known,
        )
        if self._tried_on > MAX_CANDIDATES:
            reason = f"which resource `az {arguments.command}` is about: too many names are unknown"
            self.doubt(Doubt(reason, arguments.at, None, Reach((identity.kind.type,), elsewhere=True)))
        return found

    def _maybe(self, run: Callable[[], None], cause: Unknown) -> None:
        """Something that may be done to a resource."""
        self.state.fork()
        try:
            run()
        finally:
            way = self.state.take_back()
        self.state.join([way, {}], cause)

    def _unsure(self, identity: Identity, arguments: Arguments) -> Unknown:
        unknown = next((name.unknown for name in identity.names if name.unknown is not None), None)
        if unknown is None and identity.group is not None:
            unknown = identity.group.unknown
        return Unknown(
            f"which resource `az {arguments.command}` is about is not known",
            arguments.at,
            unknown.settle_by if unknown is not None else None,
        )

    def _update_all(self, identity: Identity, arguments: Arguments) -> None:
        named = arguments.word("--nodepool-name") if arguments.command == "aks scale" else None
        if named is not None:
            identity = identity.child(POOL, named, arguments.at)
        others = self._others(identity, arguments)
        self._update(identity, arguments)
        cause = self._unsure(identity, arguments)
        for other in others:
            self._maybe(partial(self._update, other, arguments), cause)

    def perhaps_others(
        self, identity: Identity, command: str, at: Location, change: Callable[[Identity], object]
    ) -> None:
        """A change of whatever else there is that a request may be about, where it does not name one of the script's."""
        arguments = Arguments(command, at, {})
        for other in self._others(identity, arguments):
            self._maybe(partial(_called, change, other), self._unsure(identity, arguments))

    def update_generic(self, identity: Identity, command: Command, flags: Mapping[str, list[Word]]) -> None:
        """``az resource update``: ``--set``, ``--add`` and ``--remove`` on any resource."""
        given = {name: Flag(tuple(words), command.at) for name, words in flags.items()}
        arguments = Arguments("resource update", command.at, given)
        if detaches(arguments):
            self.state.removed += 1
        else:
            self.state.built += 1
        self._update_all(identity, arguments)
        self._set_by_unknown_name(identity, arguments)

    def _set_by_unknown_name(self, identity: Identity, arguments: Arguments) -> None:
        """``--set "$CHANGE"``, ``--remove "$WHAT"``: any property may be meant."""
        if not names_unknown_property(arguments):
            return
        resource = self.state.use(identity, arguments.at, remarked=False)
        types = (VNET.type, SUBNET.type) if identity.kind is VNET else (identity.kind.type,)
        target = None if identity.kind is VNET else Reference(resource.address, "id", arguments.at)
        reason = f"which property `az {arguments.command}` sets is not known"
        self.doubt(Doubt(reason, arguments.at, None, Reach(types, target)))

    def _delete_all(self, identity: Identity, arguments: Arguments) -> None:
        cause = self._unsure(identity, arguments)
        for other in self._others(identity, arguments):
            self._maybe(partial(self.state.drop, other), cause)
        self.state.drop(identity)

    def _created_elsewhere(self, identity: Identity, arguments: Arguments) -> None:
        """A pool or a route whose parent is not known may be one of any parent there is."""
        parent = identity.parent
        if parent is None:
            return
        cause = self._unsure(identity, arguments)
        for other in self._others(parent, arguments):
            inner = other.child(identity.kind, identity.names[-1], arguments.at)
            if self.state.get(inner) is None:
                self._maybe(partial(self._create, inner, arguments), cause)

    def remove(self, identity: Identity) -> None:
        """A resource that another front end deletes, as ``az … delete`` does: a cluster is judged as it stood."""
        self.state.removed += 1
        self.state.deleted += 1
        if identity.kind is CLUSTER:
            self._delete_cluster(identity)
        elif identity.kind is not GROUP:
            self._removing(partial(self.state.drop, identity))

    def begin_cluster(self) -> None:
        """Another front end makes a cluster: what was taken away before is gone for it."""
        self._make_up()

    def subnet_again(self, identity: Identity, command: str, at: Location, *, updates: bool = False) -> None:
        """A subnet that was just written under a name that is not known, and that has the prefix of one that is there: the
        subnets of a network do not overlap, so it is that one, written anew. ``updates``: one without a prefix is one that is
        there."""
        made = self.state.get(identity)
        if identity.kind is not SUBNET or identity.known or made is None:
            return
        prefixes = _prefixes(made)
        if not prefixes and not updates:
            return
        address = identity.address.lower()
        arguments = Arguments(command, at, {})
        for other in self._candidates(SUBNET, lambda each: each.may_be(identity)):
            there = self.state.get(other)
            if there is None or other.address.lower() == address or there.external:
                continue
            if not prefixes or prefixes == _prefixes(there):
                kept = {
                    **made.properties,
                    **{name: there.properties[name] for name in _PREFIXES if name in there.properties},
                }
                self._maybe(partial(_created, self.state, other, kept, at), self._unsure(identity, arguments))

    # -- the end of a cluster ----------------------------------------------------------------------------------

    def _delete_cluster(self, identity: Identity) -> None:
        """A cluster that the script has made is judged as it stood; one from before is gone."""
        found = self.state.get(identity)
        if found is None or found.external:
            self.state.drop(identity)
            return
        self.state.put(replace(found, traits={**found.traits, "deleted": Value(True, identity.at)}))

    def _removing(self, run: Callable[[], None]) -> None:
        """What is taken away after the only cluster has been deleted changes nothing of how it stood."""
        clusters = [
            found for each in self.state.of_kind(CLUSTER) if (found := self.state.get(each)) is not None
        ]
        if clusters and all("deleted" in each.traits for each in clusters):
            self._later.append(run)
        else:
            run()

    def _make_up(self) -> None:
        """Another cluster is made: what was taken away before is gone for it."""
        for run in self._later:
            run()
        self._later.clear()


_PREFIXES = ("addressPrefix", "addressPrefixes")


def _prefixes(subnet: Resource) -> frozenset[str | None]:
    """A subnet's prefixes; none where one of them is not known."""
    written = subnet.properties.get("addressPrefix")
    listed = items(subnet.properties.get("addressPrefixes")) if written is None else (written,)
    found = frozenset(map(text, listed))
    return frozenset() if None in found else found


def _created(state: State, identity: Identity, properties: Mapping[str, Node], at: Location) -> None:
    state.create(identity, properties, at)


def _called(change: Callable[[Identity], object], identity: Identity) -> None:
    change(identity)


def detaches(arguments: Arguments) -> bool:
    """True for an update that only takes something away."""
    empty = {
        name
        for name, flag in arguments.flags.items()
        if name in ATTACHED and (not flag.words or flag.words[0].literal in ("", "null"))
    }
    nulls = arguments.flags.get("--set")
    unset = nulls is not None and all((word.literal or "").endswith(("=null", "=")) for word in nulls.words)
    return bool(empty) or unset or "--remove" in arguments.flags


def _only_attaches(arguments: Arguments) -> bool:
    """Whether a command may do no more than attach a NAT gateway to a subnet, which takes nobody past one."""
    gateway = arguments.word("--nat-gateway")
    others = {"--route-table", "--delegations", "--set", "--add", "--remove"}
    return (
        gateway is not None
        and gateway.literal != ""
        and arguments.open is None
        and others.isdisjoint(arguments.flags)
    )
