"""A plan's resources as instances, the same that evaluation of the configuration would make.

What a plan leaves unknown is filled from the configuration: a reference where one instance alone can be meant, else
unknown. What was neither written nor known is the provider's to compute, and is left out, as in a configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.formats.terraform.providers import RELEVANT
from natpin.formats.terraform.versions import settled
from natpin.formats.terraform_plan.configuration import (
    Configuration,
    ModuleInstance,
    Plain,
    Planned,
    Site,
    mapping,
    sequence,
)
from natpin.formats.terraform_plan.plan_json import Places, PlannedResource, entries
from natpin.formats.terraform_plan.resource_values import ResourceValues
from natpin.languages.terraform.instance import Instance
from natpin.model.location import Location
from natpin.model.value import (
    Node,
    Origin,
    Reference,
    Unknown,
    Value,
    default_of,
    members,
    of,
)


class Instances:
    """The instances of a plan or state, made when asked for."""

    def __init__(self, data: Plain, places: Places) -> None:
        self._places = places
        self._configured = isinstance(data.get("configuration"), dict)
        self._providers = mapping(mapping(data.get("configuration")).get("provider_config"))
        self._variables = mapping(data.get("variables"))
        self.changes: dict[str, Plain] = {
            str(change.get("address")): change
            for item in sequence(data.get("resource_changes"))
            if "deposed" not in (change := mapping(item))
        }
        self.deferred: dict[str, Plain] = {
            str(change.get("address")): change
            for item in sequence(data.get("deferred_changes"))
            if (change := mapping(mapping(item).get("resource_change")))
        }
        """What a later round will do, and this plan does not (Terraform, "JSON Output Format", deferred changes)."""
        self._entries = {entry.address: entry for entry in _all(data)}
        self._made: dict[str, Instance] = {}
        self._configuration = Configuration(
            mapping(mapping(data.get("configuration")).get("root_module")), _planned(self._entries)
        )

    @property
    def relevant(self) -> list[str]:
        """Addresses of what bears on egress, in the document's order."""
        return [address for address, entry in self._entries.items() if entry.body["type"] in RELEVANT]

    def get(self, address: str) -> Instance | None:
        """An instance by address; None when the plan has none."""
        if address not in self._made:
            entry = self._entries.get(address)
            if entry is None:
                return None
            self._made[address] = self._make(entry)
        return self._made[address]

    def before(self, address: str) -> Instance | None:
        """An instance as it is before the plan is applied; None when it is not there yet."""
        return self._state(address, self.changes.get(address, {}), "before")

    def later(self, address: str) -> Instance | None:
        """An instance as a later round will make it, as far as this plan tells."""
        return self._state(address, self.deferred.get(address, {}), "after")

    def _state(self, address: str, change: Plain, when: str) -> Instance | None:
        state = mapping(change.get("change")).get(when)
        kind = change.get("type")
        if not isinstance(state, dict) or not isinstance(kind, str):
            return None
        at = self.place_of(address)
        attributes = {name: of(data, at) for name, data in state.items()}
        return Instance(address, kind, attributes, at, provider_version=self._version("", kind))

    def place_of(self, address: str) -> Location:
        """Where a resource, or if it will be gone its change, stands."""
        made = self._made.get(address)
        if made is not None:
            return made.at
        entry = self._entries.get(address)
        if entry is None:
            entry = PlannedResource(address, "", self.changes.get(address, {"address": address}))
        body = self._places.body(entry)
        return body.at if body is not None else self._places.top

    def _make(self, entry: PlannedResource) -> Instance:
        kind = str(entry.body["type"])
        data = entry.body.get("mode") == "data"
        scope = self._configuration.scope(entry.module)
        name = f"{'data.' if data else ''}{kind}.{entry.body.get('name')}"
        configured = self._configuration.resource(scope, name) if scope is not None else {}
        site = _site(scope, entry, configured)
        if kind not in RELEVANT:  # only what it waits for matters
            return Instance(
                entry.address,
                kind,
                {},
                self._places.top,
                data,
                depends_on=self._depends(entry, configured, site),
            )
        body = self._places.body(entry)
        at = body.at if body is not None else self._places.top
        values = (
            members(body).get("values") if body is not None else of(mapping(entry.body.get("values")), at)
        )
        change = mapping(mapping(self.changes.get(entry.address)).get("change"))
        version = self._version(str(configured.get("provider_config_key", "")), kind)
        reading = ResourceValues(self._configuration, site, self._defaulted(kind, version), at, data)
        attributes = reading.block(
            members(values),
            mapping(change.get("after_unknown")),
            mapping(configured.get("expressions")) if configured else None,
        )
        provisioners = _provisioners(configured, at, reading.referred)
        if provisioners is not None:
            attributes["provisioner"] = provisioners
        key = str(configured.get("provider_config_key", ""))
        subscription = self._subscription(key)
        return Instance(
            entry.address,
            kind,
            attributes,
            at,
            data,
            version,
            depends_on=self._depends(entry, configured, site),
            subscription=subscription if isinstance(subscription, Value) else None,
            unsaid_subscription=subscription if isinstance(subscription, Unknown) else None,
        )

    def _subscription(self, key: str) -> Value | Unknown | None:
        """The subscription of the provider a resource is planned with: Unknown where it names one that the plan does not
        show."""
        expression = mapping(
            mapping(mapping(self._providers.get(key)).get("expressions")).get("subscription_id")
        )
        if not expression:
            return None
        known = expression.get("constant_value")
        names = [str(item).removeprefix("var.") for item in sequence(expression.get("references"))]
        if known is None and len(names) == 1:
            known = mapping(self._variables.get(names[0])).get("value")
        if isinstance(known, str) and known:
            return Value(known, self._places.top)
        if known == "":
            return None
        told = ", ".join(names) or "an expression"
        return Unknown(f"the plan does not show the provider's subscription ({told})", self._places.top)

    def _defaulted(self, kind: str, version: str | None) -> Origin:
        """Of what is known though nobody wrote it."""
        family = kind.split("_", 1)[0]
        return default_of(f"{family} {version.split('.')[0]}.x" if version else family)

    def _depends(self, entry: PlannedResource, configured: Plain, site: Site | None) -> tuple[Reference, ...]:
        if configured and site is not None:
            addresses = list(self._configuration.depended_on(configured, site))
        else:
            addresses = [str(item) for item in sequence(entry.body.get("depends_on"))]
        return tuple(Reference(address) for address in dict.fromkeys(addresses) if address != entry.address)

    def _version(self, key: str, kind: str) -> str | None:
        """The provider's version, as far as constraints tell: the resource's own, else any of that provider."""
        family = kind.split("_", 1)[0]
        candidates = [self._providers.get(key)]
        candidates += [one for one in self._providers.values() if mapping(one).get("name") == family]
        for candidate in candidates:
            constraint = mapping(candidate).get("version_constraint")
            version = settled([constraint]) if isinstance(constraint, str) else None
            if version is not None:
                return version
        return None


