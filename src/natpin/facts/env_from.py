"""What of a stack's other objects decides a workload's proxy: the ConfigMaps and Secrets that its containers take their environment
from, and services whose names stand for hosts outside of the cluster.

Sources: Kubernetes, "Configure all key-value pairs in a ConfigMap as container environment variables" (a ``prefix`` stands
before each key; a variable of ``env`` wins, then the last of several sources), "ExternalName", "Services without selectors".
A ConfigMap or Secret that is not here counts where its name speaks of a proxy: nearly every container takes its settings
from one, and nearly none a proxy.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.facts.fields import same_name
from natpin.graph import Graph
from natpin.model.asking import called, doubt_of, elements_of, key_of, object_of, text_of
from natpin.model.record import record
from natpin.model.resource import APPLIED_BY, CONFIG_MAP, NAMESPACE, OUTSIDE, WORKLOAD, Resource
from natpin.model.several import Truth, both, either
from natpin.model.value import Node, Reference, Unknown, Value, dig, is_absent
from natpin.regex import late_regex

_SPEAKS_OF_ONE = late_regex(
    r"(?i)(?:^|[-_.])(?:https?|web|forward|corp(?:orate)?|company|egress|outbound|internet|squid|zscaler)[-_.]?proxy"
    r"|^proxy(?:$|[-_.])|proxy[-_.]?(?:env|environment|vars?|variables|settings|url)(?![a-z])"
)
_IS_ONE = late_regex(
    r"(?i)(?:oauth2?|auth|sql|reverse|rbac|envoy|ha|kube|api|db|redis|grpc|nginx|cloud)[-_.]?proxy"
)
"""What is called after a proxy that it is itself, and that takes its own settings: ``oauth2-proxy``."""
_LOOK_THERE = "lint it together with these files, or write the proxy's URL as a variable of the container"
_CLUSTER = (".svc.cluster.local", ".svc")


@record
class Given:
    """A variable that a container takes from elsewhere."""

    name: str
    value: Node
    there: Truth


@record
class Around:
    """The objects of a stack that decide the proxies of its workloads."""

    maps: Sequence[Resource] = ()
    outside: Sequence[Resource] = ()
    namespaces: frozenset[str] = frozenset()
    """Those that are seen: ``squid.egress`` is a service, ``proxy.example`` is none."""

    def given(self, container: Node, workload: Resource) -> Iterator[Given | Unknown]:
        """The variables that ``envFrom`` gives a container, those that win first; an Unknown for any that nobody can know."""
        sources = elements_of(dig(container, "envFrom"))
        if sources.rest is not None:
            yield sources.rest
        for source, why in (*sources.maybe, *reversed([(each, None) for each in sources.sure])):
            prefix = text_of(dig(source, "prefix")) or ""
            config, secret = dig(source, "configMapRef.name"), dig(source, "secretRef.name")
            name = secret if config is None else config
            if name is None or isinstance(prefix, Unknown):
                continue
            found = self._maps(name, workload, "ConfigMap" if name is config else "Secret")
            if not found and _says_proxy(name):
                yield _not_here("the ConfigMap" if name is config else "the Secret", name, source)
            for one, fits in found:
                data = one.get("data")
                unclear = doubt_of(data)
                if unclear is not None:
                    yield unclear
                for key, value in object_of(data).items():
                    yield Given(prefix + key, value, both(fits, why or True, one.conditional or True))

    def of_key(self, reference: Node, workload: Resource) -> Node | None:
        """What a key of a ConfigMap holds; None for one that is not here."""
        name, key = dig(reference, "name"), text_of(dig(reference, "key"))
        if name is None or not isinstance(key, str):
            return None
        held = [(key_of(one.get("data"), key), fits) for one, fits in self._maps(name, workload, "ConfigMap")]
        if len(held) == 1 and held[0][1] is True and not is_absent(held[0][0]):
            return held[0][0]
        return None

    def leads_out(self, host: str, workload: Resource) -> Truth:
        """Whether a name within the cluster stands for a host outside of it."""
        aliases = elements_of(workload.get("podSpec.hostAliases"))
        named = aliases.any(lambda one: elements_of(dig(one, "hostnames")).any(lambda each: _is(each, host)))
        if named is True or not self.outside:
            return named
        plain = next((host.removesuffix(end) for end in _CLUSTER if host.endswith(end)), host)
        name, dot, namespace = plain.partition(".")
        home = Value(namespace) if dot else _namespace(workload)
        fits = (
            both(same_name(one.name, Value(name)), same_name(_namespace(one), home), one.conditional or True)
            for one in self.outside
        )
        return either(named, *fits)

    def _maps(self, name: Node, workload: Resource, kind: str) -> list[tuple[Resource, Truth]]:
        """The ConfigMaps or Secrets that a name may mean, those that are applied together with the workload where there are
        any."""
        fitting: list[tuple[Resource, Truth]] = [
            (one, fits)
            for one in self.maps
            if (called(one.get("kind")) == "Secret") is (kind == "Secret")
            and (fits := _means(name, one, workload)) is not False
        ]
        by = called(workload.traits.get(APPLIED_BY))
        together = [pair for pair in fitting if called(pair[0].traits.get(APPLIED_BY)) == by]
        nearest = max((_near(one, workload) for one, _ in together or fitting), default=0)
        found = [pair for pair in together or fitting if _near(pair[0], workload) == nearest]
        if len(found) < 2:
            return found
        why = Unknown(f"several {kind}s are called {called(name)}", workload.at, _LOOK_THERE)
        return [(one, both(fits, why)) for one, fits in found]


def around(graph: Graph) -> Around:
    """Those of a stack."""
    named = {called(one.name) for one in graph.of_type(NAMESPACE)}
    used = {called(one.get("namespace")) for one in graph.of_type(WORKLOAD)}
    spaces = frozenset(name for name in named | used if name is not None)
    return Around(graph.of_type(CONFIG_MAP), graph.of_type(OUTSIDE), spaces)


def _means(name: Node, one: Resource, workload: Resource) -> Truth:
    names = elements_of(one.get("names")).every or (one.name,)
    return both(
        either(*(same_name(each, name) for each in names)),
        same_name(_namespace(one), _namespace(workload)),
    )


def _namespace(one: Resource) -> Node:
    written = one.get("namespace")
    return Value("default", one.at) if written is None or is_absent(written) else written


def _near(one: Resource, workload: Resource) -> int:
    """How many leading folders both lie in."""
    mine, others = (posixpath.dirname(each.at.path).split("/") for each in (workload, one))
    shared = 0
    for left, right in zip(mine, others, strict=False):
        if left != right:
            break
        shared += 1
    return shared


def _is(node: Node, host: str) -> Truth:
    found = text_of(node)
    return found.lower() == host if isinstance(found, str) else found or False


def _says_proxy(name: Node) -> bool:
    match name:
        case Value(data=data):
            pieces: Sequence[object] = (data,)
        case Reference(target=target):
            pieces = (target,)
        case Unknown(parts=parts):
            pieces = parts
    said = [piece.target if isinstance(piece, Reference) else piece for piece in pieces]
    return any(
        isinstance(each, str) and _SPEAKS_OF_ONE.search(each) is not None and _IS_ONE.search(each) is None
        for each in said
    )


def _not_here(kind: str, name: Node, source: Node) -> Unknown:
    shown = called(name)
    named = f"{kind} {shown}" if shown else f"{kind} whose name speaks of a proxy"
    return Unknown(
        f"a container takes its variables from {named}, which is not in these files", source.at, _LOOK_THERE
    )
