"""Reports of others, held to natpin's own schemas before anything is made of them: shards come from other machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Final

import natpin
from natpin.errors import InputError

REPORT: Final = "natpin/report/v1"
DRIFT: Final = "natpin/drift/v1"
_WRITTEN_IN: Final = {
    REPORT: ("natpin.reporters", "report.schema.json"),
    DRIFT: ("natpin.reporters.drift", "drift.schema.json"),
}


def checked(report: object, where: str) -> str:
    """The schema that a report says it is written in, and is. ``where`` names it in messages. Raises InputError, and
    ModuleNotFoundError where the package that knows JSON Schema is not installed."""
    from fastjsonschema import JsonSchemaValueException

    schema = report.get("schema") if isinstance(report, dict) else None
    if schema not in _WRITTEN_IN:
        raise InputError(f"{where}: no report of natpin's: its schema is none of {', '.join(_WRITTEN_IN)}")
    try:
        _validator(schema)(report)
    except JsonSchemaValueException as error:
        said = str(error.message).removeprefix("data").lstrip(". ")
        raise InputError(
            f"{where}: the report is not as {schema} has it: {said[:300]}{_other(report)}"
        ) from None
    return str(schema)


def _other(report: object) -> str:
    """What to do about a report of another natpin, which may tell more than this one knows; empty for one of this natpin."""
    tool = report.get("tool") if isinstance(report, dict) else None
    version = tool.get("version") if isinstance(tool, dict) else None
    if not isinstance(version, str) or version == natpin.__version__:
        return ""
    return f" (natpin {version[:40]} wrote it, and this is natpin {natpin.__version__}: read it with the newer of the two)"


@cache
def _validator(schema: str) -> Callable[[object], object]:
    import fastjsonschema

    package, name = _WRITTEN_IN[schema]
    read: dict[str, Any] = json.loads(files(package).joinpath(name).read_text("utf-8"))
    made: Callable[[object], object] = fastjsonschema.compile(read, use_default=False)
    return made
