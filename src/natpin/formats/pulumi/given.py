"""Configuration that something gives a program when it deploys it, by the keys: the values are not followed.

Source: pulumi.com/docs/iac/cli/commands, "pulumi config set", "pulumi config set-all", "pulumi up" (``--config``);
github.com/pulumi/actions, ``config-map``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.model.value import Skipped
from natpin.workspace import Workspace, found_once

ANY = ""
"""Stands for a key that is not seen: any may be given."""
_PROSE = (".md", ".mdx", ".rst", ".txt", ".adoc", ".html")
_WITH_VALUES = ("-s", "--stack", "-C", "--cwd", "--config-file", "--type", "--color", "-v", "--verbose")
_MOST_FILES = 2_000
_MOST_WORDS = 200


def given_elsewhere(workspace: Workspace) -> Mapping[str, str]:
    """By key of configuration, the file that gives it a value: looked for once."""
    return found_once(workspace, _by_key)


def _by_key(workspace: Workspace) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path, key in _given(workspace):
        found.setdefault(key, path)
    return found


def _given(workspace: Workspace) -> Iterator[tuple[str, str]]:
    seen = 0
    for path in workspace.walk():
        data = b"" if path.endswith(_PROSE) else workspace.peek(path)
        if isinstance(data, Skipped) or b"pulumi" not in data or b"-c" not in data.replace(b"config", b"-c"):
            continue
        seen += 1
        if seen > _MOST_FILES:
            return
        written = data.decode("utf-8", "replace").replace("\\\n", " ")
        for line in written.split("\n"):
            if "pulumi" in line and not line.lstrip().startswith(("#", "//")):
                yield from ((path, key) for key in _keys(line))
        if "config-map:" in written and "pulumi/actions" in written:
            yield path, ANY


def _keys(line: str) -> Iterator[str]:
    """The keys that the commands of a line give."""
    words = [word.strip("\"'`,;()[]") for word in line.split()[:_MOST_WORDS]]
    for position, word in enumerate(words):
        if word.rpartition("/")[2] != "pulumi":
            continue
        rest = [one for one in words[position + 1 :] if one]
        plain = list(_plain(rest))
        if plain[:2] == ["config", "set"] and plain[2:]:
            yield _key(plain[2])
        elif plain[:2] == ["config", "set-all"]:
            yield ANY
        for flag, value in zip(rest, (*rest[1:], ""), strict=False):
            if flag in ("-c", "--config") and value:
                yield _key(value)
            elif flag.startswith(("--config=", "-c=")):
                yield _key(flag.partition("=")[2])


def _plain(words: list[str]) -> Iterator[str]:
    """The words of a command that are neither flags nor their values."""
    follows = False
    for word in words:
        if follows:
            follows = False
        elif word.startswith("-"):
            follows = word in _WITH_VALUES
        else:
            yield word


def _key(written: str) -> str:
    """A key without its value, and without what ``--path`` names inside of it."""
    key = written.partition("=")[0].partition("[")[0].partition(".")[0].strip("\"'")
    return ANY if "$" in key or "{" in key else key
