"""The harness is a check that can fail: natpin is broken on purpose, a kind at a time, and the harness notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

import pytest

from natpin.facts import network
from natpin.formats import (
    ansible,
    aso,
    capz,
    crossplane,
    markdown,
    pulumi,
    terraform,
    terraform_stacks,
    terragrunt,
)
from natpin.formats.az import powershell
from natpin.formats.pipelines import azure as azure_pipelines
from natpin.formats.pipelines import github, gitlab, make
from natpin.graph.graph import Graph
from natpin.model.doubt import Doubt
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, Link, Resource, same_type
from natpin.model.value import NULL, Node, Unknown, Value
from natpin.pipeline import settled as settling

from .campaign import Tally, drawn, run
from .cases import Case, derived, language_of, topologies
from .laws import Law
from .mutants import text_of

Breaking = Callable[[pytest.MonkeyPatch], None]
PARTLY_OPEN = """
variable "public" {
  type = bool
}
resource "azurerm_kubernetes_cluster" "this" {
  name                = "shop"
  resource_group_name = "rg"
  location            = "westeurope"
  default_node_pool {
    name                   = "system"
    node_public_ip_enabled = var.public
  }
}
"""


def campaign(law: Law, shrink_for: float = 0, most: int = 30) -> Tally:
    """Mutants of one law, of four topologies in Terraform and a cluster with a question, until one breaks it."""
    cases = [case for case in topologies() if case.name.endswith("main.tf")]
    chosen = [case for case in cases if case.name.startswith(("firewall", "pods", "seconds", "two-pools"))]
    asking = Case("asking", {"main.tf": PARTLY_OPEN.encode()})
    return run(
        [*chosen, asking],
        seed=1,
        seconds=float("inf"),
        most=most,
        shrink_for=shrink_for,
        laws={law},
        enough=lambda found: True,
    )


ROOMS = {
    "ansible": ansible,
    "terraform-stacks": terraform_stacks,
    "terragrunt": terragrunt,
    "github": github,
    "azure-pipelines": azure_pipelines,
    "gitlab": gitlab,
    "make": make,
    "pulumi": pulumi,
    "crossplane": crossplane,
    "aso": aso,
    "capz": capz,
    "powershell": powershell,
    "markdown": markdown,
}
"""The languages that are mutated in files of many kinds, and who reads them. Cluster API's network is the operator's."""


def of_language(name: str, law: Law, most: int = 60) -> Tally:
    """Mutants of one law of the topologies in one language, until one of that language breaks it."""
    mine = [case for case in (*topologies(), *derived()) if name in _spoken(case)]
    chosen = [case for case in mine if case.name.startswith(("seconds", "two-gateways", "node-public"))]
    return run(
        chosen,
        seed=1,
        seconds=float("inf"),
        most=most,
        shrink_for=0,
        laws={law},
        enough=lambda found: found.mutant.language == name,
    )


def _spoken(case: Case) -> set[str]:
    found = (language_of(path, data) for path, data in case.files.items())
    return {language.NAME for language in found if language is not None}


def _changing(monkeypatch: pytest.MonkeyPatch, change: Callable[[Part], Part | None]) -> None:
    for room in (terraform, *ROOMS.values()):
        monkeypatch.setattr(room, "read", _changed(room.read, change))


def _changed(
    read: Callable[..., Iterable[Part]], change: Callable[[Part], Part | None]
) -> Callable[..., object]:
    return lambda *given: (part for one in read(*given) if (part := change(one)) is not None)


def erased(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader leaves out what it does not know."""

    def known(node: Node) -> Node:
        if isinstance(node, Value) and isinstance(node.data, dict):
            inside = {name: known(one) for name, one in node.data.items() if not isinstance(one, Unknown)}
            return replace(node, data=inside)
        if isinstance(node, Value) and isinstance(node.data, tuple):
            return replace(node, data=tuple(known(one) for one in node.data if not isinstance(one, Unknown)))
        return node

    def change(part: Part) -> Part:
        if not isinstance(part, Resource):
            return part
        properties = known(Value(part.properties))
        return replace(part, properties=properties.data) if isinstance(properties, Value) else part

    _changing(monkeypatch, change)


def unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact takes what is unknown for what is not there: ``get`` erases, as its forerunners did."""
    plain = Resource.get

    def get(self: Resource, path: str) -> Node | None:
        found = plain(self, path)
        return None if isinstance(found, Unknown) else found

    monkeypatch.setattr(Resource, "get", get)


def unconditional(monkeypatch: pytest.MonkeyPatch) -> None:
    """An attachment that may be there is there."""
    place = Graph._place
    monkeypatch.setattr(Graph, "_place", lambda self, link: place(self, replace(link, conditional=None)))


def doubtless(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not followed is dropped."""
    _changing(monkeypatch, lambda part: None if isinstance(part, Doubt) else part)


def routeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Routes are not looked at."""
    monkeypatch.setattr(network, "default_route", lambda graph, subnet: NULL)


def attached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every subnet is taken to have a gateway."""
    monkeypatch.setattr(network, "has_nat", lambda graph, subnet: True)


def in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """An association that is written below the cluster is not seen."""
    lines: dict[str, int] = {}

    def change(part: Part) -> Part | None:
        if isinstance(part, Resource) and same_type(part.type, CLUSTER):
            lines[part.at.path] = part.at.line
        late = isinstance(part, Link) and part.at.line > lines.get(part.at.path, 10**6)
        return None if late else part

    read = terraform.read

    def sorted_read(*given: object) -> list[Part]:
        parts = list(read(*given))  # type: ignore[arg-type]
        parts.sort(key=lambda part: not (isinstance(part, Resource) and same_type(part.type, CLUSTER)))
        return [part for one in parts if (part := change(one)) is not None]

    monkeypatch.setattr(terraform, "read", sorted_read)


def rash(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first case stands for all."""
    monkeypatch.setattr(settling, "settled", lambda report, cases, questions: cases[0].report)


KINDS: dict[str, tuple[Breaking, Law]] = {
    "erased by a reader": (erased, Law.FORGET),
    "erased by a fact": (unheard, Law.HIDE),
    "may be, taken for is": (unconditional, Law.MAYBE),
    "not followed, dropped": (doubtless, Law.OPAQUE),
    "routes not read": (routeless, Law.THREATEN),
    "attached whatever is written": (attached, Law.REMOVE),
    "order counts": (in_order, Law.INDIFFERENT),
    "one case for all": (rash, Law.SETTLE),
}


IN_EACH_LANGUAGE: dict[str, tuple[Breaking, Law, set[str]]] = {
    # what is broken, the law, the languages that have no mutant of it
    "erased by a reader": (erased, Law.FORGET, set()),
    "not followed, dropped": (doubtless, Law.OPAQUE, set()),
    "routes not read": (
        routeless,
        Law.THREATEN,
        {"terragrunt", "terraform-stacks"},
    ),  # its modules' routes are Terraform's
    "attached whatever is written": (attached, Law.REMOVE, {"terragrunt", "terraform-stacks", "capz"}),
}


@pytest.mark.usefixtures("every_rule")
@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize("kind", IN_EACH_LANGUAGE)
def test_what_is_broken_on_purpose_is_noticed_in_each_language(
    kind: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks, law, without = IN_EACH_LANGUAGE[kind]
    if name in without:
        pytest.skip("it has no mutants of this law")
    breaks(monkeypatch)
    tally = of_language(name, law)
    assert not tally.crashes
    assert name in {found.mutant.language for found in tally.violations}


@pytest.mark.usefixtures("every_rule")
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_broken_on_purpose_is_noticed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks, law = KINDS[kind]
    breaks(monkeypatch)
    tally = campaign(law)
    assert not tally.crashes
    assert {found.mutant.law for found in tally.violations} == {law}


def test_a_violation_shrinks_to_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtless(monkeypatch)
    found = campaign(Law.OPAQUE, shrink_for=10).violations[0]
    (text,) = found.mutant.variants[0].values()
    (whole,) = (case.files["main.tf"] for case in topologies() if case.name == found.case)
    assert found.mutant.broken()
    assert len(text) < whole.count(b"\n") / 3
    assert "azurerm_kubernetes_cluster" in text_of(text)


def test_the_same_seed_gives_the_same_mutants() -> None:
    cases = list(topologies())[:8]
    once, again = ([m.what for case in cases for m in islice(drawn(case, 3, Tally()), 20)] for _ in range(2))
    assert once == again
    assert len(once) > 100
