"""Scripts that deploy, and that something which is not followed runs with words of its own: a program, a list of commands.

``NAT=${1:-true}`` holds while nobody in the workspace says otherwise. ``subprocess.run(["./deploy.sh", "false"])`` does, and
what the script then gives is not known.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping

from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.rollout import GivenValue, Rollout
from natpin.model.value import Skipped, Unknown, Value
from natpin.pipeline.calls_of_scripts import MAY_CALL, Script, first_call
from natpin.pipeline.file_texts import MAX_BYTES, decoded, text_of
from natpin.pipeline.giving_tools import is_of_tests
from natpin.pipeline.unread import formats_of, is_no_script
from natpin.workspace import Workspace

_MOST_VALUE = 200


ByEntry = Mapping[str, Mapping[str, list[Rollout]]]
"""By the file in which a command stands, and the file that was followed to it."""


def as_called(
    found: ByEntry, followed: Collection[str], workspace: Workspace
) -> dict[str, dict[str, list[Rollout]]]:
    """What scripts deploy, with the values open that come of their arguments and variables, where somebody gives others; and
    all inputs where they hand on to the command what they are run with."""
    texts: dict[str, str] = {}
    for by_entry in found.values():
        for entry, mine in by_entry.items():
            text = text_of(entry, workspace) if entry in followed and entry not in texts else None
            takes = any(each.added for each in mine)
            if text is not None and (
                takes or not all(_written(one, text) for each in mine for one in each.given)
            ):
                texts[entry] = text
    leading = {
        entry: {other for by_entry in found.values() if entry in by_entry for other in by_entry}
        for entry in texts
    }
    called = _calls(leading, followed, workspace) if texts else {}
    return {
        path: {
            entry: [_opened(each, entry, texts[entry], called[entry]) for each in mine]
            if entry in called
            else list(mine)
            for entry, mine in by_entry.items()
        }
        for path, by_entry in found.items()
    }


def _opened(rollout: Rollout, script: str, text: str, at: Location) -> Rollout:
    why = Unknown(
        f"{at.path} runs {posixpath.basename(script)} with words that are not followed", at, "--var"
    )
    given = (
        one if _written(one, text) or not isinstance(one, GivenValue) else replace(one, node=why)
        for one in rollout.given
    )
    opened = rollout.open or (why if rollout.added else None)
    return replace(rollout, given=tuple(given), open=opened)


def _written(one: object, text: str) -> bool:
    """Whether a value stands in the script itself where it is given; and for all that is no known value."""
    if not isinstance(one, GivenValue) or not isinstance(one.node, Value):
        return True
    value = one.node.data
    if not isinstance(value, str | int | bool) or len(str(value)) > _MOST_VALUE:
        return True
    name, said = re.escape(one.name), re.escape(str(value).lower() if isinstance(value, bool) else str(value))
    return (
        re.search(rf"(?i)(?<![\w$])-?{name}[\"']?(?:[ \t]*[=:][ \t]*|[ \t]+)[\"'\\]*\$?{said}(?!\w)", text)
        is not None
    )


def _calls(
    leading: Mapping[str, Collection[str]], followed: Collection[str], workspace: Workspace
) -> dict[str, Location]:
    """Where scripts are run with words of their own, by what is not followed, or not to there. ``leading``: by script, the
    files that were followed to what it deploys."""
    sought = [Script.at(path) for path in leading]
    found: dict[str, Location] = {}
    for path in workspace.walk():
        formats = formats_of(path)
        if not (formats or path.endswith(MAY_CALL)) or is_of_tests(path):
            continue
        data = workspace.peek(path)
        if isinstance(data, Skipped) or len(data) > MAX_BYTES:
            continue
        if is_of_tests(path, data):
            continue
        if is_no_script(path, formats, data) and not path.endswith(MAY_CALL):
            continue
        unfound = (one for one in sought if one.path not in found and one.path != path)
        named = [
            one
            for one in unfound
            if one.word in data and (one.by_make or path not in followed or path not in leading[one.path])
        ]
        text = decoded(data) if named else ""
        for one in named:
            at = first_call(one, path, text)
            if at is not None:
                found[one.path] = at
    return found
