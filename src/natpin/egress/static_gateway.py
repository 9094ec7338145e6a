"""The static egress gateway: pods that are sent through a pool of mode Gateway leave from prefixes of their own.

Which pods, and from which prefixes, is said in StaticGatewayConfigurations of the cluster: no resource of Azure's tells. So the
addresses of the pool's NAT gateway are not all that the cluster leaves from. Source: AKS, "Configure Static Egress Gateway".
"""

from __future__ import annotations

from natpin.model.path import EgressPath
from natpin.model.record import replace
from natpin.model.value import Unknown

SETTLE_BY = "kubectl get staticgatewayconfigurations --all-namespaces -o yaml tells their prefixes"


def with_prefixes_of_its_own(path: EgressPath) -> EgressPath:
    """The path of a gateway pool's nodes, with what leaves there besides."""
    reason = f"pods that use the static egress gateway of the pool {path.pool.name} leave from prefixes of their own"
    return replace(path, beside=(*path.beside, Unknown(reason, path.pool.at, SETTLE_BY)))
