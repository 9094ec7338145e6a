"""Objects as GitHub's REST API writes them."""

from __future__ import annotations

from github_server.hub import Account, Comment, Hub, Issue


def user(account: Account, base: str) -> dict[str, object]:
    url = f"{base}/users/{account.login}"
    return {
        "login": account.login, "id": account.id, "node_id": f"U_{account.id}", "type": account.type,
        "avatar_url": f"{base}/avatars/{account.id}", "gravatar_id": "", "site_admin": False,
        "url": url, "html_url": f"{base}/{account.login}", "followers_url": f"{url}/followers",
        "following_url": f"{url}/following", "gists_url": f"{url}/gists", "starred_url": f"{url}/starred",
        "subscriptions_url": f"{url}/subscriptions", "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos", "events_url": f"{url}/events",
        "received_events_url": f"{url}/received_events",
    }  # fmt: skip


def comment(hub: Hub, made: Comment, base: str) -> dict[str, object]:
    repository = f"{base}/repos/{hub.repository}"
    return {
        "id": made.id, "node_id": made.node_id, "body": made.body,
        "url": f"{repository}/issues/comments/{made.id}",
        "html_url": f"{base}/{hub.repository}/issues/{made.issue}#issuecomment-{made.id}",
        "issue_url": f"{repository}/issues/{made.issue}",
        "user": user(made.author, base) if made.author else None,
        "created_at": made.created, "updated_at": made.updated, "author_association": "NONE",
        "minimized": {"reason": made.minimized} if made.minimized else None,
    }  # fmt: skip


def issue(hub: Hub, made: Issue, base: str) -> dict[str, object]:
    url = f"{base}/repos/{hub.repository}/issues/{made.number}"
    shape: dict[str, object] = {
        "id": made.id, "node_id": made.node_id, "number": made.number, "title": made.title, "body": made.body,
        "url": url, "repository_url": f"{base}/repos/{hub.repository}", "labels_url": f"{url}/labels",
        "comments_url": f"{url}/comments", "events_url": f"{url}/events",
        "html_url": f"{base}/{hub.repository}/{'pull' if made.pull else 'issues'}/{made.number}",
        "user": user(made.author, base), "state": made.state,
        "labels": [
            {"id": index, "node_id": f"L_{index}", "name": name, "url": f"{url}/labels/{index}",
             "color": "ededed", "default": False, "description": None}
            for index, name in enumerate(made.labels, 1)
        ],
        "assignee": None,
        "assignees": [user(hub.accounts[login], base) for login in made.assignees if login in hub.accounts],
        "milestone": None, "locked": made.locked,
        "comments": sum(1 for c in hub.comments.values() if c.issue == made.number),
        "closed_at": made.closed, "created_at": made.created, "updated_at": made.updated,
        "author_association": "NONE",
    }  # fmt: skip
    shape["state_reason"] = made.state_reason
    if made.pull is not None:
        shape["pull_request"] = {"url": url, "html_url": url, "diff_url": url, "patch_url": url}
    return shape


def check(hub: Hub, made: dict[str, object], base: str) -> dict[str, object]:
    number = made["id"]
    output = made.get("output") or {}
    assert isinstance(output, dict)
    url = f"{base}/repos/{hub.repository}/check-runs/{number}"
    assert isinstance(number, int)
    return {
        "id": number, "node_id": f"CR_{number}", "name": made["name"], "head_sha": made["head_sha"],
        "external_id": made.get("external_id", ""), "url": url, "html_url": url,
        "details_url": made.get("details_url"), "status": made.get("status", "queued"),
        "conclusion": made.get("conclusion"), "started_at": None, "completed_at": made.get("completed_at"),
        "output": {
            "title": output.get("title"), "summary": output.get("summary"), "text": output.get("text"),
            "annotations_count": len(hub.annotations.get(number, [])), "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": 5}, "pull_requests": [],
        "app": {
            "id": 15368, "node_id": "A_1", "slug": "github-actions", "name": "GitHub Actions",
            "client_id": "Iv1", "owner": user(hub.owner, base), "description": None,
            "external_url": "https://example.com", "html_url": "https://example.com",
            "created_at": "2018-07-30T09:30:17Z", "updated_at": "2018-07-30T09:30:17Z",
            "permissions": {}, "events": [],
        },
    }  # fmt: skip


