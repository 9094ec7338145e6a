"""Types of other providers that run programs, or call Azure's API, when Terraform plans or applies.

Sources: the documentation of the providers: hashicorp/external (``d/external``: ``program`` runs whenever Terraform
reads it), hashicorp/local (the action ``local_command``), scottwinkler/shell (``shell_script``), Mastercard/restapi
(``restapi_object``), devops-rob/terracurl (``terracurl_request``); Terraform language, "Ephemeral resources" and "Action
block". What runs when something is destroyed changes nothing of what is declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.terraform.providers.commands import of_request, of_script
from natpin.formats.terraform.providers.references import Lookup, Parts, pieces
from natpin.languages.terraform.instance import Instance
from natpin.model.part import Part
from natpin.model.value import Node, Reference, Unknown, Value, items, member, text
from natpin.regex import late_regex

DATA = frozenset({"external", "shell_script", "azapi_resource_action", "terracurl_request"})
"""Data sources that act."""
UNDER_OTHER_BLOCKS = frozenset({"azapi_resource_action", "terracurl_request", "local_command"})
"""Types of ``ephemeral`` and ``action`` blocks that act: ``ephemeral.azapi_resource_action``."""

_AT_THE_END = late_regex(r"(?i)destroy|delete|uninstall|teardown")
"""Names of arguments that hold what is done at the end."""
_DEEPEST = 4


def programs(kind: str, attributes: Mapping[str, Node]) -> Value:
    """What a type runs, as if it were provisioners."""
    match kind.rpartition(".")[2]:
        case "external":
            found = [_joined(items(attributes.get("program")), attributes.get("program"))]
        case "local_command":
            config = _first(attributes.get("config"))
            found = [_joined((config.get("command"), *items(config.get("arguments"))), config.get("command"))]
        case "shell_script" | "shell_sensitive_script":
            commands = _first(attributes.get("lifecycle_commands"))
            found = [commands.get(name) for name in ("create", "read", "update")]
        case _:
            found = []
    return Value(tuple(Value({"command": node}, node.at) for node in found if node is not None))


def _first(node: Node | None) -> Mapping[str, Node]:
    for one in items(node):
        if isinstance(one, Value) and isinstance(one.data, Mapping):
            return one.data
    return node.data if isinstance(node, Value) and isinstance(node.data, Mapping) else {}


def _joined(words: Sequence[Node | None], whole: Node | None) -> Node | None:
    """The words of a program as a command."""
    parts: list[str | Reference | Unknown | None] = []
    for word in words:
        if word is not None:
            parts += [" ", *(pieces(word) or (Unknown("a word of the program", word.at),))]
    if whole is None or not parts:
        return whole
    if all(isinstance(part, str) for part in parts):
        return Value("".join(map(str, parts)), whole.at)
    known: Parts = tuple(parts)
    return Unknown("a part of the program cannot be known", whole.at, None, known)


def requests(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """What a resource that calls a web address may change in Azure."""
    config = _first(instance.attributes.get("config"))
    url = next(
        (
            node
            for name in ("url", "path", "create_path")
            if (node := instance.attributes.get(name) or member(config, name)) is not None
        ),
        None,
    )
    if url is None or not _of_azure(url):
        return
    method = text(instance.attributes.get("method") or member(config, "method") or Value("PUT"))
    yield from of_request(instance, url, method or "PUT", lookup)


def _of_azure(url: Node) -> bool:
    """Whether an address may be one of Azure's API: it says so, or nothing is known of how it begins."""
    found = pieces(url)
    known = "".join(piece for piece in found if isinstance(piece, str)).lower()
    if "management." in known or "/providers/microsoft." in known or known.startswith("/subscriptions/"):
        return True
    return not (found and isinstance(found[0], str) and found[0])


def texts(instance: Instance, lookup: Lookup) -> Iterator[Part]:
    """What the texts that a resource of an unknown provider is given would do as commands."""
    pending: list[tuple[Node, int]] = [
        (node, 0)
        for name, node in instance.attributes.items()
        if name != "provisioner" and not _AT_THE_END.search(name)
    ]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, Value) and isinstance(node.data, Mapping | tuple):
            inner = node.data.items() if isinstance(node.data, Mapping) else (("", one) for one in node.data)
            if depth < _DEEPEST:
                pending += [(one, depth + 1) for name, one in inner if not _AT_THE_END.search(name)]
        elif not isinstance(node, Reference):
            yield from of_script(instance, node, lookup)
