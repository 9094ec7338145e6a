"""Commands that run others: ``bash -c``, ``xargs``, ``parallel``, ``find -exec``, ``ssh``, ``docker run``."""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.az.bash.base import MAX_ROUNDS
from natpin.formats.az.bash.commands import AZ, SHELLS
from natpin.formats.az.bash.containers import Containers
from natpin.formats.az.bash.reading import lines
from natpin.formats.az.cli.foreign import POWERSHELL
from natpin.formats.az.cli.rollouts import TERRAFORM
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell.containers import contained
from natpin.languages.shell.splitting import split_text
from natpin.languages.shell.words import Chunk, Command, Hole, Output, Piece, Word, word_saying
from natpin.model.endings import SCRIPTS
from natpin.model.location import Location
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Unknown
from natpin.regex import late_regex

ELSEWHERE = frozenset(
    {
        "ssh",
        "sshpass",
        "docker",
        "docker-compose",
        "podman",
        "podman-compose",
        "nerdctl",
        "kubectl",
        "oc",
        "chroot",
        "su",
        "runuser",
        "watch",
        "script",
        "nsenter",
        "wsl",
        "wsl.exe",
        "vagrant",
        "multipass",
        "limactl",
        "lxc",
        "flatpak",
        "nix-shell",
        "direnv",
        "dotenv",
        "mise",
        "pipx",
        "poetry",
        "uv",
        "expect",
        "unshare",
        "parallel",
        "find",
        "fd",
        "at",
        "batch",
        "screen",
        "tmux",
        "gosu",
        "su-exec",
        "proxychains4",
        "act",
    }
)
"""Programs among whose arguments a command may stand."""

MAY_RUN = frozenset({"find", "fd", "expect", "direnv", "watch"})
"""Those of them that may not run it."""

_RUNS_A_SHELL = late_regex(r"(?:^|[\s/])(?:ba|z|k|da)?sh\s+-\w*s\b|(?:^|[\s/])(?:ba|z|k|da)?sh\s*$")
_XARGS_TAKES = frozenset(
    {
        "-n",
        "-P",
        "-L",
        "-d",
        "-a",
        "-E",
        "-s",
        "--max-args",
        "--max-procs",
        "--delimiter",
        "--arg-file",
        "-I",
        "-i",
        "-J",
    }
)
_REPLACED = ("-I", "-i", "-J", "--replace")


