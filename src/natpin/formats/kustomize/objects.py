"""Objects on their way through a build, and what kustomize knows them by: what they are called, and were called before."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.record import field, record, replace
from natpin.model.value import Node, Unknown, Value, dig, text

_CLUSTER_WIDE = frozenset(
    """
    APIService CSIDriver CSINode CertificateSigningRequest ClusterRole ClusterRoleBinding ComponentStatus
    CustomResourceDefinition FlowSchema IngressClass MutatingWebhookConfiguration Namespace Node PersistentVolume
    PriorityClass PriorityLevelConfiguration RuntimeClass SelfSubjectAccessReview SelfSubjectRulesReview StorageClass
    SubjectAccessReview TokenReview ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
    ValidatingWebhookConfiguration VolumeAttachment
    """.split()  # noqa: SIM905
)
"""Kubernetes' own kinds without a namespace (``kubectl api-resources --namespaced=false``). Kustomize takes a kind that it
does not know for one with a namespace."""


@record
class Id:
    """What identifies an object to kustomize."""

    group: str
    version: str
    kind: str
    name: str
    namespace: str

    @property
    def scope(self) -> str | None:
        """The namespace, ``default`` where none is written; None for a kind of the whole cluster."""
        cluster_wide = self.kind in _CLUSTER_WIDE and (not self.group or self.group.endswith(".k8s.io"))
        return None if cluster_wide else self.namespace or "default"

    def equals(self, other: Id) -> bool:
        """Whether both are of one version, kind, name and namespace."""
        mine = (self.group, self.version, self.kind, self.name, self.scope)
        return mine == (other.group, other.version, other.kind, other.name, other.scope)


def id_of(body: Node) -> Id:
    """What a body says of itself. What is not written, or unknown, is empty."""
    group, _, version = (text(dig(body, "apiVersion")) or "").rpartition("/")
    name, namespace = text(dig(body, "metadata.name")), text(dig(body, "metadata.namespace"))
    return Id(group, version, text(dig(body, "kind")) or "", name or "", namespace or "")


@record
class Built:
    """One object, as far as it is built."""

    body: Value
    earlier: tuple[Id, ...] = field(default_factory=tuple)
    """What it was called before it was renamed or moved, the first name first."""
    open: tuple[Unknown, ...] = field(default_factory=tuple)
    """Why it may be otherwise."""
    generated: str = ""
    """``merge`` or ``replace`` for what a generator lays over another object."""

    @property
    def id(self) -> Id:
        """What it is called now."""
        return id_of(self.body)

    @property
    def ids(self) -> tuple[Id, ...]:
        """Everything it is and was called."""
        return (*self.earlier, self.id)

    @property
    def original(self) -> Id:
        """What it was called where it is written."""
        return self.ids[0]

    def with_body(self, body: Node) -> Built:
        """The same object after a change. One that would no longer be an object stays as it is."""
        return (
            replace(self, body=body) if isinstance(body, Value) and isinstance(body.data, Mapping) else self
        )

    def renamed(self, body: Node) -> Built:
        """The same object under another name or in another namespace."""
        changed = self.with_body(body)
        return changed if changed.id == self.id else replace(changed, earlier=self.ids)

    def opened(self, why: Unknown) -> Built:
        """The same object, of which it is not known whether something changes it."""
        return self if why in self.open else replace(self, open=(*self.open, why))
