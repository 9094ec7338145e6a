"""What a deployment script may do in Azure: what its identity may.

A script runs in a container of its own and signs in as the user-assigned identity that the template gives it
(learn.microsoft.com/azure/azure-resource-manager/templates/deployment-script-template, "Configure the minimum
permissions"). An identity that the same deployment makes has the rights that the deployment assigns, and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from natpin.formats.arm.world import InstanceView, StackDeployments
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.syntax import Expression, Literal, ObjectMember, ObjectOf, Written
from natpin.languages.arm_expressions.texts import pieces
from natpin.model.arm_id import parse
from natpin.model.value import Node, Reference, Unknown, Value, dig, items, member, members, symbol, text

_IDENTITY = "microsoft.managedidentity/userassignedidentities"
_ASSIGNMENT = "microsoft.authorization/roleassignments"
QUIET_ROLES = frozenset(
    {
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",  # Reader
        "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",  # Azure Kubernetes Service Cluster Admin Role: lists credentials
        "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",  # Azure Kubernetes Service Cluster User Role
        "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",  # Azure Kubernetes Service RBAC Cluster Admin
        "3498e952-d568-435e-9b2c-8d77e338d7f7",  # Azure Kubernetes Service RBAC Admin
        "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb",  # Azure Kubernetes Service RBAC Writer
        "7f6c6a51-bcf8-42ba-9220-52d62157d7db",  # Azure Kubernetes Service RBAC Reader
        "7f951dda-4ed3-4680-a7ca-43fe172d538d",  # AcrPull
        "8311e382-0749-4cb8-b61a-304f252e45ec",  # AcrPush
        "4633458b-17de-408a-b874-0445c86b69e6",  # Key Vault Secrets User
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",  # Key Vault Secrets Officer
        "a4417e6f-fecd-4de8-b567-7b0420556985",  # Key Vault Certificates Officer
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",  # Storage Blob Data Contributor
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",  # Storage Blob Data Owner
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",  # Storage Blob Data Reader
        "3913510d-42f4-4e42-8a64-420c390055eb",  # Monitoring Metrics Publisher
    }
)
"""Built-in roles that write no cluster, network or identity of Azure.
learn.microsoft.com/azure/role-based-access-control/built-in-roles."""
QUIET_SCOPES = re.compile(
    r"(?i)/providers/microsoft\.(?:storage|containerregistry|keyvault|operationalinsights|insights|documentdb|sql|cache|"
    r"servicebus|eventhub|appconfiguration|cognitiveservices|search|dbforpostgresql|dbformysql)/"
)
"""Whoever owns one of these changes no cluster and no network by it."""
OWN_LOGIN = re.compile(
    r"(?i)\baz\s+login\b[^\n]*(?:--service-principal|--username|\s-u\s|--federated-token)"
    r"|\bconnect-azaccount\b[^\n]*(?:-serviceprincipal|-credential|-accesstoken)|client_secret|arm_client_"
)
"""A script that signs in as somebody else."""
SECRETIVE = re.compile(r"(?i)secret|passw|token|key|cred|cert|client_?id")
"""What stands in a name, or in the arguments of a script, that may be about what signs somebody in."""

_SAID_PLAINLY = re.compile(r"(?i)(?:name|uri|url|host|class|version)s?\Z")
"""Ends of names of what is told of a secret, a key or a certificate, and is none: ``keyVaultName``, ``secretName``."""

_IDS_OF_IDENTITY = frozenset({"clientid", "principalid"})
_SWITCHES = frozenset({"", "true", "false", "yes", "no", "0", "1"})


def is_powerless(instance: InstanceView) -> bool:
    """True for a deployment script that surely changes no cluster and no network, whatever it says.

    Its identity is made in this deployment, which gives it rights over other things alone; and nobody hands it what it
    could sign in with. A script without an identity signs in with what it brings along, or not at all: nobody can tell.
    """
    properties = member(instance.content, "properties")
    if _is_handed_secrets(properties):
        return False
    written = _written(instance.declaration.body, "identity")
    if written is None:
        return False
    listed = _written(written, "userAssignedIdentities")
    keys = [key for key, _ in _members(listed)] if listed is not None else []
    world = instance.deployment.world
    made: set[str] = set()
    for key in keys:
        addresses = _made_here(symbol(evaluate(key, instance.frame)), world)
        if not addresses:
            return False
        made |= addresses
    if not made or (isinstance(listed, ObjectOf) and len(keys) < len(listed.entries)):
        return False
    return all(_is_quiet(right) for right in _rights(made, world)) and not _handed_on(made, world)


def _written(body: Expression, name: str) -> Expression | None:
    """A member of an object as it is written."""
    for key, value in _members(body):
        plain = key.value.data if isinstance(key, Literal | Written) else None
        if isinstance(plain, str) and plain.lower() == name.lower():
            return value
    return None


def _members(body: Expression) -> list[tuple[Expression, Expression]]:
    """The members of an object as they are written, keys as expressions; none when it is no such object."""
    if isinstance(body, ObjectOf):
        return [(one.key, one.value) for one in body.entries if isinstance(one, ObjectMember)]
    written = body.value.data if isinstance(body, Written) else None
    if not isinstance(written, Mapping):
        return []
    return [
        (Written(Value(name, child.at)), Written(child))
        for name, child in written.items()
        if isinstance(child, Value)
    ]


def _is_handed_secrets(properties: Node | None) -> bool:
    """Whether a script may be handed a password to sign in with."""
    if not isinstance(properties, Value) or not isinstance(properties.data, Mapping):
        return properties is not None
    arguments = dig(properties, "arguments")
    handed = [piece for piece in pieces(arguments) if isinstance(piece, str)] if arguments is not None else []
    if any(SECRETIVE.search(piece) for piece in handed):
        return True
    variables = dig(properties, "environmentVariables")
    if variables is None or (isinstance(variables, Value) and variables.data is None):
        return False
    if not isinstance(variables, Value):
        return True
    for one in items(variables):
        if not isinstance(one, Value) or member(members(one), "secureValue") is not None:
            return True
        name, value = text(member(members(one), "name")), member(members(one), "value")
        if name is None or (is_secretive(name) and not (_names_identity(value) or _is_switch(value))):
            return True
    return False


def is_secretive(name: str) -> bool:
    """Whether a variable of this name may hold what signs somebody in."""
    return SECRETIVE.search(name) is not None and _SAID_PLAINLY.search(name) is None


def _names_identity(node: Node | None) -> bool:
    """The client id of a managed identity: it says which one is meant, and nobody holds a password for it.
    learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview."""
    return isinstance(node, Reference) and node.attribute.rpartition(".")[2].lower() in _IDS_OF_IDENTITY


def _is_switch(node: Node | None) -> bool:
    """A word that turns something on or off, which signs nobody in: ``installCertManager`` is ``true``."""
    return (text(node) or "").lower() in _SWITCHES and isinstance(node, Value)


def _made_here(own: str | None, world: StackDeployments) -> set[str]:
    """The addresses of an identity that the stack makes; none for one that is only looked up, or unknown."""
    found = [
        instance
        for deployment in world.deployments
        for instance in deployment.instances()
        if instance.type.lower() == _IDENTITY and own is not None and symbol(instance.id) == own
    ]
    made = any(not one.declaration.existing and one.condition is True for one in found)
    return {one.address for one in found} if made else set()


def _rights(made: set[str], world: StackDeployments) -> Iterator[InstanceView]:
    """Role assignments to one of these identities, or to somebody whom nobody can know."""
    for deployment in world.deployments:
        for instance in deployment.instances():
            if instance.type.lower() != _ASSIGNMENT or instance.condition is False:
                continue
            who = dig(member(instance.content, "properties"), "principalId")
            if isinstance(who, Value) or (isinstance(who, Reference) and who.target not in made):
                continue
            yield instance


def _is_quiet(assignment: InstanceView) -> bool:
    """Whether what is assigned changes no cluster and no network."""
    role = dig(member(assignment.content, "properties"), "roleDefinitionId")
    last = next((piece for piece in reversed(pieces(role)) if isinstance(piece, str)), "") if role else ""
    if last.rsplit("/", 1)[-1].lower() in QUIET_ROLES:
        return True
    scope = assignment.scope
    return (
        scope is not None
        and parse(scope) is not None
        and QUIET_SCOPES.search(symbol(scope) or "") is not None
    )


def _handed_on(made: set[str], world: StackDeployments) -> bool:
    """Whether a module whose resources nobody sees is told who the identity is: it may give it rights."""
    unread = {id(instance) for instance, _ in world.unread}
    for deployment in world.deployments:
        for instance in deployment.instances():
            module = instance.declaration.module
            if module is None or (module.library is None and id(instance) not in unread):
                continue
            if module.inputs is not None and _tells_of(evaluate(module.inputs, instance.frame), made):
                return True
    return False


def _tells_of(node: Node, made: set[str]) -> bool:
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Reference) and one.target in made and one.attribute.lower() not in ("id", "name"):
            return True
        if isinstance(one, Value) and isinstance(one.data, Mapping):
            pending += members(one).values()
        elif isinstance(one, Value):
            pending += items(one)
        elif isinstance(one, Unknown):
            pending += [part for part in one.parts if part is not None and not isinstance(part, str)]
    return False
