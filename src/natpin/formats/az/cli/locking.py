"""``az lock``: what is protected from being deleted or changed, and what is so no longer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from natpin.formats.az.cli.arguments import Arguments
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import BY_TYPE, GROUP, LOCK
from natpin.formats.az.cli.names import by_id
from natpin.formats.az.cli.targets import Targets
from natpin.formats.az.cli.translate import translate
from natpin.languages.shell.words import Capture, Word, word_saying
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Unknown

_LOCKS = "/providers/microsoft.authorization/locks/"
"""In a lock's id, between the id of what it protects and its name."""


class Locking(Targets):
    """Locks that commands make and take away."""

    def _lock(self, verb: str, arguments: Arguments, group: Word | None) -> None:
        if verb == "create":
            self.state.built += 1
            self._create_lock(arguments, group)
        elif verb == "delete":
            self.state.removed += 1
            self._removing(partial(self._delete_locks, arguments, group))

    def _create_lock(self, arguments: Arguments, group: Word | None) -> None:
        name = arguments.word("--name")
        if name is None:
            return
        scope = self._protected(arguments, group, remarked=True)
        identity = self._called(name, scope, arguments, group)
        properties = translate("lock", arguments, self.directory, group)
        made = self.state.create(identity, properties, arguments.at)
        self.state.put(replace(made, parent=scope))

    def lock(
        self,
        name: Word,
        resource: Word | None,
        group: Word | None,
        properties: Mapping[str, Node],
        at: Location,
    ) -> None:
        """A lock that another front end makes: on the resource of an id, else on a group."""
        self.state.built += 1
        arguments = Arguments("lock create", at)
        if resource is not None:
            scope = self._resource(resource, "", None, group, remarked=True)
        else:
            scope = self._protected(arguments, group, remarked=True)
        made = self.state.create(self._called(name, scope, arguments, group), properties, at)
        self.state.put(replace(made, parent=scope))

    def _called(self, name: Word, scope: Node, arguments: Arguments, group: Word | None) -> Identity:
        """The lock of a name: of two with one name, each protects something else."""
        names: tuple[Word, ...] = (name,)
        if isinstance(scope, Reference) and not scope.target.startswith("az:group:"):
            names = (word_saying(scope.target.removeprefix("az:"), name.at), name)
        return Identity(LOCK, group, names, arguments.at, self.directory.subscription)

    # -- what is taken away ------------------------------------------------------------------------------------

    def _delete_locks(self, arguments: Arguments, group: Word | None) -> None:
        ids = arguments.flag("--ids")
        if ids is not None:
            for word in ids.words:
                self._delete_lock(*self._by_lock_id(word), arguments)
            return
        name = arguments.word("--name")
        self._delete_lock(name, self._protected(arguments, group, remarked=False), arguments)

    def _delete_lock(self, name: Word | None, scope: Node | None, arguments: Arguments) -> None:
        """Drop the lock meant; where it may be one of several, each of them is perhaps there."""
        cause = (name.unknown if name is not None else None) or Unknown(
            "which lock is deleted is not known", arguments.at
        )
        named = name is not None and name.literal is not None
        for lock in list(self.state.of_kind(LOCK)):
            found = self.state.get(lock)
            if found is None or not _may_be_called(lock.names[-1], name):
                continue
            same = self._same(found.parent, scope)
            if same and named and lock.names[-1].literal is not None:
                self.state.drop(lock)
            elif same is not False:
                self._maybe(partial(self.state.drop, lock), cause)

    def _same(self, one: Node | None, other: Node | None) -> bool | None:
        """Whether two locks protect the same; None where that is not known."""
        if not isinstance(one, Reference) or not isinstance(other, Reference):
            return None
        if one.target.lower() == other.target.lower():
            return True
        left, right = self.state.at_address(one.target), self.state.at_address(other.target)
        if left is None or right is None:
            return None
        return None if self.state.identity(left).may_be(self.state.identity(right)) else False

    def _by_lock_id(self, word: Word) -> tuple[Word | None, Node | None]:
        """A lock's name and what it protects, out of its id; None for what is not known."""
        literal = word.literal
        if literal is None or _LOCKS not in literal.lower():
            return None, None
        cut = literal.lower().index(_LOCKS)
        name = word_saying(literal[cut + len(_LOCKS) :], word.at)
        whole = word_saying(literal[:cut], word.at)
        parts = literal[:cut].strip("/").split("/")
        if len(parts) == 4:
            of = word_saying(parts[3], word.at)
            group = self.directory.at_home(
                Identity(GROUP, None, (of,), word.at, word_saying(parts[1], word.at))
            )
            return name, Reference(group.address, "id", word.at)
        return name, self._resource(whole, "", None, None, remarked=False)

    # -- what is protected -------------------------------------------------------------------------------------

    def _protected(self, arguments: Arguments, group: Word | None, *, remarked: bool) -> Node:
        """What a lock protects: a resource by id or by name and type, else the group, else the subscription."""
        resource = arguments.word("--resource", "--resource-name")
        if resource is not None:
            type_ = arguments.word("--resource-type")
            space = arguments.word("--namespace")
            whole = "/".join(word.label for word in (space, type_) if word is not None)
            return self._resource(resource, whole, arguments.word("--parent"), group, remarked=remarked)
        if group is not None:
            owner = Identity(GROUP, None, (group,), arguments.at, self.directory.subscription)
            return Reference(self.state.use(owner, arguments.at).address, "id", arguments.at)
        return Unknown("the lock is on the subscription", arguments.at)

    def _resource(
        self, resource: Word, type_: str, parent: Word | None, group: Word | None, *, remarked: bool
    ) -> Node:
        if resource.label.startswith("/") or any(isinstance(piece, Capture) for piece in resource.pieces):
            identity = by_id(resource)
            if identity is not None:
                identity = self.directory.at_home(identity)
                return self._used(identity, resource, remarked=remarked)
            return resource.node()
        lowered = type_.lower()
        kind = BY_TYPE.get(lowered) or next(
            (kind for full, kind in BY_TYPE.items() if full.rpartition("/")[2] == lowered.rpartition("/")[2]),
            None,
        )
        if kind is None or (kind.parent is not None and parent is None):
            return Unknown(f"a lock on {type_ or 'a resource'} {resource.label}", resource.at)
        names: tuple[Word, ...] = (resource,)
        if kind.parent is not None and parent is not None:
            last = word_saying(parent.label.rpartition("/")[2], parent.at)
            names = (last, resource)
        identity = Identity(kind, group, names, resource.at, self.directory.subscription)
        return self._used(identity, resource, remarked=remarked)

    def _used(self, identity: Identity, word: Word, *, remarked: bool) -> Reference:
        return Reference(self.state.use(identity, word.at, remarked=remarked).address, "id", word.at)


def _may_be_called(one: Word, other: Word | None) -> bool:
    return (
        other is None
        or other.literal is None
        or one.literal is None
        or one.label.lower() == other.label.lower()
    )
