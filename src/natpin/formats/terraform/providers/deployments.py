"""ARM templates that Terraform deploys: their resources as far as they are written plainly, the rest a doubt.

Sources: azurerm documentation, ``r/resource_group_template_deployment`` (``template_content``, ``parameters_content``)
and its siblings, ``r/template_deployment`` of azurerm 2 (``template_body``); Azure Resource Manager, "Understand the
structure and syntax of ARM templates".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from natpin.formats.into_groups import may_write_over
from natpin.formats.other_groups import may_leave_its_group
from natpin.formats.terraform.providers.azapi import azapi_resource, translated_type
from natpin.formats.terraform.providers.bodies import body
from natpin.formats.terraform.providers.reach import BEARING, anything
from natpin.formats.terraform.providers.references import Lookup, in_arm_words
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Reach
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, items, member, members, text
from natpin.regex import late_regex

_PARAMETER = late_regex(r"\[\s*parameters\(\s*'([^']{1,200})'\s*\)\s*\]\Z", re.IGNORECASE)
_VARIABLE = late_regex(r"\[\s*variables\(\s*'([^']{1,200})'\s*\)\s*\]\Z", re.IGNORECASE)
_DEEPEST = 40
_MOST = 500


def template_deployment(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """azurerm_resource_group_template_deployment and its siblings."""
    content = body(instance.attributes.get("template_content") or instance.attributes.get("template_body"))
    given = body(instance.attributes.get("parameters_content") or instance.attributes.get("parameters_body"))
    group = instance.attributes.get("resource_group_name")
    parameters = {name: _given(node) for name, node in members(given).items()}
    parameters.update(members(instance.attributes.get("parameters")))
    yield from _deployed(instance, lookup, content, parameters, group)


def azapi_deployment(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """An azapi_resource of type Microsoft.Resources/deployments."""
    properties = member(members(body(instance.attributes.get("body"))), "properties")
    template = member(members(properties), "template")
    given = {name: _given(node) for name, node in members(member(members(properties), "parameters")).items()}
    # the parent's id is not looked into: the group may be any
    yield from _deployed(instance, lookup, template, given, None)


def _given(node: Node) -> Node:
    """A parameter's value: ``{"value": …}``."""
    return member(members(node), "value") or Unknown("a parameter is taken from elsewhere", node.at)


def _names_others(given: Mapping[str, Node]) -> bool:
    """Whether what a template is given may name something of another group."""
    said = (f"{name}={text(node) or ''}" for name, node in given.items())
    made = (isinstance(node, Reference) and node.attribute == "id" for node in given.values())
    return any(map(may_leave_its_group, said)) or any(made)


def _deployed(
    instance: Instance,
    lookup: Lookup,
    template: Node | None,
    given: Mapping[str, Node],
    group: Node | None,
) -> Iterator[Part]:
    declared = member(members(template), "resources")
    if declared is None or not isinstance(declared, Value):
        yield anything(
            instance,
            f"the template that {instance.address} deploys cannot be read",
            "terraform show -json",
            in_arm_words(group, lookup) if group is not None and not _names_others(given) else None,
        )
        if text(group):
            what = f"the template that {instance.address} deploys, which cannot be read,"
            yield from may_write_over(str(text(group)), what, instance.at)
        yield _unread(instance)
        return
    values = {name: member(members(node), "defaultValue") for name, node in _named(template, "parameters")}
    known = {name.lower(): node for name, node in {**values, **given}.items() if node is not None}
    variables = {name.lower(): node for name, node in _named(template, "variables")}
    listed = declared.data.values() if isinstance(declared.data, Mapping) else items(declared)
    for number, written in enumerate(listed):
        if number > _MOST:
            yield anything(instance, f"{instance.address} deploys more resources than are looked at")
            return
        yield from _resource(instance, lookup, _filled(written, known, variables), number, group)


def _named(template: Node | None, section: str) -> Iterator[tuple[str, Node]]:
    yield from members(member(members(template), section)).items()


def _resource(
    instance: Instance, lookup: Lookup, written: Node, number: int, group: Node | None
) -> Iterator[Part]:
    """One resource of a template: declared here when its type and name are plain and it is made once for certain."""
    arguments = members(written)
    kind = text(member(arguments, "type"))
    if kind is None:
        yield anything(instance, f"{instance.address} deploys a resource whose type is not known")
        return
    name = member(arguments, "name")
    plain = not {"copy", "condition", "resources", "scope"} & {each.lower() for each in arguments}
    exact = translated_type(kind)
    if exact is not None and plain and text(name) is not None and text(member(arguments, "existing")) is None:
        *above, last = str(text(name)).split("/")
        if kind.count("/") == 1 + len(above):
            yield from _declared(instance, lookup, exact, above, last, arguments, number, group)
            return
    if kind.lower() == "microsoft.resources/deployments":
        yield anything(instance, f"{instance.address} deploys another template from within its own")
        yield _unread(instance)
    elif exact in BEARING:
        target = name if isinstance(name, Value) and plain else None
        yield Doubt(
            f"{instance.address} deploys {kind}", instance.at, None, Reach((exact,), target, adds=True)
        )
        if exact == arm.CLUSTER:
            yield _unread(instance)


def _declared(
    instance: Instance,
    lookup: Lookup,
    kind: str,
    above: list[str],
    last: str,
    arguments: Mapping[str, Node],
    number: int,
    group: Node | None,
) -> Iterator[Part]:
    attributes: dict[str, Node] = {
        "type": Value(kind, instance.at),
        "name": Value(last, instance.at),
        "body": Value(
            {key: node for key, node in arguments.items() if key.lower() not in ("type", "name")}, instance.at
        ),
    }
    location = member(arguments, "location")
    if location is not None:
        attributes["location"] = location
    address = f"{instance.address}:{'/'.join([*above, last])}"
    made = replace(instance, address=address, type="azapi_resource", attributes=attributes)
    for part in azapi_resource(made, lookup):
        parent: Node | None = Value("/".join(above), instance.at) if above else None
        if part.address != address:
            parent = part.parent  # a peering in the network's body
        yield replace(part, parent=parent, resource_group=group)


def _filled(node: Node, given: Mapping[str, Node], variables: Mapping[str, Node], depth: int = 0) -> Node:
    """A template's value with parameters and variables that stand alone put in; any other expression is not known."""
    if not isinstance(node, Value) or depth > _DEEPEST:
        return node
    match node.data:
        case str() as written if written.startswith("[") and not written.startswith("[["):
            parameter, variable = _PARAMETER.match(written), _VARIABLE.match(written)
            found = given.get(parameter[1].lower()) if parameter else None
            if variable is not None:
                found = variables.get(variable[1].lower())
            if found is not None:
                return _filled(found, given, variables, depth + 1)
            return Unknown(f"{written[:80]} is worked out by Azure", node.at, None, (None,))
        case Mapping() as inner:
            return Value(
                {key: _filled(one, given, variables, depth + 1) for key, one in inner.items()}, node.at
            )
        case tuple() as inner:
            return Value(tuple(_filled(one, given, variables, depth + 1) for one in inner), node.at)
    return node


def _unread(instance: Instance) -> Skipped:
    return Skipped(
        instance.at.path,
        f"{instance.address} deploys a template that may hold a cluster: it is not known",
        instance.at,
        claims_aks=True,
    )
