"""``natpin explain RULE``: what a rule asks, why, and how to mend what it finds."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from natpin.config import discover
from natpin.errors import InputError
from natpin.policy.definition import Policy
from natpin.policy.load import built_in, from_workspace
from natpin.reporters import neutral
from natpin.workspace import FolderWorkspace


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin explain",
        description="Tells what a rule asks, why, and how to mend what it finds: natpin's rules, and the policies that "
        "natpin.yaml names.",
    )
    made.add_argument("rule", nargs="?", metavar="RULE", help="its id; without one, the list of all rules")
    made.add_argument("--config", metavar="FILE", help="default: natpin.yaml at the workspace's root")
    made.add_argument(
        "--workspace", metavar="FOLDER", help="bounds all reading (default: the enclosing git work tree)"
    )
    return made


def run(arguments: Namespace) -> int:
    """Print a rule's page, or the list of rules. Raises InputError for a rule there is not."""
    shipped = built_in()
    found = next((policy for policy in shipped.policies if policy.id == arguments.rule), None)
    if found is None:
        # a broken natpin.yaml keeps nobody from reading about natpin's own rules
        policies = (*shipped.policies, *_own(arguments))
        if arguments.rule is None:
            return _list(policies)
        found = next((policy for policy in policies if policy.id == arguments.rule), None)
    if found is None:
        from natpin.languages.located_yaml.checked import suggestion

        hint = suggestion(arguments.rule, [policy.id for policy in policies]) or ";"
        raise InputError(f"there is no rule {arguments.rule!r}{hint} natpin explain lists them")
    from natpin.policy.pages import page

    lines = page(found, shipped.profiles.values()).splitlines()
    text = "\n".join(line for line in lines if not line.startswith("<!--")).strip()
    sys.stdout.write(neutral.block(text) + "\n")
    return 0


def _own(arguments: Namespace) -> tuple[Policy, ...]:
    """The policies that natpin.yaml names. Raises ConfigError, PolicyError, InputError."""
    given = Path(arguments.workspace) if arguments.workspace else None
    workspace = FolderWorkspace(given or Path("."), given)
    config = discover(
        workspace, workspace.admit(Path(arguments.config).resolve()) if arguments.config else None
    )
    return tuple(policy for folder, at in config.policies for policy in from_workspace(workspace, folder, at))


def _list(policies: tuple[Policy, ...]) -> int:
    width = max(len(policy.id) for policy in policies)
    for policy in policies:
        title = neutral.terminal(policy.rule.title)
        print(f"{policy.id:{width}}  {policy.rule.severity.value:7}  {title}")
    return 0
