"""Terragrunt's own functions, beside Terraform's.

Source: Terragrunt documentation, "HCL: Functions". What runs a program, asks a cloud or decrypts a file is unknown.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from natpin.languages.terraform.functions import FUNCTIONS as OF_TERRAFORM
from natpin.languages.terraform.functions import Function
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.types import stamped
from natpin.languages.terraform.values import ANONYMOUS, EvalError, NotKnown, text
from natpin.languages.terragrunt.paths import CONFIGURATION, ROOT, above, absolute, between, inside
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value, fallback_of


class Here(Protocol):
    """What functions ask of the configuration that they stand in."""

    @property
    def folder(self) -> str:
        """Where functions of paths start."""

    @property
    def original(self) -> str:
        """The folder of the unit that is worked out."""

    @property
    def reading(self) -> Any:
        """What is shared while the unit is worked out: ``world``, ``environment``, ``other``."""

    def including(self, name: str | None) -> str:
        """The folder of what is included."""


_NEED_VARS = ("apply", "console", "destroy", "import", "plan", "push", "refresh")
_NEED_LOCKING = ("apply", "destroy", "import", "plan", "refresh", "taint", "untaint")
_FILES = ("file", "filebase64", "fileexists", "fileset", "filemd5", "filesha1", "filesha256", "filesha512")


def functions_of(here: Here) -> Mapping[str, Function]:
    """The functions that a configuration may call, besides Terraform's."""

    def constant(make: Callable[[], object]) -> Function:
        return lambda arguments, scope, at: _value(make(), at)

    def find(arguments: list[Node], scope: Scope, at: Location) -> Node:
        wanted = text(arguments[0]) if arguments else CONFIGURATION
        for folder in above(here.folder):
            path = posixpath.normpath(posixpath.join(folder, wanted))
            workspace = here.reading.world.workspace
            if not path.startswith("..") and (workspace.exists(path) or workspace.is_folder(path)):
                return Value(absolute(path), at)
        if len(arguments) > 1:
            return arguments[1]
        why = f"no folder above {here.folder} has {wanted[:200]}"
        if scope.world.trying:
            raise EvalError(why, at)
        return Unknown(why, at, "--workspace", ANONYMOUS)

    def relative_to(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return Value(between(here.including(_named(arguments)), here.folder), at)

    def relative_from(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return Value(between(here.folder, here.including(_named(arguments))), at)

    def parent(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return Value(absolute(here.including(_named(arguments))), at)

    def environment(arguments: list[Node], scope: Scope, at: Location) -> Node:
        name = text(arguments[0])
        if name in here.reading.environment:
            found: Node = here.reading.environment[name]
            return found
        if len(arguments) > 1:
            return stamped(arguments[1], fallback_of(f"environment variable {name}"))
        return Unknown(f"the environment variable {name} is not known", at, "--var")

    def read(arguments: list[Node], scope: Scope, at: Location) -> Node:
        path = inside(text(arguments[0]), here.folder)
        found = here.reading.other(path, here) if path is not None else None
        if found is not None:
            return Value(found.exposed(), at)
        if len(arguments) > 1:
            return arguments[1]
        return Unknown(f"the file {text(arguments[0])[:200]} cannot be read", at, "--workspace", ANONYMOUS)

    def file(name: str) -> Function:
        def applied(arguments: list[Node], scope: Scope, at: Location) -> Node:
            return OF_TERRAFORM[name]([_relative(arguments[0], here, at), *arguments[1:]], scope, at)

        return applied

    def split(arguments: list[Node], scope: Scope, at: Location) -> Node:
        """The pieces of an absolute path cannot be counted from its beginning."""
        if ROOT in text(arguments[1]):
            raise NotKnown(Unknown("where the workspace lies is not known", at, None, ANONYMOUS))
        return OF_TERRAFORM["split"](arguments, scope, at)

    return {
        "find_in_parent_folders": find,
        "get_env": environment,
        "get_original_terragrunt_dir": constant(lambda: absolute(here.original)),
        "get_parent_terragrunt_dir": parent,
        "get_path_from_repo_root": constant(lambda: here.folder),
        "get_path_to_repo_root": constant(lambda: between(here.folder, ".")),
        "get_repo_root": constant(lambda: ROOT),
        "get_terraform_commands_that_need_input": constant(
            lambda: ("apply", "import", "init", "plan", "refresh")
        ),
        "get_terraform_commands_that_need_locking": constant(lambda: _NEED_LOCKING),
        "get_terraform_commands_that_need_parallelism": constant(lambda: ("apply", "destroy", "plan")),
        "get_terraform_commands_that_need_vars": constant(lambda: _NEED_VARS),
        "get_terragrunt_dir": constant(lambda: absolute(here.folder)),
        "mark_as_read": lambda arguments, scope, at: arguments[0],
        "mark_glob_as_read": lambda arguments, scope, at: arguments[0],
        "path_relative_from_include": relative_from,
        "path_relative_to_include": relative_to,
        "read_terragrunt_config": read,
        "split": split,
        **{name: file(name) for name in _FILES},
    }


def _named(arguments: list[Node]) -> str | None:
    return text(arguments[0]) if arguments else None


def _relative(node: Node, here: Here, at: Location) -> Node:
    """A file's path from the configuration's folder."""
    path = inside(text(node), here.folder)
    if path is None:
        raise NotKnown(Unknown(f"the file {text(node)[:200]} is outside the workspace", at, None, ANONYMOUS))
    return Value(between(here.folder, path), at)


def _value(data: object, at: Location) -> Node:
    if isinstance(data, tuple):
        return Value(tuple(_value(one, at) for one in data), at)
    assert isinstance(data, str)
    return Value(data, at)
