"""The hidden first line by which natpin finds again what it wrote: ``<!-- natpin:v1 key=… sha=… run=… hash=… -->``.

It says which configuration wrote the text, for which commit and run, and what the text's digest was, so that a run
can tell its own from another's, newer from older, and untouched from edited. It is no proof of authorship: anyone
can type it, so the author's id is always checked besides.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote

from natpin.model.record import record

_LINE = re.compile(r"<!-- natpin:(?P<kind>[a-z]{0,12}:?)v1 (?P<fields>[\x21-\x7e ]{1,1000}) -->")
_FOOTER = "\n\n<sub>natpin · "


@record
class Standing:
    """Which run speaks, and for which commit."""

    sha: str
    """Head commit of the pull request; the commit of the run elsewhere."""
    run_id: int = 0
    """GITHUB_RUN_ID: grows over all workflows, so runs of different workflows compare too."""
    attempt: int = 1
    """GITHUB_RUN_ATTEMPT. A rerun of an old run keeps the old id, and so stays older than what came since."""
    run_number: int = 0
    """GITHUB_RUN_NUMBER, for people."""
    run_url: str = ""
    run_name: str = ""
    """What people call the run, where it is no number of GitHub's: ``pipeline 4711``."""

    @property
    def age(self) -> tuple[int, int]:
        """Greater is newer."""
        return (self.run_id, self.attempt)


@record
class Mark:
    """A marker, read or to be written."""

    key: str
    standing: Standing
    digest: str
    state: str = "open"
    """``open``: something to look at. ``well``: nothing."""
    kind: str = ""
    """Empty for the comment; ``drift`` for the issue; ``folded`` for a comment that gave way to another."""

    def written(self) -> str:
        """The line. The key is percent-encoded, so nothing in it can end the comment."""
        run = f"{self.standing.run_id}.{self.standing.attempt}.{self.standing.run_number}"
        sha = self.standing.sha if _is_sha(self.standing.sha) else "0"
        prefix = f"{self.kind}:" if self.kind else ""
        return (
            f"<!-- natpin:{prefix}v1 key={quote(self.key, safe='')} sha={sha} run={run}"
            f" state={self.state} hash={self.digest} -->"
        )


def read_mark(body: str | None, kind: str = "", key: str | None = None) -> Mark | None:
    """The marker on the first line of ``body``, if it is of this kind and key. Never further down, where a quoted
    comment or a pasted report may hold one."""
    first = (body or "")[:2000].partition("\n")[0].strip("\r\ufeff ")
    matched = _LINE.fullmatch(first)
    if matched is None or matched["kind"].rstrip(":") != kind:
        return None
    fields = dict(pair.split("=", 1) for pair in matched["fields"].split() if "=" in pair)
    numbers = fields.get("run", "").split(".")
    if len(numbers) != 3 or not all(re.fullmatch("[0-9]{1,18}", number) for number in numbers):
        return None
    run_id, attempt, run_number = map(int, numbers)
    sha = fields.get("sha", "")
    found = Mark(
        key=unquote(fields.get("key", "")),
        standing=Standing(sha if _is_sha(sha) else "", run_id, attempt, run_number),
        digest=fields.get("hash", ""),
        state=fields.get("state", "open"),
        kind=kind,
    )
    return found if key is None or found.key == key else None


def digest_of(content: str) -> str:
    """Of what people see, footer apart; the same whatever the line ends."""
    text = content.replace("\r\n", "\n").strip()
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def content_of(body: str) -> str:
    """The body without its marker and without the footer that names commit and run."""
    content = body.replace("\r\n", "\n").partition("\n")[2]
    head, found, _ = content.rpartition(_FOOTER)
    return head if found else content


def intact(body: str, mark: Mark) -> bool:
    """Whether the body still is what natpin wrote: nobody edited it since."""
    return digest_of(content_of(body)) == mark.digest


def footer(standing: Standing) -> str:
    """Which commit and run the text speaks of."""
    parts = []
    if _is_sha(standing.sha):
        parts.append(f"commit {standing.sha[:10]}")
    if standing.run_number or standing.run_name:
        name = re.sub(r"[^\w .-]", "", standing.run_name)[:60] or f"run {standing.run_number}"
        if standing.attempt > 1 and not standing.run_name:
            name += f", attempt {standing.attempt}"
        linkable = re.fullmatch(r"https?://[A-Za-z0-9._~:/?=&-]{1,500}", standing.run_url)
        parts.append(f"[{name}]({standing.run_url})" if linkable else name)
    return f"{_FOOTER}{' · '.join(parts) or 'local run'}</sub>\n"


def disarmed(text: str) -> str:
    """A caller's text that cannot be taken for a marker of ours."""
    return re.sub(r"<!--(?=\s*/?natpin)", "&lt;!--", text)


def _is_sha(text: str) -> bool:
    return re.fullmatch("[0-9a-f]{7,64}", text) is not None
