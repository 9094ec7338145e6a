"""A Terraform resource instance after evaluation: what HCL and plan JSON have in common.

Evaluation (or a plan) makes instances; ``azurerm`` and ``azapi`` translate them into ARM's vocabulary. So the
spelling of a provider is known in one place, whichever way its arguments became known.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Reference, Unknown


@record
class Instance:
    """One instance of a ``resource`` or ``data`` block."""

    address: str
    """``module.net["eu"].azurerm_subnet.aks[0]``; data sources begin with ``data.`` after their module path."""
    type: str
    """``azurerm_subnet``, ``azapi_resource``."""
    attributes: Mapping[str, Node]
    """Arguments, by Terraform's names. A nested block is a tuple Value of object Values, one a block, even for
    blocks that occur once. Computed attributes are not here. A reference to another instance's computed attribute
    is ``Reference(target=<its address>, attribute=<terraform attribute>)``; an interpolation around such a
    reference, or around something unknown, is an Unknown with ``parts``."""
    at: Location
    data: bool = False
    """True for a ``data`` block."""
    provider_version: str | None = None
    """``4`` or ``4.27.0``, as far as required_providers or the lock file tell; None when nothing does."""
    conditional: Unknown | None = None
    """Why it may not exist (unknown count or for_each)."""
    depends_on: tuple[Reference, ...] = ()
    """Explicit ``depends_on`` of the resource and of the modules it is in, as addresses (an address of a whole
    resource or module stands for all its instances), and every resource its arguments refer to, directly."""
    prevent_destroy: bool = False
    ignore_changes: tuple[str, ...] = ()
    subscription: Node | None = None
    """That of its provider, where it is another than the stack's own or known by its id."""
    unsaid_subscription: Unknown | None = None
    """Why nobody knows the stack's own, which its provider names; None where it is known or not named."""
    called_at: tuple[Location, ...] = ()
    """The calls of modules that lead to it, outermost first."""
    protected_at: Location | None = None
    """Where ``prevent_destroy`` is written; None where something else stands for it."""


@record
class ModuleCall:
    """One instance of a ``module`` block whose source is not in the workspace."""

    address: str
    """``module.aks``, ``module.net["eu"].module.vnet``."""
    source: str
    """As written: ``Azure/aks/azurerm``, ``git::https://…``."""
    version: str | None
    """The ``version`` constraint as written, or the locked version; None when there is none."""
    inputs: Mapping[str, Node]
    """The module's input variables that the call sets."""
    at: Location
    depends_on: tuple[Reference, ...] = ()
    conditional: Unknown | None = None
    """Why it may not exist (unknown count or for_each)."""
    subscription: Node | None = None
    """That of the azurerm provider the module is called with, as in ``Instance``."""
    unsaid_subscription: Unknown | None = None
    """As in ``Instance``."""
    called_at: tuple[Location, ...] = ()
    """The calls of modules around this one, outermost first."""
