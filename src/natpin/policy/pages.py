"""The pages of docs/rules/ and docs/policy-fields.md, and the texts of ``natpin explain``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.policy.definition import CATEGORIES, OnUnknown, Policy
from natpin.policy.kinds import KINDS
from natpin.policy.load import BuiltIn, Profile

_NOTE = "<!-- Generated from {source} by `make docs`; change that file. -->"

_SUBJECTS: Mapping[str, str] = {
    "cluster": "every cluster",
    "nodePool": "every node pool",
    "subnet": "every subnet",
    "natGateway": "every NAT gateway",
    "publicIp": "every public IP and prefix",
    "virtualNetwork": "every virtual network",
    "workload": "every workload",
    "networkPolicy": "every network policy",
    "remark": "what a reader remarked in a script",
    "suppression": "every suppression",
    "ruleChange": "every change of the rules, the contract or the baseline",
    "change": "every effect of a change on egress",
    "drift": "every difference between what is declared and what is live",
}

_ON_UNKNOWN = {
    OnUnknown.UNKNOWN: "reported as unknown, with its cause and what would settle it",
    OnUnknown.FAIL: "counts as failed",
    OnUnknown.QUIET: "unknown in the cluster's verdicts, without a finding of its own",
}


def page(
    policy: Policy,
    profiles: Iterable[Profile] = (),
    by_example: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """A rule's page as Markdown. ``by_example``: its examples by language, made of its test cases."""
    rule = policy.rule
    parts = [
        _NOTE.format(source=policy.source),
        f"# {rule.id}",
        rule.title + ".",
        _facts(policy, profiles),
        "## Why",
        rule.rationale,
        "## What to do",
        rule.remediation,
    ]
    if policy.parameters:
        parts += ["## Parameters", _parameters(policy)]
    if by_example:
        parts += ["## By example", *_collapsed(by_example)]
    for example in policy.examples if not by_example else ():
        parts += [
            f"## In {_language(example.language)}",
            "Instead of",
            _fenced(example.language, example.bad),
        ]
        parts += ["write", _fenced(example.language, example.good)]
    if policy.ignorable:
        parts += ["## To live with it", _ignoring(policy)]
    if rule.references:
        parts += ["## Sources", "\n".join(f"- <{reference}>" for reference in rule.references)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


LANGUAGES: Mapping[str, tuple[str, str]] = {
    "terraform": ("Terraform", "hcl"),
    "bicep": ("Bicep", "bicep"),
    "arm": ("ARM templates", "json"),
    "az": ("az scripts", "bash"),
    "powershell": ("PowerShell", "powershell"),
    "ansible": ("Ansible", "yaml"),
    "pulumi": ("Pulumi in YAML", "yaml"),
    "aso": ("Azure Service Operator", "yaml"),
    "crossplane": ("Crossplane", "yaml"),
    "capz": ("Cluster API", "yaml"),
    "snapshot": ("live Azure", "json"),
    "terraform-state": ("Terraform states", "json"),
}
"""How the languages of examples are called, and how their code is marked; in the order in which they are shown."""


def _most_wanted(entry: tuple[str, object]) -> tuple[int, str]:
    names = list(LANGUAGES)
    return (names.index(entry[0]) if entry[0] in names else len(names), entry[0])


def _collapsed(by_example: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """One section for each language, of which the first is open: a reader looks for their own."""
    state = " open"
    for language, case in sorted(by_example.items(), key=_most_wanted):
        title, _ = LANGUAGES.get(language, (language, "text"))
        yield f"<details{state}>\n<summary>{title}</summary>"
        yield from _by_example(language, case)
        yield "</details>"
        state = ""


def _by_example(language: str, case: Mapping[str, str]) -> list[str]:
    """What fails, what natpin says of it, and the same mended."""
    _, mark = LANGUAGES.get(language, (language, "text"))
    endings = {"yaml": "yaml", "json": "json"}

    def marked(file: str) -> str:
        return endings.get(file.rpartition(".")[2], mark)

    return [
        f"`{case['failing']}` fails:",
        _fenced(marked(case["failing"]), case["fails"]),
        "natpin says:",
        _fenced("text", case["says"]),
        "Mended" + (f", in `{case['file']}`:" if case["file"] != case["failing"] else ":"),
        _fenced(marked(case["file"]), case["mended"]),
    ]


def example_page(policy: Policy, language: str, case: Mapping[str, str]) -> str:
    """One example, for ``natpin explain RULE --language LANGUAGE``."""
    title, _ = LANGUAGES.get(language, (language, "text"))
    parts = [f"# {policy.id}", f"{policy.rule.title}.", f"## In {title}", *_by_example(language, case)]
    return "\n\n".join(parts) + "\n"


def _facts(policy: Policy, profiles: Iterable[Profile]) -> str:
    rows = [
        ("Severity", _severity(policy)),
        *([("Category", f"{policy.category}: {CATEGORIES[policy.category]}")] if policy.category else []),
        ("Asked of", _SUBJECTS.get(policy.subject, policy.subject)),
        ("When it cannot be decided", _ON_UNKNOWN[policy.on_unknown]),
    ]
    elsewhere = [told for profile in profiles if (told := _in_profile(policy, profile))]
    if elsewhere:
        rows.append(("Other profiles", "; ".join(elsewhere)))
    if policy.fix:
        rows.append(("Mending it", "changes nothing else" if policy.fix.safe else "needs a decision"))
    if not policy.ignorable:
        rows.append(("Suppressions", "cannot hide it"))
    return "| | |\n|---|---|\n" + "\n".join(f"| {name} | {text} |" for name, text in rows)


def _severity(policy: Policy) -> str:
    usual = policy.rule.severity.value
    others = [severity.value for _, severity in policy.severity_when]
    return f"{usual} ({', '.join(others)} in milder or graver cases)" if others else usual


def _in_profile(policy: Policy, profile: Profile) -> str | None:
    if profile.only is not None and policy.id not in profile.only:
        return f"{profile.id}: off"
    setting = profile.rules.get(policy.id)
    if setting is None:
        return None
    word = setting.get("severity", "tuned") if isinstance(setting, Mapping) else setting
    return f"{profile.id}: {word}"


def _parameters(policy: Policy) -> str:
    rows = ["| Name | Type | Default | Meaning |", "|---|---|---|---|"]
    for parameter in policy.parameters:
        default = parameter.default
        shown = ", ".join(map(str, default)) if isinstance(default, list) else str(default)
        rows.append(f"| `{parameter.name}` | {parameter.type} | {shown} | {parameter.description} |")
    first = policy.parameters[0]
    example = "[…]" if first.type == "texts" else _example_value(first.default)
    setting = f"rules:\n  {policy.id}:\n    {first.name}: {example}"
    return "\n".join(rows) + "\n\nSet in natpin.yaml:\n\n" + _fenced("yaml", setting)


def _example_value(default: object) -> str:
    return str(default * 2) if isinstance(default, int) and not isinstance(default, bool) else str(default)


def _ignoring(policy: Policy) -> str:
    comment = f"# natpin: ignore[{policy.id}] why this is accepted until=2027-01-31"
    return (
        "Above the line, or above the block it stands in, with a reason and, if it is for a time, an end:\n\n"
        + _fenced("text", comment)
        + f"\n\nFor the whole repository, in natpin.yaml: `rules: {{{policy.id}: off}}`."
    )


def _language(name: str) -> str:
    return {"bash": "a script", "hcl": "Terraform", "json": "ARM JSON", "bicep": "Bicep", "yaml": "YAML"}.get(
        name, name
    )


def _fenced(language: str, text: str) -> str:
    return "```" + language + "\n" + text.strip("\n").rstrip() + "\n```"


def index(shipped: BuiltIn) -> str:
    """docs/rules/README.md: every rule by category, and the profiles."""
    parts = [_NOTE.format(source="policies/"), "# Rules"]
    parts.append(
        "An **error** makes traffic leave from an IP that is on no allowlist, or a deployment fail. A **warning** works "
        "today and breaks under a foreseeable change. A **note** is worth knowing."
    )
    parts.append(
        "By category, as `natpin lint --select CATEGORY` takes them: "
        + ", ".join(f"[{name}](#{name})" for name in CATEGORIES)
        + "."
    )
    for name, about in CATEGORIES.items():
        mine = [policy for policy in shipped.policies if policy.category == name]
        parts += [f"## {name}", about[:1].upper() + about[1:] + ".", _table(mine)]
    profiles = [
        f"- **{profile.id}**: {' '.join(profile.description.split())}"
        for profile in shipped.profiles.values()
    ]
    parts += ["## Profiles", "Chosen by `profile:` in natpin.yaml or `--profile`.", "\n".join(profiles)]
    return "\n\n".join(parts) + "\n"


def _table(policies: Sequence[Policy]) -> str:
    ranked = sorted(policies, key=lambda policy: (policy.rule.severity.rank, policy.id))
    rows = [
        f"| [{policy.id}]({policy.id}.md) | {policy.rule.severity.value} | {policy.rule.title} |"
        for policy in ranked
    ]
    return "\n".join(["| Rule | Severity | Says |", "|---|---|---|", *rows])


def fields_page() -> str:
    """docs/policy-fields.md: what a policy can compare."""
    parts = [
        _NOTE.format(source="src/natpin/facts/vocabulary.py"),
        "# Fields a policy can compare",
        "`[]` marks a list: ask of it with `each`, `some`, `none` or `count`; paths inside start at the element. A path "
        "that ends in `…` admits anything below it, in ARM's words. A field that is absent is absent in Azure; one that "
        "could not be known is unknown, and so is what is asked of it.",
    ]
    for kind, table in KINDS.items():
        rows = [f"| `{name}` | {meaning.replace('|', '/')} |" for name, meaning in table.items()]
        asked = _SUBJECTS.get(kind, kind)
        parts += [f"## {kind}", f"Asked of {asked}.", "\n".join(["| Field | Meaning |", "|---|---|", *rows])]
    return "\n\n".join(parts) + "\n"
