"""The rounds of a task's loop.

Source: Ansible documentation, "Loops", "Migrating from with_X to loop".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.ansible.run import Run
from natpin.languages.jinja.lists import flat
from natpin.languages.jinja.scope import open_in
from natpin.model.record import record
from natpin.model.value import Node, Unknown, Value, items, members, text

MOST_ROUNDS = 256


@record
class Loop:
    """A loop."""

    variable: str
    """``item``, or what the task calls it."""
    frames: Sequence[Mapping[str, Node]] | None
    """The names of each round; None where the rounds are not known."""
    why: Unknown | None = None


def loop_of(task: Mapping[str, Node], run: Run) -> Loop | None:
    """The loop of a task; None where it has none."""
    key = "loop" if "loop" in task else next((name for name in task if name.startswith("with_")), None)
    if key is None:
        return None
    control = members(task.get("loop_control"))
    variable = text(control.get("loop_var")) or "item"
    index = text(control.get("index_var"))
    node = run.variables.value(task[key])
    kind = key.removeprefix("with_").removeprefix("ansible.builtin.")
    if kind == "first_found":
        return _first_found(node, variable, run)
    listed = _elements(kind, node)
    if isinstance(listed, Unknown):
        return Loop(variable, None, listed)
    frames: list[Mapping[str, Node]] = []
    for number, one in enumerate(listed):
        frame: dict[str, Node] = {variable: one}
        if index is not None:
            frame[index] = Value(number, node.at)
        frames.append(frame)
    return Loop(variable, frames)


def _first_found(node: Node, variable: str, run: Run) -> Loop:
    """The first of some files that is there (plugin ``ansible.builtin.first_found``)."""
    terms = items(node) or (node,)
    for one in terms:
        said = text(one)
        if said is None:
            break
        path = next(
            (found for kind in ("vars", "files", "templates", "tasks") if (found := run.file(said, kind))),
            None,
        )
        if path is not None:
            return Loop(variable, [{variable: Value(said, one.at)}])
    return Loop(
        variable, None, Unknown("which of the files is the first that is there is not known", node.at)
    )


def _elements(kind: str, node: Node) -> Sequence[Node] | Unknown:
    if not isinstance(node, Value):
        why = node if isinstance(node, Unknown) else Unknown("it is only known once it is deployed", node.at)
        return Unknown(f"what the task loops over is not known: {why.reason}", why.at, why.settle_by)
    unclear = open_in(node)
    if unclear is not None:
        return unclear
    if kind == "dict" and isinstance(node.data, Mapping):
        return [Value({"key": Value(name, one.at), "value": one}, one.at) for name, one in node.data.items()]
    if isinstance(node.data, tuple) and kind in ("loop", "list", "items", "flattened"):
        listed = items(node)
        if kind == "items":
            return flat(listed, 1)
        return flat(listed, 20) if kind == "flattened" else listed
    if kind == "items" and node.data is not None and not isinstance(node.data, Mapping):
        return [node]
    return Unknown(
        f"what with_{kind} loops over is not followed" if kind != "loop" else "the loop is not a list",
        node.at,
    )
