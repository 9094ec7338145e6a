"""Words that name what a language takes in from another file, repository or package: workflows, roles, templates, components."""

from __future__ import annotations

import posixpath
import re

from natpin.formats.named_after_aks import words_of_name
from natpin.model.record import record
from natpin.pipeline.not_here.words import Word, item, parents
from natpin.regex import late_regex


@record
class TakenIn:
    """What is taken in."""

    name: str
    """What of its address says what it does."""
    what: str
    """What the file does with it, in words that complete "it … NAME"."""
    kind: str
    """As in ``Call``."""
    bare: bool = False
    """Whether its name says it with no word of making, as that of a role does."""
    sure: bool = False
    """Whether nothing else that is called so makes no cluster."""


_USES = late_regex(r"^[ \t]*(?:-[ \t]+)?uses:[ \t]*[\"']?\Z")
_TEMPLATE = late_regex(r"^[ \t]*-[ \t]+template:[ \t]*[\"']?\Z")
_EXTENDED = late_regex(r"^[ \t]+template:[ \t]*[\"']?\Z")
_INCLUDED = late_regex(
    r"^[ \t]*(?:-[ \t]+)?(?:include:[ \t]*)?(?:(?:file|component|remote|template|local):[ \t]*)?[\"'\[]*\Z"
)
_ROLE = late_regex(r"^[ \t]*-[ \t]+(?:\{?[ \t]*(?:role|name):[ \t]*)?[\"']?\Z")
_IN_FLOW = late_regex(
    r"^[ \t]*(?:roles:[ \t]*\[(?:[^\]\n]{0,300},)?[ \t]*[\"']?|(?:-[ \t]+)?(?:ansible\.builtin\.)?(?:import|include)_role:[ \t]*"
    r"(?:\{[ \t]*name:[ \t]*|name=)[\"']?)\Z"
)
_FILE = late_regex(r"^[ \t]*file:[ \t]*[\"']?\Z")
_NAME = late_regex(r"^[ \t]*(?:-[ \t]+)?name:[ \t]*[\"']?\Z")
_TASKS = late_regex(
    r"^[ \t]*(?:-[ \t]+)?(?:ansible\.builtin\.)?(?:import_tasks|include_tasks|include|import_playbook):[ \t]*[\"']?(?:file=)?\Z"
)
_OF_ROLES = frozenset(
    {"import_role", "include_role", "ansible.builtin.import_role", "ansible.builtin.include_role"}
)
_BASE = late_regex(r"^[ \t]*-[ \t]+[\"']?\Z")
_TYPE = late_regex(r"^[ \t]*type:[ \t]*[\"']?\Z")
_COMPONENT = late_regex(r"(?P<package>[\w-]+):(?:(?P<module>[\w/-]+):)?(?P<type>\w+)\Z")
_KNOWN_PACKAGES = frozenset(
    [
        "azure-native",
        "azure",
        "kubernetes",
        "random",
        "tls",
        "azuread",
        "command",
        "docker",
        "aws",
        "gcp",
        "eks",
        "pulumi",
        "std",
        "time",
    ]
)
_INFRA = late_regex(r"^[ \t]+path:[ \t]*[\"']?\Z")
_PIPELINE = late_regex(r"(?m)^[ \t]*(?:-[ \t]+)?(?:steps|stages|jobs|extends|resources|trigger|pool)[ \t]*:")


_STARTED = late_regex(
    r"\bgh[ \t]+workflow[ \t]+run[ \t]+[\"']?\Z|\baz[ \t]+pipelines[ \t]+run\b[^\n;&|]{0,200}--name[ \t=]+[\"']?\Z"
)
_ELSEWHERE = late_regex(r"[ \t](?:--repo|-R)[ \t=]")
_DISPATCHED = late_regex(r"^[ \t]*workflow(?:[-_]?(?:file|id|name|file[-_]?name))?:[ \t]*[\"']?\Z")
_TRIGGERED = late_regex(r"^[ \t]*(?:trigger:[ \t]*(?:\{[ \t]*project:[ \t]*)?|project:[ \t]*)[\"']?\Z")


def started(word: Word) -> TakenIn | None:
    """A workflow or a pipeline that a command starts: ``gh workflow run``, ``az pipelines run``."""
    found = _STARTED.search(word.before)
    if found is None:
        return None
    of_others = found.group().startswith("az") or _ELSEWHERE.search(f"{word.before}{word.after}") is not None
    return TakenIn(word.text, "starts", "elsewhere" if of_others else "file", bare=True)


