"""terraform_data and null_resource whose provisioners run the az command line.

What such a command makes is no part of Terraform's state, and lint runs nothing: an AKS cluster or a NAT gateway made
that way is an input that was not read, and the report says so. An update that certainly sets nothing of a cluster's
egress (an add-on, a node image) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.references import Lookup, pieces
from natpin.languages.terraform.instance import Instance
from natpin.model.value import Skipped, Value, items

_AZ = re.compile(
    r"\baz\s+(?P<what>aks\s+(?:create|update|nodepool\s+(?:add|update))\b"
    r"|network\s+(?:nat\s+gateway|vnet(?:\s+subnet)?|public-ip(?:\s+prefix)?|route-table(?:\s+route)?)"
    r"\s+(?:create|update|delete)\b)"
)

_UPDATES = ("aks update", "aks nodepool update")
_EGRESS_FLAGS = (
    "--outbound-type",
    "--nat-gateway",
    "--load-balancer",
    "--network-plugin",
    "--api-server-authorized-ip-ranges",
    "--set",
    "--add",
    "--remove",
)
"""Beginnings of the flags of ``az aks update`` and ``az aks nodepool update`` that bear on where traffic leaves, or
that set anything. az takes a flag's unambiguous beginning for the flag."""

_HOLE = "\0"
_CONTINUED = re.compile(r"[\\`][ \t]*\r?\n")
_END = re.compile(r"\r?\n|;|&&|\|")


def provisioned(instance: Instance, lookup: Lookup) -> Iterator[Skipped]:
    """One skipped input for every provisioner that changes AKS or its egress."""
    for provisioner in items(instance.attributes.get("provisioner")):
        if not isinstance(provisioner, Value) or not isinstance(provisioner.data, Mapping):
            continue
        text = "".join(
            piece if isinstance(piece, str) else _HOLE for piece in pieces(provisioner.data.get("command"))
        )
        for found in _AZ.finditer(text):
            what = " ".join(found["what"].split())
            if what in _UPDATES and not _may_move(text[found.end() :]):
                continue
            yield Skipped(
                provisioner.at.path,
                f"{instance.address} runs `az {what}` in a provisioner: what it makes is not known",
                provisioner.at,
                claims_aks=True,
            )
            break


def _may_move(rest: str) -> bool:
    """Whether the flags of an update may change a cluster's egress: one that does, or words that may hold one."""
    command = _END.split(_CONTINUED.sub(" ", rest), maxsplit=1)[0]
    if command.count('"') % 2 or command.count("'") % 2:
        return True  # the end of the command stands inside a text
    expected = False
    for word in command.split():
        if word.startswith("-"):
            flag = word.partition("=")[0]
            if any(
                flag.startswith(each) or (len(flag) > 4 and each.startswith(flag)) for each in _EGRESS_FLAGS
            ):
                return True
            expected = "=" not in word
            continue
        if _HOLE in word and not expected:
            return True
        expected = False
    return False
