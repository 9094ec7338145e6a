"""Words that name a template or a root which a command, a task or an action deploys."""

from __future__ import annotations

from natpin.pipeline.not_here.words import Word, item
from natpin.regex import late_regex

_TEMPLATE_FLAG = late_regex(
    r"(?i)[ \t`](?:-f|-u|-s|--template-(?:file|uri|spec)|-Template(?:File|Uri|SpecId))[ \t=:]+[\"']?\Z"
)
_PARAMETERS_FLAG = late_regex(r"(?i)[ \t`](?:-p|--parameters|-TemplateParameterFile)[ \t=:]{1,4}[\"']?\Z")
_DEPLOYS = late_regex(
    r"(?i)\baz(?:\.cmd)?[ \t]+(?:deployment|stack)[ \t]+(?:(?:group|sub|mg|tenant)[ \t]+)?create\b"
    r"|\bNew-Az(?:ResourceGroup|Subscription|ManagementGroup|Tenant)?Deployment(?:Stack)?\b"
    r"|\b(?:New|Set)-Az(?:ResourceGroup|Subscription|ManagementGroup)DeploymentStack\b"
)
_TEMPLATE_KEY = late_regex(
    r"(?i)^[ \t]*(?:-[ \t]+)?(?:template(?:[-_]?file)?|csmFile(?:Link)?|template_link)[ \t]*:[ \t]*[\"']?\Z"
)
_TEMPLATE_TASK = late_regex(
    r"(?i)\buses:[ \t]*[\"']?[\w.-]+/(?:arm-deploy|bicep-deploy)\b|\btask:[ \t]*[\"']?Azure(?:ResourceManagerTemplate|ResourceGroup)Deployment@"
    r"|azure_rm_deployment:"
)
_TOOL = r"(?:terraform|tofu|terragrunt)"
_FROM_MODULE = late_regex(rf"(?i)\b{_TOOL}\b[^\n;&|]*[ \t]init\b[^\n;&|]*-from-module=[\"']?\Z")
"""developer.hashicorp.com/terraform/cli/commands/init, "Copy a Source Module"."""
_CHDIR = late_regex(rf"(?i)\b{_TOOL}\b[^\n;&|]*-chdir=[\"']?\Z")
_APPLIES = late_regex(
    rf"(?i)\b{_TOOL}(?:[ \t]+-[^\s;&|]*)*[ \t]+(?:run-all[ \t]+)?(?:apply|up)\b|\bpulumi[ \t]+up\b|\bcommand\"?:[ \t]*[\"']?(?:apply|up)\b"
    r"|\buses:[ \t]*[\"']?[\w./-]{1,200}/(?:terraform|tofu|terragrunt|tf)[\w.-]{0,40}(?:apply|deploy)\b"
)
_APPLY_LATER = late_regex(r"[\"']?(?:[ \t]+-[^\s;&|]*)*[ \t]+apply\b")
_CD = late_regex(r"(?i)(?:^|[\s;&|(\"'@])(?:cd|pushd|Set-Location|dir)[ \t(]+[\"']?\Z")
_CD_ENDS = late_regex(
    r"(?i)(?m:^[ \t]*-[ \t]+[\"']?(?:name|uses|run|task|bash|pwsh|powershell|script|checkout)[\"']?:)|(?<![\w-])(?:cd|pushd|popd|Set-Location)(?![\w-])"
)
_FOLDER_KEY = late_regex(
    r"(?i)^[ \t]*(?:-[ \t]+)?(?:working[-_]?dir(?:ectory)?|path|directory|dir|module[-_]path|work[-_]dir|project_path)[\"']?[ \t]*:[ \t]*[\"']?\Z"
)
_WORKING = late_regex(r"(?i)working[-_]?dir|^[ \t]*+dir:")
_MAKE = late_regex(r"(?:\bg?make|\$[({]MAKE[)}])[^\n;&|]*?[ \t](?:-C[ \t]*|--directory[= \t])[\"']?\Z")
_MAKE_GOAL = late_regex(
    r"(?i)[\"']?[^\n;&|#]*[ \t](?:[\w-]*[-_])?(?:apply|up|create|provision|infra|bootstrap|terraform)\b"
)
_PULUMI = late_regex(r"\bpulumi\b[^\n;&|]*[ \t]up\b[^\n;&|]*(?:--cwd|-C)[ \t=]+[\"']?\Z")
_TERRAGRUNT = late_regex(r"\bterragrunt\b[^\n;&|]*\bapply\b[^\n;&|]*working-dir[ \t=]+[\"']?\Z")
_FAR = 1_500
_SPEC = late_regex(r"(?i)/templateSpecs/([^/\s]{1,90})")
"""The name of a template spec in its id (Azure docs, "Azure Resource Manager template specs")."""


def named(word: str) -> str:
    """What of a template's address says what it makes."""
    found = _SPEC.search(word)
    return found[1] if found is not None else word


def is_elsewhere(word: str) -> bool:
    """Whether an address is of no file or folder."""
    return "://" in word or _SPEC.search(word) is not None


def template(text: str, word: Word) -> bool:
    """Whether a word is the template of a deployment."""
    before = f" {word.before}"
    names_one = _PARAMETERS_FLAG.search(before) is not None and word.text.endswith(".bicepparam")
    if names_one or _TEMPLATE_FLAG.search(before):
        return _DEPLOYS.search(_command_before(text, word)) is not None
    return (
        _TEMPLATE_KEY.search(word.before) is not None
        and _TEMPLATE_TASK.search(item(text, word.start)) is not None
    )


def root(text: str, word: Word) -> bool:
    """Whether a word is the folder of a root that is applied."""
    before, after = word.before, word.after
    if _CHDIR.search(before):
        return _APPLY_LATER.match(after) is not None
    if _FROM_MODULE.search(before):
        return True
    if _CD.search(before):
        return _applied_in(text, word)
    if _MAKE.search(before):
        return _MAKE_GOAL.match(after) is not None
    if _PULUMI.search(before) or _TERRAGRUNT.search(before):
        return True
    if _FOLDER_KEY.search(before):
        step = item(text, word.start)
        found = _APPLIES.search(step)
        return found is not None and (_WORKING.search(before) is not None or "uses:" in found.group().lower())
    return False


def _applied_in(text: str, word: Word) -> bool:
    """Whether something is applied in a folder that a command goes to, before it goes elsewhere."""
    rest = text[word.end : word.end + _FAR]
    line_ends = rest.find("\n")
    if word.before.startswith("\t") and "\\\n" not in rest and line_ends >= 0:
        rest = rest[:line_ends]  # a line of a recipe has a shell of its own
    left = _CD_ENDS.search(rest)
    return _APPLIES.search(rest[: left.start()] if left is not None else rest) is not None


def _command_before(text: str, word: Word) -> str:
    """What stands before a word in its command, lines that go on with a sign at their end included."""
    line = text.rfind("\n", 0, word.start) + 1
    begin = line
    for _ in range(40):
        if begin == 0:
            break
        above = text.rfind("\n", 0, begin - 1) + 1
        if not text[above : begin - 1].rstrip().endswith(("\\", "`", "^")):
            break
        begin = above
    return text[begin : word.start].rpartition("&&")[2].rpartition(";")[2]
