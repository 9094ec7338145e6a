"""What a deployment script may do in Azure: what its identity may, as for scripts of templates.

Source: azurerm documentation, ``r/resource_deployment_script_azure_cli`` (``identity``, ``environment_variable``),
``r/role_assignment``; what a role may do, see ``formats.arm.script_rights``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from natpin.formats.arm.script_rights import OWN_LOGIN, QUIET_ROLES, SECRETIVE, is_secretive
from natpin.formats.terraform.providers.bearing import POWERLESS
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.languages.terraform.module import Module
from natpin.languages.terraform.resources import ResourceInstance
from natpin.languages.terraform.walk import walk
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Unknown, Value, dig, items, members, text

_SCRIPTS = "azurerm_resource_deployment_script_"
_ASSIGNMENTS = frozenset({"azurerm_role_assignment"})
_IDENTITY = "azurerm_user_assigned_identity"
_QUIET_NAMES = frozenset(
    {
        "reader",
        "azure kubernetes service cluster admin role",
        "azure kubernetes service cluster user role",
        "azure kubernetes service rbac cluster admin",
        "azure kubernetes service rbac admin",
        "azure kubernetes service rbac writer",
        "azure kubernetes service rbac reader",
        "acrpull",
        "acrpush",
        "key vault secrets user",
        "key vault secrets officer",
        "key vault certificates officer",
        "storage blob data contributor",
        "storage blob data owner",
        "storage blob data reader",
        "monitoring metrics publisher",
    }
)
"""The names of the roles of ``QUIET_ROLES``."""
_QUIET_SCOPES = (
    "azurerm_storage_",
    "azurerm_container_registry",
    "azurerm_key_vault",
    "azurerm_log_analytics_",
    "azurerm_application_insights",
    "azurerm_cosmosdb_",
    "azurerm_servicebus_",
    "azurerm_eventhub_",
    "azurerm_cognitive_",
    "azurerm_dns_zone",
    "azurerm_private_dns_zone",
)
"""Types of which whoever owns one changes no cluster and no network by it."""


class Evaluated(Protocol):
    """A root, evaluated: ``formats.terraform.evaluate.Evaluation``."""

    root: Module

    def instance(self, one: ResourceInstance) -> Instance:
        """An instance with its arguments."""

    def absent(self) -> Iterator[ModuleCall]:
        """Calls of modules that are not here."""


def without_rights(known: Iterable[Instance], every: Sequence[Evaluated]) -> Iterator[tuple[str, Instance]]:
    """The deployment scripts whose identity changes no cluster and no network, marked as such, by their addresses."""
    assigned = [one for each in every for one in _assignments(each)]
    absent = [call for each in every for call in each.absent()]
    for one in known:
        if one.type.startswith(_SCRIPTS) and _is_powerless(one, assigned, absent):
            yield one.address, replace(one, attributes={**one.attributes, POWERLESS: Value(True, one.at)})


def _assignments(evaluated: Evaluated) -> Iterator[Instance]:
    for module, _ in walk(evaluated.root, _ASSIGNMENTS):
        for key in module.folder.resources:
            found = module.instances(key) if key[1] in _ASSIGNMENTS and not key[0] else None
            yield from map(evaluated.instance, found[1].values() if found else ())


def _is_powerless(script: Instance, assignments: Iterable[Instance], absent: Iterable[ModuleCall]) -> bool:
    """True for a script whose identity is made in this root, which gives it rights over other things alone, and that nobody
    hands what it could sign in with. ``absent`` are calls of modules whose rights nobody sees."""
    content = script.attributes.get("script_content")
    if _is_handed_secrets(script.attributes) or not _signs_in_as_told(content):
        return False
    identity = [
        one for block in items(script.attributes.get("identity")) for one in items(dig(block, "identity_ids"))
    ]
    made = {one.target for one in identity if isinstance(one, Reference) and _is_made(one.target)}
    if not identity or len(made) < len(identity):
        return False
    if any(_tells_of(node, made) for call in absent for node in call.inputs.values()):
        return False
    return all(_is_quiet(one.attributes) for one in _rights(made, assignments))


def _signs_in_as_told(content: Node | None) -> bool:
    """False for a script that may sign in as somebody else, as far as it is here."""
    known = text(content)
    return content is None or (known is not None and OWN_LOGIN.search(known) is None)


def _is_made(address: str) -> bool:
    own = address.rpartition("[")[0] if address.endswith("]") else address
    *above, type_, _ = own.split(".")
    return type_ == _IDENTITY and (not above or above[-1] != "data")


def _is_handed_secrets(attributes: Mapping[str, Node]) -> bool:
    """Whether a script may be handed a password to sign in with."""
    line = attributes.get("command_line")
    if line is not None and (text(line) is None or SECRETIVE.search(text(line) or "")):
        return True
    variables = attributes.get("environment_variable")
    if isinstance(variables, Unknown):
        return True
    for one in items(variables):
        name, secure = text(dig(one, "name")), dig(one, "secure_value")
        if name is None or not (secure is None or (isinstance(secure, Value) and secure.data is None)):
            return True
        value = dig(one, "value")
        names_identity = isinstance(value, Reference) and value.attribute in ("client_id", "principal_id")
        if is_secretive(name) and not names_identity and text(value) not in ("true", "false", ""):
            return True
    return False


def _rights(made: set[str], assignments: Iterable[Instance]) -> Iterator[Instance]:
    """Role assignments to one of these identities, or to somebody whom nobody can know."""
    for one in assignments:
        who = one.attributes.get("principal_id")
        if not (isinstance(who, Value) or (isinstance(who, Reference) and who.target not in made)):
            yield one


def _is_quiet(attributes: Mapping[str, Node]) -> bool:
    """Whether what is assigned changes no cluster and no network."""
    name, role = (text(attributes.get(each)) for each in ("role_definition_name", "role_definition_id"))
    if name is not None and name.lower() in _QUIET_NAMES:
        return True
    if role is not None and role.rpartition("/")[2].lower() in QUIET_ROLES:
        return True
    scope = attributes.get("scope")
    kinds = scope.target.split(".") if isinstance(scope, Reference) else []
    return any(kind.startswith(_QUIET_SCOPES) for kind in kinds)


def _tells_of(node: Node, made: set[str]) -> bool:
    """Whether something holds an identity's principal or client id."""
    match node:
        case Reference(target=target, attribute=attribute):
            return target in made and attribute not in ("id", "name")
        case Value(data=Mapping()):
            return any(_tells_of(child, made) for child in members(node).values())
        case Unknown(parts=parts):
            return any(_tells_of(part, made) for part in parts if isinstance(part, Reference | Unknown))
    return any(_tells_of(child, made) for child in items(node))
