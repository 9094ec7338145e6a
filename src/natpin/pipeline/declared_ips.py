"""The public IPs and prefixes that a stack declares, by their names."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.asking import called
from natpin.model.report import DeclaredIp
from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX, Resource, same_type
from natpin.model.value import Node, Reference
from natpin.pipeline.reading import ReadStack


def declared_ips(read: ReadStack) -> Iterator[DeclaredIp]:
    """Those whose names are known, and whose subscriptions are not."""
    found = [part for part in read.parts if isinstance(part, Resource) and _is_ip(part)]
    by_address = {part.address: part for part in read.parts if isinstance(part, Resource)} if found else {}
    for ip in found:
        name = called(ip.name)
        if name and not called(ip.subscription):
            group = _group(ip.resource_group, by_address)
            yield DeclaredIp(read.stack.root, ip.type.lower(), name.lower(), group.lower())


def _is_ip(part: Resource) -> bool:
    kinds = (PUBLIC_IP, PUBLIC_IP_PREFIX)
    return not part.external and part.home is None and any(same_type(part.type, kind) for kind in kinds)


def _group(node: Node | None, by_address: dict[str, Resource]) -> str:
    if isinstance(node, Reference):
        declared = by_address.get(node.target)
        node = declared.name if declared is not None else None
    return called(node) or ""
