"""Az PowerShell: cmdlets that make, change and look up what egress rests on.

A virtual network and its subnets are objects in memory until ``Set-AzVirtualNetwork`` or ``New-AzVirtualNetwork``
writes them; a route table's routes likewise.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import GROUP, KINDS, Kind
from natpin.formats.az.cli.state import CMDLET_TRAITS, SELF_TRAITS
from natpin.formats.az.powershell.az_writes import child_types
from natpin.formats.az.powershell.binding import Given
from natpin.formats.az.powershell.plain_parameters import SWITCHES
from natpin.formats.az.powershell.reach import EVERYTHING, propagates, types_of_noun
from natpin.formats.az.powershell.template_parameters import TemplateParameters
from natpin.formats.az.powershell.values import (
    OBJECT,
    Body,
    Code,
    Items,
    Nothing,
    Object,
    Text,
    entries_of,
    known,
    literal,
    pieces_of,
    unknown,
    word_of,
)
from natpin.formats.az.worlds import STAYS, Outcome
from natpin.languages.powershell.tree import Command
from natpin.languages.shell.words import Capture, Chunk, Status, word_saying
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import SUBNET
from natpin.model.value import Node, Reference, Unknown

_KIND_OF = {
    "aznatgateway": "natGateway",
    "azpublicipaddress": "publicIp",
    "azpublicipprefix": "prefix",
    "azvirtualnetwork": "vnet",
    "azroutetable": "routeTable",
    "azakscluster": "cluster",
    "azaks": "cluster",
    "azaksnodepool": "pool",
}
_PARTS = frozenset({"azpubliciptag", "azpublicipprefixtag", "azdelegation"})
"""What is a part of an object: a tag of an IP, a subnet's delegation."""
_CONFIGS = {"azvirtualnetworksubnetconfig": "subnet", "azrouteconfig": "route"}
_READS = frozenset(
    [
        "get",
        "test",
        "connect",
        "disconnect",
        "find",
        "export",
        "import",
        "register",
        "unregister",
        "save",
        "measure",
        "convertto",
        "convertfrom",
        "wait",
        "receive",
        "show",
        "search",
        "resolve",
    ]
)
_CONTEXT = frozenset({"set-azcontext", "select-azcontext", "select-azsubscription", "set-azsubscription"})
_DEPLOYMENTS = frozenset(
    {
        "azresourcegroupdeployment",
        "azdeployment",
        "azsubscriptiondeployment",
        "aztenantdeployment",
        "azmanagementgroupdeployment",
        "azresourcegroupdeploymentstack",
        "azsubscriptiondeploymentstack",
        "azmanagementgroupdeploymentstack",
    }
)
_DEPLOYING = {"new": "create", "set": "create", "remove": "delete"}
_SHOW = ("whatif", "wi")
PARAMETER_DEFAULTS = "PSDefaultParameterValues"
_SCOPES = {"resourcegroup": "group", "tenant": "tenant", "managementgroup": "mg"}


def deploys(name: str) -> bool:
    """Whether a cmdlet deploys a template, by its name in lower case."""
    verb, _, noun = name.partition("-")
    return verb in _DEPLOYING and noun.replace("azurerm", "az", 1) in _DEPLOYMENTS


