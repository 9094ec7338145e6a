"""Modules that send bodies of Azure Resource Manager, and those that deploy what other files declare.

Sources: github.com/ansible-collections/azure 3.12.0, azure_rm_resource (``exec_module``) and azure_rm_deployment;
docs.ansible.com, community.general.terraform.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping

from natpin.formats.ansible.keywords import module_of
from natpin.formats.ansible.modules import MODULES, azure_name
from natpin.formats.ansible.run import BODY_TRAITS, Run
from natpin.formats.az.cli.arm_writes import doubt as of_request
from natpin.formats.az.cli.arm_writes import write
from natpin.formats.az.cli.foreign import reach_of_program
from natpin.formats.az.cli.names import by_id
from natpin.formats.az.cli.operations import is_other_type
from natpin.languages.jinja.scope import OPEN
from natpin.languages.shell.words import Chunk, Command, Piece, Word, word_saying
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.rollout import Given, GivenFile, GivenValue, Rollout
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, items, members, of, text
from natpin.regex import late_regex

_LOOKED_UP = late_regex(
    r"(?:lookup|query|q)\((?:ansible\.builtin\.)?(?:file|template), ([^{}()]{1,200})\) is only known"
)
"""How ``variables`` says that what a file holds is not known."""


class Requests:
    """Requests and rollouts of a run."""

    def __init__(self, run: Run) -> None:
        self.run_ = run

    def run(self, module: str, options: Mapping[str, Node], at: Location) -> Node:
        """``azure_rm_resource`` and ``azure_rm_deployment``."""
        if module != "resource":
            return self._deployment(options, at)
        state = self.run_.session.state
        before, state.traits = state.traits, BODY_TRAITS
        try:
            return self._resource(options, at)
        finally:
            state.traits = before

    # -- azure_rm_resource -------------------------------------------------------------------------------------

    def _resource(self, options: Mapping[str, Node], at: Location) -> Node:
        session = self.run_.session
        method = (
            (text(options.get("method")) or "PUT").upper()
            if not isinstance(options.get("method"), Unknown)
            else "?"
        )
        if text(options.get("state")) == "absent":
            method = "DELETE"
        if method in ("GET", "HEAD"):
            return self.run_.azure.answer("azure_rm_resource", at)
        url = self._url(options, at)
        command = Command((word_saying("az", at),), at)
        found = by_id(_without_query(url)) if url is not None else None
        identity = session.directory.at_home(found) if found is not None else None
        if identity is None and url is not None and is_other_type(url.label):
            return self.run_.azure.answer("azure_rm_resource", at)
        if method == "DELETE" and identity is not None:
            session.remove(identity)
            return self.run_.azure.answer("azure_rm_resource", at)
        body = self._body(options.get("body"))
        if identity is None or body is None or method not in ("PUT", "PATCH"):
            of_request(session, command, identity, "what azure_rm_resource sends")
            return self.run_.azure.answer("azure_rm_resource", at)
        named = identity.kind.word == "pool"
        write(
            session,
            identity,
            {**body, **({"name": identity.names[-1].node()} if named else {})},
            command,
            merges=method == "PATCH",
        )
        result = members(self.run_.azure.result(identity, at))
        return Value(
            {"response": Value({**result}, at), "changed": result["changed"], OPEN: result[OPEN]}, at
        )

    def _url(self, options: Mapping[str, Node], at: Location) -> Word | None:
        """The id of the resource, put together as the module does."""
        word = self.run_.azure.values.word
        url = word(options, "url")
        if url is not None:
            return url
        group, type_, name = (
            word(options, key) for key in ("resource_group", "resource_type", "resource_name")
        )
        provider = self.run_.text(options.get("provider"))
        if provider is None or type_ is None or name is None:
            return None
        if not provider.lower().startswith("microsoft."):
            provider = f"Microsoft.{provider}"
        pieces: list[Piece] = []
        if group is not None:
            pieces += [Chunk("/resourceGroups/", at), *group.pieces]
        pieces += [Chunk(f"/providers/{provider}/", at), *type_.pieces, Chunk("/", at), *name.pieces]
        for one in items(options.get("subresource")):
            inner_type, inner = word(members(one), "type"), word(members(one), "name")
            if inner_type is None or inner is None:
                return None
            pieces += [Chunk("/", at), *inner_type.pieces, Chunk("/", at), *inner.pieces]
        return Word(tuple(pieces), at)

    def _body(self, node: Node | None) -> dict[str, Node] | None:
        """A body as properties, the envelope beside them; None for one that is not known."""
        said = text(node)
        if said is not None and node is not None:
            try:
                node = of(json.loads(said), node.at)
            except (ValueError, RecursionError):
                return None
        if node is None or not isinstance(node, Value) or not isinstance(node.data, Mapping):
            return None
        found = {name: self._linked(one) for name, one in node.data.items()}
        inner = next((name for name in found if name.lower() == "properties"), None)
        if inner is None:
            return found
        properties = found.pop(inner)
        if not isinstance(properties, Value) or not isinstance(properties.data, Mapping):
            return None
        return {**found, **properties.data}

    def _linked(self, node: Node) -> Node:
        """A body whose ids of what the playbook has made refer to that."""
        match node:
            case Value(data=Mapping() as data):
                return Value({name: self._linked(one) for name, one in data.items()}, node.at)
            case Value(data=tuple() as listed):
                return Value(tuple(map(self._linked, listed)), node.at)
            case Value(data=str() as said) if said.lower().startswith("/subscriptions/"):
                return self._reference(node)
            case Unknown(parts=parts) if parts and isinstance(parts[0], str) and parts[0].startswith("/"):
                return self._reference(node)
        return node

    def _reference(self, node: Node) -> Node:
        word = self.run_.variables.word(node)
        found = by_id(word)
        if found is None:
            return node
        session = self.run_.session
        identity = session.directory.at_home(found)
        return Reference(session.state.use(identity, node.at, remarked=False).address, "id", node.at)

    # -- rollouts ----------------------------------------------------------------------------------------------

    def _deployment(self, options: Mapping[str, Node], at: Location) -> Node:
        """A deployment of a template: one of the repository is a rollout; any other may make anything."""
        run = self.run_
        if text(options.get("state")) == "absent":
            return run.azure.answer("azure_rm_deployment", at)
        template = options.get("template")
        found = _LOOKED_UP.search(template.reason) if isinstance(template, Unknown) else None
        path = run.file(found.group(1), "files") if found is not None else None
        reach = Reach(adds=True)
        if path is not None:
            given: list[Given] = [
                GivenValue(name, members(one).get("value") or one)
                for name, one in members(options.get("parameters")).items()
            ]
            why = options.get("parameters")
            open_ = why if isinstance(why, Unknown) else None
            group = run.text(options.get("resource_group"))
            run.session.roll_out(
                Rollout("template", (path,), tuple(given), at, open_, into=(None, group and group.lower()))
            )
        run.doubt("what azure_rm_deployment deploys", at, reach, "lint the template that it deploys")
        return run.azure.answer("azure_rm_deployment", at)

    def terraform(self, options: Mapping[str, Node], at: Location) -> None:
        """``community.general.terraform``, ``cloud.terraform.terraform``: as ``terraform apply`` in the folder of the root."""
        run = self.run_
        if text(options.get("state")) == "absent" or is_absent(options.get("project_path")):
            return
        folder = run.text(options.get("project_path"))
        bases = (posixpath.dirname(run.path), "")
        written = (
            ()
            if folder is None
            else tuple(posixpath.normpath(posixpath.join(base, folder)) for base in bases)
        )
        there = tuple(one for one in dict.fromkeys(written) if run.workspace.is_folder(one))
        places = there or tuple(dict.fromkeys(written))
        if not there:
            what = f"the root {folder or '?'} that terraform applies, which is not here"
            run.doubt(what, at, Reach(adds=True), "lint the plan (terraform show -json)")
        given: list[Given] = []
        for one in (options.get("variables_file"), *items(options.get("variables_files"))):
            if one is not None and not is_absent(one):
                named = run.text(one)
                where = tuple(f"{place}/{named}" for place in places) if named is not None else ()
                given.append(GivenFile(where, one.at, one if isinstance(one, Unknown) else None))
        given += [GivenValue(name, one) for name, one in members(options.get("variables")).items()]
        why = next((one for one in options.values() if isinstance(one, Unknown)), None)
        run.session.roll_out(Rollout("terraform", places, tuple(given), at, why))

    # -- loops whose rounds are not known ----------------------------------------------------------------------

    def of_loop(self, task: Mapping[str, Node], why: Unknown, at: Location) -> None:
        """What a task may do again and again, nobody knows how often and to what."""
        key, _ = module_of(task)
        azure = azure_name(key) if key is not None else None
        if azure is None:
            return
        known = MODULES.get(azure)
        reach = reach_of_program(f"azure_rm_{azure}") or (
            Reach((known.kind.type,), adds=True) if known else None
        )
        if reach is not None:
            self.run_.doubt(f"a loop over {key}: {why.reason}", at, reach, why.settle_by)


def _without_query(url: Word) -> Word:
    pieces: list[Piece] = []
    for piece in url.pieces:
        if isinstance(piece, Chunk) and "?" in piece.text:
            before = piece.text.partition("?")[0]
            return Word((*pieces, Chunk(before, piece.at)), url.at)
        pieces.append(piece)
    return url
