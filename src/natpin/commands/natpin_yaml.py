"""natpin.yaml as a person wrote it, with something more in it: the rest, comments included, stays as it is."""

from __future__ import annotations

import io
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from natpin.config import Config
from natpin.errors import ConfigError, Refused
from natpin.provision.desired import Desired
from natpin.provision.entries import parse_egress
from natpin.workspace import FolderWorkspace


def present(arguments: Namespace, config: Config, workspace: FolderWorkspace) -> tuple[Path, str]:
    """Where natpin.yaml lies, or will lie, and its text; empty where there is none yet."""
    path = Path(arguments.config) if arguments.config else workspace.root / (config.path or "natpin.yaml")
    return path, path.read_text(encoding="utf-8") if path.is_file() else ""


def edited(before: str, edit: Callable[[Any], None]) -> str:
    """The text after ``edit`` changed the document in place. Raises ConfigError for a broken file."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        document: Any = yaml.load(before) if before.strip() else None
    except YAMLError as error:
        raise ConfigError(f"natpin.yaml is not valid YAML: {error}") from None
    if document is None:
        document = yaml.load("{}\n")
        document.fa.set_block_style()
    if not isinstance(document, dict):
        raise ConfigError("natpin.yaml must be a mapping")
    edit(document)
    stream = io.StringIO()
    if before.strip() and not any(line.strip() and not line.startswith("#") for line in before.splitlines()):
        stream.write(before if before.endswith("\n") else before + "\n")
    yaml.dump(document, stream)
    return stream.getvalue()


def with_entry(before: str, wanted: Desired, replace: bool, config: Config) -> str:
    """The text of natpin.yaml with one more entry. Raises Refused when it is there, ConfigError for a broken file.

    ``config`` is what the file means with what it extends: the entries of a file below are written out, as a section here
    stands in the place of that one's.
    """

    def edit(document: Any) -> None:
        below = config.sections.get("egress")
        if document.get("egress") is None:
            document["egress"] = below.plain() if below is not None and below.data is not None else {}
        if wanted.name in document["egress"] and not replace:
            raise Refused(f"egress: already has an entry {wanted.name!r}; use --replace to replace it")
        document["egress"][wanted.name] = wanted.entry()

    text = edited(before, edit)
    _checked(text, wanted)
    return text


def _checked(text: str, wanted: Desired) -> None:
    """What is written must say what was meant."""
    from natpin.languages.located_yaml.checked import read

    section = read(text.encode(), "natpin.yaml", ConfigError).mapping("natpin.yaml").get("egress")
    made = parse_egress(section)[wanted.name]
    if made.entry() != wanted.entry():
        raise ConfigError(
            "natpin cannot add the entry to this file without changing its meaning: add it by hand"
        )
