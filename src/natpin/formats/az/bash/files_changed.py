"""Files that a script has other programs write: ``cp prod.env .env``, ``sed -i … vars.env``, ``curl -o vars.env …``.

What stands in the workspace under that name is not what is taken in after it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from itertools import pairwise

from natpin.formats.az.bash.fetched import TOOLS, saved
from natpin.formats.az.bash.machine import Machine
from natpin.languages.shell.words import Chunk, Command, Hole, Pieces, Word
from natpin.model.location import Location
from natpin.model.value import Unknown

_COPIES = frozenset({"cp", "mv", "ln", "install"})
_IN_PLACE = frozenset({"sed", "gsed", "perl", "yq", "crudini", "envsubst", "sops", "dos2unix", "sponge"})
_TO = frozenset({"-o", "-O", "--output", "--output-document", "--output-file", "--out", "--file", "-f"})
_FETCH = frozenset(
    {"curl", "wget", "aws", "gsutil", "azcopy", "vault", "op", "sops", "gh", "age", "gpg", "openssl"}
)
_PROGRAMS = frozenset(
    {
        "python",
        "python3",
        "py",
        "node",
        "deno",
        "bun",
        "ruby",
        "perl",
        "php",
        "dotnet",
        "java",
        "go",
        "pwsh",
        "npx",
        "npm",
        "yarn",
        "pnpm",
    }
)
_WRITING = frozenset((*_COPIES, *_IN_PLACE, *_FETCH, *_PROGRAMS))


class FilesChanged(Machine):
    """What programs leave in files that are here, or that the script has written."""

    def _note_files(self, name: str, command: Command) -> None:
        """Note what a program writes into files."""
        if name not in _WRITING:
            return
        words = command.words[1:]
        plain = [word for word in words if not (word.literal or "").startswith("-")]
        if name in _COPIES and len(plain) > 1:
            self._copied(plain[:-1], plain[-1], command.at)
        elif name in _IN_PLACE and any(
            (word.literal or "").startswith(("-i", "-pi", "--in-place")) for word in words
        ):
            self._changed(plain, name, command.at)
        elif name in _FETCH:
            if name in TOOLS and self._fetched(name, words):
                return
            after = [later for one, later in pairwise(words) if one.literal in _TO]
            glued = [
                word for word in words if (word.literal or "").startswith(tuple(f"{flag}=" for flag in _TO))
            ]
            self._changed([*after, *glued], name, command.at)
        elif name in _PROGRAMS:
            self._changed(words, name, command.at)

    def _fetched(self, name: str, words: Sequence[Word]) -> bool:
        """Whether a command fetches a script of this repository from where that is kept."""
        target, places = saved(name, words)
        if target is None or self._known(target) is not None:
            return False
        for place in places:
            text = self._look("", place)
            if text is not None:
                self.scope.write(target, (Chunk(text, Location(place)),))
                return True
        return False

    def _copied(self, sources: Sequence[Word], to: Word, at: Location) -> None:
        for word in sources:
            target, named = to.literal, word.literal
            if target is None or self._known(target) is None:
                folder = posixpath.join(target or "", posixpath.basename(named or ""))
                if target is None or named is None or self._known(folder) is None:
                    continue
                target = folder
            pieces = self._known(named) if named is not None else None
            self.scope.write(
                target, pieces if pieces is not None else self._of(f"what {word.label[:60]} holds", at)
            )

    def _changed(self, words: Sequence[Word], name: str, at: Location) -> None:
        for word in words:
            path = (word.literal or "").rpartition("=")[2] or None
            if (
                path is not None
                and "." in path
                and not path.endswith((".py", ".js", ".ts", ".rb", ".php"))
                and self._known(path)
            ):
                self.scope.write(path, self._of(f"what {name} writes into {path[:60]}", at))

    def _known(self, path: str) -> Pieces | None:
        """What stands in a file, as far as the script has come."""
        made = self.scope.written(path)
        if made is not None:
            return made.pieces
        text = self._look(self.scope.folder, path) if path and not path.endswith("/") else None
        return None if text is None else (Chunk(text, Location(path)),)

    def _of(self, what: str, at: Location) -> Pieces:
        return (Hole(f"{what}@{at}", Unknown(f"{what} is not known", at)),)
