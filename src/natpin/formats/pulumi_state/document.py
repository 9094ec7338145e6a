"""The resources that a preview, an exported state, or a state in a backend of files leaves standing.

Source: pulumi/pulumi, sdk/go/common/apitype (``UntypedDeployment``, ``ResourceV3``, ``CheckpointV3``) and
pkg/backend/display/json.go (``PreviewDigest``): a preview leaves out what stays the same, unless it is asked to show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping

from natpin.formats.pulumi.program import Declared, Program
from natpin.formats.pulumi_state.values import answered, property_value
from natpin.languages import located_json
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, dig, is_true, items, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

SHOW_SAMES = "pulumi preview --json --show-sames"
_SUBSCRIPTION = late_regex(r"(?i)/subscriptions/([^/]+)/")
_GOING = frozenset({"delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace"})
"""Steps after which a resource is not there, or not in the stack's hands (pulumi/pulumi, sdk/go/common/apitype)."""


class Deployed(Program):
    """A stack as Pulumi's engine knows it: nothing in it is left to work out."""

    def value(self, node: Node, depth: int = 0) -> Node:
        """The same: ``${`` in a state is text."""
        return node


def load(path: str, workspace: Workspace) -> tuple[Deployed, tuple[Doubt, ...]] | Skipped:
    """What a document leaves standing, and what it does not tell."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return data
    try:
        root = located_json.parse(located_json.decode(data), path)
    except located_json.JsonError as error:
        return Skipped(
            path, f"is not valid JSON: {error.message}", Location(path, error.line, error.column), True
        )
    steps = dig(root, "steps")
    resources = dig(root, "deployment.resources") or dig(root, "checkpoint.latest.resources")
    if steps is not None:
        states = list(_after(steps))
        settled = {text(dig(step, "urn")) or "" for step in items(steps) if text(dig(step, "op")) == "same"}
        doubts = tuple(_of_preview(root, steps))
    elif resources is not None:
        states = [node for node in items(resources) if not is_true(dig(node, "delete"))]
        doubts = tuple(_of_state(root))
        settled = {text(dig(node, "urn")) or "" for node in states}
    else:
        return Skipped(path, "is neither a preview nor a state of Pulumi", root.at, claims_aks=True)
    return _deployed(path, states, settled), doubts


def _after(steps: Node) -> Iterator[Node]:
    """The state of each resource after the steps. A replacement tells of one several times."""
    found: dict[str, Node] = {}
    for step in items(steps):
        state, urn = dig(step, "newState"), text(dig(step, "urn"))
        if urn is not None and text(dig(step, "op")) not in _GOING and state is not None and _state(step):
            found[urn] = state
    yield from found.values()


def _state(step: Node) -> Mapping[str, Node]:
    """What a step leaves; nothing where Pulumi could not write it down (``ShowPreviewDigest``)."""
    return members(dig(step, "newState"))


def _of_preview(root: Node, steps: Node) -> Iterator[Doubt]:
    shown = sum(text(dig(step, "op")) == "same" and bool(_state(step)) for step in items(steps))
    summary = dig(root, "changeSummary")
    same = getattr(dig(summary, "same"), "data", 0)
    if not isinstance(same, int) or same > shown:
        what = "resources that stay the same, which the preview leaves out"
        yield Doubt(what, steps.at, SHOW_SAMES, Reach(adds=True))
    for step in items(steps):
        if text(dig(step, "op")) not in _GOING and not _state(step):
            name = (text(dig(step, "urn")) or "a resource").rpartition("::")[2]
            yield Doubt(
                f"what {name} will be, which the preview does not tell", step.at, None, Reach(adds=True)
            )
    failed = any(text(dig(one, "severity")) == "error" for one in items(dig(root, "diagnostics")))
    if failed or summary is None:
        what = "what comes after the error with which the preview ended"
        yield Doubt(
            what, (summary or root).at, "mend the program, and run the preview again", Reach(adds=True)
        )


def _of_state(root: Node) -> Iterator[Doubt]:
    pending = dig(root, "deployment.pending_operations") or dig(root, "checkpoint.latest.pending_operations")
    if items(pending):
        what = "what became of the operations that were interrupted"
        yield Doubt(what, (pending or root).at, "pulumi refresh", Reach(adds=True))


def _deployed(path: str, states: list[Node], settled: Container[str]) -> Deployed:
    """``settled``: the URNs of the resources that stay as Azure has them."""
    urns = {urn: node for node in states if (urn := text(dig(node, "urn")))}
    addresses = _addresses(urns)
    types = {addresses[urn]: text(dig(node, "type")) or "" for urn, node in urns.items()}
    resources = {
        addresses[urn]: _declared(node, addresses, types, urn in settled)
        for urn, node in urns.items()
        if is_true(dig(node, "custom")) and not types[addresses[urn]].startswith("pulumi:pulumi:")
    }
    return Deployed(path, resources, {}, {}, {})


def _addresses(urns: Mapping[str, Node]) -> dict[str, str]:
    """A name for each resource: the program's, with parents and type before it where two have the same."""
    of = Counter(urn.rpartition("::")[2] for urn in urns)
    return {urn: name if of[name := urn.rpartition("::")[2]] == 1 else urn.split("::", 2)[-1] for urn in urns}


def _declared(node: Node, addresses: Mapping[str, str], types: Mapping[str, str], settled: bool) -> Declared:
    urn = text(dig(node, "urn")) or ""
    waits = members(dig(node, "propertyDependencies"))
    inputs = members(dig(node, "inputs"))
    if settled:
        inputs = answered(inputs, members(dig(node, "outputs")))
    properties = {
        name: property_value(name, value, _named(waits.get(name), addresses), types)
        for name, value in inputs.items()
        if not name.startswith("__")
    }
    options: dict[str, Node] = {}
    for option in ("protect", "retainOnDelete"):
        if (written := dig(node, option)) is not None:
            options[option] = written
    after = _named(dig(node, "dependencies"), addresses)
    if after:
        options["dependsOn"] = Value(tuple(Reference(one, "id", node.at) for one in after), node.at)
    options.update(_place(node, addresses))
    body = node if isinstance(node, Value) else Value({}, node.at)
    return Declared(
        addresses[urn],
        types[addresses[urn]],
        properties,
        options,
        is_true(dig(node, "external")),
        body,
    )


def _place(node: Node, addresses: Mapping[str, str]) -> dict[str, Node]:
    """The subscription that a resource lies in, by its id; else the provider that it is made with."""
    own = _SUBSCRIPTION.match(text(dig(node, "id")) or "")
    if own is not None:
        return {"subscriptionId": Value(own.group(1), node.at)}
    provider = (text(dig(node, "provider")) or "").rpartition("::")[0]
    if provider in addresses:
        return {"provider": Reference(addresses[provider], "id", node.at)}
    return {"provider": Unknown("its provider is not in the document", node.at)} if provider else {}


def _named(listed: Node | None, addresses: Mapping[str, str]) -> list[str]:
    """The addresses of the resources whose URNs are listed. One that the document does not tell of is a name too."""
    return [addresses.get(urn, urn) for each in items(listed) if (urn := text(each))]
