"""Which ``provider`` block a resource is made with, and what that says: a subscription.

Source: Terraform language documentation, "Provider Configuration" (``alias``) and "Providers Within Modules"
(``providers``; a default configuration is inherited, an alias must be passed); OpenTofu, "Provider Configuration"
(``for_each`` of a provider, whose instances are named ``azurerm.by["key"]``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from natpin.languages.hcl.ast import (
    Attr,
    Attribute,
    Body,
    Expression,
    Index,
    Literal,
    Name,
    ObjectOf,
    Traversal,
)
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.expressions import evaluate
from natpin.languages.terraform.folder import literal
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import EvalError, as_unknown
from natpin.languages.terraform.views import ModuleView
from natpin.model.value import Node, Unknown, Value, symbol

_Settings = tuple[Body, ModuleView, str]
"""The block that configures a provider, the module it stands in, and what the provider is called there."""

_FURTHEST = 50
"""Calls through which a provider may be passed; no real one comes near."""


def written_provider(body: Body, kind: str, scope: Scope) -> str:
    """``azurerm``, ``azurerm.dev`` or ``azurerm.by["dev"]``: the provider of a resource, by its ``provider`` argument or
    its type."""
    attribute = body.attributes.get("provider")
    named = _address(attribute.expression, scope) if attribute is not None else None
    return named or kind.split("_", 1)[0]


def passed_providers(body: Body, scope: Scope) -> dict[str, str]:
    """``providers = { azurerm = azurerm.dev }`` of a module call: what the module calls it, to what the caller does."""
    attribute = body.attributes.get("providers")
    if attribute is None or not isinstance(attribute.expression, ObjectOf):
        return {}
    found: dict[str, str] = {}
    for key, value in attribute.expression.items:
        inner, outer = _address(key, scope), _address(value, scope)
        if inner is not None and outer is not None:
            found[inner] = outer
    return found


def subscription_of(module: ModuleView, provider: str) -> Node | None:
    """The subscription in which a provider of a module works.

    None for the stack's own: that of the root's default configuration where no known value names it, and whatever is
    the same as that.
    """
    settings = _settings(module, provider)
    if settings is None:
        return None
    found, where, _ = settings
    attribute = found.attributes.get("subscription_id")
    if attribute is None:
        return None
    node = argument(attribute, _scope(settings, attribute))
    if isinstance(node, Value):
        return node if isinstance(node.data, str) and node.data else None
    unknown = node if isinstance(node, Unknown) else as_unknown(node)
    if where.caller is None and "." not in _reached(module, provider):
        return None
    own = _settings(_root(where), provider.partition(".")[0])
    default = own[0].attributes.get("subscription_id") if own is not None else None
    if own is not None and default is not None:
        theirs = argument(default, _scope(own, default))
        if not isinstance(theirs, Value) and symbol(theirs) is not None and symbol(theirs) == symbol(node):
            return None
    return unknown


def unsaid_subscription(module: ModuleView, provider: str) -> Unknown | None:
    """Why nobody knows the stack's own subscription, which the provider of a module names; None where it is known, is
    another than the stack's own, or is not named."""
    settings = _settings(module, provider)
    if settings is None or subscription_of(module, provider) is not None:
        return None
    attribute = settings[0].attributes.get("subscription_id")
    if attribute is None:
        return None
    node = argument(attribute, _scope(settings, attribute))
    if isinstance(node, Value):
        return None
    return node if isinstance(node, Unknown) else as_unknown(node)


def _address(expression: Expression, scope: Scope) -> str | None:
    match expression:
        case Name(name=name):
            return name
        case Literal(value=str() as name):
            return name
        case Traversal(source=Name(name=name), steps=(Attr(name=alias),)):
            return f"{name}.{alias}"
        case Traversal(source=Name(name=name), steps=(Attr(name=alias), Index(key=key))):
            return f"{name}.{alias}[{_key(key, scope)}]"
    return None


def _key(key: Expression, scope: Scope) -> str:
    """Which instance of a provider: its key in quotes, else what an unknown one is told apart by."""
    try:
        node = evaluate(key, scope)
    except EvalError as error:
        return error.reason
    known = isinstance(node, Value) and isinstance(node.data, str | int)
    return json.dumps(str(node.data)) if known else symbol(node) or ""  # type: ignore[union-attr]


def _scope(settings: _Settings, attribute: Attribute) -> Scope:
    """Where an argument of a provider is evaluated; in an instance of one with ``for_each``, with ``each``."""
    body, module, provider = settings
    each = body.attributes.get("for_each")
    if each is None:
        return module.scope(attribute.source)
    at = each.source.location(each.start, each.end)
    named = provider.partition("[")[2].removesuffix("]")
    unknown = Unknown(f"which instance of the provider is meant by {named or 'its name'} is not known", at)
    node = argument(each, module.scope(each.source))
    key: Node = Value(json.loads(named), at) if named.startswith('"') else unknown
    value: Node = unknown
    if isinstance(key, Value) and isinstance(node, Value):
        value = node.data.get(str(key.data), unknown) if isinstance(node.data, Mapping) else key
    return module.scope(attribute.source, {"each": Value({"key": key, "value": value}, at)})


def _reached(module: ModuleView, provider: str) -> str:
    """What the provider is called where it is configured."""
    for _ in range(_FURTHEST):
        if module.caller is None or (provider not in module.passed and _own(module, provider) is not None):
            return provider
        provider = module.passed.get(provider, provider)
        module = module.caller.module  # type: ignore[assignment]
    return provider


def _settings(module: ModuleView, provider: str) -> _Settings | None:
    """The block that configures a provider, the module it stands in, and what it is called there."""
    for _ in range(_FURTHEST):
        if module.caller is None or provider not in module.passed:
            body = _own(module, provider)
            if body is not None:
                return body, module, provider
        if module.caller is None or ("." in provider and provider not in module.passed):
            return None
        provider = module.passed.get(provider, provider)
        module = module.caller.module  # type: ignore[assignment]
    return None


def _root(module: ModuleView) -> ModuleView:
    while module.caller is not None:
        module = module.caller.module  # type: ignore[assignment]
    return module


def _own(module: ModuleView, provider: str) -> Body | None:
    """The provider's block in a module's own files."""
    family, _, alias = provider.partition("[")[0].partition(".")
    for block in module.folder.settings:
        if block.type == "provider" and block.labels == (family,):
            body = block.body()
            if body is not None and (literal(body, "alias") or "") == alias:
                return body
    return None
