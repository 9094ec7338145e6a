"""Markdown: fences of bash are one script, everything else is prose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.model.resource import CLUSTER, NAT_GATEWAY, Remark, Resource
from natpin.model.stack import Stack
from natpin.model.value import Reference, dig, plain
from natpin.readers import markdown
from natpin.readers.interface import Inputs, Read

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
    assert [(part.kind, part.at.line) for part in found if isinstance(part, Remark)] == [
        ("lost-continuation", 11)
    ]


def test_claims() -> None:
    assert markdown.claims("x.md", RUNBOOK.encode())
    assert not markdown.claims("x.md", b"run `az aks create`")
    assert not markdown.claims("x.md", b"```bash\naz vm create\n```")


@given(
    st.lists(st.sampled_from(["```bash", "~~~", "````", "```", "az aks create -n a", "\0", "  ", "> ", "\n"]))
)
@settings(max_examples=60)
def test_any_fences_give_an_answer(lines: list[str]) -> None:
    text = "\n".join(lines)
    for row, body in markdown.fences(text):
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
    assert [part.kind for part in found if isinstance(part, Remark)] == remarked
