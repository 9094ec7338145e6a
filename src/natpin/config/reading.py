"""A configuration from the bytes of a file: whatever is wrong is an error with its place."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from natpin import globs
from natpin.config.records import Config, Environment, FailOn, Ignore, RuleSetting, Shared
from natpin.errors import ConfigError
from natpin.model.finding import Severity
from natpin.model.location import Location
from natpin.model.value import Skipped
from natpin.workspace import Workspace

if TYPE_CHECKING:
    from natpin.config.layers import Layer
    from natpin.languages.located_yaml.checked import Written

NAMES = ("natpin.yaml", ".natpin.yaml", ".github/natpin.yaml")
"""Where the configuration is looked for, from the workspace's root; the first one found counts."""

SECTIONS = ("egress", "contract", "allow", "azure", "drift")
"""Sections that their own rooms parse."""

KEYS = (
    "$schema",
    "extends",
    "required-version",
    "profile",
    "policies",
    "rules",
    "paths",
    "fail-on",
    "ignore",
    "ignore-suppressions",
    "stacks",
    *SECTIONS,
)
ADDED = ("policies", "paths", "ignore", "stacks")
"""Keys of which every file's say is added to that of the files below it; of any other but ``rules``, the last one counts."""


def discover(workspace: Workspace, path: str | None = None, shared: Shared | None = None) -> Config:
    """The workspace's configuration: the file named, else the first of ``NAMES``, else the defaults. What is ``shared``
    from outside lies below it.

    Raises ConfigError for a file that is named and not there, for one that is there and cannot be read (no link out of
    the workspace undoes what a team decided), and for anything wrong in it.
    """
    found, several = discovered(workspace, path, shared)
    return _config(found, several) if found is not None else Config()


def discovered(
    workspace: Workspace, path: str | None = None, shared: Shared | None = None
) -> tuple[str | None, list[Layer]]:
    """The name of the workspace's configuration (None without one) and what the files say that it is made of, the lowest
    first: what ``discover`` makes a configuration of. Raises ConfigError as it does."""
    below = _layers(shared.source, shared.name, workspace) if shared is not None else []
    for name in NAMES if path is None else (path,):
        source = workspace.read(name)
        if not isinstance(source, Skipped):
            return name, [*below, *_layers(source, name, workspace)]
        if path is not None or not source.reason.startswith(("no such file", "lies outside")):
            raise ConfigError(f"the configuration {name}: {source.reason}")
    return (shared.name, below) if shared is not None else (None, [])


def parse(source: bytes, path: str) -> Config:
    """A configuration from the bytes of a file that extends no other. Raises ConfigError with file, line and column."""
    return _config(path, _layers(source, path, None))


def _layers(source: bytes, path: str, workspace: Workspace | None) -> list[Layer]:
    from natpin.config.layers import layers  # what few repositories need costs the others nothing

    return list(layers(source, path, workspace, KEYS))


def _config(path: str, several: Sequence[Layer]) -> Config:
    from natpin.config.layers import each, last

    if not several:
        return Config(path=path)
    profile, strict = last(several, "profile"), last(several, "ignore-suppressions")
    excluded = (written.mapping("paths", ("exclude",)) for written in each(several, "paths"))
    return Config(
        path=path,
        profile=profile.text("profile") if profile else "default",
        profile_at=profile.at if profile else Location(path),
        policies=tuple(folder for written in each(several, "policies") for folder in _folders(written)),
        rules=_tuned(rule_settings(written) for written in each(several, "rules")),
        exclude=tuple(
            pattern
            for paths in excluded
            if "exclude" in paths
            for pattern in _patterns(paths["exclude"], "paths.exclude")
        ),
        fail_on=_fail_on(last(several, "fail-on")),
        ignore=tuple(
            _ignore(entry) for written in each(several, "ignore") for entry in written.list("ignore")
        ),
        ignore_suppressions=strict is not None and strict.flag("ignore-suppressions"),
        environments=tuple(one for written in each(several, "stacks") for one in _environments(written)),
        sections={name: found for name in SECTIONS if (found := last(several, name)) is not None},
        made_of=tuple(dict.fromkeys(written.at.path for layer in several for written in layer.values())),
    )


def _tuned(several: Iterable[Mapping[str, RuleSetting]]) -> dict[str, RuleSetting]:
    """What is left of a rule's settings: of each, what is written last."""
    found: dict[str, RuleSetting] = {}
    for settings in several:
        for name, above in settings.items():
            below = found.get(name, above)
            found[name] = RuleSetting(
                above.at,
                below.enabled if above.enabled is None else above.enabled,
                above.severity or below.severity,
                {**below.parameters, **above.parameters},
                below.ignorable if above.ignorable is None else above.ignorable,
            )
    return found


