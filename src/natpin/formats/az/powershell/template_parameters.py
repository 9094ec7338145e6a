"""The parameters that ``New-AzResourceGroupDeployment`` and its kin give to a template.

Each parameter of the template is one of the cmdlet's (learn.microsoft.com/azure/azure-resource-manager/templates/
deploy-powershell, "Pass parameter values"); one that has a name of the cmdlet's own gets ``FromTemplate`` behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from natpin.formats.az.powershell.az_writes import Writes
from natpin.formats.az.powershell.binding import COMMON, Given
from natpin.formats.az.powershell.deployment_parameters import OWN
from natpin.formats.az.powershell.values import Object, Text, Thing, Truth, literal, pieces_of, word_of
from natpin.languages.shell.words import Chunk, Hole, Piece, Word, word_saying
from natpin.model.location import Location
from natpin.model.value import Unknown


class TemplateParameters(Writes):
    """What is given to a template."""

    def template_parameters(self, given: Given, at: Location) -> Iterator[Word]:
        """The same as az's ``--parameters``: files first, which single values beat."""
        flag = word_saying("--parameters", at)
        file = given.get("templateparameterfile")
        if file is not None:
            yield from (flag, word_of(file))
        elsewhere = given.named.get("templateparameteruri")
        if elsewhere is not None:
            yield from (flag, _open("the file of parameters is elsewhere", at))
        whole = given.get("templateparameterobject")
        if isinstance(whole, Object):
            body = self.memory.body(whole)
            for entry in body.entries.values():
                yield from (flag, self._as_parameter(entry.name, entry.value, at))
            if body.open is not None:
                yield from (flag, _open(body.open.reason, at))
        elif whole is not None:
            yield from (flag, _open("which parameters are given is not known", at))
        if given.open is not None:
            yield from (flag, _open(given.open.reason, at))
        for name, thing in given.named.items():
            if name not in OWN and name not in COMMON:
                yield from (flag, self._as_parameter(name.removesuffix("fromtemplate"), thing, at))

    def _as_parameter(self, name: str, thing: Thing, at: Location) -> Word:
        if isinstance(thing, Truth) and thing.status.holds is not None:
            pieces: tuple[Piece, ...] = (Chunk(str(thing.status.holds).lower(), thing.at),)
        elif isinstance(thing, Text) or (literal(thing) is not None and not hasattr(thing, "elements")):
            pieces = pieces_of(thing)
        else:
            holes: list[Piece] = []
            plain = json.dumps(self._plain(thing, holes, 0), ensure_ascii=False)
            why = Unknown(f"what {name} is given is not known in full", thing.at)
            pieces = (Hole(f"${name}", why),) if holes else (Chunk(plain, thing.at),)
        return Word((Chunk(f"{name}=", at), *pieces), at)


def _open(reason: str, at: Location) -> Word:
    return Word((Hole(f"$(parameters@{at.line}:{at.column})", Unknown(reason, at)),), at)
