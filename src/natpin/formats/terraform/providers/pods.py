"""The pod's spec of the kubernetes provider's workloads: what tells where it runs, and what its containers are given.

Source: kubernetes provider documentation, ``r/deployment_v1`` and its siblings (``env`` of a ``container``: ``value``, or
``value_from`` with one of ``secret_key_ref``, ``config_map_key_ref``, ``field_ref``; ``env_from``; ``security_context`` with
``sysctl``). Affinity is left unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.terraform.providers.arguments import Block, Blocks, Table, To, translate
from natpin.formats.terraform.providers.conversions import boolean, labels, string, strings
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value

_NAMED: Table = {"name": To("name", string)}
_KEYED: Table = {**_NAMED, "key": To("key", string)}
_CONTAINER: Table = {
    **_NAMED,
    "env": Blocks(
        "env",
        {
            **_NAMED,
            "value": To("value", string),
            "value_from": Block(
                "valueFrom",
                {
                    "secret_key_ref": Block("secretKeyRef", _KEYED),
                    "config_map_key_ref": Block("configMapKeyRef", _KEYED),
                    "field_ref": Block("fieldRef", {"field_path": To("fieldPath", string)}),
                },
            ),
        },
    ),
    "env_from": Blocks(
        "envFrom",
        {
            "prefix": To("prefix", string),
            "config_map_ref": Block("configMapRef", _NAMED),
            "secret_ref": Block("secretRef", _NAMED),
        },
    ),
}
_POD: Table = {
    "node_selector": To("nodeSelector", labels),
    "node_name": To("nodeName", string),
    "host_network": To("hostNetwork", boolean),
    "toleration": Blocks(
        "tolerations",
        {
            "key": To("key", string),
            "operator": To("operator", string),
            "value": To("value", string),
            "effect": To("effect", string),
        },
    ),
    "host_aliases": Blocks("hostAliases", {"hostnames": To("hostnames", strings)}),
    "security_context": Block(
        "securityContext", {"sysctl": Blocks("sysctls", {**_NAMED, "value": To("value", string)})}
    ),
    "container": Blocks("containers", _CONTAINER),
    "init_container": Blocks("initContainers", _CONTAINER),
}


def pod_spec(arguments: Mapping[str, Node], at: Location) -> Value:
    """The block of a pod's spec in Kubernetes' words."""
    spec = translate(arguments, _POD, at)
    if "affinity" in arguments:
        spec["affinity"] = Unknown("the affinity is not followed", at)
    return Value(spec, at)


def container(arguments: Mapping[str, Node], at: Location) -> Value:
    """What a container is given, in Kubernetes' words."""
    return Value(translate(arguments, _CONTAINER, at), at)
