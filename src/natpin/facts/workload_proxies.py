"""The HTTP proxy that a workload's own containers are given: what they ask over HTTP(S) leaves from the proxy's IPs.

Sources: Kubernetes, "Define Environment Variables for a Container", "Define Dependent Environment Variables" (``$(NAME)`` in a
value is another variable); curl, "Proxy environment variables" (``https_proxy``, ``ALL_PROXY``, empty for none); Go,
``golang.org/x/net/http/httpproxy`` (upper or lower case, a URL or ``host[:port]``); Kubernetes, "DNS for Services and Pods"
(names of services); OpenJDK, "Java Networking and Proxies" (``-Dhttps.proxyHost=…``, which options in a variable may hold).
``env_from`` has what other objects give.
"""

from __future__ import annotations

from natpin.egress.proxies import without_password
from natpin.facts.env_from import Around
from natpin.model.asking import called, doubt_of, elements_of, text_of
from natpin.model.resource import Resource
from natpin.model.several import Truth, both
from natpin.model.value import Node, Unknown, Value, dig, is_absent
from natpin.regex import late_regex

_VARIABLES = frozenset({"https_proxy", "http_proxy", "all_proxy"})
_JAVA = frozenset(
    {
        "java_tool_options",
        "jdk_java_options",
        "_java_options",
        "java_opts",
        "java_options",
        "catalina_opts",
        "jvm_opts",
    }
)
_JAVA_HOST = late_regex(r"(?<!\S)-D(?:https?\.proxyHost|socksProxyHost)=[\"']?([^\s\"']{1,253})")
_SOURCES = {
    "secretKeyRef": "the Secret",
    "configMapKeyRef": "the ConfigMap",
    "fieldRef": "a field of the pod",
}
_LOOK_THERE = (
    "look the proxy up there; if there is none, or one in the cluster, suppress this with that reason"
)
NOTHING = Around()
_WRITE_HOST = "write the proxy's URL as the variable's value"


def workload_proxy(workload: Resource, around: Around = NOTHING) -> Node | None:
    """The URL of a proxy outside of the cluster that a container is given, without a password; None where there is none."""
    unclear: Unknown | None = None
    for place in ("podSpec.containers", "podSpec.initContainers"):
        containers = elements_of(workload.get(place))
        unclear = unclear or containers.rest
        for container, there in containers:
            variables = elements_of(dig(container, "env"))
            unclear = unclear or variables.rest
            written: set[str] = set()
            for variable, set_ in variables:
                named = _names_a_proxy(variable)
                if named is True and set_ is None:
                    written.add(called(dig(variable, "name")) or "")
                proxy = None if named is False else _proxy(variable, workload, around)
                if proxy is None:
                    continue
                answer = both(named, there or True, set_ or True, doubt_of(proxy) or True)
                if answer is True:
                    return proxy
                if isinstance(answer, Unknown):
                    unclear = unclear or answer
            if dig(container, "envFrom") is None:
                continue
            found = _from_elsewhere(container, written, workload, around)
            answer = False if found is None else both(there or True, doubt_of(found) or True)
            if answer is True:
                return found
            if isinstance(answer, Unknown):
                unclear = unclear or answer
    return unclear


def _from_elsewhere(container: Node, written: set[str], workload: Resource, around: Around) -> Node | None:
    """The proxy that ``envFrom`` gives a container, but for the variables that it has of its own (``written``)."""
    unclear: Unknown | None = None
    for given in around.given(container, workload):
        if isinstance(given, Unknown):
            unclear = unclear or given
            continue
        if given.name in written or given.name.lower() not in (_VARIABLES | _JAVA) or given.there is False:
            continue
        if given.there is True:
            written.add(given.name)
        proxy = _proxy(Value({"name": Value(given.name), "value": given.value}), workload, around)
        answer = False if proxy is None else both(given.there, doubt_of(proxy) or True)
        if answer is True:
            return proxy
        if isinstance(answer, Unknown):
            unclear = unclear or answer
    return unclear


def _names_a_proxy(variable: Node) -> Truth:
    """Whether programs take the variable for their proxy."""
    name = text_of(dig(variable, "name"))
    return name.lower() in (_VARIABLES | _JAVA) if isinstance(name, str) else name or False


def _proxy(variable: Node, workload: Resource, around: Around) -> Node | None:
    """What a variable holds, if it is a proxy's; None where that is nothing, or a proxy in the cluster."""
    source, value = dig(variable, "valueFrom"), dig(variable, "value")
    if (called(dig(variable, "name")) or "").lower() in _JAVA:
        value = _of_java(value)
        if not isinstance(value, Value):
            return value
        source = None
    if source is not None and not is_absent(source):
        config = dig(source, "configMapKeyRef")
        found = None if config is None else around.of_key(config, workload)
        if found is None:
            return doubt_of(source) or _elsewhere(variable, source)
        value = found
    said = text_of(value)
    if not isinstance(said, str) or not isinstance(value, Value):
        return said if isinstance(said, Unknown) else None
    said = said.strip()
    if not said:
        return None
    host = _host(said)
    if host is None:
        shown = called(without_password(value))
        return Unknown(f"the host of the proxy {shown} is filled in elsewhere", value.at, _WRITE_HOST)
    within = _in_cluster(host) or (host.count(".") == 1 and host.rpartition(".")[2] in around.namespaces)
    out = around.leads_out(host, workload) if within else False
    if isinstance(out, Unknown):
        return out
    return None if within and not out else without_password(value)


def _of_java(options: Node | None) -> Node | None:
    """The host of the proxy in options for Java; None where they name none that is seen."""
    pieces = options.parts if isinstance(options, Unknown) else (called(options),)
    found = next(
        (match for one in pieces if isinstance(one, str) and (match := _JAVA_HOST.search(one))), None
    )
    if found is None or options is None:
        return None
    return options if isinstance(options, Unknown) else Value(found[1], options.at)


def _elsewhere(variable: Node, source: Node) -> Unknown:
    for member, kind in _SOURCES.items():
        found = dig(source, member)
        if found is not None and not is_absent(found):
            named = called(dig(found, "name"))
            kind = f"{kind} {named}" if named else kind
            return Unknown(f"{_called(variable)} comes from {kind}", source.at, _LOOK_THERE)
    return Unknown(f"{_called(variable)} comes from elsewhere", source.at, _LOOK_THERE)


def _called(variable: Node) -> str:
    return called(dig(variable, "name")) or "a variable"


def _host(url: str) -> str | None:
    """The host of a URL or of ``host:port``, in lower case; None where it is no name or IP: something fills it in later."""
    scheme, mark, rest = url.partition("://")
    authority = rest if mark else scheme
    for end in "/?#":
        authority = authority.partition(end)[0]
    host = authority.rpartition("@")[2]
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    host = host.partition(":")[0].removesuffix(".")
    labels = host.split(".")
    if not all(label.isascii() and label.replace("-", "a").isalnum() for label in labels):
        return None
    # services are called in lower case: PROXY is what a script replaces
    return None if len(labels) == 1 and host != host.lower() else host.lower()


def _in_cluster(host: str) -> bool:
    """Whether a proxy runs in the pod or is a service of the cluster, so that it leaves as the cluster does."""
    if host.endswith((".svc", ".cluster.local")) or host == "[::1]":
        return True
    return "." not in host if not host.startswith(("127.", "[")) else host.replace(".", "").isdigit()
