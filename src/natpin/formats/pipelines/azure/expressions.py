"""What ``${{ … }}``, ``$(…)`` and ``$[ … ]`` stand for in a pipeline.

Template expressions name parameters and variables, and compare them; macros name variables. What only a run knows is a
hole that goes by its own text. Source: Azure Pipelines, "Define variables", "Expressions", "Runtime parameters".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from natpin.formats.pipelines.holes import Holes
from natpin.formats.pipelines.texts import Quotes, spelled
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Unknown, Value, dig, items, text
from natpin.regex import late_regex

TEMPLATE = late_regex(r"\$\{\{(.{0,2000}?)\}\}", re.DOTALL)
MACRO = late_regex(r"\$\(([A-Za-z_][\w.-]{0,200})\)")
EXPRESSION = late_regex(r"\$\{\{(.{0,2000}?)\}\}|\$\(([A-Za-z_][\w.-]{0,200})\)", re.DOTALL)
"""Both."""
_RUNTIME = late_regex(r"\$\[.*\]\Z", re.DOTALL)
_OUTPUT = late_regex(
    r"(?:dependencies\.(\w+)|stageDependencies\.(\w+\.\w+))\.outputs\[\s*'([\w.-]+)'\s*\]\Z", re.IGNORECASE
)
_NAME = late_regex(r"(parameters|variables)(?:\.([A-Za-z_][\w.-]*)|\[\s*'([^']+)'\s*\])\Z")
_TEXT = late_regex(r"'((?:[^']|'')*)'\Z")
_NUMBER = late_regex(r"-?\d{1,15}(?:\.\d{1,15})?\Z")
_CALL = late_regex(r"(eq|ne|not|and|or)\((.*)\)\Z", re.DOTALL | re.IGNORECASE)
_PLAIN = late_regex(r"[^\w-]")
_SPACE = late_regex(r"\s+")
_STATUS = late_regex(r"(?i)(?:always|succeeded|succeededOrFailed|failed)\([^()]*\)\Z")
_FAILED = late_regex(r"(?i)failed\([^()]*\)\Z")
"""What conditions ask of the steps before: whether one runs after a failure is its turn's matter."""
_COMMANDS = frozenset(
    """
    arch cat date dirname hostname id ls mktemp nproc pwd tty uname uptime uuidgen whoami
    """.split()  # noqa: SIM905
)
"""Programs that people capture with ``$(…)`` and no argument; any other single word is a variable of the pipeline."""
_DEEPEST = 12
MAX_CONDITION = 2_000
"""Characters of a condition that is looked into."""
OPEN = "\0open"
"""Begins the name of an entry that stands for any: what its names are is not known."""
_PREDEFINED = ("Agent.", "Build.", "Environment.", "Pipeline.", "Release.", "System.")


@record
class Context:
    """What a place in a pipeline can name."""

    path: str
    parameters: Mapping[str, Node] = field(default_factory=dict)
    """What a template was given."""
    declared: Mapping[str, Node] = field(default_factory=dict)
    """Declarations of parameters: types, values, defaults."""
    caller: Context | None = None
    variables: tuple[tuple[Mapping[str, Node], Context], ...] = ()
    """Of the pipeline, the stage, the job: the last one wins. With each, where its values are evaluated."""
    each: Mapping[str, Node] = field(default_factory=dict)
    """Variables of loops."""
    stage: str = ""
    job: str = ""
    more: Unknown | None = None
    """Why what is deployed here may be given more than is seen."""

    def variable(self, name: str) -> tuple[Node, Context] | None:
        """A variable that the files set; names do not differ by case."""
        for layer, where in reversed(self.variables):
            for called, node in layer.items():
                if called.lower() == name.lower():
                    return node, where
        return None

    def groups(self) -> str:
        """The groups and templates of elsewhere that may set a variable here."""
        return ", ".join(name.removeprefix(OPEN) for name in self.names() if name.startswith(OPEN))

    def names(self) -> Iterator[str]:
        """Every variable that the files set."""
        yield from dict.fromkeys(name for layer, _ in self.variables for name in layer)


ANY = "*"
"""Among what steps have set: any variable, by a name that is worked out."""