class Cmdlets(TemplateParameters):
    """Runs the cmdlets of Az PowerShell."""

    def cmdlet(self, name: str, command: Command, stdin: Items | None) -> bool:
        """Run a cmdlet of Az; False for what is none."""
        verb, dash, noun = name.partition("-")
        if noun.startswith("azurerm"):
            noun = "az" + noun.removeprefix("azurerm")
        if not dash or not noun.startswith("az") or noun.startswith("azure"):
            return False
        given = self._with_defaults(name, self.given(command.arguments, command.at, SWITCHES))
        state = self.session.state
        state.traits = CMDLET_TRAITS
        shown_only = self._shown_only(given, command.at)
        try:
            if verb in _READS or shown_only is False:
                self._run(name, verb, noun, given, stdin, command.at)
            elif shown_only:
                self.memory.emit(self.open_answer(name, command.at))
            else:
                self._perhaps_run(name, verb, noun, given, stdin, command.at)
        finally:
            state.traits = SELF_TRAITS
        return True

    def _with_defaults(self, name: str, given: Given) -> Given:
        """The arguments of a cmdlet, and those that a script gives to it by default (about_Parameters_Default_Values): a key is
        the cmdlet's name, or a pattern, and a parameter's."""
        defaults = self.memory.get(PARAMETER_DEFAULTS, given.at)
        if defaults is None or isinstance(defaults, Nothing):
            return given
        body = self.memory.body(defaults) if isinstance(defaults, Object) else None
        if body is None or body.open is not None:
            why = (body.open if body else None) or Unknown(f"${PARAMETER_DEFAULTS} is not known", given.at)
            return replace(given, open=given.open or why)
        if any(
            key == "disabled" and self.true(one.value).status is Status.YES
            for key, one in body.entries.items()
        ):
            return given
        named = dict(given.named)
        for key, entry in body.entries.items():
            pattern, _, parameter = key.lower().replace("'", "").replace('"', "").rpartition(":")
            if fnmatchcase(name, pattern) and parameter not in _SHOW and given.get(parameter) is None:
                is_block = isinstance(entry.value, Code)
                why = Unknown(f"${PARAMETER_DEFAULTS} computes the value of {parameter}", given.at)
                named[parameter] = unknown(f"${parameter}", why, given.at) if is_block else entry.value
        return replace(given, named=named)

    def _shown_only(self, given: Given, at: Location) -> bool | None:
        """Whether a cmdlet shows what it would do and changes nothing: by ``-WhatIf``, else by the defaults that a script
        gives to parameters of all cmdlets, which may be meant for others, else by the preference (about_CommonParameters,
        about_Parameters_Default_Values, about_Preference_Variables)."""
        asked = given.get("whatif", "wi")
        if asked is None:
            defaults = self.memory.get(PARAMETER_DEFAULTS, at)
            body = self.memory.body(defaults) if isinstance(defaults, Object) else Body()
            named = [one.value for key, one in body.entries.items() if key.endswith((":whatif", ":wi"))]
            if body.open is not None or any(self.true(value).status.holds is not False for value in named):
                return None
            asked = self.memory.get("WhatIfPreference", at)
        return asked is not None and self.true(asked).status.holds

    def _perhaps_run(
        self, name: str, verb: str, noun: str, given: Given, stdin: Items | None, at: Location
    ) -> None:
        """``-WhatIf:$test``: it may only show what it would do (about_CommonParameters)."""

        def go() -> Outcome:
            self._run(name, verb, noun, given, stdin, at)
            return Outcome()

        self.worlds.meet([self.worlds.trial(go), STAYS], Unknown("whether -WhatIf is set is not known", at))

    def _run(self, name: str, verb: str, noun: str, given: Given, stdin: Items | None, at: Location) -> None:
        if f"{verb}-{noun}" in _CONTEXT:
            self._context(given, at)
        elif noun == "azresourcegroup" and verb == "new":
            self._resource_group(given, at)
        elif noun == "azresourcelock" and verb in ("new", "set", "remove"):
            self._lock("delete" if verb == "remove" else "create", given, at)
        elif verb == "get" and noun in _KIND_OF:
            self._get(KINDS[_KIND_OF[noun]], given, stdin, at)
        elif noun in _CONFIGS:
            self._config(verb, _CONFIGS[noun], given, stdin, at)
        elif (noun in _PARTS and verb == "new") or (noun == "azdelegation" and verb in ("add", "remove")):
            self._part(verb, given, stdin, at)
        elif noun == "azvirtualnetworkpeering" and verb == "add":
            self._peering(name, given, stdin, at)
        elif verb in _READS:
            self.memory.emit(self.open_answer(name, at, lookup=verb == "get"))
        elif noun in _KIND_OF and verb in ("new", "set", "update", "remove"):
            self._write(verb, KINDS[_KIND_OF[noun]], given, stdin, at, name)
        else:
            self._other(verb, noun, name, given, stdin, at)

    # -- looking up --------------------------------------------------------------------------------------------

    def _get(self, kind: Kind, given: Given, stdin: Items | None, at: Location) -> None:
        identity = self._identity(kind, given, None, stdin, at)
        if identity is None or "*" in identity.names[-1].label:
            self.memory.emit(self.open_answer(f"Get-{kind.word}", at, lookup=True))
            return
        self.memory.emit(self._object(identity, at))

    def _context(self, given: Given, at: Location) -> None:
        subscription = given.get("subscription", "subscriptionid", "subscriptionname", "context")
        thing = subscription or (given.positional[0] if given.positional else None)
        if thing is not None:
            self._az("account", "set", "--subscription", word_of(thing), at=at)

    def _resource_group(self, given: Given, at: Location) -> None:
        name = given.get("name", "resourcegroupname") or (given.positional[0] if given.positional else None)
        location = given.get("location") or (given.positional[1] if len(given.positional) > 1 else None)
        if name is None:
            return
        identity = Identity(GROUP, None, (word_of(name),), at, self.session.account)
        self.session.state.built += 1
        properties: dict[str, Node] = {"location": word_of(location).node()} if location is not None else {}
        self.session.state.create(identity, properties, at)
        things = {
            "ResourceGroupName": name,
            "Location": location or Nothing(at),
            "ResourceId": Text((Capture(Reference(identity.address, "id", at), True),), at),
        }
        self.memory.emit(self.memory.make(Body(OBJECT, entries_of(things)), at))

    def _lock(self, verb: str, given: Given, at: Location) -> None:
        """``New-``, ``Set-`` and ``Remove-AzResourceLock``: what ``az lock create`` and ``delete`` do."""
        flags = {
            "--name": given.get("lockname", "name"),
            "--lock-type": given.get("locklevel", "level"),
            "--resource": given.get("scope", "resourcename"),
            "--resource-type": given.get("resourcetype"),
            "--resource-group": given.get("resourcegroupname"),
            "--ids": given.get("lockid"),
        }
        told = [(word_saying(flag, at), word_of(thing)) for flag, thing in flags.items() if thing is not None]
        self._az("lock", verb, *(word for pair in told for word in pair), at=at)

    # -- all others --------------------------------------------------------------------------------------------

    def _other(
        self, verb: str, noun: str, name: str, given: Given, stdin: Items | None, at: Location
    ) -> None:
        self.memory.emit(self.open_answer(name, at))
        if noun in ("azrestmethod", "azrest"):
            self._rest(given, at)
            return
        if noun == "azresource":
            self._generic(verb, given, at)
            return
        if noun in _DEPLOYMENTS:
            if verb in _DEPLOYING:
                self._deployed(verb, noun, given, at)
            return
        types = types_of_noun(noun)
        if noun == "azvirtualnetworkpeering" and verb == "remove":
            return  # what a peering propagated is gone
        if types:
            writes = verb not in ("remove", "stop")
            reach = Reach(types, adds=writes, elsewhere=writes)
            self.doubt(f"`{name}` is not followed", at, reach)
        if propagates(noun) and verb in ("new", "add", "set", "update"):
            self.doubt(
                f"the routes that `{name}` brings are not followed",
                at,
                Reach((SUBNET,), None, ("routeTable",), elsewhere=True),
            )

    def _rest(self, given: Given, at: Location) -> None:
        """``Invoke-AzRestMethod``: what ``az rest`` sends to the same address."""
        path = given.get("path")
        url = given.get("uri") or (given.positional[0] if given.positional else None)
        if path is not None:
            url = Text((Chunk("https://management.azure.com", at), *pieces_of(path)), at)
        if url is None:
            reach = Reach(EVERYTHING, adds=True, elsewhere=True)
            self.doubt("`Invoke-AzRestMethod` is not followed", at, reach)
            return
        words = [word_saying("--method", at), word_of(given.get("method") or known("GET", at))]
        words += [word_saying("--url", at), word_of(url)]
        payload = given.get("payload")
        if payload is not None:
            words += [word_saying("--body", at), word_of(payload)]
        self._az("rest", *words, at=at)

    def _generic(self, verb: str, given: Given, at: Location) -> None:
        """``New-``, ``Set-`` and ``Remove-AzResource``"""
        id_ = given.get("resourceid", "id")
        type_ = given.get("resourcetype")
        text = literal(type_) if type_ is not None else None
        reach: Reach | None = Reach(EVERYTHING, adds=True, elsewhere=verb != "remove")
        if id_ is not None:
            found = self.session.directory.addressed([word_of(id_)], at)
            fits = (found[0].kind.type,) if found else ()
            if found or "/providers/" in (literal(id_) or "").lower():
                reach = self._reach_of(fits, verb)
        elif text is not None:
            reach = self._reach_of(tuple(each for each in EVERYTHING if each.lower() == text.lower()), verb)
        self.doubt(f"`{verb.capitalize()}-AzResource` is not followed", at, reach)

    @staticmethod
    def _reach_of(types: tuple[str, ...], verb: str) -> Reach | None:
        below = tuple(below for each in types for below in child_types(each))
        return Reach((*types, *below), adds=verb == "new", elsewhere=verb != "remove") if types else None

    def _deployed(self, verb: str, noun: str, given: Given, at: Location) -> None:
        """A template is deployed, or a stack taken away: what az does with it."""
        kind = "stack" if noun.endswith("stack") else "deployment"
        scope = next((word for name, word in _SCOPES.items() if name in noun), "sub")
        file = given.get("templatefile") or known("?", at)
        parameters = self.template_parameters(given, at)
        self._az(kind, scope, _DEPLOYING[verb], "--template-file", word_of(file), *parameters, at=at)
