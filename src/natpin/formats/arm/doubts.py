"""What of a deployment natpin does not follow, each with what it may change."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from natpin.formats.arm.kinds import is_harmless, manages_routes
from natpin.formats.arm.modules import text_of
from natpin.formats.arm.reach import (
    EVERYTHING,
    WITH_CHILDREN,
    Given,
    given_in,
    kinds_of_keys,
    may_declare,
    of_avm,
    reaches,
    spoken_of,
)
from natpin.formats.arm.script_rights import OWN_LOGIN, is_powerless
from natpin.formats.arm.scripts import ALL, may_change, named_in
from natpin.formats.arm.template import DEPLOYMENT, Unread
from natpin.formats.arm.world import DeploymentView, InstanceView
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.texts import pieces
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.resource import CLUSTER, ROUTE_TABLE, SUBNET, Resource
from natpin.model.value import (
    NULL,
    Node,
    Reference,
    Skipped,
    Unknown,
    Value,
    dig,
    items,
    member,
    members,
    symbol,
    text,
    word,
)

_MODULE = re.compile(r"(?m)^[ \t]*module[ \t]+\w+[ \t]+'([^'\r\n]{1,300})'")
_RAW = re.compile(r"https://raw\.githubusercontent\.com/[^/?#]+/[^/?#]+/(?P<path>[^?#]+)")
SCRIPT = "microsoft.resources/deploymentscripts"
FOR_THE_FILE = "give the module's files, or lint what it declares with --azure"

Names = Mapping[str, list[Given]]


def names_of(resources: Iterable[Resource], aliases: Mapping[str, str], ids: Mapping[str, Node]) -> Names:
    """The resources that a template can be given, by what identifies their names and ids, and by ``@address``.

    ``ids`` are the ids by address.
    """
    found: dict[str, list[Given]] = defaultdict(list)
    for resource in resources:
        if resource.type not in WITH_CHILDREN:
            continue
        given = Given(resource.type, Reference(resource.address, "id", resource.at))
        found[f"@{resource.address}"].append(given)
        for own in (symbol(resource.name), symbol(ids.get(resource.address))):
            if own is not None:
                found[own].append(given)
        for subnet in items(resource.properties.get("subnets")):
            name = member(members(subnet), "name")
            inner = symbol(name)
            if name is not None and inner is not None:
                found[inner].append(Given(SUBNET, name))
    for alias, address in aliases.items():
        found[f"@{alias}"] += found.get(f"@{address}", [])
    return found


def of_module(instance: InstanceView, reason: str, names: Names) -> Iterator[Doubt]:
    """A module that is not here, or cannot be read."""
    module = instance.declaration.module
    if module is None:
        return
    at = module.at
    inputs = evaluate(module.inputs, instance.frame) if module.inputs is not None else NULL
    if "deployment-script" in _called(instance).lower():
        script = dig(inputs, "scriptContent") if isinstance(inputs, Value) else inputs
        kind = dig(inputs, "kind") if isinstance(inputs, Value) else inputs
        yield from _of_content(script, kind, at)
        return
    written = text_of(instance)
    declares, alters = may_declare(_called(instance)), True
    if written is not None:
        declares = spoken_of(written)
    elif (verified := of_avm(_called(instance))) is not None:
        declares, alters = verified
    if module.may_bear_on_egress or written is not None:
        given = given_in(inputs, names) if alters else ()
        for reach in reaches(given, declares):
            yield Doubt(f"{instance.address}: {reason}", at, FOR_THE_FILE, reach)


def bears_on_egress(instance: InstanceView) -> bool:
    """Whether a module that cannot be read may declare clusters or networks, by its name."""
    module = instance.declaration.module
    if module is None or not module.may_bear_on_egress:
        return False
    verified = of_avm(_called(instance))
    return bool(may_declare(_called(instance)) if verified is None else verified[0])


def _called(instance: InstanceView) -> str:
    """What a module is called: the path or address of its template, else the name of its deployment."""
    module = instance.declaration.module
    if module is None:
        return ""
    if module.reference is not None:
        return module.reference
    link = evaluate(module.link, instance.frame) if module.link is not None else NULL
    texts = [piece for piece in pieces(link) if isinstance(piece, str) and piece.strip("/")]
    found = next((piece for piece in reversed(texts) if ".json" in piece.lower()), texts[-1] if texts else "")
    return found.split("?")[0] or instance.declaration.symbol or text(instance.name) or ""


def of_unread(unread: Unread, deployment: DeploymentView) -> Iterator[Doubt]:
    """A piece of a template that could not be read: it may declare or change what it speaks of."""
    types = list(spoken_of(unread.text))
    for path in _MODULE.findall(unread.text):
        found = deployment.world.template(deployment.relative(path))
        if isinstance(found, str):
            types += may_declare(path)
        elif not deployment.world.concerns(found):
            continue
        else:
            written = (deployment.file(path) or ("", ""))[1]
            types += EVERYTHING if _MODULE.search(written) else spoken_of(written)
        types += [inner for kind in kinds_of_keys(unread.text) for inner in WITH_CHILDREN[kind]]
    if types:
        reach = Reach(tuple(dict.fromkeys(types)), adds=True)
        yield Doubt(f"it cannot be read: {unread.reason}", unread.at, "correct the file", reach)


def of_resource(instance: InstanceView, names: Names) -> Iterator[Doubt]:
    """A resource of a type that natpin neither translates nor knows to be harmless."""
    at, type_ = instance.declaration.at, instance.type
    if instance.declaration.existing:
        return
    if type_.lower() == SCRIPT:
        yield from _of_script(instance, at)
        return
    routes = manages_routes(type_)
    if routes is not None:
        yield Doubt(routes, at, "--azure", Reach((SUBNET,), properties=("routeTable",), elsewhere=True))
        yield Doubt(routes, at, "--azure", Reach((ROUTE_TABLE,), properties=("routes",), adds=True))
        return
    written: Node | None = Value({name: instance.content[name] for name in instance.content})
    if type_.lower() == DEPLOYMENT.lower():
        written = dig(written, "properties")
        types = _deployed(written)
        if types:
            yield Doubt("a deployment written as a resource", at, "--azure", Reach(types, adds=True))
        return
    if type_.startswith("["):
        yield Doubt(f"its type is {type_}", at, None, Reach(EVERYTHING, adds=True))
        return
    given = list(given_in(written or NULL, names))
    provider = type_.partition("/")[0].lower()
    if provider == "microsoft.resources":
        # a deployment stack or an application deploys a template of its own
        declares: tuple[str, ...] = EVERYTHING
    elif provider in ("microsoft.network", "microsoft.containerservice") and not given:
        yield Doubt(f"{type_} is not known to natpin", at, "--azure", Reach(EVERYTHING))
        return
    else:
        declares = ()
    for reach in reaches(given, declares):
        yield Doubt(f"{type_} is not known to natpin", at, "--azure", reach)


def _deployed(properties: Node | None) -> tuple[str, ...]:
    """What a deployment may declare that is written as a resource of Bicep, its template as a value."""
    template = dig(properties, "template")
    if not (isinstance(template, Value) and isinstance(template.data, Mapping)):
        return EVERYTHING
    listed = member(template.data, "resources")
    if listed is None:
        return ()
    if not isinstance(listed, Value):
        return EVERYTHING
    found: list[str] = []
    for resource in (*items(listed), *members(listed).values()):
        type_ = text(member(members(resource), "type"))
        if type_ is None or type_.lower() == DEPLOYMENT.lower():
            return EVERYTHING
        if not is_harmless(type_):
            found += spoken_of(type_) or EVERYTHING
    return tuple(dict.fromkeys(found))


def _of_script(instance: InstanceView, at: Location) -> Iterator[Doubt]:
    properties = member(instance.content, "properties")
    script = properties if isinstance(properties, Unknown) else dig(properties, "scriptContent")
    elsewhere = [dig(properties, name) for name in ("primaryScriptUri", "supportingScriptUris")]
    primary, supporting = (None if link is None or _is_nothing(link) else link for link in elsewhere)
    if primary is not None:
        script = _in_this_repository(primary, instance)
    known = _known_text(script)
    powerless = is_powerless(instance) and not (known and OWN_LOGIN.search(known))
    if (primary is not None and script is None) or supporting is not None:
        if not powerless:
            yield Doubt(
                "a deployment script runs a file that is not here", at, "--azure", Reach(ALL, adds=True)
            )
        return
    yield from _of_content(script, instance.content.get("kind"), at, powerless)


def _is_nothing(node: Node) -> bool:
    """Null counts, wherever it was written: a compiled module hands on its optional inputs so."""
    return isinstance(node, Value) and node.data in (None, (), "")


def _in_this_repository(link: Node, instance: InstanceView) -> Node | None:
    """The text of a script by its address on GitHub, where the workspace has a file of that path."""
    found = _RAW.fullmatch(text(link) or "")
    if found is None:
        return None
    segments = found["path"].split("/")
    folder = posixpath.dirname(instance.deployment.template.path)
    while True:
        for start in range(1, len(segments)):  # the first ones are the branch
            path = posixpath.join(folder, *segments[start:])
            data = instance.deployment.world.workspace.read(path)
            if not isinstance(data, Skipped):
                return Value(data.decode("utf-8", "replace"), link.at)
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _of_content(
    script: Node | None, kind: Node | None, at: Location, powerless: bool = False
) -> Iterator[Doubt]:
    """What a script says that it changes; what nobody can read in it changes nothing where it has no right to."""
    found = _known_text(script)
    if script is None or (isinstance(script, Value) and script.data is None) or (found is None and powerless):
        return
    types = ALL if found is None else may_change(found, word(kind) == "azurepowershell", not powerless)
    if types:
        what = (
            "runs what cannot be known"
            if found is None
            else "changes resources while the template is deployed"
        )
        # what nobody can read in it is not told of every other root
        reach = Reach(types, adds=True, elsewhere=not set(types) >= set(ALL))
        named = named_in(found, at) if found is not None and reach.elsewhere else ()
        reaches = [Reach((one,), target, adds=True, elsewhere=True) for one, target in named] or [reach]
        for each in reaches:
            yield Doubt(f"a deployment script {what}", at, "--azure", each)


def _known_text(script: Node | None) -> str | None:
    """The script with a word for each piece that cannot be known: such a piece is an argument, unless it begins a line."""
    if script is None:
        return None
    found = pieces(script)
    if not any(isinstance(piece, str) for piece in found):
        return None
    return "".join(piece if isinstance(piece, str) else "$UNKNOWN" for piece in found)


def hides_clusters(doubt: Doubt) -> bool:
    """Whether what is not followed may make a cluster that nobody sees."""
    return doubt.reach.adds and CLUSTER in doubt.reach.types
