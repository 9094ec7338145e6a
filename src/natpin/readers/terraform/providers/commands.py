"""terraform_data and null_resource whose provisioners run the az command line.

What such a command makes is no part of Terraform's state, and lint runs nothing: an AKS cluster or a NAT gateway made
that way is an input that was not read, and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from natpin.model.value import Skipped, Value, items
from natpin.readers.terraform.instance import Instance
from natpin.readers.terraform.providers.references import Lookup, pieces

_AZ = re.compile(
    r"\baz\s+(?P<what>aks\s+(?:create|update|nodepool\s+(?:add|update))\b"
    r"|network\s+(?:nat\s+gateway|vnet(?:\s+subnet)?|public-ip(?:\s+prefix)?|route-table(?:\s+route)?)"
    r"\s+(?:create|update|delete)\b)"
)


def provisioned(instance: Instance, lookup: Lookup) -> Iterator[Skipped]:
    """One skipped input for every provisioner that changes AKS or its egress."""
    for provisioner in items(instance.attributes.get("provisioner")):
        if not isinstance(provisioner, Value) or not isinstance(provisioner.data, Mapping):
            continue
        command = provisioner.data.get("command")
        known = " ".join(piece for piece in pieces(command) if isinstance(piece, str))
        found = _AZ.search(known)
        if found is not None:
            what = " ".join(found["what"].split())
            yield Skipped(
                provisioner.at.path,
                f"{instance.address} runs `az {what}` in a provisioner: what it makes is not known",
                provisioner.at,
                claims_aks=True,
            )
