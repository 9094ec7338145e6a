"""Markdown: fences of bash are one script, everything else is prose."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted
from hypothesis import given, settings
from hypothesis import strategies as st
from work import at_most

from natpin.formats import markdown
from natpin.formats.blanks import without_blanks
from natpin.formats.interface import Inputs, Read
from natpin.formats.markdown import fences
from natpin.model.resource import CLUSTER, NAT_GATEWAY, Resource, SourceNote
from natpin.model.stack import Stack
from natpin.model.value import Reference, dig, plain

RUNBOOK = """# Payments

Prose says `az aks create -n prose -g g`.

1. First:

   ```azurecli-interactive
   export RG=payments-$RANDOM
   az network nat gateway create -g $RG -n nat \\
     --sku Standard
     --idle-timeout 30
   ```

```json
{"az aks create": "no"}
```

> ~~~~bash
$ az network vnet create -g $RG -n net --subnet-name aks
~~~
~~~~

```console
$ ID=$(az network vnet subnet show -g $RG --vnet-name net -n aks --query id -o tsv)
$ az aks create -g $RG -n aks --vnet-subnet-id $ID
```

```powershell
az aks create -g other -n powershell
```

```bash
az network nat gateway update -g $RG -n nat --idle-timeout 10"""


class OneFile:
    """A workspace of one file."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, path: str) -> bytes:
        return self._data

    def exists(self, path: str) -> bool:
        return False


def read(data: bytes) -> list[Read]:
    return list(markdown.read(Stack(markdown.name, "x.md"), OneFile(data), Inputs()))  # type: ignore[arg-type]


def test_fences_are_one_script() -> None:
    found = read(RUNBOOK.encode())
    (cluster,) = (part for part in found if isinstance(part, Resource) and part.type == CLUSTER)
    assert (cluster.at.line, cluster.at.column) == (25, 3)
    subnet = cluster.get("agentPoolProfiles[0].vnetSubnetID")
    assert isinstance(subnet, Reference)
    (gateway,) = (part for part in found if isinstance(part, Resource) and part.type == NAT_GATEWAY)
    timeout = dig(gateway.properties["idleTimeoutInMinutes"], "")
    assert timeout is not None
    assert (plain(timeout), timeout.at.line) == (10, 33)
    assert [(part.kind, part.at.line) for part in found if isinstance(part, SourceNote)] == [
        ("lost-continuation", 11)
    ]


def test_claims() -> None:
    assert markdown.claims("x.md", RUNBOOK.encode())
    assert not markdown.claims("x.md", b"run `az aks create`")
    assert not markdown.claims("x.md", b"```bash\naz vm create\n```")
    assert not markdown.claims("x.md", b"<!--\n```bash\naz aks create\n```\n-->")


@given(
    st.lists(st.sampled_from(["```bash", "~~~", "````", "```", "az aks create -n a", "\0", "  ", "> ", "\n"]))
)
@settings(max_examples=60)
def test_any_fences_give_an_answer(lines: list[str]) -> None:
    text = "\n".join(lines)
    for row, body in fences.fences(text):
        assert 0 < row <= text.count("\n") + 1
        assert body in text
    read(text.encode())


@pytest.mark.parametrize(
    ("lines", "remarked"),
    [
        (("az aks create -g rg -n aks", "--outbound-type none"), ["lost-continuation"]),
        (("az aks create -g rg -n aks", "- Then wait", "- Harden: `az aks update`"), []),
        (("az aks get-credentials -g rg -n aks", "--overwrite-existing"), []),
    ],
    ids=["a flag", "a list in an unclosed fence", "a command that moves no egress"],
)
def test_only_a_flag_that_a_command_on_egress_misses_is_lost(
    lines: tuple[str, ...], remarked: list[str]
) -> None:
    found = read("\n".join(["```bash", *lines, ""]).encode())
    assert [part.kind for part in found if isinstance(part, SourceNote)] == remarked


CREATE = "az aks create -g rg -n aks"


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        (f"```\n{CREATE}\n```", 1),
        (f"```text\n$ {CREATE}\nRunning ...\n```", 1),
        (f"```yaml\n{CREATE}\n```", 0),
        (f"<!--\n```bash\n{CREATE}\n```\n-->\n", 0),
        (f"```powershell\n{CREATE}\n```", 1),
        (f'```bash title="x.sh"\n{CREATE}\n```', 1),
        ('```sh\n$rg = "rg"\naz aks create -g $rg `\n  -n aks\n```', 1),
        (f"```bash\n{CREATE}\n```\n## Clean up\n```bash\naz aks delete -g rg -n aks\n```", 1),
    ],
    ids=[
        "no label",
        "a prompt",
        "another language",
        "a comment",
        "PowerShell",
        "a title",
        "backticks",
        "cleaned up",
    ],
)
def test_which_fences_are_read(text: str, clusters: int) -> None:
    found = [part for part in read(text.encode()) if isinstance(part, Resource) and part.type == CLUSTER]
    assert len(found) == clusters


@pytest.mark.parametrize(
    ("body", "bash"),
    [
        ("for s in a b; do az network vnet subnet update -n $s --remove natGateway; done", True),
        ("while read s; do\n  echo $s; az aks update -g g -n c\ndone", True),
        ("ID=$(az network vnet subnet show -n s -g g --query id -o tsv)", True),
        ("test -n $x && az aks update -g g -n c --outbound-type loadBalancer", True),
        ("OUT=`az aks show -g g -n c`", True),
        ("# names\nexport rg=g\n\n$ vnet=v", True),
        ("X=", True),
        ("the az aks create command makes it", False),
        ("name = value", False),
        ("rg=g\nthen run the script", False),
        ("", False),
    ],
)
def test_a_fence_without_a_label_is_bash_where_it_runs_az_or_sets_variables(body: str, bash: bool) -> None:
    (fence,) = fences.blocks(f"```\n{body}\n```\n")
    assert fence.bash == bash


