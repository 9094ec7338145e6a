"""What az commands declare, read as a script is."""

from __future__ import annotations

from natpin.model.resource import Remark, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.readers import az
from natpin.readers.interface import Inputs, Read


class OneFile:
    """A workspace of one script."""

    focus = "."

    def __init__(self, data: bytes) -> None:
        self._data = data

    def walk(self) -> list[str]:
        return ["x.sh"]

    def read(self, path: str) -> bytes | Skipped:
        return self._data if path == "x.sh" else Skipped(path, "no such file")

    def exists(self, path: str) -> bool:
        return path == "x.sh"

    def listdir(self, folder: str) -> tuple[str, ...]:
        return ("x.sh",)

    def is_folder(self, path: str) -> bool:
        return path == "."


def ran(script: str) -> list[Read]:
    """Everything that a script declares, remarks included."""
    return list(az.read(Stack("az", "x.sh"), OneFile(script.encode()), Inputs()))  # type: ignore[arg-type]


def made(script: str) -> dict[str, Resource]:
    """Its resources, by address."""
    return {part.address: part for part in ran(script) if isinstance(part, Resource)}


def remarked(script: str) -> list[Remark]:
    """What is remarked of it."""
    return [part for part in ran(script) if isinstance(part, Remark)]
