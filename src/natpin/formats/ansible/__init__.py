"""Ansible: playbooks whose tasks provision AKS with ``azure.azcollection`` or az, as az scripts are followed.

``files`` says which file takes in which, ``roots`` which playbooks are stacks and with which inventories, ``variables``
what a name stands for, ``tasks`` goes through them in order, ``modules`` translates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, holds_any, lowered

name = "ansible"
suffixes = (".yml", ".yaml")
workloads_only = False

_CLUSTERS = (b"azure_rm_aks", b"azure_rm_natgateway")
_COMMANDS = late_regex(rb"\b(?:aks[\s\\\"',-]{1,40}(?:create|update|nodepool)|nat[\s\\\"',-]{1,40}gateway)\b")
"""On one line, on several of a folded text, or as elements of ``argv``."""
_TASKS = (b"hosts:", b"command:", b"shell:", b"- name:")
_NETWORKS = (
    b"azure_rm_subnet",
    b"azure_rm_virtualnetwork",
    b"azure_rm_route",
    b"azure_rm_publicip",
    b"azure_rm_deployment",
    b"azure_rm_lock",
)
_BY_TYPE = late_regex(rb"azure_rm_resource\b")
_TYPES = late_regex(
    rb"(?i)microsoft\.|virtualnetworks|routetables|natgateways|publicip(?:addresses|prefixes)"
)
_APPLIES = late_regex(
    rb"(?m)^[ \t]+(?:-[ \t]+)?[\"']?(?:kubernetes\.core\.|community\.(?:kubernetes|okd)\.|redhat\.openshift\.)?(?:k8s|helm)[\"']?[ \t]*:"
    rb"|\bkubectl\b[^\n]{0,200}\b(?:apply|create)\b"
)
"""Modules and commands that apply objects of Kubernetes: workloads, of which some bear on egress."""
_HOSTS = late_regex(
    rb"(?m)^-?[ \t]+[\"']?(?:hosts|(?:ansible\.builtin\.)?import_playbook)[\"']?[ \t]*:|^-[ \t]+[\"']?hosts[\"']?[ \t]*:"
)
_MANIFEST = late_regex(rb"(?m)^[\"']?apiVersion")
"""A Kubernetes object; one that a task makes stands deeper."""
_NO_PLAYBOOK = late_regex(
    rb"(?m)^[\"']?(?:pool|stages|jobs|steps|on|trigger|pr|resources|parameters|extends|apiVersion)[\"']?[ \t]*:"
)
"""Keys of a pipeline or a manifest at the margin, where a playbook and a list of tasks have none."""


def claims(path: str, data: bytes) -> bool:
    """True for a playbook or a list of tasks that makes or changes clusters or NAT gateways."""
    if holds_any(data, _CLUSTERS) or (
        b"azure_rm_resource" in data and _BY_TYPE.search(data) and b"managedclusters" in lowered(data)
    ):
        return _MANIFEST.search(data) is None
    if not holds_any(data, _TASKS) or _COMMANDS.search(data) is None or _NO_PLAYBOOK.search(data) is not None:
        return False
    return _HOSTS.search(data) is not None or "/tasks/" in f"/{path}"


def changes_networks(path: str, data: bytes) -> bool:
    """True for one that changes networks, which clusters of other files may use, or applies workloads that may run on them."""
    if holds_any(data, _APPLYING) and _APPLIES.search(data) is not None and _is_of_ansible(path, data):
        return True
    if b"azure_rm_" not in data or _MANIFEST.search(data) is not None:
        return False
    return holds_any(data, _NETWORKS) or (
        _BY_TYPE.search(data) is not None and _TYPES.search(data) is not None
    )


_APPLYING = (b"k8s", b"helm", b"kubectl")


def _is_of_ansible(path: str, data: bytes) -> bool:
    """True for a playbook, and for a list of tasks where roles have them."""
    return _NO_PLAYBOOK.search(data) is None and (_HOSTS.search(data) is not None or "/tasks/" in f"/{path}")


def takes_in(claimed: Sequence[str], workspace: Workspace) -> Iterator[str]:
    """The files that playbooks take in, whatever these are about."""
    if claimed:
        from natpin.formats.ansible.files import taken_in

        for path in claimed:
            yield from taken_in(path, workspace)


def runs(path: str, data: bytes) -> bool:
    """True for a playbook, whatever it is about: it may deploy what other files declare."""
    return _HOSTS.search(data) is not None


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Each playbook that no other imports, with each inventory or file of variables that it may be run with."""
    if claimed:
        from natpin.formats.ansible.roots import stacks as found

        yield from found(claimed, workspace, inputs)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource that the tasks of a playbook make, and what in it is not followed."""
    from natpin.formats.ansible.files import taken_in
    from natpin.formats.ansible.playbook import parts
    from natpin.formats.changed_by_commands import rewrites_of
    from natpin.model.doubt import Reach

    yield from parts(stack, workspace, inputs)
    yield from rewrites_of((stack.root, *taken_in(stack.root, workspace)), workspace, Reach(adds=True))