def test_a_section_that_cleans_up_takes_nothing_back() -> None:
    attach = "az network vnet subnet create -g rg --vnet-name v -n s --nat-gateway n"
    clear = "az network vnet subnet update -g rg --vnet-name v -n s --remove natGateway"
    page = "```bash\n{}\n```\n## {}\n```bash\n{}\n```\n"
    kept = {}
    for heading in ("Clean up resources", "Move to the firewall"):
        found = read(page.format(attach, heading, clear).encode())
        (subnet,) = (p for p in found if isinstance(p, Resource) and p.address.startswith("az:subnet"))
        kept[heading] = "natGateway" in subnet.properties
    assert kept == {"Clean up resources": True, "Move to the firewall": False}


def test_what_is_printed_below_a_command_is_no_command() -> None:
    text = "$ az group create -n a \\\\\n    -l b\naz said this\n$ cat <<EOF\nx\nEOF\nprinted".replace(
        "\\\\", "\\"
    )
    assert fences.without_prompts(text).split("\n") == [
        "  az group create -n a \\",
        "    -l b",
        "",
        "  cat <<EOF",
        "x",
        "EOF",
        "",
    ]


CREATES = """\
az network nat gateway create -g $RG -n egress --public-ip-addresses ip --idle-timeout 10
az network vnet create -g $RG -n net --address-prefixes 10.0.0.0/16
az network vnet subnet create -g $RG --vnet-name net -n nodes --address-prefixes 10.0.0.0/22 {nat}
SUBNET=$(az network vnet subnet show -g $RG --vnet-name net -n nodes --query id -o tsv)
az aks create -g $RG -n "$NAME" --vnet-subnet-id $SUBNET --outbound-type userAssignedNATGateway
"""


@pytest.mark.parametrize(
    "blanks",
    [
        "RG=rg\nNAME=shop",
        "RG=\nNAME=",
        "export RG=\nexport NAME=''",
        'RG=""  # your resource group\nNAME=""',
        "RG=<your-rg>\nexport NAME=<your name>",
        "RG=...\nNAME=[name]",
    ],
)
@pytest.mark.parametrize(("nat", "verdict"), [("--nat-gateway egress", "pass"), ("", "fail")])
def test_what_is_left_to_fill_in_loses_no_cluster(
    tmp_path: Path, blanks: str, nat: str, verdict: str
) -> None:
    page = f"# Set\n\n```bash\n{blanks}\n```\n\nThen\n\n```bash\n{CREATES.format(nat=nat)}```\n"
    [cluster] = [one for stack in linted(tmp_path, {"README.md": page}).stacks for one in stack.clusters]
    assert cluster.verdicts["node-subnet-no-nat"].value == verdict


def test_what_is_left_to_fill_in_is_a_blank_of_the_whole_page() -> None:
    texts = ["A=\nB=\nC=\nEXTRA=", "B=x\naz aks create -n $A -g $B --tags c=$C $EXTRA"]
    assert without_blanks(texts) == ["  \nB=\n  \nEXTRA=", texts[1]]


@pytest.mark.parametrize(
    ("use", "value"),
    [
        ("az x -n $A", True),
        ('az x --name "$A"', True),
        ("az x --name=${A}", True),
        ("$a = $env:A/b", True),
        ("cd ${A}/b", True),
        ("echo x-$A", True),
        ("echo '$A'", False),
        ("az x $A $AB -n $AB", False),
        ("echo ${A}$AB", False),
    ],
)
def test_what_is_no_word_of_its_own_is_a_value(use: str, value: bool) -> None:
    assert (without_blanks(["A=", use])[0] == "  ") is value


def test_a_page_is_searched_once_for_all_that_it_leaves_empty() -> None:
    names = 500
    with at_most(20 * names):
        without_blanks(["\n".join(f"A{number}=" for number in range(names))])


PRINTED = "```bash\naz aks create -g rg -n pay\n```\n\n%s\n\n```bash\n%s\n```\n"
EVENTS = '  Normal  Pulled  5m18s  kubelet  Pulled image "pay:1" in 591ms (591ms including waiting). Image size: 44 bytes.'


@pytest.mark.parametrize(
    ("before", "body", "commands"),
    [
        ("Expected output:", EVENTS, False),
        ("**Output**", EVENTS, False),
        ("You should see output similar to the following example:", EVENTS, False),
        ("The following example output shows its events:", EVENTS, False),
        ("Look at the events:", EVENTS, True),
        ("Run this and note the output:", "./deploy.sh", True),
        ("Set the output type:", "./deploy.sh", True),
        ("Output:", "az aks update -g rg -n pay --outbound-type none", True),
        ("Output:", "export OUT=none", True),
    ],
)
def test_what_the_page_says_is_printed_is_no_command(before: str, body: str, commands: bool) -> None:
    _, second = fences.blocks(PRINTED % (before, body))
    assert second.bash is commands


def test_only_the_fence_right_after_it_is_said_to_be_printed() -> None:
    _, second, third = fences.blocks(PRINTED % ("Output:", "pay") + "```bash\n./deploy.sh\n```\n")
    assert (second.bash, third.bash) == (False, True)
