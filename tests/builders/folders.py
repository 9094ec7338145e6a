"""Folders of files as users have them: what natpin makes of them, and which of them a format claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from natpin.config import Config
from natpin.formats.interface import Inputs, Reader
from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.model.part import Part
from natpin.model.report import Report
from natpin.model.stack import Stack
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace


def written(folder: Path, files: Mapping[str, str]) -> None:
    """Write files, by their paths in the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def linted(folder: Path, files: Mapping[str, str], *named: str, **given: str) -> Report:
    """What natpin says of a folder with these files, by the default profile.

    ``named`` are the paths in it that the user names (the folder itself where there are none), ``given`` the values of
    ``--var``.
    """
    written(folder, files)
    asked = [folder / name for name in named] or folder
    settings = Settings(chosen(Config()), inputs=Inputs(variables=given))
    return lint(FolderWorkspace(asked, folder), READERS, settings)


def verdicts(report: Report, rule: str = "node-subnet-no-nat") -> list[Verdict]:
    """A rule's verdict on each cluster. Most formats' tests ask whether the nodes' subnet has its NAT gateway."""
    return [cluster.verdicts[rule] for stack in report.stacks for cluster in stack.clusters]


def read(folder: Path, reader: Reader, parameters: tuple[str, ...] = ()) -> Iterator[tuple[str, list[Part]]]:
    """What a format alone reads of the files that it claims: each stack's id and parts. What is skipped before there is
    a stack stands by itself, under its path."""
    workspace, inputs = FolderWorkspace(folder, folder), Inputs(parameters=parameters)
    claimed = []
    for path in workspace.walk():
        data = workspace.read(path)
        if path.endswith(reader.suffixes) and isinstance(data, bytes) and reader.claims(path, data):
            claimed.append(path)
    for stack in reader.stacks(claimed, workspace, inputs):
        if isinstance(stack, Stack):
            yield stack.id, list(reader.read(stack, workspace, inputs))
        else:
            yield stack.path, [stack]
