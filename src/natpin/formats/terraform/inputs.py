"""Variable files: what gives the root module's variables their values."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping

from natpin.formats.interface import Inputs, Unseen
from natpin.languages.hcl import HclError, Source, decode, parse_body, parse_expression
from natpin.languages.hcl.ast import Attribute, Body, Expression, Literal
from natpin.languages.terraform.folder import Folder
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Skipped, Unknown
from natpin.workspace import Workspace


@mutable
class Given:
    """Assignments by variable name, and what could not be read of them."""

    values: dict[str, Attribute] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """Variables that the user gives, on the command line or in natpin.yaml."""
    files: dict[str, Body] = field(default_factory=dict)
    """The variable files, read, by path."""
    lost: Unknown | None = None
    """Why any variable may have another value than the one that is known: a variable file that cannot be read."""
    set_after: set[str] = field(default_factory=set)
    """Variables that files after the one that is lost set, whatever it says."""

    def undeclared(self, root: str, variables: Collection[str]) -> Iterator[Skipped]:
        """What the variable files set and the root does not declare: Terraform ignores it, and whoever wrote it means
        something by it. Of a file that several roots may share, only what looks like a mistyped name."""
        for path, body in self.files.items():
            own = posixpath.dirname(path) in (root, "" if root == "." else root)
            for name, attribute in body.attributes.items():
                if name in variables:
                    continue
                from natpin.languages.located_yaml.checked import suggestion

                meant = suggestion(name, variables)
                if own or meant:
                    at = attribute.source.location(attribute.start)
                    yield Skipped(path, f"it sets {name}, which {root} does not declare{meant}", at)

    def unseen(self, elsewhere: Mapping[str, Unseen], variables: Iterable[str] = ()) -> Mapping[str, Unknown]:
        """Of a root's variables, those whose values something else gives when it deploys the root, and the user does
        not; and those that a variable file may set that cannot be read."""
        found = {
            name: one.why
            for name, one in elsewhere.items()
            if name not in self.asked and not (one.only_default and name in self.values)
        }
        if self.lost is not None:
            known = self.set_after | self.asked
            found |= {name: self.lost for name in variables if name not in known and name not in found}
        return found


@record
class Handed:
    """What another tool hands to a root that it deploys."""

    weak: Mapping[str, Node] = field(default_factory=dict)
    """Over defaults, under variable files: environment variables (``TF_VAR_…``)."""
    strong: Mapping[str, Node] = field(default_factory=dict)
    """Over everything but what the user gives: ``-var``."""
    folder: Folder | None = None
    """The root's folder with what the tool adds to it; None for the folder as it is."""
    home: str | None = None
    """A folder whose lock file and automatic variable files count as the root's do."""
    called_at: tuple[Location, ...] = ()
    """Where the tool says that the root is deployed."""


NOTHING = Handed()


def auto_loaded(folder: str, workspace: Workspace) -> Iterator[str]:
    """The files that Terraform reads unasked, later ones winning.

    Source: Terraform language documentation, "Variable Definition Precedence".
    """
    names = workspace.listdir(folder)
    ordered: list[str] = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    ordered += [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    for name in ordered:
        yield posixpath.normpath(posixpath.join(folder, name))


def gather(
    root: str, named: tuple[str, ...], inputs: Inputs, workspace: Workspace, handed: Handed = NOTHING
) -> Given:
    """Everything that gives a root's variables values, in Terraform's order of precedence."""
    given = Given()
    beside = () if handed.home is None or handed.home == root else auto_loaded(handed.home, workspace)
    for path in (*auto_loaded(root, workspace), *beside, *named):
        body = read_values(path, workspace)
        if isinstance(body, Skipped):
            given.skipped.append(body)
            why = f"the variable file {path} cannot be read, and may set it"
            given.lost = given.lost or Unknown(why, body.at or Location(path))
            given.set_after.clear()
            given.asked.clear()
        else:
            given.files[path] = body
            given.values.update(body.attributes)
            given.set_after |= body.attributes.keys()
            if path in inputs.var_files:
                given.asked |= body.attributes.keys()
    for name in handed.strong:
        if name not in given.asked:
            given.values.pop(name, None)
    for name, written in inputs.variables.items():
        given.asked.add(name)
        source = Source("<--var>", written)
        given.values[name] = Attribute(name, _written(source), 0, len(written), source)
    return given


def _written(source: Source) -> Expression:
    """``--var name=value``: a collection is an expression, anything else is text that conversion may change."""
    if source.text.lstrip()[:1] in ("[", "{"):
        try:
            return parse_expression(source)
        except HclError:
            pass
    return Literal(source.text, 0, len(source.text))


def read_values(path: str, workspace: Workspace) -> Body | Skipped:
    """The assignments of one variable file."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return Skipped(path, data.reason, claims_aks=True)
    source = Source(path, decode(data)[0])
    try:
        if path.endswith(".json"):
            from natpin.languages.hcl.tfjson import json_values

            return json_values(source)
        return parse_body(source)
    except HclError as error:
        at: Location = source.location(error.offset)
        return Skipped(path, f"cannot be parsed: {error.message}", at, claims_aks=True)
