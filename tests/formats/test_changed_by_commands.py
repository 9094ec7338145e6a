"""What commands of scripts change of objects and files that are written here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from natpin.formats.changed_by_commands import MOST_SOUGHT, changes_of
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.value import Skipped
from natpin.workspace import FolderWorkspace

OBJECTS = "k8s/net.yaml"
HERE = Location(OBJECTS, 1)
PUT_IN = "envsubst < k8s/net.yaml | kubectl apply -f -\n"


def told(folder: Path, script: str, kind: str = "VirtualNetworksSubnet", name: str = "aks") -> list[str]:
    (folder / "k8s").mkdir()
    (folder / OBJECTS).write_text("metadata: {name: aks}\nspec: {idle: ${IDLE:=10}, mode: off}\n")
    (folder / "up.sh").write_text(script)
    found = changes_of(kind, name, HERE, FolderWorkspace(folder, folder), Reach())
    return [f"{one.at.path}:{one.at.line} {one.reason}" for one in found]


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("kubectl patch virtualnetworkssubnets.network.azure.com aks -p x", "up.sh:1 up.sh changes VirtualNetworksSubnet aks by kubectl"),
        ("kubectl patch virtualnetworkssubnet/aks -p x", "up.sh:1 up.sh changes VirtualNetworksSubnet aks by kubectl"),
        ("kubectl patch natgateway aks -p x", None),
        ("kubectl patch virtualnetworkssubnet other -p x", None),
        ('a\nkubectl edit virtualnetworkssubnets "$NAME"', "up.sh:2 up.sh changes VirtualNetworksSubnet aks by kubectl"),
        (
            "kubectl patch virtualnetworkssubnet $A -p x\nkubectl patch virtualnetworkssubnet aks -p x",
            "up.sh:1 up.sh changes VirtualNetworksSubnet aks by kubectl",
        ),
        ("sed -i 's/off/on/' k8s/net.yaml", "up.sh:1 up.sh rewrites k8s/net.yaml"),
        ("cd k8s; sed -i 's/off/on/' net.yaml", "up.sh:1 up.sh rewrites k8s/net.yaml"),
        ("sed -i 's/absent/on/' k8s/net.yaml", None),
        ("sed -i 's/off/on/' other/net.yaml", None),
        ("sed -i 's/gone/on/' k8s/net.yaml\nyq -i '.a = 1' k8s/net.yaml", "up.sh:2 up.sh rewrites k8s/net.yaml"),
        ("a\nexport IDLE=20\n" + PUT_IN, "up.sh:2 up.sh gives IDLE another value than its default when it puts values in"),
        ("IDLENESS=20\nMY_IDLE=3\necho $IDLE\n" + PUT_IN, None),
        ("export IDLE=20\n", None),
    ],
)  # fmt: skip
def test_it_is_told_by_the_first_that_does(tmp_path: Path, script: str, reason: str | None) -> None:
    assert told(tmp_path, script) == ([] if reason is None else [reason])


def test_of_a_file_that_hundreds_of_commands_rewrite_one_is_taken_to_do_so(tmp_path: Path) -> None:
    script = "".join(f"sed -i 's/gone{n}/on/' k8s/net.yaml\n" for n in range(MOST_SOUGHT + 1))
    assert told(tmp_path, script) == [f"up.sh:{MOST_SOUGHT + 1} up.sh rewrites k8s/net.yaml"]


class Counting(FolderWorkspace):
    """A folder that counts how often each of its files is read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, folder)
        self.reads: Counter[str] = Counter()

    def read(self, path: str) -> bytes | Skipped:
        self.reads[path] += 1
        return super().read(path)

    def peek(self, path: str) -> bytes | Skipped:
        self.reads[path] += 1
        return super().peek(path)


def test_thousands_of_objects_of_a_file_do_not_have_it_read_thousands_of_times(tmp_path: Path) -> None:
    told(
        tmp_path,
        "sed -i 's/gone/on/' k8s/net.yaml\nkubectl patch natgateway a -p b\nexport OTHER=1\n" + PUT_IN,
    )
    counting = Counting(tmp_path)
    for number in range(1000):
        assert not list(changes_of("NatGateway", f"b{number}", HERE, counting, Reach()))
    assert max(counting.reads.values()) < 10
