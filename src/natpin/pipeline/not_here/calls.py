"""What a word that speaks of AKS calls: a script, a template, a root, or what a language takes in from elsewhere.

``named`` looks at names alone (``formats.named_after_aks``); here it is decided by what stands before the word whether it
is called at all. Nothing is parsed: a file is looked at only where a word of it could be the name of what makes a cluster.
"""

from __future__ import annotations

from natpin.formats.named_after_aks import is_of_clusters, makes_clusters
from natpin.model.record import record
from natpin.pipeline.calls_of_scripts import NOT_RUN
from natpin.pipeline.command_places import COMMAND_POSITION
from natpin.pipeline.file_texts import in_comment
from natpin.pipeline.not_here import applied, roots, taken_in
from natpin.pipeline.not_here.words import Word, item, parents
from natpin.regex import late_regex


@record
class Call:
    """Something that is called, and that may not be here."""

    start: int
    called: str
    what: str
    """What the file does with it, in words that complete "it … NAME"."""
    settle_by: str
    """What the user can do about it."""
    kind: str
    """``file``, ``folder``, or ``elsewhere`` for what no workspace has but the one it is of."""


_ASK_AZURE = "check the cluster with natpin lint --azure"
_THERE = f"lint the repository that has it, or {_ASK_AZURE}"
_COMMIT = f"lint the folder or repository that has it, or {_ASK_AZURE}"

_SCRIPT = late_regex(r"(?i)\.(?:sh|bash|zsh|azcli|ps1|py|cmd|bat)\Z")
_COMMAND = late_regex(COMMAND_POSITION)
_RUNS = late_regex(
    r"(?i)(?:(?:^|[\s;&|(\[\"'`=:@])(?:ba|z|da|k)?sh|pwsh|powershell|python3?|source|call|-File|sudo|exec|[\s;&|]\.|^[ \t]*+\.)"
    r"(?:[ \t]{1,4}-(?!-)\w{1,20}){0,6}[ \t,\"']{1,4}$"
    r"|^[ \t]*+(?:-[ \t]++)?[\"']?(?:script_?path|file_?path|script|(?:ansible\.builtin\.)?(?:script|shell|command))[\"']?[ \t]{0,4}:[ \t]{0,4}[\"']?$"
    r"|^\s*+command[ \t]*+=[ \t]*+\"(?:(?:ba)?sh[ \t]+)?$|^[ \t]*(?:RUN|CMD|ENTRYPOINT)[ \t]+[\[\"]*$|^\s*&[ \t]+[\"']?$"
    r"|\b(?:sh|bat|powershell|pwsh)[ \t]{0,4}\(?[ \t]{0,4}[\"']{1,3}$"
)
_TO_A_SHELL = late_regex(r"[^\n;&|]*\|[ \t]*(?:sudo[ \t]+)?(?:(?:ba|z|da|k)?sh|pwsh|iex)\b")
_BY_A_SHELL = late_regex(r"\b(?:(?:ba|z)?sh|source)\b[^\n;&|]*[<$]\([ \t]*(?:curl|wget)\b[^\n;&|]*\Z")
_PROGRAM = late_regex(r"(?i)\.(?:py|[mc]?[jt]s|go|cs|rb|kts?|java)\Z")
_RUNS_IN_PROGRAM = late_regex(
    r"(?:\b(?:system|popen|run|call|check_call|check_output|getoutput|exec\w{0,20}|spawn\w{0,20}|Command|CommandContext|Start"
    r"|ProcessBuilder|sh|bash|execa|zx)|\$|`)[ \t]{0,4}[(\[]{0,2}[ \t]{0,4}(?:[\"'](?:ba)?sh[\"'],[ \t]{0,4}(?:\[[ \t]{0,4})?)?[frb]?[\"'`](?:(?:ba)?sh[ \t]{1,4})?$"
)
"""What stands before a script that a program runs: ``subprocess.run(["``, ``exec.Command("bash", "``, ``execSync("``."""
_LAST_COMMAND = late_regex(r"&&|\|\|?|;|^[ \t]*+(?:-[ \t]*+)?(?:run|script|bash|shell|cmds?|command)[ \t]*+:")
_LISTS_OF_COMMANDS = frozenset(
    [
        "run",
        "script",
        "before_script",
        "after_script",
        "cmds",
        "cmd",
        "commands",
        "command",
        "args",
        "entrypoint",
        "shell",
        "bash",
        "sh",
        "pwsh",
        "powershell",
        "inline",
        "inlinescript",
        "inline_script",
        "azurepowershellscript",
        "exec",
        "hooks",
        "ansible.builtin.shell",
        "ansible.builtin.command",
        "ansible.builtin.script",
    ]
)
"""Keys below which commands stand, one a line or one an entry."""
_JSON_COMMAND = late_regex(r"\"[\w:.-]+\"[ \t]*:[ \t]*\"(?:[^\"]*(?:&&|;)[ \t]*|(?:ba)?sh[ \t]+)?$")
_PLAYBOOK = late_regex(r"\bansible-playbook\b[^|;&]*[ \t]\"?'?$")
_NAMES = late_regex(
    r"(?im)^[ \t]*(?:-[ \t]+)?(?:\"?(?:name|displayName|stage|job|title|description)\"?[ \t]*:|#)(?P<said>[^\n]{0,200})"
)


