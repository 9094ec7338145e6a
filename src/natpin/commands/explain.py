"""``natpin explain RULE``: what a rule asks, why, and how to mend what it finds."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from natpin.errors import InputError
from natpin.policy.load import built_in


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin explain", description="Tells what a rule asks, why, and how to mend what it finds."
    )
    made.add_argument("rule", nargs="?", metavar="RULE", help="its id; without one, the list of all rules")
    return made


def run(arguments: Namespace) -> int:
    """Print a rule's page, or the list of rules. Raises InputError for a rule there is not."""
    shipped = built_in()
    if arguments.rule is None:
        width = max(len(policy.id) for policy in shipped.policies)
        for policy in shipped.policies:
            print(f"{policy.id:{width}}  {policy.rule.severity.value:7}  {policy.rule.title}")
        return 0
    found = next((policy for policy in shipped.policies if policy.id == arguments.rule), None)
    if found is None:
        from natpin.written import suggestion

        known = [policy.id for policy in shipped.policies]
        raise InputError(
            f"there is no rule {arguments.rule!r}{suggestion(arguments.rule, known)}; natpin explain lists them"
        )
    from natpin.policy.document import page

    lines = page(found, shipped.profiles.values()).splitlines()
    sys.stdout.write("\n".join(line for line in lines if not line.startswith("<!--")).strip() + "\n")
    return 0
