"""Makefiles: variables when make expands them, targets after what they need, what is included."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

GATEWAY = """\
\taz network public-ip prefix create -g rg -n prefix --length 29
\taz network nat gateway create -g rg -n egress --public-ip-prefixes prefix --idle-timeout 10
\taz network vnet create -g rg -n vnet --address-prefixes 10.0.0.0/16
"""
NODES = "\taz network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20"
NETWORK = f"{GATEWAY}{NODES} --nat-gateway egress\n"
SHOW = "az network vnet subnet show -g rg --vnet-name vnet -n nodes --query id -o tsv"
CLUSTER = (
    "\taz aks create -g rg -n pay --network-plugin azure --outbound-type userAssignedNATGateway "
    f"--vnet-subnet-id $$({SHOW})\n"
)
DETACH = "\taz network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway\n"
ATTACH = "\taz network vnet subnet update -g rg --vnet-name vnet -n nodes --nat-gateway egress\n"
RULE = "node-subnet-no-nat"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(f"a:\n{NETWORK}{CLUSTER}", PASS, id="one target"),
        pytest.param(f"a:\n{GATEWAY}{NODES}\n{CLUSTER}", FAIL, id="no NAT"),
        pytest.param(f"aks: net\n{CLUSTER}net:\n{NETWORK}", PASS, id="what is needed comes first"),
        pytest.param(
            f"F := --nat-gateway egress\na:\n{GATEWAY}{NODES} $(F)\n{CLUSTER}", PASS, id="a variable"
        ),
        pytest.param(
            f"F = $(G) egress\nG := --nat-gateway\na:\n{GATEWAY}{NODES} ${{F}}\n{CLUSTER}",
            PASS,
            id="one set later",
        ),
        pytest.param(
            f"ID = $(shell {SHOW})\na: net\n{CLUSTER.replace(f'$$({SHOW})', '$(ID)')}net:\n{NETWORK}",
            PASS,
            id="a command, run when the recipe is",
        ),
        pytest.param(f"a:\n{NETWORK}\tX='--tags'; \\\n\t  echo $$X\n{CLUSTER}", PASS, id="continued lines"),
        pytest.param(
            f"a:\n{NETWORK}{CLUSTER}clean:\n\taz group delete -n rg --yes\n",
            PASS,
            id="a target that cleans up",
        ),
        pytest.param(
            f"a:\n{GATEWAY}{NODES}\nifdef NAT\n\taz network vnet subnet update -g rg --vnet-name vnet -n nodes "
            f"--nat-gateway egress\nendif\n{CLUSTER}",
            UNKNOWN,
            id="ifdef",
        ),
        pytest.param(
            f"define net\n{NETWORK.replace('egress', '$(1)')}endef\na:\n\t$(call net,egress)\n{CLUSTER}",
            PASS,
            id="define",
        ),
        pytest.param(
            f"N :=\nT := $(if $(N),--nat-gateway egress,)\na:\n{GATEWAY}{NODES} $(T)\n{CLUSTER}",
            FAIL,
            id="if of nothing",
        ),
        pytest.param(
            f"N := x\na:\n{GATEWAY}{NODES} $(if $(N),--nat-gateway egress)\n{CLUSTER}",
            PASS,
            id="if of something",
        ),
        pytest.param(f".ONESHELL:\na:\n\tcd sub\n{NETWORK}{CLUSTER}", PASS, id="one shell"),
        pytest.param(
            f"t:\n\t$(eval TMP := $(shell mktemp))\n{NETWORK}{CLUSTER}", PASS, id="eval of another name"
        ),
        pytest.param(
            f"F := --nat-gateway egress\nt:\n\t$(eval F :=)\na: t\n{GATEWAY}{NODES} $(F)\n{CLUSTER}",
            UNKNOWN,
            id="eval of what decides",
        ),
        pytest.param(
            f"S := nodes\nt:\n{NETWORK}\t@$(eval S := bare)\na: t\n{CLUSTER.replace('-n nodes', '-n $(S)')}",
            UNKNOWN,
            id="eval between two that name it",
        ),
        pytest.param(
            f"export F\nt:\n\t${{eval F := x}}\na: t\n{NETWORK}\techo $$F\n{CLUSTER}",
            UNKNOWN,
            id="eval of what the shell may see",
        ),
        pytest.param(f"t:\n\t$(eval $(call more,x))\n{NETWORK}{CLUSTER}", UNKNOWN, id="eval of anything"),
    ],
)
def test_what_the_cluster_leaves_by(written: str, expected: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, {"Makefile": written})
    assert not report.skipped
    assert verdicts(report, RULE) == [expected]


def test_an_included_file_is_part_of_the_makefile(tmp_path: Path) -> None:
    report = linted(
        tmp_path, {"Makefile": f"include mk/*.mk\nnet:\n{NETWORK}", "mk/aks.mk": f"aks: net\n{CLUSTER}"}
    )
    assert [(s.stack.root, [c.verdicts[RULE] for c in s.clusters]) for s in report.stacks] == [
        ("Makefile", [PASS])
    ]


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    written = f"a:\n{NETWORK.replace('--idle-timeout 10', '--idle-timeout 600')}{CLUSTER}"
    (stack,) = linted(tmp_path, {"Makefile": written}).stacks
    (finding,) = [one for one in stack.findings if one.rule.id == "nat-idle-seconds"]
    assert (finding.at.line, finding.at.column) == (3, written.splitlines()[2].index("600") + 1)


@pytest.mark.parametrize(
    "written",
    [
        "a:\n\taz aks create $(",
        "A = $(B)\nB = $(A)\na:\n\taz aks create -g r -n $(A)\n",
        "endif\nelse\nendef\n:::\na: a\n\taz aks create -g r\n",
    ],
)
def test_no_file_breaks_it(written: str, tmp_path: Path) -> None:
    assert not any("bug" in one.reason for one in linted(tmp_path, {"Makefile": written}).skipped)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(f"a:\n{NETWORK}{CLUSTER}private:\n{DETACH}", UNKNOWN, id="a target that only detaches"),
        pytest.param(
            f"a:\n{NETWORK}{CLUSTER}private: a\n{DETACH}", FAIL, id="one that needs what it changes"
        ),
        pytest.param(
            f"E := prod\nifeq ($(E),prod)\nF = --nat-gateway egress\nendif\na:\n{GATEWAY}{NODES} $(F)\n{CLUSTER}",
            PASS,
            id="a condition that is known",
        ),
        pytest.param(
            f'F = egress\na:\n{GATEWAY}{NODES} --nat-gateway "$$F"\n{CLUSTER}',
            UNKNOWN,
            id="what is not exported",
        ),
        pytest.param(
            f'F =\nF ?= egress\na:\n{GATEWAY}{NODES} --nat-gateway "$(F)"\n{CLUSTER}',
            FAIL,
            id="set to nothing is set",
        ),
        pytest.param(
            f"all: n-egress\n{CLUSTER}n-%:\n{GATEWAY}{NODES} --nat-gateway $*\n", PASS, id="a pattern"
        ),
        pytest.param(
            f"all: net aks fix\nnet:\n{GATEWAY}{NODES}\naks: net\n{CLUSTER}fix: aks\n\texit 1\n{ATTACH}",
            FAIL,
            id="nothing after a failure",
        ),
    ],
)
def test_what_make_does_with_them(written: str, expected: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, {"Makefile": written})
    (cluster,) = [cluster for stack in report.stacks for cluster in stack.clusters]
    assert cluster.verdicts[RULE] is expected


def test_variables_of_the_command_line_win(tmp_path: Path) -> None:
    called = f'F := egress\nnet:\n{GATEWAY}{NODES} --nat-gateway "$(F)"\n'
    report = linted(
        tmp_path, {"Makefile": f"a: n\n{CLUSTER}n:\n\t$(MAKE) -C net F=\n", "net/Makefile": called}
    )
    assert set(verdicts(report, RULE)) == {FAIL}


UP = f"up:\n{NETWORK}{CLUSTER}"
NO_GATEWAY = f"{DETACH}\taz network nat gateway delete -g rg -n egress\n"
NO_CLUSTER = "\taz aks delete -g rg -n pay --yes\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(f"{UP}destroy:\n\taz group delete -n rg --yes\n", PASS, id="the group goes"),
        pytest.param(f"{UP}destroy:\n{NO_GATEWAY}{NO_CLUSTER}", PASS, id="the cluster goes as well"),
        pytest.param(f"destroy:\n{NO_GATEWAY}{NO_CLUSTER}{UP}", PASS, id="written first"),
        pytest.param(
            f"{UP}down: delete-aks delete-nat\ndelete-nat:\n{NO_GATEWAY}delete-aks:\n{NO_CLUSTER}",
            PASS,
            id="in parts of its own",
        ),
        pytest.param(f"{UP}clean:\n\trm -rf build\n", PASS, id="files go"),
        pytest.param(f"{UP}destroy:\n\tterraform destroy -auto-approve\n", PASS, id="by another tool"),
        pytest.param(f"{UP}destroy:\n{NO_GATEWAY}", UNKNOWN, id="the gateway goes, the cluster stays"),
        pytest.param(f"{UP}remove-nat:\n{DETACH}", UNKNOWN, id="another way to leave it"),
        pytest.param(f"{UP}rollback:\n{DETACH}", UNKNOWN, id="a step back"),
        pytest.param(f"all: up rollback\n{UP}rollback:\n{DETACH}", FAIL, id="needed by all"),
    ],
)
def test_a_target_that_takes_away(written: str, expected: Verdict, tmp_path: Path) -> None:
    (stack,) = linted(tmp_path, {"Makefile": written}).stacks
    (cluster,) = stack.clusters
    assert cluster.verdicts[RULE] is expected
