"""``yq`` on a file of YAML: as ``jq`` on the same in JSON, where both mean the same by a filter.

Source: mikefarah.gitbook.io/yq, "Evaluate" (a scalar is printed without quotes), "Traverse (Read)", "Alternative (Default value)".
"""

from __future__ import annotations

import json

from natpin.languages.shell.words import Chunk, Command, Word, word_saying
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Skipped, plain
from natpin.regex import late_regex

_PATH = late_regex(r"\.[\w.\[\]\"-]*(?:[ \t]*//[ \t]*(?:\"[^\"\\$]*\"|[\w.-]+))?")
"""A path, and what stands in where there is nothing: jq and yq read these alike."""
_PASSED_OVER = frozenset(("e", "eval", "-r", "--unwrapScalar", "-M", "--no-colors"))


def file_of(command: Command) -> str | None:
    """The file that a command of ``yq`` reads a path of; None for any other command."""
    words = _plain(command)
    return words[1] if words is not None else None


def as_jq(command: Command, text: str) -> Command | None:
    """The same as a command of ``jq`` that reads JSON; None where the text is not one document of YAML."""
    from natpin.languages.located_yaml.documents import documents

    words = _plain(command)
    found = tuple(documents(text, command.at.path))
    if words is None or len(found) != 1 or isinstance(found[0], Skipped):
        return None
    try:
        said = json.dumps(plain(found[0]))
    except (TypeError, ValueError):
        return None
    return replace(command, words=_words(words[0], command.at), stdin=(Chunk(said, command.at),))


def _words(path: str, at: Location) -> tuple[Word, ...]:
    return tuple(word_saying(one, at) for one in ("jq", "-r", path))


def _plain(command: Command) -> tuple[str, str] | None:
    """The path and the file."""
    words = [word.literal for word in command.words[1:]]
    said = [one for one in words if one not in _PASSED_OVER]
    if len(said) != 2 or said[0] is None or said[1] is None or _PATH.fullmatch(said[0]) is None:
        return None
    return said[0], said[1]
