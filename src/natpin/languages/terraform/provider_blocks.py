"""Which ``provider`` block a resource is made with, and what that says: a subscription.

Source: Terraform language documentation, "Provider Configuration" (``alias``) and "Providers Within Modules"
(``providers``; a default configuration is inherited, an alias must be passed).
"""

from __future__ import annotations

from natpin.languages.hcl.ast import Attr, Body, Expression, Literal, Name, ObjectOf, Traversal
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.folder import literal
from natpin.languages.terraform.values import as_unknown
from natpin.languages.terraform.views import ModuleView
from natpin.model.value import Node, Unknown, Value, symbol

_FURTHEST = 50
"""Calls through which a provider may be passed; no real one comes near."""


def written_provider(body: Body, kind: str) -> str:
    """``azurerm`` or ``azurerm.dev``: the provider of a resource, by its ``provider`` argument or its type."""
    attribute = body.attributes.get("provider")
    named = _address(attribute.expression) if attribute is not None else None
    return named or kind.split("_", 1)[0]


def passed_providers(body: Body) -> dict[str, str]:
    """``providers = { azurerm = azurerm.dev }`` of a module call: what the module calls it, to what the caller does."""
    attribute = body.attributes.get("providers")
    if attribute is None or not isinstance(attribute.expression, ObjectOf):
        return {}
    found: dict[str, str] = {}
    for key, value in attribute.expression.items:
        inner, outer = _address(key), _address(value)
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
    found, where = settings
    attribute = found.attributes.get("subscription_id")
    if attribute is None:
        return None
    node = argument(attribute, where.scope(attribute.source))
    if isinstance(node, Value):
        return node if isinstance(node.data, str) and node.data else None
    unknown = node if isinstance(node, Unknown) else as_unknown(node)
    if where.caller is None and "." not in _reached(module, provider):
        return None
    own = _settings(_root(where), provider.partition(".")[0])
    default = own[0].attributes.get("subscription_id") if own is not None else None
    if own is not None and default is not None:
        theirs = argument(default, own[1].scope(default.source))
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
    node = argument(attribute, settings[1].scope(attribute.source))
    if isinstance(node, Value):
        return None
    return node if isinstance(node, Unknown) else as_unknown(node)


def _address(expression: Expression) -> str | None:
    match expression:
        case Name(name=name):
            return name
        case Literal(value=str() as name):
            return name
        case Traversal(source=Name(name=name), steps=(Attr(name=alias),)):
            return f"{name}.{alias}"
    return None


def _reached(module: ModuleView, provider: str) -> str:
    """What the provider is called where it is configured."""
    for _ in range(_FURTHEST):
        if module.caller is None or (provider not in module.passed and _own(module, provider) is not None):
            return provider
        provider = module.passed.get(provider, provider)
        module = module.caller.module  # type: ignore[assignment]
    return provider


def _settings(module: ModuleView, provider: str) -> tuple[Body, ModuleView] | None:
    """The block that configures a provider, and the module it stands in."""
    for _ in range(_FURTHEST):
        if module.caller is None or provider not in module.passed:
            body = _own(module, provider)
            if body is not None:
                return body, module
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
    family, _, alias = provider.partition(".")
    for block in module.folder.settings:
        if block.type == "provider" and block.labels == (family,):
            body = block.body()
            if body is not None and (literal(body, "alias") or "") == alias:
                return body
    return None
