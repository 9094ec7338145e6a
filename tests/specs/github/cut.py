"""Cuts GitHub's published OpenAPI description down to the operations natpin uses.

    npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
    python cut.py package/generated/api.github.com.json > openapi-slice.json

Operations are kept whole (parameters, bodies, every response); what they do not reach is dropped, and so are
descriptions and examples, which take no part in validation.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

OPERATIONS = {
    "/rate_limit": ("get",),
    "/user": ("get",),
    "/repos/{owner}/{repo}": ("get",),
    "/repos/{owner}/{repo}/check-runs": ("post",),
    "/repos/{owner}/{repo}/check-runs/{check_run_id}": ("get", "patch"),
    "/repos/{owner}/{repo}/commits/{ref}/check-runs": ("get",),
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls": ("get",),
    "/repos/{owner}/{repo}/code-scanning/sarifs": ("post",),
    "/repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}": ("get",),
    "/repos/{owner}/{repo}/collaborators/{username}/permission": ("get",),
    "/repos/{owner}/{repo}/issues": ("get", "post"),
    "/repos/{owner}/{repo}/issues/{issue_number}": ("get", "patch"),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ("get", "patch", "delete"),
    "/repos/{owner}/{repo}/pulls/{pull_number}": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/files": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/comments": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": ("post",),
}
SILENT = {"example", "examples", "externalDocs"}


def slim(node: object, *, names: bool = False) -> object:
    """Without examples, prose and extensions. ``names``: the keys here are property names, not keywords."""
    if isinstance(node, dict):
        return {
            key: slim(value, names=key == "properties" and not names)
            for key, value in node.items()
            if names
            or not (
                key in SILENT
                or key.startswith("x-")
                or (key in ("description", "summary", "title", "operationId") and isinstance(value, str))
            )
        }
    if isinstance(node, list):
        return [slim(item) for item in node]
    return node


def described(node: object, inside: str = "") -> None:
    """OpenAPI demands a description of every response: give back an empty one."""
    if isinstance(node, dict):
        if inside == "response":
            node.setdefault("description", "")
        for key, value in node.items():
            if key == "responses" and isinstance(value, dict):
                for response in value.values():
                    if isinstance(response, dict) and "$ref" not in response:
                        described(response, "response")
            else:
                described(value)
    elif isinstance(node, list):
        for item in node:
            described(item)


def main() -> None:
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    paths: dict[str, dict[str, object]] = {}
    for path, methods in OPERATIONS.items():
        kept = {method: whole["paths"][path][method] for method in methods}
        if "parameters" in whole["paths"][path]:
            kept["parameters"] = whole["paths"][path]["parameters"]
        paths[path] = kept
    cut: dict[str, object] = {"paths": slim(paths)}
    components: dict[str, dict[str, object]] = {}
    waiting = [cut["paths"]]
    while waiting:
        for reference in set(re.findall(r'"#/components/([^"]+)"', json.dumps(waiting.pop()))):
            kind, name = reference.split("/", 1)
            if kind == "examples" or name in components.setdefault(kind, {}):
                continue
            components[kind][name] = slim(whole["components"][kind][name])
            waiting.append(components[kind][name])
    slice_ = {
        "openapi": whole["openapi"],
        "info": {key: whole["info"][key] for key in ("version", "title", "license")},
        "servers": whole["servers"],
        **cut,
        "components": {kind: dict(sorted(part.items())) for kind, part in sorted(components.items())},
    }
    described(slice_)
    for name, response in components.get("responses", {}).items():
        assert isinstance(response, dict), name
        response.setdefault("description", "")
    print(json.dumps(slice_, separators=(",", ":"), sort_keys=False))


if __name__ == "__main__":
    main()
