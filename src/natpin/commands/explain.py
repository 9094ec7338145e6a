"""``natpin explain RULE``: what a rule asks, why, and how to mend what it finds."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from natpin.commands.output import write
from natpin.config import discover
from natpin.errors import InputError
from natpin.policy.definition import CATEGORIES, Policy
from natpin.policy.load import built_in, examples, from_workspace
from natpin.reporters import neutral
from natpin.workspace import FolderWorkspace

SCHEMA = "natpin/rule/v1"

_ALSO = {
    "tf": "terraform",
    "hcl": "terraform",
    "json": "arm",
    "azure-service-operator": "aso",
    "cluster-api": "capz",
    **dict.fromkeys(("bash", "sh", "shell", "github", "github-workflow", "gitlab", "gitlab-ci"), "az"),
    **dict.fromkeys(
        ("azure-pipelines", "azure-pipeline", "make", "makefile", "markdown", "workflow", "pipeline"), "az"
    ),
    **dict.fromkeys(("ps1", "pwsh", "az-powershell"), "powershell"),
}
"""Other names that people, and reports, give to a language of examples."""


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin explain",
        description="Explains what a rule asks, why, and how to fix what it finds: natpin's rules, and the policies that "
        "natpin.yaml names.",
    )
    made.add_argument("rule", nargs="?", metavar="RULE", help="its id; without one, the list of all rules")
    made.add_argument(
        "--language",
        help="show the rule's examples in this language: terraform, bicep, az … (the rule's page lists them)",
    )
    made.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    made.add_argument("--config", metavar="FILE", help="default: natpin.yaml at the workspace's root")
    made.add_argument(
        "--workspace",
        metavar="FOLDER",
        help="natpin reads nothing outside this folder (default: the enclosing git work tree)",
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
            if arguments.language is not None:
                raise InputError("--language needs a rule: natpin explain RULE --language LANGUAGE")
            return _list(policies, arguments)
        found = next((policy for policy in policies if policy.id == arguments.rule), None)
    if found is None:
        from natpin.languages.located_yaml.checked import suggestion

        hint = suggestion(arguments.rule, [policy.id for policy in policies]) or ";"
        raise InputError(f"there is no rule {arguments.rule!r}{hint} natpin explain lists them")
    by_example = examples().get(found.id, {})
    if arguments.language is not None and arguments.language not in by_example:
        arguments.language = _ALSO.get(arguments.language.lower(), arguments.language)
    if arguments.language is not None and arguments.language not in by_example:
        there_are = f"there are {', '.join(by_example)}" if by_example else "it has none"
        wanted = arguments.language or "a language without a name"
        raise InputError(f"{found.id} has no example in {wanted}: {there_are}")
    if arguments.format == "json":
        chosen = {arguments.language: by_example[arguments.language]} if arguments.language else by_example
        write(_json({**_described(found), "examples": chosen}), arguments.output)
        return 0
    from natpin.policy.pages import example_page, page

    if arguments.language:
        text = example_page(found, arguments.language, by_example[arguments.language])
    else:
        text = page(found, shipped.profiles.values())
        if by_example:
            others = f" (or {', '.join([*by_example][1:])})" if len(by_example) > 1 else ""
            text += f"\nBy example: natpin explain {found.id} --language {next(iter(by_example))}{others}\n"
    lines = [line for line in text.splitlines() if not line.startswith("<!--")]
    kept = "\n".join(neutral.source(line)[0] for line in "\n".join(lines).strip().split("\n"))
    write(neutral.unstarted(kept) + "\n", arguments.output)
    return 0


def _described(policy: Policy) -> dict[str, object]:
    """A rule for programs. The names are those of its YAML file."""
    rule = policy.rule
    return {
        "schema": SCHEMA,
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "category": policy.category or None,
        "subject": policy.subject,
        "rationale": rule.rationale,
        "remediation": rule.remediation,
        "references": list(rule.references),
        "parameters": [
            {"name": one.name, "type": one.type, "default": one.default, "description": one.description}
            for one in policy.parameters
        ],
    }


def _json(data: object) -> str:
    import json

    return neutral.json_line_safe(json.dumps(data, indent=2)) + "\n"


def _own(arguments: Namespace) -> tuple[Policy, ...]:
    """The policies that natpin.yaml names. Raises ConfigError, PolicyError, InputError."""
    given = Path(arguments.workspace) if arguments.workspace else None
    workspace = FolderWorkspace(given or Path("."), given)
    config = discover(
        workspace, workspace.admit(Path(arguments.config).resolve()) if arguments.config else None
    )
    return tuple(policy for folder, at in config.policies for policy in from_workspace(workspace, folder, at))


def _list(policies: tuple[Policy, ...], arguments: Namespace) -> int:
    if arguments.format == "json":
        write(_json([_described(policy) for policy in policies]), arguments.output)
        return 0
    width = max(len(policy.id) for policy in policies)
    lines = []
    for name in (*CATEGORIES, ""):
        mine = [policy for policy in policies if policy.category == name]
        if mine:
            lines.append(f"{name}: {CATEGORIES[name]}" if name else "without a category")
        for policy in mine:
            title = neutral.terminal(policy.rule.title)
            lines.append(f"  {policy.id:{width}}  {policy.rule.severity.value:7}  {title}")
    write("\n".join(lines) + "\n", arguments.output)
    return 0