@mutable
class Expressions:
    """The expressions of one pipeline, and the variables of the script that stand for what is not known."""

    given: Mapping[str, str]
    """``--var NAME=value``, for parameters and variables."""
    holes: Holes = field(default_factory=Holes)
    set_by_steps: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """By stage and job: what a step sets for those after it, lower case, and what the script calls it."""
    running: bool = False
    """True for what is worked out while the pipeline runs, when steps may have set variables anew."""

    def bash(
        self, written: str, context: Context, at: Location, depth: int = 0, named: Context | None = None
    ) -> str:
        """A text of bash with its expressions and macros replaced. ``named``: where a variable of that text is named, for
        its macros are worked out there, when the step runs."""
        return self._macros(self._templates(written, context, at, depth), named or context, at, depth)

    def macro(self, name: str, context: Context, at: Location) -> tuple[str | None, str]:
        """A macro's text, or else what stands for it in bash."""
        return self._macro(name, context, at, 0)

    def template(self, said: str, context: Context, at: Location) -> tuple[str | None, str]:
        """A template expression's text, or else what stands for it in bash."""
        return self._value(said, context, at, 0)

    def origin(self, said: str, context: Context) -> Node | None:
        """Where the files have the text that a macro or a template expression stands for."""
        for _ in range(_DEEPEST):
            name = _NAME.match(said)
            called = (name.group(2) or name.group(3)) if name is not None else said
            if name is None or name.group(1) == "variables":
                found = context.variable(called)
                node, context = found if found is not None else (context.each.get(called), context)
            elif called in context.parameters and context.caller is not None:
                node, context = context.parameters[called], context.caller
            else:
                node = dig(context.declared.get(called), "default")
            written = (spelled(node) or "").strip() if node is not None else ""
            whole = TEMPLATE.fullmatch(written) or MACRO.fullmatch(written)
            if whole is None:
                return node
            said = whole.group(1).strip()
        return None

    def _templates(self, written: str, context: Context, at: Location, depth: int) -> str:
        return self._replaced(TEMPLATE, written, lambda said: self._value(said, context, at, depth))

    def _macros(self, written: str, context: Context, at: Location, depth: int) -> str:
        return self._replaced(MACRO, written, lambda said: self._macro(said, context, at, depth))

    def _replaced(self, pattern: re.Pattern[str], written: str, value_of: object) -> str:
        out: list[str] = []
        end = 0
        quotes = Quotes()
        for match in pattern.finditer(written):
            before = written[end : match.start()]
            quotes.over(before)
            literal, stands_for = value_of(match.group(1).strip())  # type: ignore[operator]
            said = literal if literal is not None else f"'\"{stands_for}\"'" if quotes.single else stands_for
            if literal is not None:
                quotes.over(literal)
            out += [before, said]
            end = match.end()
        return "".join([*out, written[end:]])

    def _macro(self, name: str, context: Context, at: Location, depth: int) -> tuple[str | None, str]:
        mine = self.set_by_steps.get((context.stage, context.job), {})
        if name.lower() in mine:
            return None, f"${{{mine[name.lower()]}}}"
        if ANY in mine and not name.startswith(_PREDEFINED) and name not in self.given:
            return None, self.hole(f"$({name}), which a step before may have set,", at, f"--var {name}=value")
        found = context.variable(name)
        if found is not None and depth < _DEEPEST:
            return self._said(found[0], found[1], f"$({name})", at, depth, context)
        if name in self.given:
            return self.given[name], ""
        if name in _COMMANDS:
            return f"$({name})", ""
        if name.startswith(_PREDEFINED):
            return None, self.hole(f"$({name})", at)
        return None, self.hole(f"$({name})", at, f"--var {name}=value", kept_in=context.groups())

    def _value(self, said: str, context: Context, at: Location, depth: int) -> tuple[str | None, str]:
        """A template expression's text, or else what stands for it in bash."""
        if (constant := _TEXT.match(said)) is not None:
            return constant.group(1).replace("''", "'"), ""
        if said.lower() in ("true", "false") or _NUMBER.match(said):
            return said, ""
        if said in context.each:
            return self._said(context.each[said], context, said, at, depth)
        name = _NAME.match(said)
        shown = f"${{{{ {_SPACE.sub(' ', said)} }}}}"
        if name is None or depth > _DEEPEST:
            truth = self.truth(said, context, at, depth) if depth <= _DEEPEST else None
            return (None, self.hole(shown, at)) if truth is None else (("True" if truth else "False"), "")
        called = name.group(2) or name.group(3)
        if name.group(1) == "variables":
            mine = self.set_by_steps.get((context.stage, context.job), {})
            if self.running and (called.lower() in mine or ANY in mine):
                return self._macro(called, context, at, depth)
            found = context.variable(called)
            if found is not None:
                return self._said(found[0], found[1], shown, at, depth, context)
            if called in self.given:
                return self.given[called], ""
            return None, self.hole(shown, at, f"--var {called}=value", kept_in=context.groups())
        if called in context.parameters and context.caller is not None:
            return self._said(context.parameters[called], context.caller, shown, at, depth)
        if called in self.given and context.caller is None:
            return self.given[called], ""
        declared = context.declared.get(called)
        choices = _choices(declared)
        default = dig(declared, "default")
        if default is not None and (context.caller is not None or not choices):
            return self._said(default, context, shown, at, depth)
        return None, self.hole(shown, at, f"--var {called}=value", choices)

    def _said(
        self, node: Node, context: Context, shown: str, at: Location, depth: int, named: Context | None = None
    ) -> tuple[str | None, str]:
        """A value, which may hold expressions itself. ``named``: as for ``bash``."""
        written = spelled(node)
        runtime = self.runtime(written, context, at, depth) if written is not None else None
        if written is None or runtime is not None:
            return runtime or (None, self.hole(f"{shown} of {context.path}", at))
        whole = TEMPLATE.fullmatch(written.strip())
        if whole is not None:
            return self._value(whole.group(1).strip(), context, at, depth + 1)
        if TEMPLATE.search(written) or MACRO.search(written):
            text_of = self.bash(written, context, at, depth + 1, named)
            return (None, text_of) if "$" in text_of else (text_of, "")
        return written, ""

    def runtime(
        self, written: str, context: Context, at: Location, depth: int
    ) -> tuple[str | None, str] | None:
        """``$[ … ]``: a variable, or an output of another job; None for what is none."""
        if not _RUNTIME.match(written):
            return None
        said = written[2:-1].strip()
        output = _OUTPUT.match(said)
        if output is not None:
            names = (output.group(1) or output.group(2)).split(".")
            stage, job = names if len(names) == 2 else (context.stage, names[0])
            return None, self._output(stage, job, output.group(3), written, at)
        if _NAME.match(said) and said.startswith("variables"):
            return self._value(said, context, at, depth + 1)
        return None, self.hole(f"{_SPACE.sub(' ', written)} of {context.path}", at)

    def _output(self, stage: str, job: str, name: str, written: str, at: Location) -> str:
        known = self.set_by_steps.get((stage, job), {})
        for called in (name.lower(), name.lower().removeprefix(f"{job.lower()}.")):  # of a deployment job
            if called in known:
                return f'$(. {file_of(stage, job)}; echo "${known[called]}")'
        return self.hole(written, at)

    def list_of(self, said: str, context: Context) -> tuple[Node, ...] | None:
        """The elements that a loop goes over; None where they are not known."""
        name = _NAME.match(said.strip())
        if name is None or name.group(1) != "parameters":
            return None
        called = name.group(2) or name.group(3)
        given = context.parameters.get(called)
        node = given if given is not None else dig(context.declared.get(called), "default")
        if given is not None and (inner := TEMPLATE.fullmatch((text(given) or "").strip())) is not None:
            return self.list_of(inner.group(1), context.caller) if context.caller is not None else None
        return items(node) if isinstance(node, Value) and isinstance(node.data, tuple) else None

    def truth(self, said: str, context: Context, at: Location, depth: int = 0) -> bool | None:
        """Whether a condition of the template holds; None where a run decides."""
        said = said.strip()
        if len(said) > MAX_CONDITION:
            return None
        call = _CALL.match(said)
        if _STATUS.match(said):
            return True
        if call is None:
            literal = self._value(said, context, at, depth + 1)[0] if _plain(said) else None
            return None if literal is None else literal.lower() not in ("false", "", "0")
        arguments = list(_arguments(call.group(2)))
        kind = call.group(1).lower()
        if kind in ("eq", "ne") and len(arguments) == 2:
            left, right = (self._value(one, context, at, depth + 1)[0] for one in arguments)
            if left is None or right is None:
                return None
            return (left.lower() == right.lower()) is (kind == "eq")
        if kind == "not" and _FAILED.match(said[4:-1].strip()):
            return True
        if (
            kind == "or"
        ):  # beside something else, that a step has failed is what does not hold in a run that ends well
            arguments = [one for one in arguments if not _FAILED.match(one.strip())] or arguments
        truths = (
            [self.truth(one, context, at, depth + 1) for one in arguments] if depth < _DEEPEST else [None]
        )
        if kind == "not":
            return None if truths[0] is None else not truths[0]
        if kind == "and":
            return False if False in truths else None if None in truths else True
        return True if True in truths else None if None in truths else False

    def test(self, said: str, context: Context, at: Location) -> str:
        """A test of bash for a condition that is not decided: comparisons of what is not known."""
        known = self.truth(said, context, at)
        if known is not None:
            return "true" if known else "false"
        call = _CALL.match(said.strip()) if len(said) <= MAX_CONDITION else None
        kind = call.group(1).lower() if call is not None else ""
        arguments = list(_arguments(call.group(2))) if call is not None else []
        if kind in ("eq", "ne") and len(arguments) == 2:
            left, right = (self._quoted(one, context, at) for one in arguments)
            return f"[ {left} {'=' if kind == 'eq' else '!='} {right} ]"
        if kind == "not" and len(arguments) == 1:
            return f"! {self.test(arguments[0], context, at)}"
        if kind == "and" and arguments:
            return " && ".join(self.test(one, context, at) for one in arguments)
        if call is None and _plain(said):
            return f"[ {self._quoted(said.strip(), context, at)} = true ]"
        shown = _SPACE.sub(" ", said.strip())
        return f'[ "{self.hole(f"condition {shown}", at, choices=("true", "false"))}" = true ]'

    def _quoted(self, said: str, context: Context, at: Location) -> str:
        literal, stands_for = self._value(said, context, at, 0)
        return f'"{stands_for}"' if literal is None else "'" + literal.lower().replace("'", "'\\''") + "'"

    def hole(
        self,
        shown: str,
        at: Location,
        settle: str | None = None,
        choices: tuple[str, ...] = (),
        kept_in: str = "",
    ) -> str:
        """What stands in bash for a text that is only known when the pipeline runs. ``kept_in``: what may set it."""
        said = f"{shown} of {kept_in}" if kept_in else shown
        why = Unknown(f"{said} is only known when the pipeline runs", at, settle)
        return f"${{{self.holes.named(said, why, choices)}}}"


def file_of(stage: str, job: str) -> str:
    """Where the steps of a job leave what they set."""
    return f"/azure-pipelines/{_PLAIN.sub('-', stage)}/{_PLAIN.sub('-', job)}/variables"


def variable_of(name: str) -> str:
    """A variable as scripts find it in their environment: upper case, dots as underscores."""
    return name.upper().replace(".", "_").replace("-", "_")


def _plain(said: str) -> bool:
    return _NAME.match(said) is not None or _TEXT.match(said) is not None or said.lower() in ("true", "false")


def _arguments(said: str) -> Iterator[str]:
    """What a call is given, between its commas."""
    depth, start, quoted = 0, 0, False
    for position, letter in enumerate(said):
        if letter == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "," and depth == 0:
            yield said[start:position].strip()
            start = position + 1
    if said[start:].strip():
        yield said[start:].strip()


def _choices(declared: Node | None) -> tuple[str, ...]:
    if (text(dig(declared, "type")) or "").lower() == "boolean":
        return ("true", "false")
    found = [spelled(one) for one in items(dig(declared, "values"))]
    return tuple(one for one in found if one is not None)