def repository(full_name: str, base: str) -> dict[str, object]:
    url = f"{base}/repos/{full_name}"
    templates = (
        "archive assignees blobs branches collaborators comments commits compare contents git_commits git_refs"
        " git_tags issue_comment issue_events issues keys labels milestones notifications pulls releases statuses trees"
    )  # fmt: skip
    plain = "contributors deployments downloads events forks hooks languages merges stargazers subscribers subscription tags teams"
    owner, name = full_name.split("/")
    return {
        "id": 7, "node_id": "R_7", "name": name, "full_name": full_name,
        "owner": user(Account(9, owner), base), "private": False, "html_url": f"{base}/{full_name}",
        "description": None, "fork": False, "url": url, "git_url": url, "ssh_url": url, "clone_url": url,
        "mirror_url": None, "svn_url": url, "homepage": None, "language": None, "forks_count": 0,
        "stargazers_count": 0, "watchers_count": 0, "size": 0, "default_branch": "main",
        "open_issues_count": 0, "has_issues": True, "has_projects": False, "has_wiki": False,
        "has_pages": False, "has_downloads": False, "archived": False, "disabled": False,
        "pushed_at": None, "created_at": None, "updated_at": None, "license": None, "forks": 0,
        "open_issues": 0, "watchers": 0, "has_discussions": False,
        **{f"{name}_url": url for name in f"{templates} {plain}".split()},
    }  # fmt: skip


def pull(hub: Hub, made: Issue, base: str) -> dict[str, object]:
    assert made.pull is not None
    url = f"{base}/repos/{hub.repository}/pulls/{made.number}"
    own = repository(hub.repository, base)
    head = made.pull.head_repository
    links = "comments commits statuses html issue review_comments review_comment self"
    return {
        "url": url, "id": made.id, "node_id": f"PR_{made.number}", "number": made.number, "title": made.title,
        "html_url": url, "diff_url": url, "patch_url": url, "issue_url": url, "commits_url": url,
        "review_comments_url": url, "review_comment_url": url, "comments_url": url, "statuses_url": url,
        "state": made.state, "locked": made.locked, "user": user(made.author, base), "body": made.body,
        "labels": [], "milestone": None, "created_at": made.created, "updated_at": made.updated,
        "closed_at": made.closed, "merged_at": made.pull.merged, "merge_commit_sha": made.pull.merge_sha, "assignee": None,
        "head": {"label": "o:f", "ref": "feature", "sha": made.pull.head_sha, "user": user(made.author, base),
                 "repo": repository(head, base) if head else None},
        "base": {"label": "o:main", "ref": "main", "sha": made.pull.base_sha, "user": user(made.author, base),
                 "repo": own},
        "_links": {name: {"href": url} for name in links.split()},
        "author_association": "NONE", "auto_merge": None, "draft": made.pull.draft, "merged": made.pull.merged is not None,
        "mergeable": None, "mergeable_state": "unknown", "merged_by": None, "comments": 0,
        "review_comments": 0, "maintainer_can_modify": False, "commits": 1, "additions": 1, "deletions": 0,
        "changed_files": len(made.pull.files),
    }  # fmt: skip


def review(hub: Hub, made: dict[str, object], base: str) -> dict[str, object]:
    pull = f"{base}/repos/{hub.repository}/pulls/{made['number']}"
    html = f"{base}/{hub.repository}/pull/{made['number']}#pullrequestreview-{made['id']}"
    return {
        "id": made["id"], "node_id": f"PRR_{made['id']}", "user": user(made["author"], base), "body": made["body"],
        "state": "COMMENTED", "commit_id": made["commit_id"], "html_url": html, "pull_request_url": pull,
        "_links": {"html": {"href": html}, "pull_request": {"href": pull}}, "author_association": "NONE",
        "submitted_at": hub.now(),
    }  # fmt: skip


def review_comment(hub: Hub, made: dict[str, object], one: dict[str, object], base: str) -> dict[str, object]:
    pull = f"{base}/repos/{hub.repository}/pulls/{made['number']}"
    url = f"{base}/repos/{hub.repository}/pulls/comments/{one['id']}"
    html = f"{base}/{hub.repository}/pull/{made['number']}#discussion_r{one['id']}"
    return {
        "url": url, "id": one["id"], "node_id": f"PRRC_{one['id']}", "pull_request_review_id": made["id"],
        "diff_hunk": "@@ -1 +1 @@", "path": one["path"], "commit_id": made["commit_id"],
        "original_commit_id": made["commit_id"], "user": user(made["author"], base), "body": one["body"],
        "created_at": hub.now(), "updated_at": hub.now(), "html_url": html, "pull_request_url": pull,
        "author_association": "NONE", "line": one["line"],
        "_links": {"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": pull}},
    }  # fmt: skip
