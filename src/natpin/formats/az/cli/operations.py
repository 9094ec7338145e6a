"""``az rest`` and ``az resource``: ARM's own operations on what an id names."""

from __future__ import annotations

import re

from natpin.formats.az.cli.arm_writes import body, delete, doubt, write
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import BY_TYPE
from natpin.formats.az.cli.lookup import unfollowed
from natpin.formats.az.cli.names import by_id
from natpin.formats.az.cli.targets import Targets
from natpin.languages.shell.words import (
    Capture,
    Chunk,
    Command,
    Hole,
    Output,
    Piece,
    Status,
    Word,
    word_saying,
)
from natpin.model.record import replace
from natpin.model.value import Reference, Unknown

_SET = re.compile(r"(?:properties\.)?([A-Za-z]\w*)(?:[.\[=]|\Z)")
_HOST = re.compile(r"https?://[^/]*", re.IGNORECASE)
_HARMLESS = re.compile(
    r"graph\.microsoft\.com|/providers/Microsoft\.(?:Authorization/role|Insights|KeyVault|Storage|Web|ManagedIdentity|OperationalInsights|ContainerRegistry|Monitor|PolicyInsights|Features|Security)",
    re.IGNORECASE,
)
_PROVIDER = re.compile(r"/providers/(Microsoft\.[A-Za-z.]+)((?:/[^/?]+)+)", re.IGNORECASE)
_SPACES = frozenset(
    {"microsoft.network", "microsoft.containerservice", "microsoft.resources", "microsoft.authorization"}
)
_HARMLESS_TYPES = frozenset(
    {
        "applicationgateways",
        "applicationgatewaywebapplicationfirewallpolicies",
        "networksecuritygroups",
        "privateendpoints",
        "privatednszones",
        "dnszones",
        "dnsresolvers",
        "networkinterfaces",
        "loadbalancers",
        "bastionhosts",
        "networkwatchers",
        "firewallpolicies",
        "trafficmanagerprofiles",
        "frontdoors",
        "fleets",
        "roleassignments",
        "roledefinitions",
        "policyassignments",
        "policydefinitions",
    }
)


def run(session: Targets, spoken: list[str], command: Command) -> Output | None:
    """One command; None for one that only looks."""
    flags = _flags(command)
    if spoken[0] == "rest":
        return _rest(session, command, flags)
    if spoken[1:2] and spoken[1] in ("create", "update", "delete", "patch", "invoke-action"):
        return _resource(session, spoken[1], command, flags)
    return None


def _flags(command: Command) -> dict[str, list[Word]]:
    found: dict[str, list[Word]] = {}
    current: list[Word] | None = None
    for word in command.words[1:]:
        first = word.pieces[0] if word.pieces else None
        text = first.text if isinstance(first, Chunk) else ""
        if text.startswith("-") and len(text) > 1 and not text[1].isdigit():
            name, equals, rest = text.partition("=")
            current = found.setdefault(name, [])
            if equals:
                pieces = (Chunk(rest, word.at), *word.pieces[1:]) if rest else word.pieces[1:]
                current.append(Word(pieces, word.at))
        elif current is not None:
            current.append(word)
    return found


def _first(flags: dict[str, list[Word]], *names: str) -> Word | None:
    return next((flags[name][0] for name in names if flags.get(name)), None)


# -- az rest ---------------------------------------------------------------------------------------------------


_URL = ("--url", "--uri", "-u")


def _rest(session: Targets, command: Command, flags: dict[str, list[Word]]) -> Output:
    method = _first(flags, "--method", "-m")
    verb = (method.literal or "?").lower() if method is not None else "get"
    if verb in ("get", "head"):
        return unfollowed(command)
    url = _first(flags, *_URL)
    if url is None and any(name in flags for name in _URL) and all(word.literal for word in command.words):
        return unfollowed(command)  # az refuses a flag without its value, and sends nothing
    sent = _first(flags, "--body", "-b")
    if url is not None and _HARMLESS.search(url.label):
        return unfollowed(command)
    identity = _identity(session, _path(url)) if url is not None else None
    if identity is None and url is not None and is_other_type(url.label):
        return unfollowed(command)
    if verb == "delete" and identity is not None:
        delete(session, identity)
        return Output()
    if identity is None or verb not in ("put", "patch"):
        writes = verb not in ("delete", "post")
        doubt(session, command, identity, f"`az rest --method {verb}`", writes=writes)
        return unfollowed(command)
    properties = body(sent, command.at)
    if properties is None:
        doubt(session, command, identity, f"the body that `az rest --method {verb}` sends")
        return unfollowed(command)
    write(session, identity, properties, command, merges=verb == "patch")
    return Output()


def is_other_type(url: str) -> bool:
    """True for a URL of a resource of a type that bears on no egress: another provider's, or a known harmless one."""
    found = _PROVIDER.findall(url)
    if not found:
        return False
    space, rest = found[-1]
    if space.lower() not in _SPACES:
        return True
    kind = rest.strip("/").split("/")[0].lower()
    return kind in _HARMLESS_TYPES


