"""Objects that say which cluster a folder's manifests are applied to: Argo CD's Application, Flux's Kustomization.

Sources: Argo CD, "Application Specification" (``spec.destination.name``, ``spec.source.path``); Flux, "Kustomization"
(``spec.path``, ``spec.kubeConfig``); The Cluster API Book, "Secrets" (a cluster's kubeconfig is in the secret
``<cluster>-kubeconfig``). One that says no cluster's name, as those of the cluster that they run in, tells nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from natpin.model.resource import DELIVERY, Resource
from natpin.model.value import Node, Value, dig, items, text

_KUBECONFIG = "-kubeconfig"


def deliveries(manifest: Node, number: int) -> Iterator[Resource]:
    """A resource for each folder that an object applies to a cluster with a name: ``path`` and ``cluster``."""
    group = (text(dig(manifest, "apiVersion")) or "").partition("/")[0]
    match group, text(dig(manifest, "kind")):
        case "argoproj.io", "Application":
            cluster = dig(manifest, "spec.destination.name")
            sources = (dig(manifest, "spec.source"), *items(dig(manifest, "spec.sources")))
            paths = [dig(source, "path") for source in sources]
        case "kustomize.toolkit.fluxcd.io", "Kustomization":
            cluster = _of_kubeconfig(dig(manifest, "spec.kubeConfig.secretRef.name"))
            paths = [dig(manifest, "spec.path")]
        case _:
            return
    if text(cluster) is None or cluster is None or "{" in (text(cluster) or ""):
        return
    for path in paths:
        folder = posixpath.normpath((text(path) or "").lstrip("/") or ".")
        if path is not None and not folder.startswith(".."):
            address = f"delivery/{folder}/{number}"
            said: dict[str, Node] = {"path": Value(folder, path.at), "cluster": cluster}
            yield Resource(address, DELIVERY, Value(folder, path.at), said, path.at)


def _of_kubeconfig(secret: Node | None) -> Node | None:
    name = text(secret)
    if name is None or secret is None or not name.endswith(_KUBECONFIG):
        return None
    return Value(name.removesuffix(_KUBECONFIG), secret.at)
