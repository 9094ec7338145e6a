"""Plans that are saved and applied, and the verdicts on the stacks of two roots of the same content, ``a`` and ``b``: P passes, F
fails, U is unknown.

A root attaches its nodes' subnet to a NAT gateway where ``nat`` is true, which is the default.
"""

from __future__ import annotations

Row = tuple[str, dict[str, str], dict[str, str]]

OFF = "-var nat=false"


def _sh(name: str, *lines: str, **expected: str) -> Row:
    return name, {"up.sh": "\n".join(lines)}, expected


def _plan(root: str, out: str, given: str = "") -> str:
    return f"terraform -chdir={root} plan -out={out} {given}"


def _apply(root: str, plan: str) -> str:
    return f"terraform -chdir={root} apply {plan}"


SAVED: list[Row] = [
    _sh(
        "each its own",
        _plan("a", "p", OFF),
        _plan("b", "q"),
        _apply("a", "p"),
        _apply("b", "q"),
        a="F",
        b="P",
    ),
    _sh(
        "of one name", _plan("a", "p", OFF), _plan("b", "p"), _apply("a", "p"), _apply("b", "p"), a="F", b="P"
    ),
    _sh(
        "one is planned and applied at once",
        _plan("a", "p", OFF),
        _apply("a", "p"),
        "terraform -chdir=b apply",
        a="F",
        b="P",
    ),
    _sh(
        "one is planned elsewhere", _plan("a", "p"), _apply("a", "p"), _apply("b", "../kept/q"), a="P", b="U"
    ),
    _sh("both are planned elsewhere", _apply("a", "p"), _apply("b", "q"), a="U", b="U"),
    _sh("one is only planned", _plan("a", "p"), _apply("a", "p"), _plan("b", "q", OFF), a="P", b="F"),
    _sh(
        "another plan of the root is applied",
        _plan("a", "p", OFF),
        _plan("a", "q"),
        _apply("a", "q"),
        _apply("b", "p"),
        a="P",
        b="U",
    ),
    _sh(
        "the other root's plan in the way",
        _plan("a", "../p", OFF),
        _apply("a", "../p"),
        _plan("b", "p"),
        _apply("b", "p"),
        a="F",
        b="P",
    ),
    _sh(
        "by a folder",
        "(cd a && terraform plan -out=../a.plan -var nat=false)",
        "(cd b && terraform plan -out=../b.plan)",
        "terraform -chdir=a apply ../a.plan",
        "terraform -chdir=b apply ../b.plan",
        a="F",
        b="P",
    ),
    _sh(
        "carried on its way",
        _plan("a", "tfplan", OFF),
        _apply("a", '"$ARTIFACTS/tfplan"'),
        _plan("b", "tfplan"),
        _apply("b", '"$ARTIFACTS/tfplan"'),
        a="F",
        b="P",
    ),
    _sh("by a variable", 'PLAN="$1.plan"', _plan("a", '"$PLAN"', OFF), _apply("a", '"$PLAN"'), a="F", b="P"),
    _sh("which one is not known", _plan("a", "p", OFF), _plan("a", "q"), _apply("a", '"$1"'), a="FP", b="P"),
    _sh(
        "a plan to destroy",
        _plan("a", "p", "-destroy"),
        _apply("a", "p"),
        "terraform -chdir=a apply",
        a="P",
        b="P",
    ),
    _sh(
        "in a temporary folder",
        _plan("a", "/tmp/p", OFF),
        _apply("a", "/tmp/p"),
        _plan("b", "/tmp/q"),
        _apply("b", "/tmp/q"),
        a="F",
        b="P",
    ),
    _sh(
        "one name for both, one after the other",
        _plan("a", "/tmp/p", OFF),
        _apply("a", "/tmp/p"),
        _plan("b", "/tmp/p"),
        _apply("b", "/tmp/p"),
        a="F",
        b="P",
    ),
    ("two scripts", {"plan.sh": _plan("a", "p", OFF), "up.sh": _apply("a", "p")}, {"a": "F", "b": "P"}),
    (
        "two scripts, of two roots",
        {"plan.sh": _plan("a", "p", OFF), "up.sh": _apply("b", "p")},
        {"a": "F", "b": "U"},
    ),
    (
        "jobs",
        {
            ".gitlab-ci.yml": "plan:\n  stage: build\n  script: [cd a, terraform plan -out=p -var nat=false]\n  artifacts: {paths: [a/p]}\n"
            "up:\n  stage: deploy\n  script: [cd a, terraform apply p]\n"
        },
        {"a": "F", "b": "P"},
    ),
    (
        "the arguments of an environment",
        {"up.sh": f"export TF_CLI_ARGS_plan='{OFF}'\n{_plan('a', 'p')}\n{_apply('a', 'p')}"},
        {"a": "FU", "b": "P"},
    ),
]
