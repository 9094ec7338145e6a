"""What to do about a call that GitHub refused: one sentence for each kind of trouble."""

from __future__ import annotations

from natpin.github.trouble import CallFailed, Trouble

COMMENT = "pull-requests: write"
CHECK_READ, CHECK_WRITE = "checks: read", "checks: write"
ISSUE = "issues: write"
SARIF = "security-events: write"
DEPENDABOT = (
    "A run of Dependabot's has a token that reads alone, unless the workflow's own `permissions` say more"
)


def advice(failed: CallFailed, needs: str) -> str:
    """``needs`` is the permission that the call takes, as a workflow writes it. No full stop at the end."""
    said = failed.detail.lower()
    match failed.trouble:
        case Trouble.BAD_TOKEN:
            return (
                "GitHub does not accept the token (401): it has expired, was revoked, or belongs to another server. Leave "
                "the input `token` out, or renew the secret that it is given"
            )
        case Trouble.LOCKED if "archived" in said:
            return "the repository is archived, so nothing can be written to it: unarchive it"
        case Trouble.LOCKED if "blocked" in said or failed.status == 451:
            return "GitHub has blocked the repository, so nothing can be written to it: its owner has to ask GitHub's support"
        case Trouble.LOCKED if "migration" in said:
            return "the repository is locked while it is moved, so nothing can be written to it: run the job again afterwards"
        case Trouble.LOCKED:
            return (
                "the conversation is locked, so nobody can comment there: unlock it, or read the job summary"
            )
        case Trouble.DENIED if "saml" in said or "sso" in said:
            return "the organisation asks for single sign-on: authorise the token for it, or use the job's own token"
        case Trouble.DENIED if "ip allow list" in said:
            return (
                "the organisation's IP allow list does not admit this runner: add the runner's address to it"
            )
        case Trouble.DENIED if "suspended" in said:
            return "GitHub has suspended the account or the app that the token belongs to: use the job's own token"
        case Trouble.DENIED if any(
            word in said for word in ("advanced security", "code security", "code scanning is not enabled")
        ):
            return "code scanning is switched off for this repository: switch it on, or set the input `sarif: file`"
        case Trouble.DENIED:
            return f"the token has no permission for it: the job needs `permissions: {needs}`"
        case Trouble.MISSING if "disabled" in said:
            return (
                "issues are switched off in this repository: switch them on, or set the input `issue: false`"
            )
        case Trouble.MISSING if failed.status == 410:
            return "it was deleted on GitHub: run the job again"
        case Trouble.MISSING:
            return (
                f"GitHub finds nothing there (404): the token does not reach this repository, or the job lacks "
                f"`permissions: {needs}`"
            )
        case Trouble.SECONDARY:
            return (
                f"too many writes reach GitHub at once ({failed.detail}): run fewer jobs at a time (`max-parallel`), then "
                "run this job again"
            )
        case Trouble.LIMITED:
            return (
                f"the token has used up its requests ({failed.detail}): run the job again later, or give natpin a token of "
                "its own"
            )
        case Trouble.INVALID if failed.status == 413:
            return "it is larger than GitHub takes: judge fewer files in one job (`paths`), or set the input `sarif: file`"
        case Trouble.INVALID:
            return f"GitHub refuses what was sent ({failed.detail}): please report it with the log"
        case Trouble.UNREACHABLE:
            return f"GitHub could not be reached ({failed.detail}): run the job again"
