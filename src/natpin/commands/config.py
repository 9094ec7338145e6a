"""``natpin config show``: every setting of a run with its value, and where it comes from."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from natpin.commands.output import write
from natpin.policy.origins import Setting
from natpin.reporters import neutral

SCHEMA = "natpin/config/v1"
WIDEST = 48
"""Characters of a value in a line; ``--format json`` has it whole."""


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin config",
        description="Shows the settings that this repository is checked with, and where each comes from.",
    )
    commands = made.add_subparsers(dest="what", required=True, metavar="show")
    show = commands.add_parser(
        "show",
        help="list every setting with its value and its source",
        description="Prints every setting that natpin lint would use here, with its value and where it comes from: a file and "
        "its line, a profile, the command line, or natpin's default. Paths are those of the workspace.",
        allow_abbrev=False,
    )
    show.add_argument("path", nargs="?", default=".", metavar="PATH", help="folder or file (default: .)")
    show.add_argument("--changed", action="store_true", help="leave out settings that have natpin's default")
    show.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    show.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    show.add_argument("--config", metavar="FILE", help="default: natpin.yaml at the workspace's root")
    show.add_argument("--profile", help="a set of rules and severities; replaces the configuration's profile")
    show.add_argument(
        "--workspace",
        metavar="FOLDER",
        help="natpin reads nothing outside this folder (default: the enclosing git work tree)",
    )
    return made


def run(arguments: Namespace) -> int:
    """Print the settings. Raises ConfigError and PolicyError as lint does: a configuration that lint refuses has none."""
    from natpin.commands.linting import configured, named_configuration
    from natpin.config import discovered
    from natpin.policy.load import built_in
    from natpin.policy.origins import settings
    from natpin.policy.select import chosen, profile_of
    from natpin.workspace import FolderWorkspace

    root = Path(arguments.workspace) if arguments.workspace else None
    workspace = FolderWorkspace(Path(arguments.path), root)
    config = configured(workspace, arguments)
    policies = chosen(config, workspace, arguments.profile)
    profile = profile_of(built_in(), arguments.profile or config.profile, config.profile_at)
    _, several = discovered(workspace, *named_configuration(workspace, arguments))
    found = [
        one
        for one in settings(several, policies, profile, arguments.profile)
        if not (arguments.changed and one.is_default)
    ]
    render = _json if arguments.format == "json" else _text
    write(render(config.path, found), arguments.output)
    return 0


def _text(path: str | None, found: Sequence[Setting]) -> str:
    first = f"Configuration: {neutral.terminal(path)}" if path else "No natpin.yaml: natpin's defaults"
    rows = [(neutral.terminal(one.name), _short(one.value), _where(one)) for one in found]
    wide = max((len(name) for name, _, _ in rows), default=0)
    middle = max((len(value) for _, value, _ in rows), default=0)
    lines = [f"{name:{wide}}  {value:{middle}}  {where}" for name, value, where in rows]
    return "\n".join([first, *lines]) + "\n"


def _short(value: Any) -> str:
    if value is None:
        return "-"
    plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return neutral.clip(neutral.terminal(plain), WIDEST)


def _where(one: Setting) -> str:
    match one.source:
        case "file":
            return neutral.terminal(f"{one.origin}:{one.at.line}" if one.at else one.origin)
        case "profile":
            return f"profile {neutral.terminal(one.origin)}"
        case "default":
            return "default"
        case _:
            return neutral.terminal(one.origin)


def _json(path: str | None, found: Iterable[Setting]) -> str:
    """``config.schema.json`` beside this file describes it."""
    document = {"schema": SCHEMA, "configuration": path, "settings": [_member(one) for one in found]}
    return neutral.json_line_safe(json.dumps(document, indent=2)) + "\n"


def _member(one: Setting) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": one.name, "value": one.value, "source": one.source}
    if one.origin:
        shown["origin"] = one.origin
    if one.at is not None:
        shown |= {"line": one.at.line, "column": one.at.column}
    return shown