def rule_settings(written: Written | None) -> dict[str, RuleSetting]:
    """The ``rules`` of a configuration or profile: off, on, a severity, or a mapping with parameters."""
    if written is None:
        return {}
    settings = {}
    for name, entry in written.mapping("rules").items():
        at = written.keys.get(name, entry.at)
        if isinstance(entry.data, Mapping):
            parts = dict(entry.data)
            severity = parts.pop("severity", None)
            enabled = parts.pop("enabled", None)
            locked = parts.pop("notIgnorable", None)
            base = _severity(severity, at, "severity") if severity else RuleSetting(at)
            settings[name] = RuleSetting(
                at,
                enabled.flag("enabled") if enabled else base.enabled,
                base.severity,
                parts,
                not locked.flag("notIgnorable") if locked else None,
            )
        else:
            settings[name] = _severity(entry, at)
    return settings


def _severity(entry: Written, at: Location, what: str = "a rule") -> RuleSetting:
    if entry.data is False or entry.data == "off":
        return RuleSetting(at, enabled=False)
    if entry.data is True or entry.data == "on":
        return RuleSetting(at, enabled=True)
    choices = ("off", "on", *(severity.value for severity in Severity))
    return RuleSetting(at, enabled=True, severity=Severity(entry.one_of(what, choices)))


def _fail_on(written: Written | None) -> FailOn:
    if written is None:
        return FailOn.ERROR
    return FailOn(written.one_of("fail-on", tuple(choice.value for choice in FailOn)))


def _folders(written: Written) -> tuple[tuple[str, Location], ...]:
    entries = (written,) if isinstance(written.data, str) else written.list("policies")
    return tuple((inside(entry, "policies"), entry.at) for entry in entries)


def _patterns(written: Written, what: str) -> tuple[str, ...]:
    """Path patterns; one that git would not understand leaves out nothing, and is refused."""
    found = written.texts(what)
    for pattern in found:
        why = globs.problem(pattern)
        if why is not None:
            written.wrong(f"{what}: {pattern!r}: {why}")
    return found


def inside(written: Written, what: str) -> str:
    """A path as written that stays inside the workspace."""
    path = posixpath.normpath(written.text(what).replace("\\", "/"))
    if path.startswith(("/", "../")) or path == ".." or "\0" in path or path[1:2] == ":":
        written.wrong(f"{what}: {path!r} is outside the workspace")
    return path


def _ignore(written: Written) -> Ignore:
    parts = written.mapping(
        "an entry of ignore", ("rule", "rules", "reason", "path", "subject", "until"), ("reason",)
    )
    named = parts.get("rule") or parts.get("rules")
    if named is None or ("rule" in parts and "rules" in parts):
        written.wrong("an entry of ignore needs 'rule' or 'rules'")
    until = parts["until"].text("until") if "until" in parts else None
    if until is not None and not is_day(until):
        parts["until"].wrong(f"until must be a day such as 2027-01-31, not {until!r}")
    pattern = parts["path"].text("path") if "path" in parts else None
    if pattern is not None and (pattern.startswith("!") or globs.problem(pattern) is not None):
        why = globs.problem(pattern) or "a single pattern takes nothing back"
        parts["path"].wrong(f"path: {pattern!r}: {why}")
    return Ignore(
        rules=named.texts("rules"),
        reason=parts["reason"].text("reason"),
        at=written.at,
        path=pattern,
        subject=parts["subject"].text("subject") if "subject" in parts else None,
        until=until,
    )


def is_day(text: str) -> bool:
    """True for a day of the calendar, ``yyyy-mm-dd``."""
    import datetime

    try:
        # isoformat again: 2027-W13-1 is ISO 8601, too, and days are compared as texts
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _environments(written: Written) -> tuple[Environment, ...]:
    found: list[Environment] = []
    for stack in written.list("stacks"):
        parts = stack.mapping("a stack", ("root", "environments"), ("root",))
        root = inside(parts["root"], "root")
        if "environments" not in parts:
            found.append(Environment(root, "", stack.at))
            continue
        for name, entry in parts["environments"].mapping("environments").items():
            found.append(_environment(root, name, entry))
    return tuple(found)


def _environment(root: str, name: str, written: Written) -> Environment:
    if not isinstance(written.data, Mapping):
        entries = (written,) if isinstance(written.data, str) else written.list("var-files")
        return Environment(root, name, written.at, tuple(inside(entry, "var-files") for entry in entries))
    parts = written.mapping("an environment", ("var-files", "parameters", "vars", "workspace"))

    def files(key: str) -> tuple[str, ...]:
        return tuple(inside(entry, key) for entry in parts[key].list(key)) if key in parts else ()

    variables = parts["vars"].mapping("vars") if "vars" in parts else {}
    return Environment(
        root,
        name,
        written.at,
        var_files=files("var-files"),
        parameters=files("parameters"),
        variables={key: _scalar(value, key) for key, value in variables.items()},
        workspace=parts["workspace"].text("workspace") if "workspace" in parts else None,
    )


def _scalar(written: Written, what: str) -> str:
    if isinstance(written.data, bool):
        return "true" if written.data else "false"
    if not isinstance(written.data, str | int | float):
        written.wrong(f"{what} must be a single value, not {written.kind}")
    return str(written.data)
