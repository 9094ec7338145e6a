"""What a Secret holds, and what makes one: Sealed Secrets and the External Secrets Operator.

Sources: Kubernetes, "Secrets" (``data`` is base64, ``stringData`` wins); github.com/bitnami-labs/sealed-secrets, README
(``spec.encryptedData``, ``spec.template``); external-secrets.io, "ExternalSecret" (``spec.target.name``, ``spec.data[].secretKey``).
"""

from __future__ import annotations

from base64 import b64decode

from natpin.model.value import Node, Unknown, Value, dig, items, members, text

SECRETS = ("Secret", "SealedSecret", "ExternalSecret")


def name_of_secret(manifest: Value, kind: str) -> Node | None:
    """The name of the Secret that an object makes; None where that is the object's own."""
    match kind:
        case "SealedSecret":
            return dig(manifest, "spec.template.metadata.name")
        case "ExternalSecret":
            return dig(manifest, "spec.target.name")
    return None


def keys_of_secret(manifest: Value) -> Node:
    """The members of a Secret, as the containers see them."""
    kind = text(dig(manifest, "kind"))
    if kind == "SealedSecret":
        sealed = members(dig(manifest, "spec.encryptedData"))
        return Value(
            {key: Unknown("the value is encrypted", node.at) for key, node in sealed.items()}, manifest.at
        )
    if kind == "ExternalSecret":
        found: dict[str, Node] = {}
        for one in items(dig(manifest, "spec.data")):
            key = text(dig(one, "secretKey"))
            if key is not None:
                found[key] = Unknown("the value is in a store of secrets", one.at)
        return Value(found, manifest.at)
    data, plain = dig(manifest, "data"), dig(manifest, "stringData")
    for whole in (data, plain):
        if isinstance(whole, Unknown):
            return whole
    held = {key: _decoded(node) for key, node in members(data).items()}
    return Value({**held, **members(plain)}, manifest.at)


def _decoded(node: Node) -> Node:
    said = text(node)
    if said is None:
        return node
    try:
        return Value(b64decode(said, validate=True).decode("utf-8"), node.at)
    except ValueError:
        return Unknown("the value is no base64 of a text", node.at)