def _path(url: Word) -> Word:
    """A URL without its host and its query."""
    pieces: list[Piece] = []
    for number, piece in enumerate(url.pieces):
        if not isinstance(piece, Chunk):
            pieces.append(piece)
            continue
        text = _HOST.sub("", piece.text, count=1) if number == 0 else piece.text
        before, mark, _ = text.partition("?")
        if before:
            pieces.append(replace(piece, text=before))
        if mark:
            break
    return Word(tuple(pieces), url.at)


def _identity(session: Targets, word: Word) -> Identity | None:
    match word.pieces:
        case (Capture(reference=reference),) if reference.attribute == "id":
            known = session.state.at_address(reference.target)
            return session.state.identity(known) if known is not None else None
        case (Capture(reference=reference), *_):
            return _child(session, reference, word)
    identity = by_id(word)
    return session.directory.at_home(identity) if identity is not None else None


def _child(session: Targets, reference: Reference, word: Word) -> Identity | None:
    """``$CLUSTER_ID/agentPools/jobs``"""
    known = session.state.at_address(reference.target)
    rest = Word(word.pieces[1:], word.at).label.strip("/").split("/")
    if known is None or reference.attribute != "id" or len(rest) != 2:
        return None
    kind = BY_TYPE.get(f"{known.type}/{rest[0]}".lower())
    if kind is None:
        return None
    return session.state.identity(known).child(kind, word_saying(rest[1], word.at), word.at)


def _names_set(flags: dict[str, list[Word]]) -> tuple[str, ...]:
    """The properties that an update sets, adds to or removes; empty where one of them is not known."""
    words = [word for flag in ("--set", "--add", "--remove") for word in flags.get(flag, ())]
    paths = [_SET.match(word.label) for word in words]
    return tuple(dict.fromkeys(found[1] for found in paths if found is not None)) if all(paths) else ()


# -- az resource -----------------------------------------------------------------------------------------------


def _resource(session: Targets, verb: str, command: Command, flags: dict[str, list[Word]]) -> Output:
    identities = _named(session, command, flags)
    kind = _type(flags)
    if verb == "update" and _only_tags(flags):
        return Output()
    if not identities and kind is not None and kind not in _KNOWN_TYPES:
        return Output()  # a resource of a type that bears on no egress
    if verb == "delete" and identities:
        for identity in identities:
            delete(session, identity)
        return Output()
    if verb == "update" and identities:
        for identity in identities:
            session.update_generic(identity, command, flags)
        return Output()
    first = identities[0] if identities else None
    if verb in ("create", "patch") and first is not None:
        properties = body(_first(flags, "--properties", "-p"), command.at)
        if properties is not None:
            write(session, first, properties, command, merges=verb == "patch")
            return Output()
    names = _names_set(flags) if verb == "update" else ()
    doubt(
        session, command, first, f"`az resource {verb}`", names, writes=verb in ("create", "update", "patch")
    )
    return Output(
        (Hole(f"$(az resource@{command.at})", Unknown("what it answers is not known", command.at)),),
        Status.YES,
    )


_KNOWN_TYPES = frozenset(BY_TYPE) | {"microsoft.network/virtualnetworks/subnets"}


def _only_tags(flags: dict[str, list[Word]]) -> bool:
    words = [word.label for name in ("--set", "--add", "--remove") for word in flags.get(name, [])]
    return bool(words) and all(word.startswith("tags") for word in words)


def _type(flags: dict[str, list[Word]]) -> str | None:
    kind, space = _first(flags, "--resource-type"), _first(flags, "--namespace")
    if kind is None:
        return None
    whole = (
        kind.label
        if "/" in kind.label
        else f"{space.label}/{kind.label}"
        if space is not None
        else kind.label
    )
    return whole.lower()


def _named(session: Targets, command: Command, flags: dict[str, list[Word]]) -> list[Identity]:
    """The resources that ``--ids`` or a name and a type mean."""
    ids = flags.get("--ids") or flags.get("--id") or []
    if ids:
        return [found for word in ids if (found := _identity(session, word)) is not None]
    name, type_ = _first(flags, "--name", "-n"), _type(flags)
    if name is None or type_ is None:
        return []
    parent = _first(flags, "--parent")
    names: tuple[Word, ...] = (name,)
    if parent is not None:
        owner, _, last = parent.label.partition("/")
        type_ = f"{type_.partition('/')[0]}/{owner}/{type_.rpartition('/')[2]}"
        names = (word_saying(last, parent.at), name)
    elif name.literal is not None and "/" in name.literal:
        names = tuple(word_saying(part, name.at) for part in name.literal.split("/"))
    kind = BY_TYPE.get(type_.lower())
    if kind is None or (kind.parent is not None) != (len(names) == 2):
        return []
    group = _first(flags, "--resource-group", "-g")
    return [Identity(kind, group, names, command.at, session.directory.subscription)]
