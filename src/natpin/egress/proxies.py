"""The HTTP proxy that AKS gives to nodes and pods: what speaks HTTP(S) leaves by it, from IPs that are the proxy's.

Source: AKS, "HTTP proxy support in AKS" (both nodes and pods are configured to use it; pods get HTTP_PROXY, HTTPS_PROXY and
NO_PROXY unless they are annotated not to; where no httpsProxy is given, httpProxy is for both). ``enabled`` is true where it is
not written (Azure REST API, ManagedClusterHTTPProxyConfig).
"""

from __future__ import annotations

from natpin.model.asking import called, is_
from natpin.model.path import EgressPath
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Unknown, Value, is_absent

_HTTPS = "httpProxyConfig.httpsProxy"
_HTTP = "httpProxyConfig.httpProxy"
_SETTLE_BY = "ask whoever runs the proxy for its outbound IPs, or name the partners in noProxy"


def http_proxy(cluster: Resource) -> Node | None:
    """The proxy that pods use, for HTTPS where one is named for it; None where there is none."""
    named = [
        node for path in (_HTTPS, _HTTP) if (node := cluster.get(path)) is not None and not is_absent(node)
    ]
    off = is_(cluster.get("httpProxyConfig.enabled"), False)
    if not named or off is True:
        return None
    return off if isinstance(off, Unknown) else without_password(named[0])


def without_password(proxy: Node) -> Node:
    """A proxy's URL, or ``host:port``, without a user and a password in it: reports show it."""
    url = called(proxy)
    if url is None or "@" not in url or not isinstance(proxy, Value):
        return proxy
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    return Value(f"{scheme}{mark}{rest.rpartition('@')[2]}", proxy.at, proxy.origin)


def beside_a_proxy(path: EgressPath, proxy: Node) -> EgressPath:
    """The path of pods that are given a proxy, with what leaves by that."""
    named = called(proxy)
    reason = f"pods that use the HTTP proxy{f' {named}' if named else ''} leave from its IPs"
    return replace(path, beside=(*path.beside, Unknown(reason, proxy.at, _SETTLE_BY)))
