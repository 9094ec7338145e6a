"""Objects of Kubernetes that a playbook applies, or writes into files: workloads, as in manifests.

A plain manifest that a task copies or applies from a file (``src``) lies in the repository and is seen there. Sources: Ansible
documentation, ``kubernetes.core.k8s`` (``definition``, ``template``), ``kubernetes.core.helm`` (``values``, ``set_values``),
``ansible.builtin.template`` and ``copy`` (``content``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.ansible.arguments import arguments_of
from natpin.formats.ansible.files import plain_name
from natpin.formats.ansible.run import Run
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, members, text
from natpin.regex import late_regex
from natpin.workspace import as_utf8

OBJECTS = frozenset({"k8s", "helm"})
"""Modules that apply objects or releases, whatever their collection."""
_WRITING = frozenset({"template", "copy"})
_COLLECTIONS = late_regex(r"(?:kubernetes\.core|community\.kubernetes|community\.okd|redhat\.openshift)\.")
_LOOKED_UP = late_regex(
    r"(?:lookup|query|q)\((?:ansible\.builtin\.)?(file|template), ([^{}()]{1,200})\) is only known"
)
"""How ``variables`` says that what a file holds is not known."""
_MOST_BYTES = 1_000_000
"""Of a template that is worked out."""


class Applied:
    """What the tasks of a run apply."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def by(self, key: str, written: Node, more: Node | None, at: Location) -> None:
        """What a module applies: one of those of Kubernetes, or one that writes a file."""
        name = key.rpartition(".")[2]
        of_objects = name in OBJECTS and ("." not in key or _COLLECTIONS.match(key) is not None)
        if not (of_objects or plain_name(key) in _WRITING):
            return
        given = arguments_of(written, self._run, more)
        if text(given.get("state")) == "absent":
            return
        made = self._release(given, at) if name == "helm" else self._objects(name, given, at)
        for one in made:
            number = len(self._run.applied)
            address = f"{one.address}#{number}" if one.address in self._run.applied else one.address
            self._run.applied[address] = replace(one, address=address, conditional=self._run.unclear)

    def _objects(self, module: str, given: Mapping[str, Node], at: Location) -> Iterator[Resource]:
        from natpin.formats.applied_objects import resources
        from natpin.formats.documents import listed
        from natpin.formats.texts_with_holes import documents_in

        number = 0
        for written in self._written(module, given, at):
            for document in documents_in(written, at):
                for body in items(document) or (document,):
                    for each in listed(body) if isinstance(body, Value) else ():
                        for one in resources(each, at.path, number):
                            yield one
                            number += 1

    def _written(self, module: str, given: Mapping[str, Node], at: Location) -> Iterator[Node]:
        """The texts and objects that a task gives."""
        if module == "copy":
            written = given.get("content")
            yield from (written,) if written is not None else ()
            return
        if module == "template":
            yield from self._rendered(given.get("src"), at)
            return
        for name in ("definition", "resource_definition", "inline"):
            node = given.get(name)
            if node is None:
                continue
            found = _LOOKED_UP.search(node.reason) if isinstance(node, Unknown) else None
            if found is None:
                yield node
            else:
                yield from self._of_file(found.group(2), at, renders=found.group(1) == "template")
        templates = given.get("template")
        for one in items(templates) or ((templates,) if templates is not None else ()):
            yield from self._rendered(dig(one, "path") or one, at)

    def _rendered(self, named: Node | None, at: Location) -> Iterator[Node]:
        path = self._run.text(named)
        yield from self._of_file(path, at, renders=True) if path is not None else ()

    def _of_file(self, named: str, at: Location, *, renders: bool) -> Iterator[Node]:
        path = self._run.file(named, "templates" if renders else "files")
        data = self._run.workspace.read(path) if path is not None else None
        if data is None or isinstance(data, Skipped) or len(data) > _MOST_BYTES or b"kind" not in data:
            return
        literal = Value(as_utf8(data).decode("utf-8", "replace"), at)
        yield self._run.variables.value(literal) if renders else literal

    def _release(self, given: Mapping[str, Node], at: Location) -> Iterator[Resource]:
        """A release of a chart, where the values that the task gives bear on egress."""
        from natpin.formats.chart_values import release, setting
        from natpin.formats.texts_with_holes import documents_in

        values = [node for name in ("values", "release_values") if (node := given.get(name)) is not None]
        for one in items(given.get("values_files")):
            for written in self._of_file(self._run.text(one) or "", at, renders=False):
                values += documents_in(written, at)
        for one in items(given.get("set_values")):
            name, _, value = (text(members(one).get("value")) or "").partition("=")
            values.append(setting(Value(name, one.at), Value(value, one.at)))
        called = given.get("name") or given.get("release_name")
        space = given.get("release_namespace") or given.get("namespace")
        yield from release(f"helm/{text(called) or at.line}", called, space, values, at)
