"""A unit as Terraform's reader takes it: a root's folder with what Terragrunt adds, and what gives its variables values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.inputs import Handed, read_values
from natpin.formats.terraform.providers.reach import BEARING
from natpin.formats.terragrunt.addresses import address_of, call_name
from natpin.formats.terragrunt.arguments import after, never, worked_out
from natpin.formats.terragrunt.files import Generated, copied, generated, with_files
from natpin.formats.terragrunt.held_back import held_back
from natpin.languages.hcl.ast import Block
from natpin.languages.terraform.folder import Folder, load_folder
from natpin.languages.terraform.instance import Instance
from natpin.languages.terraform.scope import World
from natpin.languages.terraform.values import ANONYMOUS, EvalError, as_unknown, derived, joined
from natpin.languages.terragrunt.configuration import Configuration, Outputs, Reading
from natpin.languages.terragrunt.merging import unknown_text
from natpin.languages.terragrunt.paths import ROOT, between, inside
from natpin.languages.terragrunt.units import Source, Unit, configuration, source_of
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Skipped, Unknown, Value, items, text
from natpin.workspace import Workspace

SETTLE = "lint the plan (terragrunt show -json)"
_BLOCKS = frozenset(
    """
    catalog dependencies dependency engine errors exclude feature generate include locals remote_state terraform
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = frozenset(
    """
    download_dir generate iam_assume_role_duration iam_assume_role_session_name iam_role iam_web_identity_token inputs
    dependencies prevent_destroy remote_state retry_max_attempts retry_sleep_interval_sec retryable_errors skip terraform_binary
    terraform_version_constraint terragrunt_version_constraint
    """.split()  # noqa: SIM905
)
_OF_TERRAFORM = frozenset(("extra_arguments", "before_hook", "after_hook", "error_hook"))
"""What a configuration may hold (Terragrunt documentation, "HCL: Blocks" and "HCL: Attributes")."""
_APPLYING = ("apply", "plan", "init", "terragrunt-read-config", "run-all", "init-from-module")


@mutable
class Deployed:
    """What a unit amounts to."""

    unit: Unit
    reading: Reading
    root: str
    """The folder of the root; the unit's own where its module is not here."""
    files: tuple[str, ...] = ()
    handed: Handed = field(default_factory=Handed)
    held_back: Unknown | None = None
    """Why a run may leave it out."""
    call: str | None = None
    """The name of the one call in it, where its module is not here."""
    doubts: list[Doubt] = field(default_factory=list)
    hooks: list[Instance] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def folder(self) -> Folder:
        """The root's blocks."""
        assert self.handed.folder is not None
        return self.handed.folder


def deployed(
    unit: Unit, workspace: Workspace, outputs: Outputs, world: World, environment: Mapping[str, Unknown]
) -> Deployed | Skipped:
    """A unit, worked out; why not, where its source is not known. ``environment``: variables that something sets."""
    here, reading = configuration(unit, workspace, outputs, world, environment)
    if here is None:
        why = reading.skipped.get(unit.path)
        return why or Skipped(unit.path, "cannot be read")
    source = source_of(here, workspace)
    if source is None or source.unknown is not None:
        why_not = (
            source.unknown.reason
            if source is not None and source.unknown is not None
            else "it deploys nothing"
        )
        return Skipped(unit.path, why_not, Location(unit.path))
    return _Work(unit, here, reading, source, workspace).done()


