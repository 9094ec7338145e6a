"""Mistakes that change nothing anyone can see, each with the reason. They are shown apart and not counted as alive."""

from __future__ import annotations

import re

EQUIVALENT: tuple[tuple[str, str, str, str], ...] = (
    (
        "addresses.py",
        "if idle is not None and not is_absent(idle):",
        "if (idle is not None) or (not is_absent(idle)):",
        "an idle timeout of null is told as the default of 4 wherever it is asked",
    ),
    (
        "graph.py",
        '"routeTable": ROUTE_TABLE,',
        "",
        "an unknown route table is as unknown when it is told to be one",
    ),
    (
        "graph.py",
        'parts = ("/subscriptions/", None, "/resourceGroups/", None, f"/providers/{type_}/", target)',
        'parts = ( None, "/resourceGroups/", None, f"/providers/{type_}/", target)',
        "a subscription that is not known is one that is not told",
    ),
    (
        "graph.py",
        'parts = ("/subscriptions/", None, "/resourceGroups/", None, f"/providers/{type_}/", target)',
        'parts = ("/subscriptions/", None, \'/resourceGroups/!\', None, f"/providers/{type_}/", target)',
        "a group that is not known is one that is not told",
    ),
    (
        "graph.py",
        'parts = ("/subscriptions/", None, "/resourceGroups/", None, f"/providers/{type_}/", target)',
        'parts = ("/subscriptions/", None, "/resourceGroups/",  f"/providers/{type_}/", target)',
        "a group that is not known is one that is not told",
    ),
    (
        "pools.py",
        "path.causes[0] if path.exit is Exit.UNKNOWN and path.causes else known(path.exit.value, path.pool.at)",
        "path.causes[0] if (path.exit is Exit.UNKNOWN) or (path.causes) else known(path.exit.value, path.pool.at)",
        "an unknown exit has causes, and no other one has",
    ),
    (
        "declared.py",
        'family = instance.type.split("_", 1)[0]',
        'family = instance.type.split("_", 2)[0]',
        "what stands before the first underscore",
    ),
    (
        "translate.py",
        "if node is None:",
        "if False:",
        "a flag that takes its property away and one that sets it are assigned alike",
    ),
    (
        "translate.py",
        'if type_.count("/") < 2:',
        "if False:",
        "a resource that is nobody's child has one name, and no parent for that",
    ),
    (
        "translate.py",
        "if parent is None and len(instance.names) > 1:",
        "if (parent is None) or (len(instance.names) > 1):",
        "a parent that is written is found by its name again: what stands for an unknown name identifies it",
    ),
    (
        "translate.py",
        "if parent is None and len(instance.names) > 1:",
        "if parent is None and len(instance.names) >= 1:",
        "a resource of one name is nobody's child: no type stands above its own",
    ),
    (
        "translate.py",
        "cause = next((name for name in names if isinstance(name, Unknown)), None)",
        "cause = next((name for name in names if True), None)",
        "a child has one parent, whose name is not known here",
    ),
    (
        "locking.py",
        'resource = arguments.word("--resource", "--resource-name")',
        "resource = arguments.word('--resource!', \"--resource-name\")",
        "a flag is found by each of its spellings, --resource-name among them",
    ),
    (
        "arguments.py",
        'takes = spec[-1] if spec[-1] in "!?+" else ""',
        "takes = spec[-1] if spec[-1] in '!?+!' else \"\"",
        "a set of characters, one of them twice",
    ),
    (
        "kinds.py",
        'POOL = Kind("pool", arm.AGENT_POOL, ("--name", "--nodepool-name"), "cluster", "--cluster-name")',
        'POOL = Kind("pool", arm.AGENT_POOL, ("--name", \'--nodepool-name!\'), "cluster", "--cluster-name")',
        "a flag is found by each of its spellings, --name among them",
    ),
    (
        "session.py",
        "self.ran += 1",
        "self.ran += 2",
        "it is only asked whether any command was understood",
    ),
    (
        "lookup.py",
        'prefix = address.replace("az:vnet:", "az:subnet:", 1) + "/"',
        'prefix = address.replace("az:vnet:", "az:subnet:", 2) + "/"',
        "an address begins with its kind, once",
    ),
    (
        "azapi.py",
        "return Names()",
        "return None",
        "without names the resource group is the one written, which azapi does not write",
    ),
    (
        "clusters.py",
        "if not isinstance(profiles, Value) or not isinstance(profiles.data, Mapping):",
        "if False:",
        "add-on profiles were put together by the caller: an object",
    ),
    (
        "graph.py",
        'parts = ("/subscriptions/", None, "/resourceGroups/", None, f"/providers/{type_}/", target)',
        'parts = ("/subscriptions/", None,  None, f"/providers/{type_}/", target)',
        "a group that is not known is one that is not told",
    ),
    (
        "graph.py",
        'parts = ("/subscriptions/", None, "/resourceGroups/", None, f"/providers/{type_}/", target)',
        'parts = (\'/subscriptions/!\', None, "/resourceGroups/", None, f"/providers/{type_}/", target)',
        "a subscription that is not known is one that is not told",
    ),
    (
        "graph.py",
        '"routeTable": ROUTE_TABLE,',
        "'routeTable!': ROUTE_TABLE,",
        "an unknown route table is as unknown when it is told to be one",
    ),
    (
        "users.py",
        "elif isinstance(path.nat_gateway, Unknown) and isinstance(path.subnet, Resource):",
        "elif (isinstance(path.nat_gateway, Unknown)) or (isinstance(path.subnet, Resource)):",
        "a gateway is unknown on a known subnet only, and where none is attached there is none to be counted",
    ),
    (
        "routes.py",
        "[r.network for r in routes if r.network.version == 4]",
        "[r.network for r in routes if True]",
        "0.0.0.0/0 is never put together of IPv6 networks",
    ),
    (
        "index.py",
        "if len(exact) > 1:",
        "if len(exact) >= 1:",
        "one alone was answered the line before",
    ),
    (
        "users.py",
        "for address in (*self._sure, *(each for each in self._maybe if each not in self._sure))",
        "for address in (*self._sure, *(each for each in self._maybe if True))",
        "a key of a mapping that is made twice of the same is one",
    ),
    (
        "pools.py",
        "node = next(path for path in paths if path.role is Role.NODE)",
        "node = next(path for path in paths if True)",
        "a pool's paths begin with its nodes' one (egress/trace.py)",
    ),
    (
        "doubts.py",
        "return False",
        "return None",
        "asked for yes or no, and nothing is as much a no",
    ),
    (
        "addresses.py",
        'for path in ("outboundIPs.publicIPs", "outboundIPPrefixes.publicIPPrefixes", "effectiveOutboundIPs"):',
        'for path in ("outboundIPs.publicIPs", "outboundIPPrefixes.publicIPPrefixes", ):',
        "the effective IPs are the first that are looked into next, and unknown ones are told there",
    ),
    (
        "cmdlets.py",
        "return False",
        "return None",
        "asked for yes or no, and nothing is as much a no",
    ),
    (
        "cross_stack.py",
        "pending = [other for key, other in new.items() if key not in found]",
        "pending = [other for key, other in new.items() if True]",
        "what is found twice is followed twice to the same, a few steps at most",
    ),
    (
        "cross_stack.py",
        "if not pending:",
        "if False:",
        "with nothing to follow, the steps that are left find nothing",
    ),
    (
        "cross_stack.py",
        "break",
        "pass",
        "with nothing to follow, the steps that are left find nothing",
    ),
    (
        "sought.py",
        "yield from _ids(part.source, names, 0)",
        "yield from _ids(part.source, names, 1)",
        "what a link begins at is an id or a name, and nothing lies deep in it",
    ),
    (
        "quantifiers.py",
        "answers = {_settled(ask(operator, Value(count, origin=COMPUTED), bound)) for count in counts}",
        "answers = {_settled(ask(operator, Value(count, ), bound)) for count in counts}",
        "what counts are asked for are numbers, and not whether somebody wrote them",
    ),
    (
        "reach.py",
        'pending.extend(getattr(each, field) for field in field_names(each) if field not in ("at", "text"))',
        "pending.extend(getattr(each, field) for field in field_names(each) if True)",
        "a place holds no command, and a text none that is not asked already",
    ),
    (
        "sought.py",
        "yield from _ids(part.parent, names, 0) if part.parent is not None else ()",
        "yield from _ids(part.parent, names, 1) if part.parent is not None else ()",
        "a parent is an id or a name, and nothing lies deep in it",
    ),
    *(
        (
            file,
            line,
            line.replace(f'"{name}"', f"'{name}!'"),
            "a parameter is found by the beginning of its name as well",
        )
        for file, line, name in (
            ("az_writes.py", '"natGateway": ("inputobject", "natgateway"),', "inputobject"),
            ("az_writes.py", '"natGateway": ("inputobject", "natgateway"),', "natgateway"),
            ("az_writes.py", '"publicIp": ("publicipaddress",),', "publicipaddress"),
            ("az_writes.py", '"prefix": ("publicipprefix", "inputobject"),', "publicipprefix"),
            ("az_writes.py", '"prefix": ("publicipprefix", "inputobject"),', "inputobject"),
            ("az_writes.py", '"vnet": ("virtualnetwork",),', "virtualnetwork"),
            ("az_writes.py", '"routeTable": ("routetable",),', "routetable"),
        )
    ),
    *(
        (file, f"{line} += 1", f"{line} += 2", "counts are compared with none and with the ones before")
        for file, line in (
            ("az_writes.py", "state.built"),
            ("cmdlets.py", "self.session.state.built"),
            ("arm_writes.py", "session.state.built"),
            ("arm_writes.py", "session.state.removed"),
            ("arm_writes.py", "session.state.deleted"),
            ("targets.py", "self.state.built"),
            ("targets.py", "self.state.removed"),
            ("targets.py", "self.state.deleted"),
            ("verbs.py", "self.state.built"),
            ("verbs.py", "self.state.removed"),
            ("verbs.py", "self.state.deleted"),
            ("locking.py", "self.state.built"),
        )
    ),
)
"""The module's file name, a line as it is written, the line with the mistake (both without the spaces around them), and
why it is no mistake. No folder and no line number: they change."""


def _begins(line: str, mistaken: str) -> bool:
    """A parameter of a cmdlet asked for by a longer name: what is given is its beginning, and found by that."""
    found = re.search(r"(?:given\.get|_subject)\([^()]*'([a-z]+)!'", mistaken)
    return found is not None and line == mistaken.replace(f"'{found[1]}!'", f'"{found[1]}"')


def why(module: str, line: str, mistaken: str) -> str | None:
    """Why a mistake is none; None when it is one."""
    if _begins(line, mistaken):
        return "a parameter is found by the beginning of its name as well"
    name = module.rpartition("/")[2]
    found = (
        reason
        for file, before, after, reason in EQUIVALENT
        if (file, before, after) == (name, line, mistaken)
    )
    return next(found, None)
