"""Through a deployment and the deployments in it, past what bears on no egress."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.arm.idle import is_idle
from natpin.formats.arm.kinds import is_harmless
from natpin.formats.arm.modules import leads_to_egress
from natpin.formats.arm.template import full_type
from natpin.formats.arm.world import DeploymentView, InstanceView
from natpin.model.value import Unknown


def walk(
    deployment: DeploymentView, doubt: Unknown | None = None
) -> Iterator[tuple[InstanceView, Unknown | None]]:
    """Every resource of a deployment and of the deployments in it that may bear on egress, with the reason why it may
    not be made.

    Those that are certainly not made are left out. Nobody asks for the conditions of what bears on no egress.
    """

    def types_of(symbol: str) -> list[str]:
        return [full_type(one) for one in deployment.by_symbol.get(symbol, ())]

    for instance in deployment.instances():
        is_module = instance.declaration.module is not None
        if is_module:
            if not leads_to_egress(instance):
                continue
        elif is_harmless(instance.type) or is_idle(instance.declaration, types_of):
            continue
        condition = instance.condition
        if condition is False:
            continue
        open_ = condition if isinstance(condition, Unknown) else doubt
        if not is_module:
            yield instance, open_
        elif (nested := deployment.nested(instance)) is not None:
            yield from walk(nested, open_)
