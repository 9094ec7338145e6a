"""What a policy is asked of: a thing with facts."""

from __future__ import annotations

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.resource import Resource
from natpin.model.value import Unknown, Value


@record
class Subject:
    """A cluster, a pool, a subnet, a NAT gateway …, with everything a policy may compare.

    ``natpin.facts`` makes them; ``natpin.facts.vocabulary`` lists, per kind, the fields there are.
    """

    kind: str
    """``cluster``, ``nodePool``, ``subnet``, ``natGateway``, ``publicIp``, ``virtualNetwork``, ``workload``, ``source note``."""
    address: str
    label: str
    at: Location
    facts: Value
    """An object; policies dig into it by dotted field path. A field that is absent here is absent in Azure: a field
    that could not be known is an Unknown, never missing."""
    clusters: tuple[str, ...] = ()
    """Addresses of the clusters on whose egress it bears."""
    resource: Resource | None = None
    conditional: Unknown | None = None
    """Why it may not be there: what it fails then, nobody knows it to fail. None for what certainly is."""
    perhaps: tuple[str, ...] = ()
    """Addresses of clusters on whose egress it may bear: what it fails, nobody knows them to fail."""
    only_perhaps: bool = False
    """True for what may have nothing to do with egress: it counts for ``perhaps``, and is not told by itself."""
