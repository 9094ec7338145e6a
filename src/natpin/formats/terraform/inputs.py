"""Variable files: what gives the root module's variables their values."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterator

from natpin.formats.interface import Inputs
from natpin.languages.hcl import HclError, Source, decode, json_values, parse_body, parse_expression
from natpin.languages.hcl.ast import Attribute, Body, Expression, Literal
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Skipped
from natpin.workspace import Workspace


@mutable
class Given:
    """Assignments by variable name, and what could not be read of them."""

    values: dict[str, Attribute] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def auto_loaded(folder: str, workspace: Workspace) -> Iterator[str]:
    """The files that Terraform reads unasked, later ones winning.

    Source: Terraform language documentation, "Variable Definition Precedence".
    """
    names = workspace.listdir(folder)
    ordered: list[str] = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    ordered += [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    for name in ordered:
        yield posixpath.normpath(posixpath.join(folder, name))


def gather(root: str, named: tuple[str, ...], inputs: Inputs, workspace: Workspace) -> Given:
    """Everything that gives a root's variables values, in Terraform's order of precedence."""
    given = Given()
    for path in (*auto_loaded(root, workspace), *named):
        body = read_values(path, workspace)
        if isinstance(body, Skipped):
            given.skipped.append(body)
        else:
            given.values.update(body.attributes)
    for name, written in inputs.variables.items():
        source = Source("<--var>", written)
        given.values[name] = Attribute(name, _written(source), 0, len(written), source)
    return given


def undeclared(given: Given, variables: Container[str]) -> Iterator[Skipped]:
    """What variable files and ``--var`` set that the root does not declare: Terraform warns of it, and takes no notice."""
    for name, attribute in given.values.items():
        if name not in variables:
            at = attribute.source.location(attribute.start, attribute.end)
            what = "sets" if attribute.source.path != "<--var>" else "names"
            yield Skipped(attribute.source.path, f"{what} {name[:100]}, which is no variable of the root", at)


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
        return json_values(source) if path.endswith(".json") else parse_body(source)
    except HclError as error:
        at: Location = source.location(error.offset)
        return Skipped(path, f"cannot be parsed: {error.message}", at, claims_aks=True)
