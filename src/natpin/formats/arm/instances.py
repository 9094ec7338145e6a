"""One resource of a deployment: a declaration in one iteration of its loop."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.arm.lookup import declared_twin
from natpin.formats.arm.outline import members_of, place_of_scope
from natpin.formats.arm.template import Declaration, full_type
from natpin.formats.arm.world import DeploymentView, InstanceView
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.functions.logic import decided
from natpin.languages.arm_expressions.runtime import Lazy, Runtime
from natpin.languages.arm_expressions.scope import Frame, Place
from natpin.languages.arm_expressions.syntax import Expression
from natpin.languages.arm_expressions.texts import Piece, as_segment, from_pieces, pieces, segments, why
from natpin.model.arm_id import parse
from natpin.model.resource import RESOURCE_GROUP
from natpin.model.value import Node, Unknown, Value, member, text
from natpin.model.value import symbol as identity


class Instance:
    """A resource as it will be deployed. Everything about it is evaluated when it is first asked for."""

    def __init__(
        self,
        declaration: Declaration,
        deployment: DeploymentView,
        frame: Frame,
        number: int | None = None,
        perhaps: Unknown | None = None,
        around: InstanceView | None = None,
    ) -> None:
        self.declaration = declaration
        self.deployment = deployment
        self.frame = frame
        self.number = number
        """Which iteration of the loop; None without a loop."""
        self._perhaps = perhaps
        self._around = around
        self._type: str | None = None
        self._whereabouts: tuple[str | None, str | None] | None = None
        self._names: tuple[Node, ...] | None = None
        self._address: str | None = None
        self._place: Place | None = None
        self._runtime: Runtime | None = None
        self._condition: Node | None = None
        self._id: Node | None = None

    # -- names -------------------------------------------------------------------------------------------------

    @property
    def type(self) -> str:
        """The full ARM type, an extension resource's own one: ``Microsoft.Authorization/locks``."""
        if self._type is not None:
            return self._type
        own = full_type(self.declaration)
        _, extension, kind = own.lower().rpartition("/providers/")
        if not extension:
            self._type = own
            return own
        # The old spelling of an extension: type X/providers/locks, name x/Microsoft.Authorization/name.
        words = (text(self._own_name()) or "").split("/")
        provider = next((word for word in words if "." in word), None)
        if provider is None and kind == "locks":
            provider = "Microsoft.Authorization"
        return f"{provider}/{kind}" if provider else own

    @property
    def names(self) -> tuple[Node, ...]:
        """A name for each part of the type, the parents' first."""
        if self._names is None:
            self._names = (Unknown("its name refers to itself", self.declaration.at),)
            self._names = self._all_names()
        return self._names

    def _own_name(self) -> Node:
        if self.declaration.name is None:
            return Unknown("it has no name", self.declaration.at)
        return evaluate(self.declaration.name, self.frame)

    def _all_names(self) -> tuple[Node, ...]:
        own = self._own_name()
        parent = self.parent
        kinds = len(self.type.split("/")) - 1
        if (
            parent is not None
            and self.declaration.scope is None
            and self.type.lower().startswith(parent.type.lower() + "/")
        ):
            return (*parent.names, own)
        if kinds <= 1:
            if isinstance(own, Value) and isinstance(own.data, str) and "/" in own.data:
                return (Value(own.data.rsplit("/", 1)[-1], own.at, own.origin),)
            return (own,)
        found = segments(pieces(own))
        if len(found) == kinds:
            return tuple(from_pieces(segment, own.at, own) for segment in found)
        if self.declaration.parent is not None:
            unclear = Unknown("its parent cannot be known", self.declaration.at)
            return (*([unclear] * (kinds - 1)), own)
        return (*([Unknown("its name cannot be known", own.at)] * kinds),)

    @property
    def name(self) -> Node:
        """The last segment of its name."""
        return self.names[-1]

    @property
    def parent(self) -> InstanceView | None:
        """The declared resource it is a child of, as its statement says; None when only its name says so."""
        if self._around is not None:
            return self._around
        if self.declaration.parent is not None:
            found = evaluate(self.declaration.parent, self.frame)
            if isinstance(found, Value) and isinstance(found.data, Runtime):
                return self.deployment.world.instance(found.data.address)
        return None

    @property
    def address(self) -> str:
        """``natGateways/egress``, or the symbolic name; below a nested deployment that one's address comes first."""
        if self._address is None:
            symbol = self.declaration.symbol
            if symbol is not None:
                own = symbol if self.number is None else f"{symbol}[{self.number}]"
                if self.declaration.inside is not None and self.declaration.inside.symbol:
                    own = f"{self.declaration.inside.symbol}::{own}"
            else:
                kinds = self.type.split("/")[1:]
                shown = [_shown(name) for name in self.names]
                if len(kinds) == len(shown):
                    own = "/".join(f"{kind}/{name}" for kind, name in zip(kinds, shown, strict=True))
                else:
                    own = "/".join([*kinds, shown[-1]])
            self._address = self.deployment.world.register(self.deployment.prefix + own, self)
        return self._address

    # -- where and whether -------------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """The subscription and resource group it goes to, or lies in."""
        if self._place is None:
            self._place = self._find_place()
        return self._place

    def _find_place(self) -> Place:
        place = self.deployment.target
        parent = self.parent
        if parent is not None:
            return parent.place
        subscription, group = place.subscription, place.resource_group
        written = self._outline()
        if (given := written.get("subscriptionid")) is not None:
            subscription = pieces(as_segment(evaluate(given, self.frame)))
        if (given := written.get("resourcegroup")) is not None:
            group = pieces(as_segment(evaluate(given, self.frame)))
        scope = self.scope
        identifier = parse(scope) if scope is not None else None
        if scope is not None and identifier is None:
            found = place_of_scope(scope)
            if found is not None:
                return found
        if subscription is place.subscription and group is place.resource_group:
            return place
        return Place(subscription, group)

    @property
    def scope(self) -> Node | None:
        """The id of what an extension resource extends, or of where a Bicep resource or module goes."""
        if self.declaration.scope is None:
            extended = self._extended()
            if extended is not None:
                return extended
            inside = self.parent if self.declaration.inside is not None else None
            if inside is not None and not self.type.lower().startswith(inside.type.lower() + "/"):
                return inside.id
            return None
        found = evaluate(self.declaration.scope, self.frame)
        if isinstance(found, Value) and isinstance(found.data, Mapping):
            whole = member(found.data, "id")
            return whole if whole is not None else Unknown("the scope has no id", found.at)
        first = pieces(found)[0] if pieces(found) else None
        if isinstance(first, str) and first and not first.startswith("/"):
            place = self.deployment.target
            prefix: list[Piece] = ["/subscriptions/", *place.subscription]
            if place.resource_group is not None:
                prefix += ["/resourceGroups/", *place.resource_group]
            return from_pieces([*prefix, "/providers/", *pieces(found)], found.at, found)
        return found

    def _extended(self) -> Node | None:
        """The id of what an extension in the old spelling extends."""
        own = self.declaration.type
        if "/providers/" not in own.lower() or self.declaration.inside is not None:
            return None
        type_ = own[: own.lower().rindex("/providers/")]
        provider, *kinds = type_.split("/")
        name = self._own_name()
        names = segments(pieces(name))[: len(kinds)]
        found: list[Piece] = ["/subscriptions/", *self.deployment.target.subscription]
        if self.deployment.target.resource_group is not None:
            found += ["/resourceGroups/", *self.deployment.target.resource_group]
        found += ["/providers/", provider]
        for kind, segment in zip(kinds, names, strict=False):
            found += [f"/{kind}/", *segment]
        return from_pieces(found, name.at, name)

    @property
    def how_many(self) -> Unknown | None:
        """Why nobody knows how many resources this one stands for; None when it is one."""
        return self._perhaps

    @property
    def condition(self) -> bool | Unknown:
        """Whether it is deployed; an Unknown says why that is open."""
        if self._condition is None:
            self._condition = Unknown("its condition refers to itself", self.declaration.at)
            self._condition = self._decide()
        if isinstance(self._condition, Value):
            return bool(self._condition.data)
        return self._condition if isinstance(self._condition, Unknown) else True

    def _decide(self) -> Node:
        around = self.parent.condition if self.declaration.inside is not None and self.parent else True
        if around is False:
            return Value(False)
        if self.declaration.condition is not None:
            found = evaluate(self.declaration.condition, self.frame)
            holds = decided(found, self.declaration.condition, self.frame)
            if holds is False:
                return Value(False)
            if holds is None:
                reason, settle_by = why(found)
                return Unknown(
                    f"its condition cannot be decided: {reason or 'it is not a boolean'}", found.at, settle_by
                )
        if isinstance(around, Unknown):
            return around
        return self._perhaps or Value(True)

    # -- identity ----------------------------------------------------------------------------------------------

    @property
    def id(self) -> Node:
        """Its resource id, with holes for what cannot be known."""
        if self._id is not None:
            return self._id
        found = self._make_id()
        # not in the middle of an evaluation, where a name that refers to itself is not known yet; and the id of what
        # an extension is of may be told only by deployments that are read later
        if self.declaration.scope is None and self.scope is None and not self.deployment.effort.levels:
            self._id = found
        return found

    def _make_id(self) -> Node:
        at = self.declaration.at
        scope = self.scope
        extends = scope is not None and parse(scope) is not None
        if extends and scope is not None and self.declaration.module is None:
            prefix: list[Piece] = [*pieces(scope)]
        else:
            prefix = ["/subscriptions/", *self.place.subscription]
            if self.type.lower() == RESOURCE_GROUP.lower():
                return from_pieces([*prefix, "/resourceGroups/", *pieces(self.name)], at, self.name)
            if self.place.resource_group is not None:
                prefix += ["/resourceGroups/", *self.place.resource_group]
        provider, *kinds = self.type.split("/")
        found: list[Piece] = [*prefix, "/providers/", provider]
        if len(kinds) != len(self.names):
            return Unknown("its name cannot be known", at)
        for kind, name in zip(kinds, self.names, strict=True):
            found += [f"/{kind}/", *pieces(as_segment(name))]
        return from_pieces(found, at, *self.names)

    @property
    def whereabouts(self) -> tuple[str | None, str | None]:
        """What identifies its subscription and its resource group; None for what nothing does."""
        if self._whereabouts is None:
            place, at = self.place, self.declaration.at
            known = self.deployment.world.whereabouts
            found = known.get(id(place))
            if found is None:
                own = from_pieces(place.subscription, at)
                group = None if place.resource_group is None else from_pieces(place.resource_group, at)
                found = place, identity(own), "" if group is None else identity(group)
                if not any(isinstance(each, Unknown) and not each.parts for each in (own, group)):
                    known[id(place)] = found  # else the place of who asks is a part of it
            self._whereabouts = found[1:]
        return self._whereabouts

    def is_named(self, names: tuple[Node | None, ...]) -> bool:
        """True when these are certainly its names, parents first."""
        wanted = [identity(name) if name is not None else None for name in names]
        return None not in wanted and wanted == [identity(name) for name in self.names]

    # -- content -----------------------------------------------------------------------------------------------

    def _outline(self) -> Mapping[str, Expression]:
        return self.deployment.world.outlines.of(self.declaration.body).by_lower_name

    @property
    def content(self) -> Mapping[str, Node]:
        """Its envelope and ``properties``, evaluated member by member."""
        return self.runtime.written

    @property
    def runtime(self) -> Runtime:
        """The resource as expressions see it; of one that is looked up, the declaration elsewhere in the stack."""
        if self._runtime is None and self.declaration.existing:
            twin = declared_twin(self)
            if twin is not None:
                self._runtime = twin.runtime.naming(self.deployment.nested_symbols(self))
        if self._runtime is None:
            id_ = self.id
            names = dict(members_of(self.declaration.body, self.frame, self.deployment.world.outlines))
            at = self.declaration.at
            names.update(
                {
                    "id": lambda: id_,
                    "name": self._own_name,
                    "type": lambda: Value(self.type, at),
                    "apiVersion": lambda: self.declaration.api_version or Value(None, at),
                }
            )
            names.update(self.deployment.nested_symbols(self))
            self._runtime = Runtime(Lazy(names), self.address, "", id_)
        return self._runtime


def _shown(name: Node) -> str:
    """A name for an address: its text, with a mark for each unknown piece."""
    shown = "".join(piece if isinstance(piece, str) else "…" for piece in pieces(name))
    return shown or "…"
