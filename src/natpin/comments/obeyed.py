"""Text that a platform obeys for no command and takes for no reference to something else.

The strings of a repository are made harmless one by one by ``reporters.neutral``, for GitHub first. What GitLab and Azure
DevOps read beyond that is taken out of the finished Markdown here.

* GitLab runs quick actions: a line of a note that begins with ``/merge``, ``/approve`` or ``/close`` is carried out with
  the token's rights (docs.gitlab.com/user/project/quick_actions; lib/gitlab/quick_actions/extractor.rb).
* GitLab links ``!12``, ``~label``, ``%milestone``, ``&3`` and ``$4``, and leaves a note at what is named; Azure DevOps links
  ``!12`` (docs.gitlab.com/user/markdown, "GitLab-specific references"; learn.microsoft.com/azure/devops/project/wiki/
  markdown-guidance). References are found in the rendered text, so an entity hides nothing.
"""

from __future__ import annotations

import re

_ACTION = re.compile(r"^([^\S\n]*)(?=/)", re.MULTILINE)
_BREAK = "\u200b"
_REFERENCE = re.compile(
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??(?P=fence)[`~]*[ ]*$|(?<!`)(?P<ticks>`+)[^`\n](?:[^\n]*?[^`\n])??(?P=ticks)(?!`))"
    r"|(?<![\w/(])(?P<mark>[!%^]|&#(?:33|36|37|38|94|126);)(?=[\w\"&])",
    re.MULTILINE | re.DOTALL,
)


def unobeyed(markdown: str) -> str:
    """The same text for a reader, none of it a quick action or a reference. Doing it twice changes nothing more."""
    linked = _REFERENCE.sub(lambda one: one[0] if one["code"] else f"{one['mark']}&#8203;", markdown)
    linked = linked.replace("&#8203;&#8203;", "&#8203;")
    return _ACTION.sub(lambda one: one[1] + _BREAK, linked)
