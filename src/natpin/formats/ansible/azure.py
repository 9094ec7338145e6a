"""What a module of ``azure.azcollection`` does to what the playbook has made so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from natpin.formats.ansible.harmless import AZURE, RUN_PROGRAMS
from natpin.formats.ansible.modules import (
    AUTHENTICATION,
    LISTED,
    MODULES,
    POOL_IDLE,
    POOL_OPTIONS,
    SPELLED,
    Module,
)
from natpin.formats.ansible.results import Results
from natpin.formats.ansible.values import Values
from natpin.formats.az.cli.foreign import reach_of_program
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import CLUSTER, GROUP, LOCK, POOL, SUBNET, Kind
from natpin.formats.az.cli.names import by_id
from natpin.formats.az.cli.session import Session
from natpin.formats.az.cli.tables import Table
from natpin.formats.az.cli.values import assign
from natpin.languages.jinja.scope import OPEN
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import (
    Node,
    Reference,
    Unknown,
    Value,
    default_of,
    dig,
    is_absent,
    items,
    members,
    of,
    plain,
    text,
)

Options = Mapping[str, Node]
_CHILDREN: Mapping[str, tuple[str, ...]] = {"vnet": (SUBNET.type,), "cluster": (POOL.type,)}


class Azure(Results):
    """Modules at work."""

    def __init__(self, session: Session, values: Values) -> None:
        super().__init__(session)
        self.values = values

    def run(self, module: str, options: Options, at: Location) -> Node:
        """Run a module, named without ``azure_rm_``; what it gives back."""
        called = f"azure_rm_{module}"
        for ending in ("_info", "_facts"):
            if module.endswith(ending):
                return self._looked_up(module.removesuffix(ending), options, at)
        known = MODULES.get(module)
        if known is None:
            reach = self._reach(module, called, options)
            if reach is not None and text(options.get("state")) != "absent":
                self.session.doubt(Doubt(f"the module {called}", at, None, reach))
            return self.answer(called, at)
        if not self.session.work.command():
            from natpin.formats.az.work import TooMuch

            raise TooMuch(at)
        self.session.directory.subscription = self.session.subscription(
            self.values.word(options, "subscription_id")
        )
        if known.kind is LOCK:
            return self._lock(known, options, at)
        identity = self._identity(known, options, at)
        if identity is None:
            self._nameless(known.kind, called, at)
            return self.answer(called, at)
        return self._write(known, called, identity, options, at)

    @staticmethod
    def _reach(module: str, called: str, options: Options) -> Reach | None:
        """What a module may change that is not translated."""
        if module in RUN_PROGRAMS:
            return reach_of_program(str(plain(Value(options))))
        return None if module in AZURE else reach_of_program(called) or Reach(adds=True)

    # -- which resource ----------------------------------------------------------------------------------------

    def _identity(self, known: Module, options: Options, at: Location) -> Identity | None:
        name = self.values.word(options, "name")
        if name is None:
            return None
        subscription = self.session.directory.subscription
        if known.kind is GROUP:
            return Identity(GROUP, None, (name,), at, subscription)
        group = self.values.word(options, "resource_group")
        if not known.parent:
            return Identity(known.kind, group, (name,), at, subscription)
        written = options.get(known.parent) or (
            options.get("virtual_network") if known.kind is SUBNET else None
        )
        if written is None:
            return None
        if isinstance(written, Value) and isinstance(written.data, Mapping):
            group = self.values.word(written.data, "resource_group") or group
            written = written.data.get("name") or written
        parent = self.values.variables.word(written, at)
        found = by_id(parent) if parent.label.startswith("/") else None
        if found is not None:
            return self.session.directory.at_home(found).child(known.kind, name, at)
        return Identity(known.kind, group, (self.session.directory.spelled(parent), name), at, subscription)

    def _nameless(self, kind: Kind, called: str, at: Location) -> None:
        reach = Reach((kind.type, *_CHILDREN.get(kind.word, ())), adds=True)
        self.session.doubt(Doubt(f"which resource {called} is about is not known", at, None, reach))

    # -- writing -----------------------------------------------------------------------------------------------

    def _write(self, known: Module, called: str, identity: Identity, options: Options, at: Location) -> Node:
        state, kind = self.session.state, known.kind
        wanted = options.get("state")
        if not identity.known and not state.created(identity) and text(wanted) == "absent":
            self._nameless(kind, called, at)
        if text(wanted) == "absent":
            if kind is not POOL or not self._profile(identity, known.options, None, at):
                self.session.remove(identity)
            return self.answer(called, at)
        if not is_absent(wanted) and text(wanted) != "present":
            why = wanted if isinstance(wanted, Unknown) else Unknown("its state is not known", at)
            state.fork()
            result = self._write(known, called, identity, {**options, "state": Value("present", at)}, at)
            made = state.take_back()
            state.fork()
            self._write(known, called, identity, {**options, "state": Value("absent", at)}, at)
            state.join([made, state.take_back()], why)
            return result
        state.built += 1
        if kind is CLUSTER:
            self.session.begin_cluster()
        if kind is POOL and self._profile(identity, known.options, options, at):
            self._unseen(known, called, identity, options, at)
            return self.result(identity, at)
        before = state.get(identity)
        was = before.properties if before is not None and not before.external and known.keeps else {}
        properties = self._translated(known.options, options, identity, dict(was))
        if kind is SUBNET and before is not None and not before.external:
            for name in ("addressPrefix", "addressPrefixes", "delegations", "serviceEndpoints"):
                if name not in properties and name in before.properties:
                    properties[name] = before.properties[name]
        self._sent(known, called, properties, options, identity, at)
        if identity.parent is not None:
            state.use(identity.parent, at)
        state.create(identity, properties, at)
        self.session.subnet_again(identity, called, at, updates=True)
        self._unseen(known, called, identity, options, at)
        return self.result(identity, at)

    def _translated(
        self, table: Table, options: Options, identity: Identity, into: dict[str, Node]
    ) -> dict[str, Node]:
        """The properties that options set, over those there were."""
        whole = Value(options)
        for path, to in table.items():
            written = dig(whole, path)
            if not is_absent(written) and written is not None:
                assign(into, to.path, self.values.property(written, to, identity.group))
        for path, choices in SPELLED.items():
            said = text(into.get(path))
            if said is not None and said.lower() in choices:
                into[path] = Value(choices[said.lower()], into[path].at)
        return into

    def _sent(
        self,
        known: Module,
        called: str,
        properties: dict[str, Node],
        options: Options,
        identity: Identity,
        at: Location,
    ) -> None:
        """What the module itself sends where nothing is written."""
        whose = default_of(called)
        for path, data in known.sends.items():
            if dig(Value(properties), path) is None:
                assign(properties, path, of(data, at, whose))
        if known.kind is CLUSTER:
            self._cluster(properties, options, identity, at)
        elif known.kind is POOL:
            properties["name"] = identity.names[-1].node()
        owner = self.session.state.get(identity.owner) if identity.owner is not None else None
        if known.kind.parent is None and owner is not None and "location" in owner.properties:
            properties.setdefault("location", owner.properties["location"])

    def _cluster(
        self, properties: dict[str, Node], options: Options, identity: Identity, at: Location
    ) -> None:
        """A cluster's pools, and the outbound type that the module sends with any network profile (azure_rm_aks,
        ``network_profile_spec``)."""
        profile = options.get("network_profile")
        if not is_absent(profile) and dig(Value(properties), "networkProfile.outboundType") is None:
            assign(
                properties,
                "networkProfile.outboundType",
                Value("loadBalancer", at, default_of("azure_rm_aks")),
            )
        given = (dig(Value(options), f"addon.{name}") for name in ("virtual_node", "aciConnector"))
        path = "addonProfiles.aciConnectorLinux.enabled"
        if not all(map(is_absent, given)) and dig(Value(properties), path) is None:
            assign(properties, path, Value(True, at, default_of("azure_rm_aks")))
        listed = options.get("agent_pool_profiles")
        if isinstance(listed, Value) and isinstance(listed.data, tuple):
            pools: list[Node] = []
            for one in items(listed):
                if isinstance(one, Value) and isinstance(one.data, Mapping):
                    pools.append(Value(self._translated(POOL_OPTIONS, one.data, identity, {}), one.at))
                    self._odd("agent_pool_profiles", identity, one.data, {*POOL_OPTIONS, *POOL_IDLE}, one.at)
                else:
                    pools.append(one)
            properties["agentPoolProfiles"] = Value(tuple(pools), listed.at)
        elif listed is not None and not is_absent(listed):
            properties["agentPoolProfiles"] = listed

    def _profile(self, identity: Identity, table: Table, options: Options | None, at: Location) -> bool:
        """Change, or without options take away, a pool that was made with its cluster; False where it is another."""
        state = self.session.state
        cluster = state.get(identity.parent) if identity.parent is not None else None
        if cluster is None:
            return False
        wanted = identity.names[-1].label.lower()
        pools: list[Node] = []
        found = False
        for pool in items(cluster.properties.get("agentPoolProfiles")):
            if (text(members(pool).get("name")) or "").lower() != wanted:
                pools.append(pool)
                continue
            found = True
            if options is not None:
                pools.append(Value(self._translated(table, options, identity, dict(members(pool))), pool.at))
        if found:
            profiles = Value(tuple(pools), cluster.at)
            state.put(replace(cluster, properties={**cluster.properties, "agentPoolProfiles": profiles}))
        return found

    def _unseen(self, known: Module, called: str, identity: Identity, options: Options, at: Location) -> None:
        """Options that natpin does not know."""
        looked_at = {*known.options, *known.idle, *AUTHENTICATION, "name", "resource_group", "state"}
        self._odd(called, identity, options, looked_at, at, known.options)

    def _odd(
        self,
        called: str,
        identity: Identity,
        options: Options,
        looked_at: set[str],
        at: Location,
        table: Table | None = None,
    ) -> None:
        """Doubts about options that are not known. ``table``: what those that are known become; an object of which nothing
        is known can set that alone."""
        for name, node in options.items():
            inner = _inside(name, node, looked_at)
            odd = [each for each in inner or [name] if each not in looked_at and name not in looked_at]
            opaque = (
                not inner and isinstance(node, Unknown) and any(k.startswith(f"{name}.") for k in looked_at)
            )
            if odd or opaque:
                target = Reference(identity.address, "id", at)
                said = "that is not seen" if name == OPEN else name if opaque else odd[0]
                reason = f"the option {said} of {called}"
                types = (identity.kind.type, *((POOL.type,) if identity.kind is CLUSTER else ()))
                reach = Reach(types, target)
                if opaque and table is not None:
                    sets = {
                        to.path.partition(".")[0] for key, to in table.items() if key.startswith(f"{name}.")
                    }
                    reach = Reach((identity.kind.type,), target, properties=tuple(sorted(sets)))
                self.session.doubt(Doubt(reason, node.at, None, reach))

    # -- locks -------------------------------------------------------------------------------------------------

    def _lock(self, known: Module, options: Options, at: Location) -> Node:
        """``managed_resource_id``, else the resource group, else the subscription."""
        name = self.values.word(options, "name")
        scope = self.values.word(options, "managed_resource_id")
        group = self.values.word(options, "resource_group")
        if name is None:
            return self.answer("azure_rm_lock", at)
        if text(options.get("state")) == "absent":
            reason = "which lock azure_rm_lock takes away"
            self.session.doubt(Doubt(reason, at, None, Reach((LOCK.type,))))
            return self.answer("azure_rm_lock", at)
        properties = self._translated(known.options, options, Identity(LOCK, group, (name,), at), {})
        self.session.lock(name, scope, group, properties, at)
        return self.answer("azure_rm_lock", at)

    def _looked_up(self, module: str, options: Options, at: Location) -> Node:
        known = MODULES.get(module)
        identity = self._identity(known, options, at) if known is not None else None
        if identity is None or module not in LISTED:
            return self.answer(f"azure_rm_{module}_info", at)
        return self.listed(identity, LISTED[module], at)


def _inside(name: str, node: Node, looked_at: Collection[str]) -> list[str]:
    """The options in an object, and in objects in it, by their paths; none where it is looked at as a whole."""
    if name in looked_at or not any(one.startswith(f"{name}.") for one in looked_at):
        return []
    return [
        path
        for each, inner in members(node).items()
        for path in _inside(f"{name}.{each}", inner, looked_at) or [f"{name}.{each}"]
    ]
