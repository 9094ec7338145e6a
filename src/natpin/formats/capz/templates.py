"""Self-managed clusters that Cluster API makes of a ClusterClass: an AzureCluster for each Cluster, of the class's
AzureClusterTemplate.

It is called after the Cluster, with a random suffix where the class says nothing else. A template names no network and no
resource group: both are called after the AzureCluster.
Source: The Cluster API Book, "Writing a ClusterClass" (``infrastructure.naming``, earlier ``namingStrategy``); Cluster API
Provider Azure, v1beta1 API reference (AzureClusterTemplate, VnetClassSpec).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.capz.classes import patched, users_of
from natpin.formats.capz.objects import Object
from natpin.languages.arm_expressions.texts import unknown
from natpin.model.record import replace
from natpin.model.value import Node, Unknown, Value, dig, text

_TEMPLATE = "AzureClusterTemplate"
_SETTLE = "--azure"


def made(found: Sequence[Object]) -> Iterator[Object]:
    """The AzureClusters of every Cluster here whose class has such a template."""
    if not any(one.kind == _TEMPLATE for one in found):
        return
    templates = {(one.namespace, one.name): one for one in patched(found) if one.kind == _TEMPLATE}
    for one in found:
        place = one.get("spec.infrastructure") if one.kind == "ClusterClass" else None
        reference = dig(place, "ref") or dig(place, "templateRef")
        template = templates.get((one.namespace, text(dig(reference, "name")) or ""))
        if template is None or text(dig(reference, "kind")) != _TEMPLATE:
            continue
        naming = dig(place, "naming.template") or dig(place, "namingStrategy.template")
        for cluster in users_of(one, found):
            name = _name(cluster, naming)
            if name is not None:
                yield _of(template, cluster, name)


def _of(template: Object, cluster: Object, name: Node) -> Object:
    body = Value(
        {
            "apiVersion": template.get("apiVersion") or Unknown("it has no apiVersion", template.at),
            "metadata": Value({"name": name}, name.at),
            "spec": template.get("spec.template.spec") or Value({}, template.at),
        },
        template.at,
    )
    called = f"{cluster.name} of {template.name}"
    return replace(template, kind="AzureCluster", name=called, body=body)


def _name(cluster: Object, naming: Node | None) -> Node | None:
    """What the AzureCluster is called; None where nothing of it is known: then its network may be any."""
    called = cluster.get("metadata.name")
    written = text(called)
    if called is None or written is None:
        return None
    if "".join((text(naming) or "").split()) == "{{.cluster.name}}":
        return called
    if naming is not None or "$" in written:
        return None
    why = "Cluster API puts a random suffix to the name"
    suffix = unknown(f"suffix of {cluster.address}", why, called.at, _SETTLE)
    return Unknown(why, called.at, _SETTLE, (f"{written}-", suffix.parts[0]))