def may_make(word: Word) -> bool:
    """Whether a word could name what makes clusters, were it called."""
    named = roots.named(word.text)
    return is_of_clusters(named, azure=True) or makes_clusters(named, "outbound", bare=True)


def call_at(path: str, text: str, word: Word) -> Call | None:
    """What is called at a word; None where nothing is, or nothing that seems to make clusters."""
    if in_comment(text, word.start):
        return None
    template = roots.template(text, word)
    if template or roots.root(text, word):
        azure = template or "azurerm" in text.lower()
        if not is_of_clusters(roots.named(word.text), azure):
            return None
        kind = "elsewhere" if roots.is_elsewhere(word.text) else "file" if template else "folder"
        return Call(word.start, word.text, "deploys", _COMMIT if kind != "elsewhere" else _THERE, kind)
    return _taken_in(path, text, word) or _script(path, text, word)


def _taken_in(path: str, text: str, word: Word) -> Call | None:
    found = taken_in.taken_in(path, text, word) or taken_in.started(word) or applied.applied(path, text, word)
    if found is None:
        return None
    if not found.sure and not makes_clusters(
        found.name, _given(text, word), *_around(path, text, word), bare=found.bare
    ):
        return None
    settle_by = _THERE if found.kind == "elsewhere" else _COMMIT
    return Call(word.start, word.text, found.what, settle_by, found.kind)


def _script(path: str, text: str, word: Word) -> Call | None:
    if "://" in word.text and _SCRIPT.search(word.text) is not None and _is_piped(word):
        return Call(word.start, word.text, "runs", _THERE, "elsewhere") if makes_clusters(word.text) else None
    playbook = word.text.endswith((".yml", ".yaml")) and _PLAYBOOK.search(word.before) is not None
    if not playbook and not (_SCRIPT.search(word.text) is not None and _is_run(path, text, word)):
        return None
    if not makes_clusters(word.text, word.after, *_around(path, text, word), bare=playbook):
        return None
    return Call(word.start, word.text, "runs", _COMMIT, "file")


def _is_piped(word: Word) -> bool:
    """Whether a shell runs what is fetched: ``curl URL | bash``, ``bash <(curl URL)``, ``bash -c "$(curl URL)"``."""
    return _TO_A_SHELL.match(word.after) is not None or _BY_A_SHELL.search(word.before) is not None


def _is_run(path: str, text: str, word: Word) -> bool:
    before = word.before[-400:]
    if path.endswith(".json"):
        return _JSON_COMMAND.search(before) is not None
    if _PROGRAM.search(path) is not None:
        return _RUNS_IN_PROGRAM.search(before) is not None
    if NOT_RUN.match(_LAST_COMMAND.split(before)[-1].lstrip()):
        return False
    if path.endswith((".yml", ".yaml")) and not before.strip(" \t-'\""):
        return next(parents(text, word.start), "") in _LISTS_OF_COMMANDS
    return _RUNS.search(before) is not None or _COMMAND.search(before.encode()) is not None


def _given(text: str, word: Word) -> str:
    """What is given where something is taken in: the entry, or the block around it."""
    entry = item(text, word.start)
    if len(entry) == len(text):
        at = word.start
        entry = text[max(0, at - 300) : at + 600]
    return entry.replace(word.text, "")


def _around(path: str, text: str, word: Word) -> tuple[str, str]:
    """What a caller says around a call: its path and its names, and the text that may speak of applications."""
    names = " ".join(found["said"] for found in _NAMES.finditer(text, 0, word.start))
    return f"{path} {names[-1_000:]}", text[: word.start] + text[word.end :]
