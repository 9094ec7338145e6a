"""The keywords of a task, and which of its keys names the module.

Source: Ansible documentation, "Playbook Keywords".
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.value import NULL, Node, Value, members, text

KEYWORDS = frozenset(
    """
    action any_errors_fatal args async become become_exe become_flags become_method become_user block always rescue
    changed_when check_mode collections connection debugger delay delegate_facts delegate_to diff environment failed_when
    ignore_errors ignore_unreachable listen local_action loop loop_control module_defaults name no_log notify poll port
    register remote_user retries run_once tags throttle timeout until vars when first_available_file static public
    """.split()  # noqa: SIM905
)

OF_A_ROLE = frozenset(
    """
    any_errors_fatal become become_exe become_flags become_method become_user check_mode collections connection debugger
    delegate_facts delegate_to diff environment ignore_errors ignore_unreachable module_defaults name no_log port remote_user
    role run_once scm src tags throttle timeout vars version when
    """.split()  # noqa: SIM905
)
"""Keys under ``roles`` of a play and ``dependencies`` of a role that are no variables."""


def module_of(task: Mapping[str, Node]) -> tuple[str | None, Node]:
    """The module of a task and what it is given; None for a task without one."""
    for name, node in task.items():
        if name not in KEYWORDS and not name.startswith("with_"):
            return name, node
    for name in ("local_action", "action"):
        if name in task:
            return _of_action(task[name])
    return None, NULL


def _of_action(node: Node) -> tuple[str | None, Node]:
    """``action: module name=value`` and ``action: {module: …}``."""
    said = text(node)
    if said is not None:
        name, _, rest = said.strip().partition(" ")
        return name, Value(rest, node.at)
    inner = dict(members(node))
    name_node = inner.pop("module", None)
    return text(name_node), Value(inner, node.at)
