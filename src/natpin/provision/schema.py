"""The JSON Schema of ``egress:`` and ``allow:``, for editors. ``wanted`` is what counts; a test holds the two together."""

from __future__ import annotations

from typing import Any

from natpin.model.azure_defaults import IDLE_MINUTES, PREFIX_LENGTH, PREFIX_LENGTH_V6, Bounds
from natpin.provision.desired import ALLOWABLE, CAN_NOT_DELETE, OUTBOUND_TYPES, SKUS

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "pattern": r"\S"}


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _between(bounds: Bounds) -> Schema:
    return {"type": "integer", "minimum": bounds.least, "maximum": bounds.most}


def allow_schema() -> Schema:
    """``allow:``."""
    word = {"enum": list(ALLOWABLE)}
    return {"anyOf": [word, {"type": "array", "items": word}]}


def egress_schema() -> Schema:
    """``egress:``: entries by name."""
    named: Schema = {"name": _TEXT, "resource-group": _TEXT}
    space = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
    create = _object(
        {
            "network-plugin": {"enum": ["azure", "none"]},
            "network-plugin-mode": {"enum": ["overlay", "none"]},
            "node-count": {"type": "integer", "minimum": 1, "maximum": 1000},
            "vm-size": _TEXT,
            "identity": {**_TEXT, "description": "system, or the id of a user-assigned identity"},
            "kubernetes-version": _TEXT,
            "ip-families": {"enum": [["IPv4"], ["IPv4", "IPv6"]]},
        },
        ["identity"],
    )
    cluster = _object({**named, "outbound-type": {"enum": list(OUTBOUND_TYPES)}, "create": create}, ["name"])
    entry = _object(
        {
            "subscription": {
                "type": "string",
                "pattern": r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
            },
            "resource-group": _TEXT,
            "location": _TEXT,
            "tags": {"type": "object", "additionalProperties": _TEXT},
            "lock": {
                "enum": [CAN_NOT_DELETE],
                "description": "a lock on each of its public IPs and prefixes, so that nobody deletes them by mistake",
            },
            "virtual-network": {
                **_object({**named, "address-space": space}, ["name"]),
                "description": "with an address-space it is created when absent",
            },
            "subnets": {
                "type": "array",
                "minItems": 1,
                "items": {
                    **_object(
                        {
                            "name": _TEXT,
                            "prefix": _TEXT,
                            "prefix-v6": _TEXT,
                            "nat-gateway": {"enum": ["none"]},
                        },
                        ["name"],
                    ),
                    "description": "with a prefix it is created when absent; nat-gateway: none takes it off its gateway",
                },
            },
            "nat-gateway": _object(
                {
                    **named,
                    "sku": {"enum": list(SKUS)},
                    "idle-timeout-minutes": _between(IDLE_MINUTES),
                    "zone": {"enum": [1, 2, 3, "1", "2", "3"]},
                },
                ["name"],
            ),
            "public-ips": {
                **_object(
                    {
                        "prefix": _object(
                            {**named, "length": _between(PREFIX_LENGTH)},
                            ["name", "length"],
                        ),
                        "existing": {"type": "array", "items": _TEXT},
                        "prefix-v6": {
                            **_object({**named, "length": _between(PREFIX_LENGTH_V6)}, ["name", "length"]),
                            "description": "IPv6; takes a NAT gateway of the SKU StandardV2",
                        },
                        "existing-v6": {"type": "array", "items": _TEXT},
                        "retire": {
                            "type": "array",
                            "items": _object(
                                {"id": _TEXT, "after": {"type": "string", "format": "date"}}, ["id", "after"]
                            ),
                            "description": "taken off the NAT gateway when the day has passed, never deleted",
                        },
                    },
                    [],
                ),
                "minProperties": 1,
            },
            "cluster": {
                "anyOf": [cluster, {"type": "array", "minItems": 1, "items": cluster}],
                "description": "the cluster whose egress this is; a list where several share the subnets",
            },
        },
        [
            "subscription",
            "resource-group",
            "location",
            "virtual-network",
            "subnets",
            "nat-gateway",
            "public-ips",
        ],
    )
    return {"type": "object", "additionalProperties": entry}
