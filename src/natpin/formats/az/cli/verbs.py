"""What the verbs of az commands do: create, update, delete, show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from natpin.formats.az.cli import lookup
from natpin.formats.az.cli.arguments import Arguments
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import CLUSTER, GROUP, LOCK, SUBNET, VNET, Kind
from natpin.formats.az.cli.locking import Locking
from natpin.formats.az.cli.names import identify
from natpin.formats.az.cli.targets import detaches
from natpin.formats.az.cli.translate import virtual_nodes
from natpin.languages.shell.words import Command, Output, Word
from natpin.model.doubt import Doubt, Reach
from natpin.model.value import Reference


class Verbs(Locking):
    """A session, as far as it does what a command says."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Identity | None = None
        """What the command at hand shows."""

    def _dispatch(
        self, kind: Kind, verb: str, arguments: Arguments, group: Word | None, command: Command
    ) -> Output:
        """Do what a command's verb says to the resources that it names."""
        if verb in ("list", "exists"):
            return lookup.ask(self.state, kind, verb, arguments, group, self.directory)
        addons = arguments.flags.get("--addons") if verb.endswith("-addons") else None
        if addons is not None and virtual_nodes(addons) is None:
            return lookup.unfollowed(command)  # add-ons through which nothing leaves
        if kind is LOCK:
            self._lock(verb, arguments, group)
            return Output()
        identities = self._identities(kind, arguments, group)
        if not identities:
            if verb != "show":
                self._nameless(kind, verb, arguments)
            return lookup.unfollowed(command)
        output = Output()
        self._subnets_of(kind, arguments, identities)
        for identity in identities:
            match verb:
                case "create" | "add":
                    self.state.built += 1
                    if kind is CLUSTER:
                        self._make_up()
                    self._create(identity, arguments)
                    if kind is SUBNET:
                        self.subnet_again(identity, arguments.command, arguments.at)
                    elif kind.parent is not None:
                        self._created_elsewhere(identity, arguments)
                case "update" | "scale" | "enable-addons" | "disable-addons":
                    if detaches(arguments):
                        self.state.removed += 1
                        self._removing(partial(self._update_all, identity, arguments))
                    else:
                        self.state.built += 1
                        self._update_all(identity, arguments)
                    self._set_by_unknown_name(identity, arguments)
                case "delete":
                    self.state.removed += 1
                    self.state.deleted += 1
                    if kind is CLUSTER:
                        self._delete_cluster(identity)
                    elif (
                        kind is not GROUP
                    ):  # tutorials end by deleting the group; what they teach still stands
                        self._removing(partial(self._delete_all, identity, arguments))
                    continue
                case "show":
                    self._shown = identity
                    output = lookup.show(self.state, identity, arguments, probing=command.probing)
                    continue
            output = lookup.answer(self.state, identity, arguments)
        return output

    def _subnets_of(self, kind: Kind, arguments: Arguments, networks: Sequence[Identity]) -> None:
        """Subnets that are written with their network: ``--subnets``, ``--set subnets[0].natGateway=null``. They are those of
        the network that is named, whichever root declares it."""
        flags = [arguments.flags[name] for name in ("--set", "--add", "--remove") if name in arguments.flags]
        words = [word.label.lower() for flag in flags for word in flag.words]
        if kind is VNET and ("--subnets" in arguments.flags or any("subnets" in word for word in words)):
            reason = f"what `az {arguments.command}` writes of the network's subnets"
            target: Reference | None = None
            if len(networks) == 1 and arguments.command.endswith(" update"):
                network = self.state.use(networks[0], arguments.at, remarked=False)
                target = Reference(network.address, "id", arguments.at)
            self.doubt(Doubt(reason, arguments.at, None, Reach((SUBNET.type,), target, adds=True)))

    def _identities(self, kind: Kind, arguments: Arguments, group: Word | None) -> list[Identity]:
        ids = arguments.flag("--ids")
        if ids is not None:
            found = self.directory.addressed(ids.words, arguments.at)
            return [identity for identity in found if identity.kind is kind]
        identity = identify(kind, arguments, group, self.directory, self.directory.subscription)
        return [identity] if identity else []
