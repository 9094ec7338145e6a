"""Finds and reads policies: the built-in ones, and a team's own.

The built-in YAML files are also kept as one JSON document (``compiled.json``, written by ``make docs``) beside
them: reading that costs a fraction of a millisecond, importing a YAML parser and reading fifty files some fifty.
It is used only while its digest is that of the files, so editing a rule needs no step in between.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from natpin.errors import PolicyError
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.policy.definition import Policy, from_document
from natpin.workspace import Workspace

COMPILED = "compiled.json"
EXAMPLES = "examples.json"
SUFFIXES = (".yaml", ".yml")


@record
class Profile:
    """A named choice of severities and parameters."""

    id: str
    description: str
    rules: Mapping[str, Any]
    """As in natpin.yaml, plain data."""
    only: tuple[str, ...] | None = None
    """The rules that are asked at all; None for every one."""
    unknown_fails: bool = False
    """True: what cannot be decided counts as failed."""


@record
class BuiltIn:
    """What natpin ships."""

    policies: tuple[Policy, ...]
    profiles: Mapping[str, Profile]


def policies_folder() -> Path:
    """The folder of built-in policies: in the installed package, else in the checkout it is run from.

    Raises PolicyError when there is neither: an installation without policies must not pass for a clean run.
    """
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "policies", package.parent.parent / "policies"):
        if (candidate / "rules").is_dir():
            return candidate
    raise PolicyError(f"the built-in policies are missing beside {package}; reinstall natpin")


def built_in(folder: Path | None = None) -> BuiltIn:
    """Every built-in policy, by id, and the profiles. Raises PolicyError for a broken one."""
    folder = folder or policies_folder()
    sources = _sources(folder)
    documents = _compiled(folder, sources) or compile_documents(sources)
    return BuiltIn(
        tuple(
            from_document(document, f"policies/rules/{document['id']}.yaml")
            for document in documents["rules"]
        ),
        {profile["id"]: _profile(profile) for profile in documents["profiles"]},
    )


def examples(folder: Path | None = None) -> dict[str, dict[str, dict[str, str]]]:
    """The built-in rules by example: rule, language, and what ``docs/examples.py`` made of the rule's test cases."""
    try:
        found = json.loads(((folder or policies_folder()) / EXAMPLES).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _sources(folder: Path) -> dict[str, bytes]:
    return {
        f"{part}/{path.name}": path.read_bytes()
        for part in ("profiles", "rules")
        for path in sorted((folder / part).iterdir())
        if path.suffix == ".yaml"
    }


def digest(sources: Mapping[str, bytes]) -> int:
    """What tells a stale ``compiled.json``: a checksum of names and contents."""
    checksum = 0
    for name, source in sources.items():
        checksum = zlib.crc32(source, zlib.crc32(name.encode(), checksum))
    return checksum


def _compiled(folder: Path, sources: Mapping[str, bytes]) -> dict[str, Any] | None:
    try:
        document = json.loads((folder / COMPILED).read_bytes())
    except (OSError, ValueError):
        return None
    fresh = isinstance(document, dict) and document.get("digest") == digest(sources)
    return document if fresh else None


def compile_documents(sources: Mapping[str, bytes]) -> dict[str, Any]:
    """The plain data of all files, every one checked. Raises PolicyError."""
    from natpin.languages.located_yaml.checked import read
    from natpin.policy.check import check

    documents: dict[str, Any] = {"digest": digest(sources), "profiles": [], "rules": []}
    for name, source in sources.items():
        written = read(source, f"policies/{name}", PolicyError)
        if name.startswith("rules/"):
            check(written)
            document = written.plain()
            if name != f"rules/{document['id']}.yaml":
                written.wrong(f"the file of {document['id']!r} must be named {document['id']}.yaml")
            documents["rules"].append(document)
        else:
            written.mapping(
                "a profile", ("id", "description", "rules", "only", "unknownFails"), ("id", "description")
            )
            documents["profiles"].append(written.plain())
    return documents


def compiled_text(folder: Path | None = None) -> str:
    """What ``compiled.json`` should hold now."""
    documents = compile_documents(_sources(folder or policies_folder()))
    return json.dumps(documents, ensure_ascii=False, separators=(",", ":")) + "\n"


def _profile(document: Mapping[str, Any]) -> Profile:
    only = document.get("only")
    return Profile(
        document["id"],
        document["description"].strip(),
        document.get("rules", {}),
        None if only is None else tuple(only),
        document.get("unknownFails", False),
    )


def from_workspace(workspace: Workspace, folder: str, at: Location | None = None) -> tuple[Policy, ...]:
    """The policies of a team's own: every YAML file directly in a folder of the workspace.

    Raises PolicyError for a broken one, for a folder that is not there and for one without policies: a policy that
    is silently not asked would be worse than none.
    """
    if not workspace.is_folder(folder):
        raise PolicyError(f"the policies folder {folder!r} is not there (or outside the workspace)", at)
    found = tuple(_own(workspace, folder))
    if not found:
        raise PolicyError(f"the policies folder {folder!r} holds no .yaml file", at)
    _once_each(found)
    return found


def _own(workspace: Workspace, folder: str) -> Iterator[Policy]:
    for name in workspace.listdir(folder):
        if not name.endswith(SUFFIXES):
            continue
        path = f"{folder}/{name}" if folder != "." else name
        source = workspace.read(path)
        if isinstance(source, Skipped):
            raise PolicyError(f"the policy {path} {source.reason}", Location(path))
        yield from_source(source, path)


def from_source(source: bytes, path: str) -> Policy:
    """One policy from the bytes of its file. Raises PolicyError with file, line and column."""
    from natpin.languages.located_yaml.checked import read
    from natpin.policy.check import check

    written = read(source, path, PolicyError)
    check(written)
    return from_document(written.plain(), path)


def joined(built_in: tuple[Policy, ...], own: tuple[Policy, ...]) -> tuple[Policy, ...]:
    """Both together. Raises PolicyError when a team's policy takes the id of another."""
    everything = (*built_in, *own)
    _once_each(everything)
    return everything


def _once_each(policies: tuple[Policy, ...]) -> None:
    seen: dict[str, Policy] = {}
    for policy in policies:
        other = seen.setdefault(policy.id, policy)
        if other is not policy:
            raise PolicyError(
                f"the id {policy.id!r} is already used by {other.source}; to tune that rule, set it in natpin.yaml",
                Location(policy.source),
            )
