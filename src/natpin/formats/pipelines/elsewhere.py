"""Actions, tasks and called workflows whose text is not here: what they may deploy of this workspace, and with which inputs.

A step that names a root deploys it, unless its name says that it only looks; whatever it is given that does not speak of
the run itself may be an input.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from natpin.model.location import Location
from natpin.model.rollout import Rollout
from natpin.model.value import Unknown
from natpin.regex import late_regex
from natpin.workspace import Workspace

_LOOKS = late_regex(
    r"(?i)\b(?:plan|fmt|format|validate|check|lint|test|scan|docs?|output|init|version|cost|upload|download|cache|"
    r"checkout|comment|login|setup|install|import-only|publish\w*artifacts?|copyfiles|archivefiles|build|commit|tag|changelog|"
    r"pull-request|gh-release|release-action|release-drafter|release-please|labeler|stale|sarif|codeql)\b|tflint|checkov|tfsec|trivy"
    r"|terraform-docs|infracost|ps-?rule|kics"
)
"""Names of actions that deploy nothing."""
_TERRAFORM = late_regex(r"(?i)terraform|tofu|terragrunt|\btf\b|tf-")
_OF_THE_RUN = late_regex(
    r"(?i)(?:arg[-_])?(?:path|(?:working|root|target|base|terraform|tf|module|stack)?[-_]?(?:dir|directory|folder)|chdir|workspace|label|"
    r"auto[-_]?approve|\w*[-_]?token|backend\w*(?:[-_]\w+)*|version|(?:terraform|tofu|tf|bicep|cli)[-_]version|command|comment\w*|"
    r"parallelism|lock(?:[-_]timeout)?|subscription(?:[-_]?id)?|resource[-_]?group(?:[-_]?name)?|location|region|client[-_]?id|"
    r"tenant[-_]?id|scope|name|template(?:[-_]?file)?|file|main|runner|runs[-_]on|timeout\w*|plan[-_]\w+|apply|format|validate|provider)\Z"
)
"""Settings that say where and how something runs, and give no inputs to a root."""
_OPEN = late_regex(r"\$\{\{|\$\(")
_MOST = 40


def deployed(name: str, given: Mapping[str, str], at: Location, workspace: Workspace) -> Iterator[Rollout]:
    """What a step may deploy of the workspace. ``given``: its settings as texts."""
    if _LOOKS.search(name.rpartition("/")[2]) and not re.search(r"(?i)apply|deploy|(?<!-)up\b", name):
        return
    if given.get("command", "").strip().lower().split(" ")[0] in (
        "plan",
        "fmt",
        "validate",
        "init",
        "output",
    ):
        return
    places: list[str] = []
    for value in list(given.values())[:_MOST]:
        for word in value.split() if len(value) < 400 else ():
            word = _CHECKOUT.sub("", word.strip("\"'[],;")).replace("\\", "/")
            if word and not _OPEN.search(word) and "=" not in word and not word.startswith("-"):
                places.append(posixpath.normpath(word.lstrip("/")))
    why: Unknown | None = None
    more = [key for key, value in given.items() if value.strip() and not _OF_THE_RUN.match(key)]
    if more:
        why = Unknown(f"what {name} makes of {', '.join(more[:3])} is not known", at, "--var NAME=VALUE")
    for place in dict.fromkeys(places):
        if place.endswith((".bicep", ".json", ".jsonc")) and workspace.exists(place):
            yield Rollout("template", (place,), (), at, why)
        elif workspace.is_folder(place):
            yield Rollout("terraform", (place,), (), at, why)
    if not places and _TERRAFORM.search(name):
        yield Rollout("terraform", (".",), (), at, why)


_CHECKOUT = late_regex(
    r"(?:\$\{\{ *github\.workspace *\}\}|\$\((?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory)\))/?"
)
