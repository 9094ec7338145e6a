"""Which template a deployment resource deploys, and where that is."""

from __future__ import annotations

import re

from natpin.formats.arm.template import Template
from natpin.formats.arm.uploaded import uploaded_from
from natpin.formats.arm.world import DeploymentView, InstanceView
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.syntax import Literal
from natpin.languages.arm_expressions.texts import pieces
from natpin.model.value import Node, text


def template_of(instance: InstanceView) -> Template | str:
    """The template that a deployment resource deploys; a text says why there is none."""
    module = instance.declaration.module
    if module is None:
        return "it is not a deployment"
    if module.template is not None:
        return module.template
    if module.library is not None:
        return instance.deployment.world.load_module(module.library, module.at)
    if module.link is not None:
        return _linked(evaluate(module.link, instance.frame), instance.deployment)
    return module.unreadable or "it names no template"


def leads_to_egress(instance: InstanceView) -> bool:
    """Whether a deployment resource may deploy what bears on egress, or what nobody can read."""
    module, deployment = instance.declaration.module, instance.deployment
    if module is not None and module.template is None and isinstance(module.link, Literal):
        link = module.link.value.data
        if isinstance(link, str) and not deployment.world.may_concern(deployment.relative(link)):
            return False
    template = template_of(instance)
    return isinstance(template, str) or instance.deployment.world.concerns(template)


def text_of(instance: InstanceView) -> str | None:
    """The text of a module's file that is here, whether or not it can be read."""
    module = instance.declaration.module
    link = text(evaluate(module.link, instance.frame)) if module is not None and module.link else None
    found = instance.deployment.file(link) if link is not None and "://" not in link else None
    return None if found is None else found[1]


def _linked(link: Node, deployment: DeploymentView) -> Template | str:
    """A template in a file. Of an address, what stands behind its unknown base is taken as a relative path."""
    found = pieces(link)
    last = found[-1] if found else None
    if not isinstance(last, str) or not last.strip("/"):
        # a SAS token at the end: concat(base, 'nested/x.json', token)
        texts = [piece for piece in found if isinstance(piece, str) and ".json" in piece.lower()]
        last = texts[-1] if texts else None
    if last is None:
        return "where its template is cannot be known"
    path = re.split(r"[?#]", last)[0]
    if re.match(r"(?i)[a-z][a-z0-9+.-]*:", path):
        return f"its template {path} is not in this workspace"
    if len(found) == 1:
        return deployment.world.template(deployment.relative(path))
    place = deployment.relative(path.lstrip("/"))
    return deployment.world.template(uploaded_from(place, deployment.world.workspace))
