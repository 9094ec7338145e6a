"""What the Azure Developer CLI deploys: the root that ``azure.yaml`` names, with what azd's environment gives.

``azd provision`` puts variables of its environment into ``main.parameters.json`` and ``main.tfvars.json``: ``${NAME}``, or
``${NAME=default}``. The environments that are here (``.azure/NAME/.env``) are stacks of their own. What something in the
workspace sets (``azd env set``, a pipeline's ``env``) is unknown; what nothing sets is the default, or unknown.
Source: learn.microsoft.com/azure/developer/azure-developer-cli ("azure.yaml schema", "Work with environment variables").
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.documents import first
from natpin.languages import located_json as json_source
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.rollout import Given, GivenFile, GivenValue, Rollout
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, dig, fallback_of, members, text
from natpin.workspace import Workspace, as_utf8

MAX_ENVIRONMENTS = 12
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w{0,100})(?::?[=-]([^{}\n]{0,200}))?\}")
_LINE = re.compile(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,100})[ \t]*=[ \t]*([^\r\n]{0,2000}?)[ \t]*$")
_SETS = re.compile(
    r"\bazd[ \t]+env[ \t]+(?:set|set-secret)[ \t]+[\"']?([A-Za-z_]\w{0,100})|^[ \t]{0,80}(?:-[ \t]+)?(?:export[ \t]+|\$env:)?([A-Z_][A-Z0-9_]{0,100})[ \t]*[:=]",
    re.MULTILINE,
)
_MOST_READ = 2**20


def rollouts(path: str, workspace: Workspace, files: Sequence[str]) -> Iterator[Rollout]:
    """What azd deploys by the ``azure.yaml`` at a path. ``files``: those that may set variables of its environment."""
    plan = first(path, workspace)
    if isinstance(plan, Skipped):
        return
    folder = posixpath.dirname(path)
    infra = dig(plan, "infra")
    at = infra.at if infra is not None else plan.at
    inner = posixpath.normpath(posixpath.join(folder, text(dig(infra, "path")) or "infra"))
    module = posixpath.join(inner, text(dig(infra, "module")) or "main")
    found = list(_environments(folder, workspace)) or [{}]
    elsewhere = dict(_set_elsewhere(files, workspace))
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
                said = as_utf8(data).decode("utf-8", "replace")
                yield {
                    match[1]: Value(
                        match[2].strip("\"'"), Location(path, said.count("\n", 0, match.start(1)) + 1)
                    )
                    for match in _LINE.finditer(said)
                }


def _set_elsewhere(files: Sequence[str], workspace: Workspace) -> Iterator[tuple[str, Location]]:
    """Variables that scripts and pipelines set which run azd."""
    for path in files:
        data = workspace.peek(path)
        if isinstance(data, Skipped) or len(data) > _MOST_READ or b"azd" not in data:
            continue
        said = as_utf8(data).decode("utf-8", "replace")
        for match in _SETS.finditer(said):
            yield match[1] or match[2], Location(path, said.count("\n", 0, match.start()) + 1)


@record
class _Filler:
    environment: Mapping[str, Value]
    elsewhere: Mapping[str, Location]

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
            if known is not None:
                pieces.append(str(known.data))
                place = known.at
            elif name in self.elsewhere:
                where = self.elsewhere[name]
                reason = f"{where.path} sets {name} in azd's environment, which is not followed"
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
