"""The changes of a kustomization, in kustomize's order: patches, what is set on all objects, operations, replicas, replacements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from natpin.formats.block_texts import line_from, place
from natpin.formats.documents import parsed
from natpin.formats.kustomize.loading import names, resolved
from natpin.formats.kustomize.nodes import Refused, holds
from natpin.formats.kustomize.patching import SETTLE, Patch, of_documents, of_text, patched
from natpin.formats.kustomize.replacing import replaced
from natpin.formats.kustomize.transforming import replicated, transformed
from natpin.formats.kustomize.work import Work, trying
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, text
from natpin.workspace import Workspace


@record
class Changes:
    """What one kustomization changes in the objects of a build."""

    folder: str
    """That of the kustomization, from which its names lead."""
    kustomization: Node
    work: Work
    workspace: Workspace

    def make(self) -> None:
        """Make all of them. What kustomize would refuse is noted."""
        said = self.kustomization
        for one in items(dig(said, "patchesStrategicMerge")):
            trying(self.work, one.at, partial(self._merged, one))
        self._patches(dig(said, "patches"))
        trying(self.work, said.at, self._transform)
        self._patches(dig(said, "patchesJson6902"))
        trying(self.work, said.at, self._replicate)
        for one in self._replacements():
            trying(self.work, one.at, partial(self._replace, one))
        self._beyond()

    def _transform(self) -> None:
        self.work.objects = transformed(self.work.objects, self.kustomization)

    def _replicate(self) -> None:
        self.work.objects = replicated(self.work.objects, self.kustomization)

    def _replace(self, replacement: Node) -> None:
        self.work.objects = replaced(self.work.objects, replacement)

    def _merged(self, entry: Node) -> None:
        self._apply(self._merge(entry))

    def _patches(self, entries: Node | None) -> None:
        if isinstance(entries, Unknown):
            self.work.doubt("which patches there are", entries.at)
        for one in items(entries):
            trying(self.work, one.at, partial(self._patch, one))

    def _patch(self, entry: Node) -> None:
        target, options = dig(entry, "target"), dig(entry, "options")
        inline, path = dig(entry, "patch"), text(dig(entry, "path"))
        written = text(inline)
        if written and inline is not None and not path:
            self._apply(of_text(written, inline, target, options, self._within(inline)))
        elif path and not written:
            self._apply(self._of_file(path, target, options))
        else:
            raise Refused("a patch has neither a text nor a file, or has both")

    def _merge(self, entry: Node) -> Patch:
        written = text(entry)
        if not written:
            raise Refused("a patch is not text")
        if "\n" in written or ": " in written:
            return of_text(written, entry, None, None, self._within(entry))
        return self._of_file(written, None, None)

    def _within(self, node: Node) -> tuple[int, int] | None:
        """Where the text of a block lies in its file; None for a text that is written otherwise."""
        return place(node.at, self.workspace) if line_from(node.at, self.workspace).startswith("|") else None

    def _of_file(self, name: str, target: Node | None, options: Node | None) -> Patch:
        path = resolved(self.folder, name)
        if path is None or not self.workspace.exists(path):
            raise Refused(f"the patch {name} is not in the workspace")
        found = parsed(path, self.workspace)
        if isinstance(found, Skipped):
            raise Refused(f"{path}: {found.reason}")
        return of_documents(found, target, options, path)

    def _apply(self, patch: Patch) -> None:
        try:
            self.work.objects = patched(self.work.objects, patch)
            self.work.patches.add(patch.said)
        except Refused:
            # what it is about may be among the objects that are not here
            if not self.work.partial or patch.target is not None:
                raise

    def _replacements(self) -> Sequence[Node]:
        found: list[Node] = []
        for entry in items(dig(self.kustomization, "replacements")):
            name = text(dig(entry, "path"))
            if name is None:
                found.append(entry)
                continue
            documents = self._documents(name)
            if documents is None:
                self.work.doubt(f"the replacements of {name} cannot be read", entry.at)
            for one in documents or ():
                found += items(one) or (one,)
        return found

    def _documents(self, name: str) -> Sequence[Node] | None:
        """The documents of a file; None where it, or one of them, cannot be read."""
        path = resolved(self.folder, name)
        if path is None or not self.workspace.exists(path):
            return None
        found = parsed(path, self.workspace)
        known = [] if isinstance(found, Skipped) else [one for one in found if not isinstance(one, Skipped)]
        return known if known and not isinstance(found, Skipped) and len(known) == len(found) else None

    def _beyond(self) -> None:
        """What is not evaluated, and what is only understood at the end of the build."""
        said, work = self.kustomization, self.work
        for _, at in names(said, "transformers"):
            work.doubt("what a transformer changes", at.at)
        if dig(said, "openapi") is not None:
            work.doubt("how patches are merged, which a schema of its own says", said.at)
        for name, at in names(said, "configurations"):
            for one in self._documents(name) or (None,):
                data = one.data if isinstance(one, Value) else None
                if not isinstance(data, Mapping) or data.keys() - {"nameReference", "varReference", "images"}:
                    work.doubt(f"which fields {name} names", at.at)
                else:
                    work.references += items(data.get("nameReference"))
        for one in items(dig(said, "vars")):
            name = text(dig(one, "name")) or "?"
            why = Unknown(f"the variable {name} is filled in", one.at, SETTLE)
            work.objects = [
                each.opened(why) if holds(each.body, f"$({name})") else each for each in work.objects
            ]
