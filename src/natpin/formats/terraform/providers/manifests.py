"""kubernetes_manifest and kubectl_manifest: the kinds by which a cluster's nodes or pods get another way out.

Sources: kubernetes provider documentation, ``r/manifest`` (``manifest`` is an object); kubectl provider (alekc, gavinbunney)
documentation, ``kubectl_manifest`` (``yaml_body`` is text). Every other kind changes no node's egress.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.references import Lookup, in_arm_words
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Reach
from natpin.model.resource import Resource
from natpin.model.value import NULL, Node, Reference, Skipped, Unknown, Value, dig, members, text

_KINDS = {"AKSNodeClass": arm.NODE_CLASS, "StaticGatewayConfiguration": arm.STATIC_EGRESS}


def manifest(instance: Instance, lookup: Lookup) -> Iterator[Resource | Doubt]:
    """What a manifest declares; a doubt where a text that is not all known speaks of one of these kinds."""
    written = instance.attributes.get("manifest") or instance.attributes.get("yaml_body")
    if isinstance(written, Value) and isinstance(written.data, str):
        from natpin.languages.located_yaml.documents import documents

        found: list[Node | Skipped] = list(documents(written.data, instance.at.path))
    else:
        found = [] if written is None else [written]
    for number, document in enumerate(found):
        if isinstance(document, Skipped):
            continue
        if isinstance(document, Unknown | Reference):
            yield from _unread(instance, document)
            continue
        kind = _KINDS.get(text(dig(document, "kind")) or "")
        if kind is not None:
            spec = in_arm_words(dig(document, "spec") or NULL, lookup)
            yield Resource(
                f"{instance.address}#{number}" if number else instance.address,
                kind,
                in_arm_words(dig(document, "metadata.name") or NULL, lookup),
                dict(members(spec)),
                instance.at,
                conditional=instance.conditional,
            )


def _unread(instance: Instance, node: Unknown | Reference) -> Iterator[Doubt]:
    """Text with holes: which kind it is, its known pieces tell."""
    pieces = node.parts if isinstance(node, Unknown) else ()
    known = "".join(piece for piece in pieces if isinstance(piece, str))
    for word, kind in _KINDS.items():
        if word in known or "kind:" not in known:
            reason = f"{instance.address} may declare {word}: its text is not all known"
            yield Doubt(reason, instance.at, None, Reach((kind,), adds=True, alters=False))
