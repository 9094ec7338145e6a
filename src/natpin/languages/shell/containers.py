"""Commands that run another one in a container, and what they give it: ``docker run -e NAME=text IMAGE COMMAND``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.shell.words import Chunk, Hole, Pieces, Word
from natpin.model.record import record, replace


@record
class Contained:
    """What a container is run with."""

    sets: Mapping[str, Pieces]
    passed: tuple[str, ...]
    """Variables that it gets as the script has them: ``-e NAME``."""
    files: tuple[Word, ...]
    """Files of variables."""
    words: tuple[Word, ...]
    """The command in it; empty where the image has its own."""


_RUNS_CONTAINER = ("docker", "podman", "nerdctl", "docker-compose", "podman-compose")
_ALONE = frozenset(
    [
        "-i",
        "-t",
        "-d",
        "-T",
        "-P",
        "-q",
        "--rm",
        "--init",
        "--privileged",
        "--read-only",
        "--interactive",
        "--tty",
        "--detach",
        "--publish-all",
        "--no-healthcheck",
        "--oom-kill-disable",
        "--disable-content-trust",
        "--sig-proxy",
        "--no-deps",
        "--service-ports",
        "--build",
        "--quiet-pull",
        "--quiet",
        "--no-tty",
        "--no-TTY",
        "--remove-orphans",
        "--use-aliases",
    ]
)
"""Options of ``docker run``, ``docker exec`` and ``docker compose run`` that take no word (docs.docker.com/reference/cli)."""


def contained(name: str, words: tuple[Word, ...], begins: Callable[[str], bool]) -> Contained | None:
    """What ``docker run``, ``docker exec`` and ``docker compose run`` give a container; None for another command.
    ``begins``: whether a word begins a command that is followed. What stands before that is the image; any other word that
    is not known may hold options."""
    if name not in _RUNS_CONTAINER:
        return None
    start = next((n for n, word in enumerate(words) if n and word.literal in ("run", "exec")), None)
    if start is None:
        return None
    sets: dict[str, Pieces] = {}
    passed: list[str] = []
    files: list[Word] = []
    position = start + 1
    while position < len(words):
        word = words[position]
        first = word.pieces[0] if word.pieces else None
        shown = first.text if isinstance(first, Chunk) else ""
        if first is not None and not isinstance(first, Chunk) and word.splits:
            after = words[position + 1].literal if position + 1 < len(words) else None
            if after is None or begins(after):
                break
            position += 1
            if not all(isinstance(piece, Hole) and piece.unset for piece in word.pieces):
                files.append(word)  # any variable, as of a file that is not here
            continue
        if not shown.startswith("-"):
            break
        position += 1
        flag, sign, _ = shown.partition("=")
        value: Word | None = None
        glued = isinstance(first, Chunk) and shown.startswith("-e") and len(shown) > 2
        if sign and isinstance(first, Chunk) and not glued:
            value = Word((replace(first, text=shown.removeprefix(f"{flag}=")), *word.pieces[1:]), word.at)
        elif flag in _ALONE or (
            not flag.startswith("--") and len(flag) > 1 and set(flag[1:]) <= set("itdTPq")
        ):
            continue
        elif isinstance(first, Chunk) and glued:
            flag, value = (
                "-e",
                Word((replace(first, text=shown[2:].removeprefix("=")), *word.pieces[1:]), word.at),
            )
        elif position < len(words):
            value = words[position]
            position += 1
        if value is None:
            continue
        if flag in ("-e", "--env"):
            variable, given = _assignment(value)
            if variable is None:
                files.append(value)  # any variable, as of a file that is not here
            elif given is None:
                passed.append(variable)
            else:
                sets[variable] = given
        elif flag == "--env-file":
            files.append(value)
    return Contained(sets, tuple(passed), tuple(files), words[position + 1 :])


def _assignment(word: Word) -> tuple[str | None, Pieces | None]:
    """The variable that a word names, None where that is not known, and what it is given, None where nothing is."""
    variable = ""
    for number, piece in enumerate(word.pieces):
        if not isinstance(piece, Chunk):
            return None, None
        before, sign, rest = piece.text.partition("=")
        variable += before
        if sign:
            further = word.pieces[number + 1 :]
            return variable, (replace(piece, text=rest), *further) if rest else further
    return variable, None
