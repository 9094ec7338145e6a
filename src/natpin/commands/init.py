"""``natpin init``: an egress: entry of natpin.yaml, from a stack or a live cluster."""

from __future__ import annotations

import io
import os
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from natpin.commands.provisioning import add_flags, configured
from natpin.errors import ConfigError, InputError, Refused
from natpin.provision.desired import Desired
from natpin.provision.entries import parse_egress

CLEAN = 0


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin init",
        description="Writes an egress: entry of natpin.yaml from a stack that lint understands completely, or from a "
        "live cluster. The rest of the file, comments included, stays as it is.",
    )
    made.add_argument(
        "--from",
        dest="source",
        metavar="STACK|CLUSTER",
        required=True,
        help="a stack's id, folder or file; or SUBSCRIPTION/RG/CLUSTER",
    )
    made.add_argument(
        "--entry", metavar="NAME", help="which cluster, when there are several; names the entry"
    )
    made.add_argument(
        "--subscription", metavar="ID", help="where the stack does not say; AZURE_SUBSCRIPTION_ID"
    )
    made.add_argument("--resource-group", metavar="NAME", help="where the stack does not say")
    made.add_argument("--replace", action="store_true", help="replace an entry of that name")
    made.add_argument("--stdout", action="store_true", help="print the file instead of writing it")
    add_flags(made)
    return made


def run(arguments: Namespace) -> int:
    """Write the entry; 0."""
    from natpin.commands.adoption import wanted_from

    config, workspace = configured(arguments)
    wanted = wanted_from(arguments.source, arguments, workspace)
    path = Path(arguments.config) if arguments.config else workspace.root / (config.path or "natpin.yaml")
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    after = with_entry(before, wanted, arguments.replace)
    if arguments.stdout:
        print(after, end="")
        return CLEAN
    _write(path, after)
    print(f"{path}: wrote egress: {wanted.name}; look at it, then: natpin plan --entry {wanted.name}")
    return CLEAN


def with_entry(before: str, wanted: Desired, replace: bool) -> str:
    """The text of natpin.yaml with one more entry. Raises Refused when it is there, ConfigError for a broken file."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        document: Any = yaml.load(before) if before.strip() else None
    except YAMLError as error:
        raise ConfigError(f"natpin.yaml is no valid YAML: {error}") from None
    if document is None:
        document = yaml.load("{}\n")
        document.fa.set_block_style()
    if not isinstance(document, dict):
        raise ConfigError("natpin.yaml must be a mapping")
    egress = document.get("egress")
    if egress is None:
        egress = document["egress"] = {}
    if wanted.name in egress and not replace:
        raise Refused(f"egress: has an entry {wanted.name!r} already; --replace replaces it")
    egress[wanted.name] = wanted.entry()
    stream = io.StringIO()
    if before.strip() and not any(line.strip() and not line.startswith("#") for line in before.splitlines()):
        stream.write(before if before.endswith("\n") else before + "\n")
    yaml.dump(document, stream)
    text = stream.getvalue()
    _checked(text, wanted)
    return text


def _checked(text: str, wanted: Desired) -> None:
    """What is written must say what was meant."""
    from natpin.languages.located_yaml.checked import read

    section = read(text.encode(), "natpin.yaml", ConfigError).mapping("natpin.yaml").get("egress")
    made = parse_egress(section)[wanted.name]
    if made.entry() != wanted.entry():
        raise ConfigError("the entry cannot be written to this file as it is meant: add it by hand")


def _write(path: Path, text: str) -> None:
    """In one piece: a reader sees the old file or the new one."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".natpin-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
