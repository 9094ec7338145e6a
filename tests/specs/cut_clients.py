"""Cuts what published clients know of GitLab's and Azure DevOps' REST APIs out of their type declarations.

    npm pack azure-devops-extension-api@5.276.0    # Microsoft's own client, MIT
    npm pack @gitbeaker/core@43.8.0                # the client that most JavaScript programs use for GitLab, MIT
    python tests/specs/cut_clients.py azure_devops FOLDER/package
    python tests/specs/cut_clients.py gitlab FOLDER/package

Each is unpacked into a folder; the slice is written to ``client.json`` beside the description that it is held against by
``clients.py``. Names and types alone, no comments.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

WANTED = {
    "azure_devops": (
        "Git/Git.d.ts",
        ("Comment", "CommentThread", "GitPullRequestCommentThread", "GitPullRequest", "GitCommitRef",
         "GraphSubjectBase", "IdentityRef", "CommentType", "CommentThreadStatus", "PullRequestStatus"),
    ),
    "gitlab": (
        "dist/index.d.ts",
        ("SimpleUserSchema", "NoteSchema", "MergeRequestNoteSchema", "CondensedMergeRequestSchema", "MergeRequestSchema"),
    ),
}  # fmt: skip
MORE = {"azure_devops": ("WebApi/WebApi.d.ts", "Graph/Graph.d.ts"), "gitlab": ()}
"""Further files of declarations."""
_INTERFACE = re.compile(
    r"^(?:export )?interface (\w+)(?: extends ([^{]+?))? \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
_ENUM = re.compile(r"^export declare enum (\w+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^    (\w+)\??: ([^\n;{]+);", re.MULTILINE)
_ROUTE = re.compile(
    r'(?:method: "(\w+)",\s*)?routeTemplate: "([^"]+/pullRequests/\{pullRequestId\}(?:/threads[^"]*)?)"'
)


def cut(name: str, package: Path) -> dict[str, Any]:
    """The slice."""
    first, wanted = WANTED[name]
    text = "\n".join((package / file).read_text(encoding="utf-8") for file in (first, *MORE[name]))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    described = json.loads((package / "package.json").read_text(encoding="utf-8"))
    types = {
        found[1]: {
            "extends": [one for one in _names(found[2] or "") if one in wanted],
            "fields": dict(sorted(_FIELD.findall(found[3]))),
        }
        for found in _INTERFACE.finditer(text)
        if found[1] in wanted
    }
    enums = {
        found[1]: re.findall(r"^    (\w+) =", found[2], re.MULTILINE)
        for found in _ENUM.finditer(text)
        if found[1] in wanted
    }
    made: dict[str, Any] = {
        "source": f"npm {described['name']} {described['version']} ({described['license']})",
        "types": dict(sorted(types.items())),
        "enums": dict(sorted(enums.items())),
    }
    if name == "azure_devops":
        code = (package / "Git/GitClient.js").read_text(encoding="utf-8")
        made["routes"] = sorted({f"{method or 'GET'} /{route}" for method, route in _ROUTE.findall(code)})
    missing = set(wanted) - set(types) - set(enums)
    if missing:
        raise SystemExit(f"not in the package: {', '.join(sorted(missing))}")
    return made


def _names(extends: str) -> list[str]:
    """Without the module that they are imported from."""
    return [one.strip().rpartition(".")[2] for one in extends.split(",")]


def main(arguments: list[str]) -> int:
    name, package = arguments
    path = HERE / name / "client.json"
    path.write_text(json.dumps(cut(name, Path(package)), indent=1) + "\n", encoding="utf-8")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