class Wrappers(Containers):
    """Commands inside commands."""

    def _wrapped(self, name: str, command: Command) -> Output | Outcome | None:
        """What a command runs; None for one that runs no other."""
        if name == "xargs":
            return self._xargs(command.words[1:], command.at)
        if name == "parallel":
            return self._parallel(command.words[1:], command.at)
        if name in ELSEWHERE:
            found = self._elsewhere(name, command)
            if found is not None:
                return found
        return self._foreign(name, command)

    def _shell(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        """``bash -c TEXT``, ``bash -s`` and ``bash`` with a text to read, ``bash script``."""
        position = 0
        reads = False
        options: list[Word] = []
        while position < len(arguments):
            text = arguments[position].literal or ""
            if not text.startswith(("-", "+")):
                break
            position += 1
            if text == "--":
                break
            if not text.startswith(("--", "+")) and "n" in text and "o" not in text:
                return Outcome()  # its syntax is checked, and nothing runs
            if text in ("-o", "+o"):
                options += arguments[position - 1 : position + 1]
            elif not text.startswith("--") and set(text[1:]) & set("eu"):
                options.append(word_saying(text[0] + "".join(set(text[1:]) & set("eu")), at))
            if text in ("-o", "+o", "-O", "--rcfile", "--init-file"):
                position += 1
            elif not text.startswith("--") and "c" in text:
                if position >= len(arguments):
                    return Outcome()
                text_, *given = arguments[position:]
                named = given[0] if given else None
                return self._run_text(
                    text_.pieces, at, tuple(given[1:]), apart=True, name=named, options=tuple(options)
                )
            elif not text.startswith("--") and "s" in text:
                reads = True
        rest = arguments[position:]
        if rest and not reads:
            return self._script(rest, at, tuple(options))
        stdin = self._stdin()
        if stdin:
            return self._run_text(stdin, at, rest, apart=True, options=tuple(options))
        return Outcome()

    # -- for each line -----------------------------------------------------------------------------------------

    def _xargs(self, words: tuple[Word, ...], at: Location) -> Output | Outcome:
        position = 0
        mark: str | None = None
        file: str | None = None
        most = 0
        while position < len(words):
            text = words[position].literal or ""
            if not text.startswith("-"):
                break
            position += 1
            flag = text.partition("=")[0] if text.startswith("--") else text[:2]
            glued = text.partition("=")[2] if text.startswith("--") else text[2:]
            value = glued
            if not glued and flag in _XARGS_TAKES and position < len(words):
                value = words[position].literal or ""
                position += 1
            if flag in ("-a", "--arg-file"):
                file = value
            if flag in _REPLACED:
                mark = value or "{}"
            elif flag in ("-n", "-L", "--max-args"):
                most = digits(value) or most
        inner = list(words[position:])
        stdin = self._stdin()
        if file is not None:
            written = self._file_text(file)
            stdin = (Chunk(written, at),) if written is not None else None
        if stdin is None:
            stdin = (Hole(f"xargs@{at}", Unknown("what xargs reads is not known", at)),)
        if not inner or not _is_followed(inner[0].literal or ""):
            function = self.scope.functions.get(inner[0].literal or "") if inner else None
            if function is None:
                return Output(stdin) if not inner or inner[0].literal == "echo" else Output(())
        items = [Word(line, at) for line in lines(stdin)] if mark else split_text(stdin, at)
        self._each(inner, items, mark, most, at)
        return Outcome()

    def _each(self, inner: list[Word], items: list[Word], mark: str | None, most: int, at: Location) -> None:
        """Run a command for each item, or for so many at a time."""
        if len(items) > MAX_ROUNDS:
            self._doubt(f"a command is run for more than {MAX_ROUNDS} lines", at)
        items = [item for item in items if item.label.strip()][:MAX_ROUNDS]
        if mark is None and not most:
            groups = [items] if items else []
        else:
            size = 1 if mark is not None else most
            groups = [items[start : start + size] for start in range(0, len(items), size)]
        for group in groups:
            open_ = any(isinstance(piece, Hole) for item in group for piece in item.pieces)
            words = [*inner, *group] if mark is None else [replaced(word, mark, group[0]) for word in inner]
            run: Callable[[], Outcome] = lambda words=words: self._apart(  # type: ignore[misc] # noqa: E731
                lambda: self._invoke(words, at), at
            )
            if open_:
                self._perhaps(run, Unknown("it is not known for which lines the command runs", at))
            else:
                run()

    def _parallel(self, words: tuple[Word, ...], at: Location) -> Outcome:
        """GNU parallel: ``parallel az … {} ::: a b``."""
        texts = [word.literal or "" for word in words]
        start = 0
        while start < len(words) and texts[start].startswith("-"):
            start += (
                2 if texts[start] in ("-j", "--jobs", "--colsep", "-C", "-n", "-N", "-P", "--delay") else 1
            )
        stop = next((n for n, text in enumerate(texts) if text in (":::", ":::+", "::::")), len(words))
        inner = list(words[start:stop])
        if stop < len(words) and texts[stop] == ":::":
            items = [word for word in words[stop + 1 :] if (word.literal or "") not in (":::", ":::+")]
        else:
            items = [Word(line, at) for line in lines(self._stdin() or ())]
        if not inner:
            for item in items[:MAX_ROUNDS]:
                self._run_text(item.pieces, at, apart=True)
            return Outcome()
        if not any("{" in word.label for word in inner):
            inner.append(word_saying("{}", at))
        if len(words[start:stop]) == 1:
            for item in items[:MAX_ROUNDS]:
                text = [replaced(word, "{}", item) for word in inner]
                pieces = tuple(piece for word in text for piece in (*word.pieces, Chunk(" ", at)))
                run: Callable[[], Outcome] = lambda pieces=pieces: self._run_text(pieces, at, apart=True)  # type: ignore[misc] # noqa: E731
                if any(isinstance(piece, Hole) for piece in item.pieces):
                    self._perhaps(run, Unknown("it is not known for which lines the command runs", at))
                else:
                    run()
            return Outcome()
        self._each(inner, items, "{}", 0, at)
        return Outcome()

    # -- on another machine, in a container --------------------------------------------------------------------

    def _elsewhere(self, name: str, command: Command) -> Output | Outcome | None:
        at = command.at
        inside = contained(name, command.words, _is_followed)
        if inside is not None:
            return self._in_container(name, command, inside)
        words = command.words
        start = next(
            (n for n, word in enumerate(words) if n and (word.literal or "").rpartition("/")[2] in AZ), None
        )
        shell = next(
            (n for n, word in enumerate(words) if n and (word.literal or "").rpartition("/")[2] in SHELLS),
            None,
        )
        run: Callable[[], Outcome] | None = None
        if start is not None and _runs_az(words, start):
            stop = next(
                (n for n, word in enumerate(words) if n > start and word.literal in (";", "+")), len(words)
            )
            inner = (
                [_placeheld(word, at) for word in words[start:stop]]
                if name in MAY_RUN
                else list(words[start:stop])
            )
            run = lambda: self._apart(lambda: self._invoke(inner, at), at)  # noqa: E731
        elif shell is not None and shell + 1 < len(words):
            rest = tuple(
                _placeheld(word, at) for word in words[shell + 1 :] if word.literal not in (";", "+")
            )
            inner_shell = rest if name in MAY_RUN else words[shell + 1 :]
            run = lambda: self._shell(inner_shell, at)  # noqa: E731
        else:
            text = next((word for word in reversed(words[1:]) if "az " in word.label), None)
            if text is not None:
                run = lambda: self._run_text(text.pieces, at, apart=True)  # noqa: E731
            elif name in ("ssh", "sshpass") and command.stdin:
                run = lambda: self._by_ssh(command)  # noqa: E731
        if run is None:
            image = next((n for n, word in enumerate(words) if "azure-cli" in word.label), len(words))
            if name in ("docker", "podman", "nerdctl") and image + 1 < len(words):
                self._doubt(f"what `{name}` runs with the Azure CLI", at)
            return None
        if name in MAY_RUN:
            return self._perhaps(run, Unknown(f"how often `{name}` runs it is not known", at))
        return run()

    def _by_ssh(self, command: Command) -> Outcome:
        """What another machine runs of a text that is sent to it: by its shell, or as the command says that is written behind
        the machine's name, of which ssh makes one text (ssh(1))."""
        words, at = command.words, command.at
        start = next((n for n, word in enumerate(words) if n and _RUNS_A_SHELL.search(word.label)), None)
        if start is None:
            return self._run_text(command.stdin, at, apart=True)
        said = (words[start], *(word for word in words[start + 1 :] if word.literal != "--"))
        pieces = tuple(piece for word in said for piece in (*word.pieces, Chunk(" ", at)))
        return self._fed(command.stdin, lambda: self._run_text(pieces, at, apart=True))

    # -- rooms -------------------------------------------------------------------------------------------------

    def _script(
        self, words: tuple[Word, ...], at: Location, options: tuple[Word, ...] | None = None
    ) -> Outcome:
        raise NotImplementedError


def _is_followed(name: str) -> bool:
    """Whether a program runs what is followed: az, Terraform, shells, scripts, PowerShell, containers."""
    base = name.rpartition("/")[2]
    return (
        base in AZ
        or base in SHELLS
        or base in TERRAFORM
        or base in POWERSHELL
        or base in ELSEWHERE
        or base in ("sudo", "env", "timeout")
        or name.endswith(SCRIPTS)
    )


def _runs_az(words: tuple[Word, ...], start: int) -> bool:
    """True where ``az`` begins a command, and is no name of a host, a container or a file."""
    following = words[start + 1].literal if start + 1 < len(words) else None
    return following is not None and following.isascii() and following.replace("-", "").isalpha()


def _placeheld(word: Word, at: Location) -> Word:
    """``{}`` in what ``find`` runs."""
    if "{}" not in word.label:
        return word
    hole = Hole(f"{{}}@{at}", Unknown("what is found is not known", at))
    return replaced(word, "{}", Word((hole,), at))


def replaced(word: Word, mark: str, by: Word) -> Word:
    """A word with an item for a mark."""
    pieces: list[Piece] = []
    for piece in word.pieces:
        if not isinstance(piece, Chunk) or mark not in piece.text:
            pieces.append(piece)
            continue
        parts = piece.text.split(mark)
        for number, part in enumerate(parts):
            if number:
                pieces.extend(by.pieces)
            if part:
                pieces.append(replace(piece, text=part))
    return Word(tuple(pieces), word.at)
