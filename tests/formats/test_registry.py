"""What the registry says of each reader is what its module says, which is imported when there is a file for it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from natpin.formats.interface import Inputs, Reader
from natpin.formats.late import Late
from natpin.formats.registry import READERS
from natpin.workspace import FolderWorkspace


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_the_registry_says_what_the_module_says(reader: Reader) -> None:
    assert isinstance(reader, Late)
    module = import_module(reader.module)
    assert (reader.name, reader.suffixes) == (module.name, tuple(module.suffixes))
    assert reader.workloads_only is module.workloads_only


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_no_files_make_no_stacks(reader: Reader, tmp_path: Path) -> None:
    assert isinstance(reader, Late)
    for inputs in (Inputs(), Inputs(parameters=("a.json", "b.bicepparam"), var_files=("c.tfvars",))):
        workspace = FolderWorkspace(tmp_path, tmp_path)
        assert list(import_module(reader.module).stacks([], workspace, inputs)) == []


def test_what_a_reader_has_besides_is_its_modules(tmp_path: Path) -> None:
    asked = ("runs", "takes_in", "may_deploy", "uses", "changes_networks", "changes_others_networks")
    for reader in READERS:
        assert isinstance(reader, Late)
        module = import_module(reader.module)
        for name in asked:
            assert getattr(reader, name, None) is getattr(module, name, None)