class _Work:
    """Works one unit out."""

    def __init__(
        self, unit: Unit, here: Configuration, reading: Reading, source: Source, workspace: Workspace
    ) -> None:
        self.here, self.source, self.workspace = here, source, workspace
        self.made = Deployed(unit, reading, source.folder or unit.folder)
        self.files: list[str] = []
        self.strong: dict[str, Node] = {}
        self.environment: dict[str, Node] = {}
        self.any: Unknown | None = None
        """Why any variable may be given another value."""

    def done(self) -> Deployed:
        made = self.made
        for block_of, block in self._labelled("extra_arguments"):
            self._extra(block_of, block)
        for kind in ("before_hook", "after_hook", "error_hook"):
            for block_of, block in self._labelled(kind):
                self._hook(block_of, block, kind)
        inputs = self.here.inputs()
        files = list(generated(self.here, self.workspace, made.root))
        folder = self._folder(inputs.known, files)
        given = dict(inputs.known)
        for one in files:
            made.doubts += one.doubts
            given.update(one.values)
        given.update(self.environment)
        if inputs.rest is not None:
            given.update(_rest(folder, given, inputs.rest))
        if self.any is not None:
            self.strong.update(_rest(folder, self.strong, self.any))
        written = () if self.source.block is None else (self.source.block, self.source.at)
        called_at = (*made.unit.called_at, *written)
        made.handed = Handed(given, self.strong, folder, made.unit.folder, called_at)
        made.files = tuple(self.files)
        made.doubts += self._unheard()
        made.held_back = held_back(self.here)
        return made

    # Files ------------------------------------------------------------------------------------------------------

    def _folder(self, given: Mapping[str, Node], files: list[Generated]) -> Folder:
        """The root's folder, or one that calls the module that is not here; with generated files and the unit's own."""
        made, unit = self.made, self.made.unit
        if self.source.folder is not None:
            folder = copied(load_folder(self.source.folder, self.workspace))
            if self.source.folder != unit.folder:
                with_files(folder, load_folder(unit.folder, self.workspace))
        else:
            folder = copied(load_folder(unit.folder, self.workspace))
            made.call = call_name(unit)
            found = address_of(self.source)
            version = "" if found.version is None else f'\n  version = "{found.version}"'
            names = [name for name in given if _is_name(name)]
            lines = "".join(f"\n  {name} = var.{name}" for name in names)
            variables = "".join(f'variable "{name}" {{}}\n' for name in names)
            quoted = (
                found.source.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("\n", " ")
            )
            body = f'{variables}module "{made.call}" {{\n  source = "{quoted}"{version}{lines}\n}}\n'
            Generated("main.tf", body, self.source.at).put_into(folder)
        for one in sorted(files, key=lambda each: each.overrides):
            one.put_into(folder)
        return folder

    # Arguments --------------------------------------------------------------------------------------------------

    def _labelled(self, kind: str) -> Iterator[tuple[Configuration, Block]]:
        """Blocks inside of ``terraform``, by label: one of the unit's replaces an included one."""
        found: dict[object, tuple[Configuration, Block]] = {}
        for each, _ in self.here.merged:
            for block in each.blocks("terraform"):
                for inner in block.body.blocks:
                    if inner.type == kind:
                        found[inner.labels or inner.start] = each, inner
        yield from found.values()

    def _extra(self, of: Configuration, block: Block) -> None:
        commands = of.value(block.body, "commands")
        if never(commands, ("apply", "plan")):
            return
        arguments = of.value(block.body, "arguments")
        if arguments is not None and not isinstance(arguments, Value):
            self._anything(as_unknown(arguments))
        listed = list(items(arguments))
        while listed:
            node = listed.pop(0)
            written = unknown_text(node)
            if written is None:
                self._anything(
                    as_unknown(node) if not isinstance(node, Value) else Unknown("no text", node.at)
                )
            elif written in ("-var", "-var-file", "--var", "--var-file"):
                if listed:
                    self._given(written.lstrip("-"), listed.pop(0), of)
            elif written.startswith(("-var=", "--var=", "-var-file=", "--var-file=")):
                flag = written.lstrip("-").partition("=")[0]
                self._given(flag, after(node, written.index("=") + 1), of)
        for name in ("required_var_files", "optional_var_files"):
            value = of.value(block.body, name)
            if value is not None and not isinstance(value, Value):
                self._anything(as_unknown(value))
            for node in items(value):
                self._given("var-file", node, of, optional=name.startswith("optional"))
        variables = of.value(block.body, "env_vars")
        if isinstance(variables, Value) and isinstance(variables.data, Mapping):
            for name, node in variables.data.items():
                if name.startswith("TF_VAR_"):
                    self.environment[name.removeprefix("TF_VAR_")] = node
        elif variables is not None and not isinstance(variables, Value):
            self._anything(as_unknown(variables))

    def _given(self, flag: str, node: Node, of: Configuration, optional: bool = False) -> None:
        written = unknown_text(node) or ""
        if flag == "var":
            name, _, value = written.partition("=")
            name = name.strip()
            if "?" in name or not name:
                self._anything(
                    as_unknown(node)
                    if not isinstance(node, Value)
                    else Unknown("a -var without name", node.at)
                )
            elif isinstance(node, Value):
                self.strong[name] = worked_out(value, node.at, of)
            else:
                self.strong[name] = after(node, written.index("=") + 1 if "=" in written else len(written))
            return
        path = inside(written, self.made.root) if isinstance(node, Value) else None
        if path is None:
            self._anything(
                Unknown(f"the variable file {written[:200] or '?'} is not known", node.at, "--var-file")
            )
            return
        if not self.workspace.exists(path):
            if not optional:
                why = Unknown(f"the variable file {path} is not here", node.at, "--var-file")
                self._anything(why)
            return
        body = read_values(path, self.workspace)
        if not isinstance(body, Skipped):
            for name in body.attributes:
                self.strong.pop(name, None)
        self.files.append(path)

    def _anything(self, cause: Unknown) -> None:
        self.any = self.any or Unknown(
            f"{cause.reason}, and may set it", cause.at, cause.settle_by, ANONYMOUS
        )

    # What is run, what is not heard of ------------------------------------------------------------------------------

    def _hook(self, of: Configuration, block: Block, kind: str) -> None:
        """A command that runs beside Terraform is read as a provisioner's is."""
        at = block.source.location(block.start, block.end)
        execute = of.value(block.body, "execute")
        pieces: list[Node] = []
        for word in items(execute):
            pieces += [Value(" ", at)] * bool(pieces) + [word]
        if not isinstance(execute, Value):
            self.made.doubts.append(
                Doubt("a hook runs what is not known", at, SETTLE, Reach(BEARING, adds=True))
            )
            return
        try:
            command = joined(pieces, at)
        except EvalError:
            return
        known = text(command)
        if known is not None:
            command = Value(known.replace(ROOT, between(self.made.root, ".")), at)
        if any(".tf" in (unknown_text(word) or "") for word in items(execute)):
            why = "a hook writes or changes Terraform's files"
            self.made.doubts.append(Doubt(why, at, SETTLE, Reach(BEARING, adds=True)))
        name = block.labels[0] if block.labels else "hook"
        provisioner = Value((Value({"command": command}, at),), at)
        self.made.hooks.append(Instance(f"{kind}.{name}", "terraform_data", {"provisioner": provisioner}, at))

    def _unheard(self) -> Iterator[Doubt]:
        """What a configuration says that is in no list, and what it includes that is not read."""
        for problem in self.here.problems:
            yield Doubt(problem.reason, problem.at, "--workspace", Reach(BEARING, adds=True))
        for each, _ in self.here.merged:
            for name, attribute in each.body.attributes.items():
                if name not in _ATTRIBUTES:
                    at = attribute.source.location(attribute.start, attribute.end)
                    yield Doubt(f"{name} is not known to natpin", at, SETTLE, Reach(BEARING, adds=True))
            inner = [one for block in each.blocks("terraform") for one in block.body.blocks]
            for block, known in (
                *((one, _BLOCKS) for one in each.body.blocks),
                *((one, _OF_TERRAFORM) for one in inner),
            ):
                if block.type not in known:
                    at = block.source.location(block.start, block.end)
                    yield Doubt(f"{block.type} is not known to natpin", at, SETTLE, Reach(BEARING, adds=True))


def _is_name(name: str) -> bool:
    return name.replace("-", "_").isidentifier()


def _rest(folder: Folder, known: Mapping[str, Node], cause: Unknown) -> dict[str, Node]:
    """Every variable that may be given a value nobody can know."""
    return {name: derived(cause, cause.at) for name in folder.variables if name not in known}
