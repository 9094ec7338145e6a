"""What the Azure Developer CLI deploys: the root that ``azure.yaml`` names, with what azd's environment gives.

``azd provision`` puts variables of its environment into ``main.parameters.json`` and ``main.tfvars.json``: ``${NAME}``, or
``${NAME=default}``. The environments that are here (``.azure/NAME/.env``) are stacks of their own. What something in the
workspace sets (``azd env set``, a pipeline's ``env``) is unknown; what nothing sets is the default, or unknown.
Source: learn.microsoft.com/azure/developer/azure-developer-cli ("azure.yaml schema", "Work with environment variables").
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.formats.documents import first
from natpin.languages import located_json as json_source
from natpin.model.endings import SCRIPTS
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.rollout import Given, GivenFile, GivenValue, Rollout
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, dig, fallback_of, members, text
from natpin.pipeline.file_texts import MAX_BYTES, decoded, in_comment
from natpin.workspace import Workspace

MAX_ENVIRONMENTS = 12
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w{0,100})(?::?[=-]([^{}\n]{0,200}))?\}")
_LINE = re.compile(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,100})[ \t]*=[ \t]*([^\r\n]{0,2000}?)[ \t]*$")
_SETS_MORE = re.compile(
    r"\bazd\b[^\n;|&]{0,300}?\benv[ \t]+(?:set|set-secret)\b(?:[^\n;|&#]*?[ \t](?:-f\b|--file\b)|[ \t]*[\"']?(?:[$@%(`]|\{\{))"
    r"|\bxargs\b[^\n]*\bazd\b|\bazd[\"'], ?[\"']env[\"'], ?[\"']set[\"'], ?(?![\"'])"
)
"""``azd env set`` of variables that the text does not name: a file's, a loop's."""
_WRITES = re.compile(r"\benv[\"', \t]+set\b")
"""It writes into the environment that is kept, and so beats what that holds now; a process's own variable does not."""
_READS = r"(?<![\w.-])(?<!\$)(?<!\$\{)(?<!get-value )"
_NOT_RUN = (
    ".bicep",
    ".bicepparam",
    ".tf",
    ".tofu",
    ".tfvars",
    ".md",
    ".mdx",
    ".markdown",
    ".rst",
    ".txt",
    ".lock",
)
"""Files that declare, or are read by people: whatever runs azd may be written in any other."""
_TAKEN_IN = (*SCRIPTS, ".env")
"""What a script that runs azd may take in; a variable that is set there is set for azd."""


def rollouts(path: str, workspace: Workspace) -> Iterator[Rollout]:
    """What azd deploys by the ``azure.yaml`` at a path."""
    plan = first(path, workspace)
    if isinstance(plan, Skipped):
        return
    folder = posixpath.dirname(path)
    infra = dig(plan, "infra")
    at = infra.at if infra is not None else plan.at
    inner = posixpath.normpath(posixpath.join(folder, text(dig(infra, "path")) or "infra"))
    module = posixpath.join(inner, text(dig(infra, "module")) or "main")
    found = list(_environments(folder, workspace)) or [{}]
    elsewhere = _set_elsewhere(
        _names_in((f"{module}.parameters.json", f"{module}.tfvars.json"), workspace), workspace
    )
    for environment in found[:MAX_ENVIRONMENTS]:
        filler = _Filler(environment, elsewhere)
        if (text(dig(infra, "provider")) or "bicep") == "terraform":
            values = _file(f"{module}.tfvars.json", workspace)
            yield Rollout("terraform", (inner,), tuple(filler.all(values)), at)
            continue
        given: list[Given] = []
        if workspace.exists(f"{module}.bicepparam"):
            given.append(GivenFile((f"{module}.bicepparam",), at))
        elif workspace.exists(f"{module}.parameters.json"):
            written = members(members(_file(f"{module}.parameters.json", workspace)).get("parameters"))
            given.append(GivenFile((f"{module}.parameters.json",), at))
            given += filler.all(
                Value(
                    {name: value for name, one in written.items() if (value := dig(one, "value")) is not None}
                ),
                True,
            )
        yield Rollout("template", (f"{module}.bicep", f"{module}.json"), tuple(given), at)


def _file(path: str, workspace: Workspace) -> Node:
    data = workspace.read(path) if workspace.exists(path) else None
    if not isinstance(data, bytes):
        return Value({}, Location(path))
    try:
        return json_source.parse(json_source.decode(data), path)
    except json_source.JsonError:
        return Value({}, Location(path))


