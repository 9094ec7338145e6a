"""A plan is a file, and holds the wish it was made from: whether that is still what natpin.yaml wishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from natpin.config import Config
from natpin.errors import Refused
from natpin.model.change import Plan, entry_of
from natpin.provision.entries import parse_allow, parse_egress


def refuse_others(config: Config, plans: Iterable[Plan], again: str) -> None:
    """Raises Refused for a plan that wishes for something else than natpin.yaml does, ConfigError.

    ``again`` says what to do about it, as the end of a sentence: ``run mode plan again``.
    """
    wanted = parse_egress(config.sections.get("egress"))
    for plan in plans:
        name = entry_of(plan.scope)
        entry = wanted.get(name)
        if entry is None:
            raise Refused(
                f"the plan is for the egress entry {name!r}, which natpin.yaml does not have: {again}"
            )
        differing = _differing(entry.entry(), plan.wanted)
        if differing or entry.scope.lower() != plan.scope.lower():
            raise Refused(
                f"the plan does not match natpin.yaml: {', '.join(differing) or 'another scope'} of the "
                f"egress entry {name!r} differ: {again}"
            )
        refuse_allowance(config, plan, again)


def refuse_allowance(config: Config, plan: Plan, again: str) -> None:
    """Raises Refused for a plan that may interrupt what natpin.yaml does not let be interrupted, ConfigError."""
    allowed = tuple(sorted(parse_allow(config.sections.get("allow"))))
    if tuple(sorted(plan.allow)) != allowed:
        raise Refused(
            f"the plan allows {', '.join(plan.allow) or 'nothing'}, and natpin.yaml allows "
            f"{', '.join(allowed) or 'nothing'}: {again}"
        )


def _differing(wanted: Mapping[str, Any], planned: Mapping[str, Any]) -> list[str]:
    return [key for key in dict.fromkeys((*wanted, *planned)) if wanted.get(key) != planned.get(key)]
