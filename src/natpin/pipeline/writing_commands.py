"""Which commands write a file that they name, and which leave it alone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection

_IN_PLACE = re.compile(r"[ \t](?:-[a-zA-Z]*i\b|-[a-zA-Z]*i[.\w]*|--in-?place|-i\.\w+|inplace)")
_EDITORS = frozenset(("sed", "gsed", "perl", "yq", "awk", "gawk", "ruby", "jq", "sd"))
COPIES = frozenset(
    ("cp", "mv", "ln", "install", "rsync", "scp", "copy", "move", "copy-item", "move-item", "add", "cpi")
)
# fmt: off
_LEAVES = frozenset((
    "cat", "echo", "printf", "ls", "test", "[", "[[", "grep", "egrep", "fgrep", "rg", "head", "tail", "wc",
    "diff", "cmp", "stat", "file", "sha256sum", "sha1sum", "md5sum", "source", ".", "export", "local",
    "readonly", "declare", "set", "unset", "for", "case", "in", "esac", "fi", "done", "cd", "pushd",
    "popd", "mkdir", "touch", "read", "return", "exit", "terraform", "tofu", "terragrunt", "bicep",
    "pulumi", "kubectl", "helm", "checkov", "tfsec", "trivy", "tflint", "kics", "infracost", "conftest",
    "opa", "jsonlint", "yamllint", "cfn-lint", "shellcheck", "zip", "less", "more", "find", "basename",
    "dirname", "realpath", "readlink", "which", "type", "azd", "gh", "param", "foreach", "function",
    "throw", "from", "uses", "docker", "podman", "true", "false", "break", "continue",
))
# fmt: on
"""Programs and words that leave a file alone which they name, unless they are told to write into it."""
_LEAVES_TOO = re.compile(
    r"(?i)(?:Get|Test|Write|Import|ConvertFrom|Join|Resolve|Split|Select|Where|ForEach|Measure|Format|Compare)-\w+\Z"
    r"|(?:New|Set|Remove|Publish|Save|Start)-Az\w+\Z"
)
EDITS = re.compile(
    r"(?:sed|perl|yq)[^\n]*[ \t]-\w*i[^\n]*\$[{]?\w|>[ \t]*[\"']?\$\{?\w|\btee[ \t]+[\"']?\$|(?:Set|Add)-Content|Out-File|"
    r"\bopen\([^\n]*[\"'][wa]b?\+?[\"']|write_(?:text|bytes)|\bdump\("
)
"""A script, or one of its functions, that may write a file that it is given."""
_DECLARED = re.compile(r"(?:(?:def|final|var|let|const|[A-Z]\w*)[ \t]+){1,2}[A-Za-z_]\w*[ \t]*=(?![=~])")
"""A variable of Groovy or JavaScript that is declared with its value: no command."""
_GIT = re.compile(
    r"\bgit\b[^\n]*?[ \t](?:add|commit|diff|log|status|show|ls-files|push|tag|blame|rev-parse)\b"
)
_AZ_WRITES = re.compile(
    r"[ \t](?:download|download-batch|decompile|generate-params|backup)\b|--out-?(?:file|dir)\b"
)


def leaves(name: str, rest: str, first: str, text: str, safe: Collection[str]) -> bool:
    """Whether a command leaves the files alone that it names."""
    if not name or not (name[0].isalnum() or name[0] in ".[_$&") or rest.startswith(("-", '"', "'", "$(")):
        return True
    if re.match(r"[\w.$-]+[ \t]*(?:=|:|\+=|\))", rest) or "=" in first or not rest.partition(" ")[2]:
        return True
    if _DECLARED.match(rest):
        return True
    if name in _EDITORS:
        return not _IN_PLACE.search(rest)
    if name == "hcledit":
        # it prints what it made, unless it is to update the file (github.com/minamijoyo/hcledit, "Usage")
        return "$" not in rest and re.search(r"[ \t\"'](?:-[a-z]*u[a-z]*|--update)\b", rest) is None
    if name in ("az", "az.cmd"):
        return not _AZ_WRITES.search(rest)
    if name == "git":
        return _GIT.search(rest) is not None
    if re.search(rf"(?m)^[ \t]*(?:function[ \t]+{re.escape(first)}\b|{re.escape(first)}[ \t]*\(\))", text):
        return not EDITS.search(text)
    if any(posixpath.basename(word.strip("\"'")).lower() in safe for word in rest.split()[:3]):
        return True
    return name in _LEAVES or _LEAVES_TOO.match(name) is not None