def _environments(folder: str, workspace: Workspace) -> Iterator[Mapping[str, Value]]:
    """The environments that are kept here; often they are not, for git is told to pass over them."""
    home = posixpath.join(folder, ".azure") + "/"
    for path in workspace.walk():
        if path.startswith(home) and path.endswith("/.env"):
            data = workspace.read(path)
            if isinstance(data, bytes):
                said = decoded(data)
                yield {
                    match[1]: Value(
                        match[2].strip("\"'"), Location(path, said.count("\n", 0, match.start(1)) + 1)
                    )
                    for match in _LINE.finditer(said)
                }


def _names_in(places: Iterable[str], workspace: Workspace) -> list[str]:
    """Variables of azd's environment that files of values take."""
    found: dict[str, None] = {}
    for place in places:
        data = workspace.peek(place) if workspace.exists(place) else None
        if data is not None and not isinstance(data, Skipped):
            said = decoded(data)
            found.update((match[1], None) for match in _VARIABLE.finditer(said))
    return list(found)


def _set_elsewhere(names: Sequence[str], workspace: Workspace) -> dict[str, tuple[Location, bool]]:
    """Variables that something in the workspace may set where azd runs: a script, a program, a pipeline, a flow's ``env``.

    Which it does is not followed: a name that stands there otherwise than to be read may be set. With each its place,
    and whether the kept environment may be changed.
    """
    found: dict[str, tuple[Location, bool]] = {}
    if not names:
        return found
    pattern = re.compile(rf"{_READS}(?:env:)?(?P<name>{'|'.join(map(re.escape, names))})\b(?![ \t]*\}})")
    for path in workspace.walk():
        data = b"" if path.endswith(_NOT_RUN) else workspace.peek(path)
        if isinstance(data, Skipped) or len(data) > MAX_BYTES or "/.azure/" in f"/{path}":
            continue
        runs = b"azd" in data
        if not runs and not path.endswith(_TAKEN_IN):
            continue
        said = decoded(data)
        if _VARIABLE.search(said) and path.endswith((".parameters.json", ".tfvars.json")):
            continue
        for match in pattern.finditer(said):
            if not runs and not said[match.end() :].lstrip(" \t").startswith("="):
                continue
            if not in_comment(said, match.start()):
                at = Location(path, said.count("\n", 0, match.start()) + 1)
                _add(found, match["name"], at, _WRITES.search(said) is not None)
        more = _SETS_MORE.search(said)
        if more is not None:
            at = Location(path, said.count("\n", 0, more.start()) + 1)
            for name in names:
                _add(found, name, at, True)
    return found


def _add(found: dict[str, tuple[Location, bool]], name: str, at: Location, writes: bool) -> None:
    if name not in found or (writes and not found[name][1]):
        found[name] = at, writes


@record
class _Filler:
    environment: Mapping[str, Value]
    elsewhere: Mapping[str, tuple[Location, bool]]

    def all(self, values: Node, only_filled: bool = False) -> Iterator[GivenValue]:
        for name, node in members(values).items():
            filled = self._filled(node)
            if filled is not node or not only_filled:
                yield GivenValue(name, filled)

    def _filled(self, node: Node) -> Node:
        match node:
            case Value(data=str() as written) if _VARIABLE.search(written):
                return self._text(written, node.at)
            case Value(data=Mapping() as inner, at=at):
                found = {name: self._filled(child) for name, child in inner.items()}
                return node if all(found[name] is inner[name] for name in inner) else Value(found, at)
            case Value(data=tuple() as elements, at=at):
                each = tuple(map(self._filled, elements))
                return node if all(a is b for a, b in zip(each, elements, strict=True)) else Value(each, at)
        return node

    def _text(self, written: str, at: Location) -> Node:
        pieces: list[str | Reference | Unknown | None] = []
        end = 0
        place, whose = at, ""
        for match in _VARIABLE.finditer(written):
            pieces += [written[end : match.start()]] if match.start() > end else []
            end = match.end()
            name, default = match[1], match[2]
            known = self.environment.get(name)
            where, writes = self.elsewhere.get(name, (at, False))
            if known is not None and not writes:
                pieces.append(str(known.data))
                place = known.at
            elif name in self.elsewhere:
                reason = f"{where.path} may set {name} in azd's environment, which is not followed"
                pieces.append(Unknown(reason, where, "--var"))
            elif default is not None:
                pieces.append(default)
                whose = name
            else:
                pieces.append(Unknown(f"{name} of azd's environment is not known", at, "--var"))
        pieces += [written[end:]] if end < len(written) else []
        if all(isinstance(piece, str) for piece in pieces):
            whole = "".join(piece for piece in pieces if isinstance(piece, str))
            return Value(whole, place, fallback_of(whose)) if whose else Value(whole, place)
        open_ = next(piece for piece in pieces if isinstance(piece, Unknown))
        return open_ if len(pieces) == 1 else Unknown(open_.reason, at, open_.settle_by, tuple(pieces))
