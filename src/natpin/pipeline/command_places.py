"""Where in a text a command can stand, by what is before it on its line."""

from __future__ import annotations

from natpin.model.location import Location
from natpin.regex import late_regex

_KEYS = (
    rb"run|script|script_?content|inline\w*|bash|sh|shell|pwsh|powershell|cmds?|commands?|exec|entrypoint|args|(?:before|after)_script"
    rb"|(?:ansible\.(?:builtin|windows)\.)?(?:win_)?(?:shell|command)|local_action|create|update|c|command_?to_?execute|[\w.]{0,60}script_?body"
)
COMMAND_POSITION = (
    rb"(?i)^[ \t]*(?:-[ \t]+)*(?:[\"']?(?:"
    + _KEYS
    + rb")[\"']?[ \t]*[:=][ \t]*)?(?:[|>][+-]?[ \t]*)?[\"'@+(\[-]*[ \t]*$"
    rb"|[;&|({!\[,][ \t]*[\"']?!?$|\$\($|\\n[ \t]*$|^[ \t]*\"!$|[{,][ \t]*[\"']?(?:"
    + _KEYS
    + rb")[\"']?[ \t]*:[ \t]*[\"']?$"  # an entry of a mapping on one line
    rb"|\b(?:then|do|else|if|elif|while|until|sudo|exec|time|env|run|cmd|sh|bash|bat|call|-c)[ \t]*[(\"'\[]*[\"']?$"
    rb"|^[ \t]*(?:@(?:hourly|daily|weekly|monthly|yearly|reboot)|(?:[\d*,/A-Za-z-]+[ \t]+){4}[\d*,/A-Za-z-]+)[ \t]+(?:[\w-]+[ \t]+)?$"  # crontab
    rb"|^[ \t]*\$[\w:]+[ \t]*=[ \t]*$"  # a variable of PowerShell
    rb"|\blocal_action[\"']?[ \t]*:[ \t]*[\"']?(?:shell|command)[ \t]+$"  # of Ansible
    rb"|(?:^|[ \t])\w+=\S*[ \t]+$|^\w+[ \t]*[:?]?=[ \t]*$|(?:^[ \t]*|[{,][ \t]*)\"[\w:.-]+\"[ \t]*:[ \t]*\"$"
    rb"|\$`$|^[ \t]*(?:(?:my[ \t]+)?[$@]?\w+[ \t]*=[ \t]*)?`$|\b(?:%x|qx)[(\[{/]$"  # of programs: $`…`, `…`, qx(…)
)
"""What stands before a command on its line: nothing, a key that holds commands, an operator. In prose there are words."""

_POSITION = late_regex(COMMAND_POSITION)
_PREFIX = rb"(?:[fFrRbBuU]{1,2}|[$@]{1,2})"
_TEXT = late_regex(
    rb"(?:^|[(\[{,+=])[ \t]*" + _PREFIX + rb"[\"'`]{1,3}$"
    rb"|[(\[{,+=][ \t]*[\"'`]{1,3}$|-c[ \t]*[\\\"']{1,4}$"
)
"""Where a text of a program begins: an argument, or what a variable is given."""
_SHOWN = late_regex(
    rb"(?i)(?:print|echo|log(?!in)|info|warn|debug|error|exception|help|usage|msg|message|desc|hint|example|title|note|summary"
    rb"|epilog|label|prompt|reason|doc(?!ker)|puts|write|say|expect|assert|equal)\w{0,20}+[\"']?"
    rb"(?:[ \t]*(?::[ \t]*\w{1,40}[ \t]*)?[:=]{1,2}[ \t]*\(?|\([^\n;]{0,200})" + _PREFIX + rb"?[\"'`]{1,3}$"
)
"""A text that somebody is shown: nobody runs it."""
_IN_MARKS = late_regex(
    rb"(?i)<[\w.:-]{0,60}(?:command|script|exec|shell|cmd|run)[\w.:-]{0,40}(?:[ \t][^<>\n]{0,200})?>[ \t]*$"
    rb"|[ \t<][\w.:-]{0,40}(?:command|script|exec|args|arguments|cmd)[ \t]*=[ \t]*[\"'](?:&quot;)?$"
)
"""A command in XML: ``<command>`` of a job of Jenkins, ``Command="`` of a task of MSBuild."""
_IN_PROSE = late_regex(
    rb"(?<![\w-])[A-Za-z']{2,},?[ \t]+[A-Za-z']+(?:[ \t,][^\"'`$=;|&]*)?(?:[,(:!]|[ \t](?:then|do|else|if|while|until|exec|time|run|call))[ \t]*$"
)
"""A sentence up to a mark or a word, behind which in a program a command could stand."""
_WRAPPED = late_regex(
    rb"(?<![\w./-])(?:timeout|flock|nohup|nice|ionice|xargs|docker|podman|nerdctl|kubectl|dotenv|dotenvx|env-cmd|cross-env|ssh|retry|watch"
    rb"|doas|op|doppler|infisical|chamber|aws-vault|stdbuf|chronic|setsid|systemd-run|runuser|chroot|nsenter|poetry|pipenv|uv|npx|mise"
    rb"|direnv|with-contenv|withenv|cronitor|time|env|sudo)[ \t][^\n;&|`\"']{0,300}[ \t][\"']?$"
)
"""Programs that run the command which ends their line: ``timeout 60 az``, ``docker run IMAGE az``."""


def can_stand(before: bytes) -> bool:
    """Whether a command can stand behind what stands before it on its line."""
    if _POSITION.search(before) or _IN_MARKS.search(before):
        return True
    if _TEXT.search(before):
        return _SHOWN.search(before) is None
    wrapper = _WRAPPED.search(before)
    return wrapper is not None and can_stand(before[: wrapper.start()])


def stands_in_any_text(before: bytes) -> bool:
    """The same for a file of which nobody knows whether it is prose, or names what it says by keys."""
    return can_stand(before) and _IN_PROSE.search(before) is None and _SHOWN.search(before) is None


_RUNS = late_regex(
    rb"(?<![\w./\\-])(?:(?:az|terraform|tofu|terragrunt|bash|sh|pwsh|powershell|make|ansible-playbook)(?:\.exe|\.cmd)?[\"']?[ \t,]"
    rb"|[\w./\\-]{0,200}\.(?:sh|ps1|bash|azcli)\b)"
)


def runs_anything(data: bytes) -> bool:
    """Whether a text, whatever it is, runs one of the programs or scripts that deploy."""
    for found in _RUNS.finditer(data):
        start = data.rfind(b"\n", 0, found.start()) + 1
        if stands_in_any_text(without_folders(data[max(start, found.start() - 400) : found.start()])):
            return True
    return False


def without_folders(before: bytes) -> bytes:
    """What stands before a program on its line, the folders that its own path begins with aside."""
    if not before.endswith((b"/", b"\\")):
        return before
    quoted = max(before.rfind(b'"'), before.rfind(b"'"))
    if quoted >= 0 and before.count(before[quoted : quoted + 1]) % 2:  # "C:\Program Files\…
        return before[: quoted + 1]
    return before[
        : max(before.rfind(mark) for mark in (b" ", b"\t", b"=", b"[", b"(", b'"', b"'", b"@", b"`")) + 1
    ]


def place(path: str, data: bytes, offset: int) -> Location:
    """Where in a file an offset is."""
    line = data.count(b"\n", 0, offset) + 1
    start = data.rfind(b"\n", 0, offset) + 1
    return Location(path, line, len(data[start:offset].decode("utf-8", "replace")) + 1)
