"""What was written down here of GitLab's and Azure DevOps' APIs, held to what the platforms publish."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest
import yaml

SPECS = Path(__file__).parents[1] / "specs"


def _module(name: str):
    spec = importlib.util.spec_from_file_location(name, SPECS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


held, clients = _module("held"), _module("clients")

PUBLISHED = {"azure_devops": "NATPIN_AZURE_DEVOPS_DESCRIPTION", "gitlab": "NATPIN_GITLAB_DESCRIPTION"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_ours_says_nothing_that_the_published_one_does_not(name):
    path = os.environ.get(PUBLISHED[name])
    if not path:
        pytest.skip("make check-descriptions fetches it")
    assert held.deviations(name, held.read(Path(path))) == []


@pytest.mark.parametrize("name", PUBLISHED)
def test_ours_says_nothing_that_a_published_client_does_not_know(name):
    assert clients.deviations(name) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("azure_devops", "commentType: {$ref", "commentKind: {$ref", "Comment.commentKind: no such field"),
        ("azure_devops", "wontFix", "wontfix", "CommentThreadStatus: wontfix is not a word of it"),
        ("azure_devops", "isDeleted: {type: boolean}", "isDeleted: {type: string}", "boolean, not string"),
        ("azure_devops", "comments: {type: array, items", "comments: {type: string, items", "Comment[]"),
        ("azure_devops", "{pullRequestId}/threads:", "{pullRequestId}/thread:", "no such operation"),
        ("gitlab", "noteable_iid: {type: integer}", "noteable_iid: {type: string}", "number, not string"),
        ("gitlab", "enum: [MergeRequest]", "enum: [mergeRequest]", "mergeRequest is not a word of it"),
        ("gitlab", "        sha: {type: string}", "        head: {type: string}", "MergeRequest.head: no such field"),
    ],
)  # fmt: skip
def test_a_slip_in_ours_is_told(name, old, new, said):
    text = (SPECS / name / clients.FILES[name]).read_text(encoding="utf-8")
    assert old in text
    found = clients.deviations(name, yaml.safe_load(text.replace(old, new)))
    assert any(said in one for one in found), found


# The comparison itself, on a description made up here

USER = {"type": "object", "properties": {one: {"type": kind} for one, kind in (
    ("id", "integer"), ("username", "string"), ("name", "string"), ("state", "string"),
)}}  # fmt: skip
NOTE = {
    "allOf": [{"$ref": "#/components/schemas/Base"}],
    "type": "object",
    "properties": {
        "body": {"type": "string"}, "author": USER, "created_at": {"type": "string"}, "updated_at": {"type": "string"},
        "system": {"type": "boolean"}, "noteable_id": {"type": "integer"}, "noteable_type": {"type": "string"},
        "noteable_iid": {"type": "integer"}, "resolvable": {"type": "boolean"}, "internal": {"type": "boolean"},
    },
}  # fmt: skip


def published():
    def answer(schema):
        return {"description": "", "content": {"application/json": {"schema": schema}}}

    note = {"$ref": "#/components/schemas/Note"}
    body = {
        "content": {
            "application/json": {"schema": {"type": "object", "properties": {"body": {"type": "string"}}}}
        }
    }
    request = (
        {"name": "page", "in": "query"},
        {"name": "per_page", "in": "query"},
        {"name": "sort", "in": "query"},
    )
    merge_request = {"type": "object", "properties": {
        "id": {"type": "integer"}, "iid": {"type": "integer"}, "project_id": {"type": "integer"},
        "state": {"type": "string", "enum": ["opened", "closed", "merged", "locked"]}, "sha": {"type": "string"},
        "discussion_locked": {"type": "boolean"},
    }}  # fmt: skip
    notes = "/api/v4/projects/{id}/merge_requests/{noteable_id}/notes"
    return {
        "paths": {
            "/api/v4/user": {"get": {"responses": {"200": answer(USER)}}},
            "/api/v4/projects/{id}/merge_requests/{merge_request_iid}": {
                "get": {"responses": {"200": answer(merge_request)}}
            },
            notes: {
                "get": {
                    "parameters": [*request, {"name": "order_by", "in": "query"}],
                    "responses": {"200": answer({"type": "array", "items": note})},
                },
                "post": {"requestBody": body, "responses": {"201": answer(note)}},
            },
            f"{notes}/{{note_id}}": {
                "put": {"requestBody": body, "responses": {"200": answer(note)}},
                "delete": {"responses": {"204": {"description": ""}}},
            },
        },
        "components": {"schemas": {"Note": NOTE, "Base": {"properties": {"id": {"type": "integer"}}}}},
    }


def test_what_agrees_has_no_deviations():
    assert held.deviations("gitlab", published()) == []


NOTES = "/projects/{id}/merge_requests/{iid}/notes"
THEIRS = "/api/v4/projects/{id}/merge_requests/{noteable_id}/notes"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda all_: all_["paths"].pop("/api/v4/user"), "/user: no such path"),
        (lambda all_: all_["paths"][THEIRS].pop("post"), f"post {NOTES}: no such operation"),
        (lambda all_: all_["paths"][THEIRS]["get"]["parameters"].pop(), f"get {NOTES}: no parameter order_by"),
        (lambda all_: all_["paths"][THEIRS]["post"]["responses"].pop("201"), f"post {NOTES}: no answer 201"),
        (
            lambda all_: all_["components"]["schemas"]["Base"]["properties"].pop("id"),
            f"get {NOTES}: no field get 200 items id",
        ),
        (
            lambda all_: all_["components"]["schemas"]["Base"]["properties"]["id"].update(type="string"),
            f"get {NOTES}: get 200 items id is string, not integer",
        ),
        (
            lambda all_: all_["paths"][THEIRS]["post"]["requestBody"]["content"]["application/json"]["schema"][
                "properties"
            ].pop("body"),
            f"post {NOTES}: no field post body body",
        ),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_told(change, said):
    import copy

    document = copy.deepcopy(published())
    change(document)
    assert said in held.deviations("gitlab", document)


def test_a_word_that_is_none_is_told():
    document = published()
    get = document["paths"]["/api/v4/projects/{id}/merge_requests/{merge_request_iid}"]["get"]
    state = get["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["state"]
    state["enum"].remove("locked")
    (said,) = held.deviations("gitlab", document)
    assert said.endswith("get 200 state: ['locked'] are not words of it")
