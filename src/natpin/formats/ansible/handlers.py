"""Handlers: tasks that run at the end of a play where another task, which changed something, notifies them.

Source: Ansible documentation, "Handlers: running operations on change".
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.ansible.files import INSIDE, TAKES_ROLE, TAKES_TASKS, plain_name
from natpin.formats.ansible.run import Run
from natpin.formats.ansible.tasks import Tasks
from natpin.model.value import Node, Unknown, items, members, text


def notified(of_play: tuple[Node, ...], tasks: Tasks) -> None:
    """Go through the handlers that may be notified: whether a task changes anything, only the run knows. One that takes in
    files or has a name that is not known may be meant by any, and a name that none here has may mean each."""
    if not tasks.notified:
        return
    handlers = (*of_play, *tasks.handlers)
    called = [_called(members(handler), tasks.run) for handler in handlers]
    # "role : handler" is a handler of a role
    told = {one.rpartition(" : ")[2] if one is not None else None for one in tasks.notified}
    all_may = not told <= {name for names in called for name in names if name is not None}
    for handler, names in zip(handlers, called, strict=True):
        if all_may or None in names or names & told:
            why = Unknown("whether the handler runs is only known when the playbook runs", handler.at)
            tasks.run.perhaps(lambda handler=handler: tasks.all((handler,)), why)  # type: ignore[misc]


def _called(handler: Mapping[str, Node], run: Run) -> set[str | None]:
    """The name and topics of a handler; None among them where it may have others."""
    found = {run.text(handler["name"])} if "name" in handler else set[str | None]()
    topics = run.value(handler.get("listen"))
    if topics is not None:
        found |= {text(one) for one in items(topics) or (topics,)}
    if any(plain_name(key) in (*TAKES_TASKS, *TAKES_ROLE, *INSIDE) for key in handler):
        found.add(None)
    return found