def _all(data: Plain) -> list[PlannedResource]:
    """Planned resources, and the data sources that were read while planning."""
    if "planned_values" not in data:
        return list(entries(data.get("values")))
    found = list(entries(data.get("planned_values")))
    known = {entry.address for entry in found}
    prior = mapping(mapping(data.get("prior_state")).get("values"))
    found += [
        entry for entry in entries(prior) if entry.body.get("mode") == "data" and entry.address not in known
    ]
    return found


def _planned(found: Mapping[str, PlannedResource]) -> dict[tuple[str, str], list[Planned]]:
    planned: dict[tuple[str, str], list[Planned]] = {}
    for entry in found.values():
        data = "data." if entry.body.get("mode") == "data" else ""
        key = entry.body.get("index")
        name = mapping(entry.body.get("values")).get("name")
        planned.setdefault((entry.module, f"{data}{entry.body['type']}.{entry.body.get('name')}"), []).append(
            Planned(
                entry.address,
                key if isinstance(key, str | int) else None,
                name if isinstance(name, str) else None,
            )
        )
    return planned


def _site(scope: ModuleInstance | None, entry: PlannedResource, configured: Plain) -> Site | None:
    if scope is None:
        return None
    key = entry.body.get("index")
    return Site(scope, key if isinstance(key, str | int) else None, configured.get("for_each_expression"))


def _provisioners(
    configured: Plain, at: Location, referred: Callable[[Plain], list[Reference]]
) -> Node | None:
    """The provisioners of a resource. The configuration shows a command only when it is constant; of another one, what it
    refers to."""
    written: list[Node] = []
    for item in sequence(configured.get("provisioners")):
        expressions = mapping(mapping(item).get("expressions"))
        when = mapping(expressions.get("when")).get("constant_value")
        found: dict[str, object] = {} if when is None else {"when": when}
        for name in ("command", "inline", "script"):
            expression = mapping(expressions.get(name))
            if "constant_value" in expression:
                found[name] = expression["constant_value"]
            elif expression.get("references"):
                found["natpin_unread"] = "a command that the plan does not show"
                given = {str(number): one for number, one in enumerate(referred(expression))}
                found["environment"] = {**mapping(found.get("environment")), **given}
        if found.keys() - {"when"}:
            written.append(of(found, at))
    return Value(tuple(written), at) if written else None
