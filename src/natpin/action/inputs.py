"""The inputs of action.yml, read once and checked. Names and defaults here and there are held together by a test."""

from __future__ import annotations

from enum import Enum

from natpin.azure.clouds import CLOUDS
from natpin.config import FailOn
from natpin.errors import ConfigError
from natpin.github.toolkit import Toolkit
from natpin.model.record import record
from natpin.reporters.registry import REPORTERS


class Mode(Enum):
    """What the action is asked to do."""

    LINT = "lint"
    EGRESS = "egress"
    PLAN = "plan"
    APPLY = "apply"
    DRIFT = "drift"


class Comment(Enum):
    """Whether the pull request gets a comment."""

    AUTO = "auto"
    """When there is something to look at; an existing one is always kept right."""
    ALWAYS = "always"
    NEVER = "never"


class Sarif(Enum):
    """What becomes of the SARIF report."""

    AUTO = "auto"
    """A file, and an upload where the token may."""
    UPLOAD = "upload"
    """The same, with a warning when the upload is refused."""
    FILE = "file"
    OFF = "off"


class Fixes(Enum):
    """What becomes of the fixes that are safe (mode lint)."""

    OFF = "off"
    FILE = "file"
    """A patch among the report files."""
    SUGGEST = "suggest"
    """The same, and suggestions on the lines that the pull request adds."""


AUTHS = ("", "oidc", "cli", "managed-identity", "client-secret", "default")
CLOUD_NAMES = ("", *CLOUDS)
DEFAULT_FORMATS = ("json", "markdown", "html")
WRITABLE = tuple(name for name in REPORTERS if name not in ("github", "sarif"))
"""Formats that make a file: annotations are no file, and SARIF has an input of its own."""


@record
class LintInputs:
    """What is read, and how it is judged."""

    paths: tuple[str, ...]
    config: str
    profile: str
    fail_on: str
    """Empty: natpin.yaml's, else ``error``."""
    baseline: str
    diff_base: str
    """``auto``, ``none``, or a revision."""
    var_files: tuple[str, ...]
    vars: tuple[str, ...]
    parameters: tuple[str, ...]
    terraform_workspace: str
    no_ignores: bool
    fail_on_existing: bool
    rules_from: str
    """``base`` or ``head``: whose rules judge a change."""
    tree: str
    """The commit that the checkout has to be; empty for the one that the event names."""


@record
class AzureInputs:
    """Which Azure, as whom, and which entries of ``egress:``."""

    auth: str
    tenant_id: str
    client_id: str
    client_secret: str
    subscription_id: str
    scope: tuple[str, ...]
    """``SUBSCRIPTION[/GROUP[/CLUSTER]]`` each."""
    cloud: str
    endpoint: str
    """Base URL of an Azure Resource Manager other than the public one; empty for that."""
    authority: str
    ca_file: str
    entries: tuple[str, ...]
    plan_file: str
    environment: str
    apply_anyway: bool
    resolve: str
    """``auto`` or ``off``: whether the IPs of files get the addresses that Azure has for them."""


@record
class TellingInputs:
    """Where the result is told."""

    token: str
    comment: Comment
    comment_key: str
    annotations: bool
    summary: bool
    sarif: Sarif
    formats: tuple[str, ...]
    folder: str
    """Where report files go, relative to the workspace."""
    fixes: Fixes
    issue: bool
    issue_labels: tuple[str, ...]
    issue_assignees: tuple[str, ...]
    webhook_url: str
    webhook_secret: str


@record
class Inputs:
    """All of them."""

    mode: Mode
    lint: LintInputs
    azure: AzureInputs
    telling: TellingInputs


def read_inputs(toolkit: Toolkit) -> Inputs:
    """Raises ConfigError, with the input's name and what it may be. Secrets are masked before anything else."""
    token, secret = toolkit.input("token"), toolkit.input("azure-client-secret")
    for value in (token, secret, toolkit.input("webhook-url"), toolkit.input("webhook-secret")):
        if value:
            toolkit.secret(value)
    mode = Mode(toolkit.choice("mode", [mode.value for mode in Mode], Mode.LINT.value))
    return Inputs(mode, _lint(toolkit), _azure(toolkit, secret), _telling(toolkit, token))


def _lint(toolkit: Toolkit) -> LintInputs:
    return LintInputs(
        paths=toolkit.lines("paths") or (".",),
        config=toolkit.input("config"),
        profile=toolkit.input("profile"),
        fail_on=toolkit.choice("fail-on", ["", *(choice.value for choice in FailOn)], ""),
        baseline=toolkit.input("baseline"),
        diff_base=toolkit.input("diff-base", "auto"),
        var_files=toolkit.lines("var-files"),
        vars=toolkit.lines("vars"),
        parameters=toolkit.lines("parameters"),
        terraform_workspace=toolkit.input("terraform-workspace"),
        no_ignores=toolkit.flag("no-ignores", default=False),
        fail_on_existing=toolkit.flag("fail-on-existing", default=False),
        rules_from=toolkit.choice("rules-from", ["base", "head"], "base"),
        tree=toolkit.input("tree"),
    )


def _azure(toolkit: Toolkit, secret: str) -> AzureInputs:
    return AzureInputs(
        auth=toolkit.choice("auth", AUTHS, ""),
        tenant_id=toolkit.input("azure-tenant-id"),
        client_id=toolkit.input("azure-client-id"),
        client_secret=secret,
        subscription_id=toolkit.input("azure-subscription-id"),
        scope=toolkit.lines("scope"),
        cloud=toolkit.choice("azure-cloud", CLOUD_NAMES, ""),
        endpoint=toolkit.input("azure-endpoint"),
        authority=toolkit.input("azure-authority"),
        ca_file=toolkit.input("azure-ca-file"),
        entries=toolkit.lines("entries"),
        plan_file=toolkit.input("plan-file"),
        environment=toolkit.input("environment"),
        apply_anyway=toolkit.flag("apply-without-environment", default=False),
        resolve=toolkit.choice("resolve-addresses", ["auto", "off"], "auto"),
    )


def _telling(toolkit: Toolkit, token: str) -> TellingInputs:
    return TellingInputs(
        token=token,
        comment=Comment(toolkit.choice("comment", [choice.value for choice in Comment], "auto")),
        comment_key=toolkit.input("comment-key"),
        annotations=toolkit.flag("annotations", default=True),
        summary=toolkit.flag("summary", default=True),
        sarif=Sarif(toolkit.choice("sarif", [choice.value for choice in Sarif], "auto")),
        formats=_formats(toolkit),
        folder=toolkit.input("report-folder", ".natpin"),
        fixes=Fixes(toolkit.choice("fixes", [choice.value for choice in Fixes], "off")),
        issue=toolkit.flag("issue", default=True),
        issue_labels=toolkit.lines("issue-labels"),
        issue_assignees=toolkit.lines("issue-assignees"),
        webhook_url=toolkit.input("webhook-url"),
        webhook_secret=toolkit.input("webhook-secret"),
    )


def _formats(toolkit: Toolkit) -> tuple[str, ...]:
    asked = [name for line in toolkit.lines("format") for name in line.replace(",", " ").split()]
    for name in asked:
        if name not in WRITABLE:
            raise ConfigError(f"input `format`: {' | '.join(WRITABLE)}, not {name[:40]!r}")
    return tuple(dict.fromkeys(asked)) or DEFAULT_FORMATS