def taken_in(path: str, text: str, word: Word) -> TakenIn | None:
    """What is taken in at a word; None where nothing is."""
    if not path.endswith((".yml", ".yaml", "kustomization")):
        return None
    name = posixpath.basename(path).lower()
    if name.startswith("kustomization"):
        return _base(text, word)
    if name.startswith("pulumi."):
        return _component(word)
    if name in ("azure.yaml", "azure.yml"):
        return _azd(text, word)
    if _USES.search(word.before):
        return _used(word.text)
    if _DISPATCHED.search(word.before) and re.search(r"\buses:[^\n]*dispatch", item(text, word.start)):
        return TakenIn(word.text, "starts", "elsewhere", bare=True)
    if _TRIGGERED.search(word.before) and (
        "trigger:" in word.before or next(parents(text, word.start), "") == "trigger"
    ):
        return TakenIn(word.text.rpartition("/")[2], "starts the pipeline of", "elsewhere", bare=True)
    if "gitlab-ci" in path or (_INCLUDED.search(word.before) and re.search(r"(?m)^include:", text)):
        return _included(text, word)
    return _template(path, text, word) or _of_ansible(text, word)


def _used(used: str) -> TakenIn | None:
    address = used.partition("@")[0]
    if address.startswith("./"):
        kind = "file" if address.endswith((".yml", ".yaml")) else "folder"
        return TakenIn(address, "uses", kind)
    parts = address.split("/")
    if parts[1:] == ["aks-create-action"]:  # github.com/Azure/aks-create-action
        return TakenIn(parts[1], "uses", "elsewhere", sure=True)
    if len(parts) < 2 or parts[0].lower() in ("azure", "docker:"):
        return None
    return TakenIn("/".join(parts[2:]) or parts[1], "uses", "elsewhere")


def _template(path: str, text: str, word: Word) -> TakenIn | None:
    if not word.text.partition("@")[0].endswith((".yml", ".yaml")) or ".github/" in path:
        return None
    extends = _EXTENDED.search(word.before) is not None and next(parents(text, word.start), "") == "extends"
    if not extends and not _TEMPLATE.search(word.before):
        return None
    if not _PIPELINE.search(text):
        return None
    alias = word.text.partition("@")[2]
    return TakenIn(word.text, "takes in", "elsewhere" if alias not in ("", "self") else "file")


def _included(text: str, word: Word) -> TakenIn | None:
    if not _INCLUDED.search(word.before):
        return None
    above = list(parents(text, word.start))
    if not ("include" in above or word.before.startswith("include:")):
        return None
    if re.search(r"project:[ \t]*[\"']?\Z", word.before):
        return None
    local = "local:" in word.before
    return TakenIn(word.text, "includes", "file" if local else "elsewhere")


def _of_ansible(text: str, word: Word) -> TakenIn | None:
    above = next(parents(text, word.start), "")
    takes_in = _TASKS.search(word.before) or (_FILE.search(word.before) and _TASKS.match(f"{above}:"))
    if takes_in and word.text.endswith((".yml", ".yaml")):
        return TakenIn(word.text, "takes in", "file", bare=True)
    if _ROLE.search(word.before) and above == "roles":
        return _role(word.text)
    if _NAME.search(word.before) and above in _OF_ROLES:
        return _role(word.text)
    if _IN_FLOW.search(word.before):
        return _role(word.text)
    return None


def _role(name: str) -> TakenIn | None:
    short = name.rpartition(".")[2] if re.fullmatch(r"\w+\.\w+\.\w+", name) else name
    return TakenIn(short, "takes in the role", "folder", bare=True)


def _base(text: str, word: Word) -> TakenIn | None:
    if not _BASE.search(word.before) or next(parents(text, word.start), "") not in (
        "resources",
        "bases",
        "components",
    ):
        return None
    remote = re.match(r"(?:https?:|ssh:|git[@:]|git::|github\.com|gitlab\.com|[\w.-]+\.\w+/)", word.text)
    if remote is None:
        return TakenIn(word.text, "builds upon", "folder") if word.text.startswith("../") else None
    inside = (
        re.sub(r"^\w+://", "", word.text).partition("//")[2] or word.text.partition("?")[0].rpartition("/")[2]
    )
    return TakenIn(inside, "builds upon", "elsewhere")


def _component(word: Word) -> TakenIn | None:
    found = _COMPONENT.match(word.text)
    if not _TYPE.search(word.before) or found is None or found["package"].lower() in _KNOWN_PACKAGES:
        return None
    said = "-".join(words_of_name(f"{found['module'] or ''}-{found['type']}"))
    if "aks" not in said.split("-"):
        return None
    return TakenIn(said, "makes", "elsewhere", bare=True)


def _azd(text: str, word: Word) -> TakenIn | None:
    if not _INFRA.search(word.before) or next(parents(text, word.start), "") != "infra":
        return None
    return TakenIn(word.text, "provisions", "folder", bare=True)
