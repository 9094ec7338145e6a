"""Manifests inside of scripts and of the steps of pipelines: here-documents of a shell, here-strings of PowerShell.

As with a file of manifests, what is written out is taken to be applied, and who applies it is not asked. Variables are not
followed: what they put in is not known. Sources: GNU Bash manual, "Here Documents"; PowerShell documentation, "about_Quoting_Rules",
"Here-strings".
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from natpin.formats.texts_with_holes import documents_in
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value
from natpin.regex import late_regex

OPENINGS = (b"<<", b"@'", b'@"')
CREATES = (b"--from-literal",)
_CREATED = late_regex(
    r"\bkubectl[ \t][^\n;&|]{0,200}?\bcreate[ \t]+(configmap|cm|secret[ \t]+generic)[ \t]+[\"']?([\w.-]{1,253})[\"']?((?:\\\r?\n|[^\n;&|]){0,4000})"
)
_GIVEN = late_regex(r"--from-literal[= \t][\"']?(\w{1,100})=(\"[^\"\n]*\"|'[^'\n]*'|[^\s\"']*)")
_NAMESPACE = late_regex(r"(?:^|[ \t])(?:-n|--namespace)[= \t][\"']?([\w-]{1,63})")
_HERE = late_regex(r"<<-?[ \t]*(?:\\?(\w{1,60})|'(\w{1,60})'|\"(\w{1,60})\")")
_STRING = late_regex(r"@(['\"])[ \t]*\Z")
_PUT_IN = late_regex(r"\$\{\{.*?\}\}|\$\{[^{}\n]*\}|\$\([^()\n]*\)|\$[A-Za-z_]\w*|`[^`\n]*`", 16)  # re.DOTALL
_OF_PIPELINES = late_regex(r"\$\{\{.*?\}\}|\$\([A-Za-z_][\w.]*\)", 16)
_SETTLE = "put the manifest into a file (.yaml), or lint what is applied"
_MOST = 200
"""Texts of one file that are looked at."""


def manifests(path: str, text: str) -> Iterator[Node]:
    """The documents of each text in a file that reads as manifests, at the place where the text begins."""
    for number, (line, body, expands) in enumerate(_texts(text)):
        if number >= _MOST:
            return
        if "apiVersion" in body and "kind" in body:
            at = Location(path, line, 1)
            yield from documents_in(_with_holes(textwrap.dedent(body), at, expands=expands), at)


def created(path: str, text: str) -> Iterator[Node]:
    """ConfigMaps and Secrets that ``kubectl create`` makes of values on its line, as manifests (Kubernetes, "kubectl create
    configmap", ``--from-literal``)."""
    for found in _CREATED.finditer(text):
        at = Location(path, text.count("\n", 0, found.start()) + 1, 1)
        secret, given = found[1].startswith("secret"), found[3]
        data: dict[str, Node] = {
            key: _with_holes(value.strip("\"'"), at, expands=not value.startswith("'"))
            for key, value in _GIVEN.findall(given)
        }
        namespace = _NAMESPACE.search(found[0])
        metadata: dict[str, Node] = {"name": Value(found[2], at)}
        if namespace is not None:
            metadata["namespace"] = Value(namespace[1], at)
        body: dict[str, Node] = {
            "apiVersion": Value("v1", at),
            "kind": Value("Secret" if secret else "ConfigMap", at),
            "metadata": Value(metadata, at),
            "stringData" if secret else "data": Value(data, at),
        }
        yield Value(body, at)


def _texts(text: str) -> Iterator[tuple[int, str, bool]]:
    """The line, the text and whether the shell puts values in, of each here-document and here-string."""
    lines = text.splitlines()
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        here, string = _HERE.search(line), _STRING.search(line)
        if here is None and string is None:
            continue
        ends = f"{string[1]}@" if string is not None else ""
        words = [] if here is None else [one for one in here.groups() if one]
        start = position
        while position < len(lines):
            stripped = lines[position].strip()
            if (ends and stripped.startswith(ends)) or (not ends and stripped in words):
                break
            position += 1
        else:
            position = start  # it has no end: what follows is the script
            continue
        expands = string[1] == '"' if string is not None else here is not None and here[1] is not None
        yield start, "\n".join(lines[start:position]), expands
        position += 1


def _with_holes(body: str, at: Location, *, expands: bool) -> Node:
    pattern = _PUT_IN if expands else _OF_PIPELINES
    pieces: list[str | Unknown] = []
    done = 0
    for found in pattern.finditer(body):
        why = Unknown(f"what `{found[0][:60]}` puts into the manifest is not followed", at, _SETTLE)
        pieces += [body[done : found.start()], why]
        done = found.end()
    if not pieces:
        return Value(body, at)
    whole = next(one for one in pieces if isinstance(one, Unknown))
    return Unknown(whole.reason, at, whole.settle_by, (*pieces, body[done:]))
