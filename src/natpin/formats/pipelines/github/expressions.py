"""What ``${{ … }}`` stands for in a step: text that the workflow says, or a variable of the script for what it does not.

Only what names a single value is followed; any other expression is a hole that goes by its own text, so that two places
with the same expression are the same. Source: GitHub Docs, "Evaluate expressions in workflows and actions", "Contexts".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from natpin.formats.pipelines.github.comparisons import NUMBER, TEXT, Comparisons
from natpin.formats.pipelines.github.conditions import MAX_CONDITION, Decided, split
from natpin.formats.pipelines.github.context import Context
from natpin.formats.pipelines.holes import Holes
from natpin.formats.pipelines.texts import Quotes, doubled, spelled
from natpin.model.location import Location
from natpin.model.record import field, mutable, replace
from natpin.model.value import Node, Unknown, dig, is_absent, items, members, text
from natpin.regex import late_regex

EXPRESSION = late_regex(r"\$\{\{(.{0,2000}?)\}\}", re.DOTALL)
_NAME = late_regex(r"(env|inputs|vars|secrets|matrix|github\.event\.inputs)\.([A-Za-z_][\w-]*)\Z")
_IN_LEG = late_regex(r"matrix\.([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)\Z")
_OUTPUT = late_regex(r"(steps|needs|jobs)\.([A-Za-z_][\w-]*)\.outputs\.([A-Za-z_][\w-]*)\Z")
_SPACE = late_regex(r"\s+")
_DEEPEST = 12
"""Inputs that are given as other inputs, and so on."""


@mutable
class Expressions:
    """The expressions of one workflow, and the variables that stand for those that are not known."""

    given: Mapping[str, str]
    """``--var NAME=value``, for inputs and variables of the repository."""
    holes: Holes = field(default_factory=Holes)
    known_steps: dict[str, str] = field(default_factory=dict)
    """By scope and id: the file in which a step that is read leaves its outputs."""
    environments: dict[str, str] = field(default_factory=dict)
    """By job: the file that takes the place of ``$GITHUB_ENV``, once a step has written it."""

    def bash(self, written: str, context: Context, at: Location, depth: int = 0) -> str:
        """A text of bash with its expressions replaced, in single quotes as well."""
        if "${{" not in written:
            return written
        out: list[str] = []
        end = 0
        quotes = Quotes()
        for match in EXPRESSION.finditer(written):
            before = written[end : match.start()]
            quotes.over(before)
            literal, stands_for = self._value(match.group(1).strip(), context, at, depth)
            if literal is not None:
                quotes.over(literal)
                out += [before, literal]
            else:
                out += [before, f"'\"{stands_for}\"'" if quotes.single else stands_for]
            end = match.end()
        return "".join([*out, written[end:]])

    def value(
        self, said: str, context: Context, at: Location, choices: tuple[str, ...] = ()
    ) -> tuple[str | None, str]:
        """An expression's text, or else what stands for it in bash. ``choices``: all that it may be, where that is known."""
        return self._value(said, context, at, 0, choices)

    def origin(self, said: str, context: Context) -> Node | None:
        """Where the files have the text that an expression stands for."""
        for _ in range(_DEEPEST):
            in_leg = _IN_LEG.match(said) if context.leg else None
            name = _NAME.match(said)
            node: Node | None = None
            if in_leg is not None:
                node = context.matrix.get(in_leg.group(1))
            elif name is not None and name.group(1) == "env":
                layers = context.env
                found = next((one for one in reversed(range(len(layers))) if name.group(2) in layers[one]), 0)
                node = layers[found].get(name.group(2)) if layers else None
                context = replace(context, env=layers[:found])
            elif name is not None and name.group(1) in ("inputs", "github.event.inputs"):
                node = context.inputs.get(name.group(2))
                if context.caller is None:
                    return None
                if node is None:
                    node = dig(context.declared.get(name.group(2)), "default")
                else:
                    context = context.caller
            whole = EXPRESSION.fullmatch((spelled(node) or "").strip()) if node is not None else None
            if whole is None:
                return node
            said = whole.group(1).strip()
        return None

    def literal(self, node: Node | None, context: Context) -> str | None:
        """The text of a setting; None where it cannot be known."""
        if is_absent(node) or node is None:
            return ""
        written = spelled(node)
        if written is None:
            return None
        whole = self.bash(written, context, node.at)
        return whole if "${" not in whole or "${{" not in written else None

    def test(self, condition: Node, context: Context) -> str | None:
        """A test of bash for an ``if``; empty where the step always runs, None where it never does."""
        written = spelled(condition) or ""
        match = EXPRESSION.fullmatch(
            written
        )  # a line break after `}}`, as in a block of text, stands around it
        if match is None and "${{" in written:  # what stands around makes it a text, which is true
            return ""
        inner = match.group(1).strip() if match is not None else written.strip()
        said = self._whether(_SPACE.sub(" ", inner), context, condition.at) if inner else True
        return said if isinstance(said, str) else "" if said else None

    def unknown(self, what: str, context: Context, at: Location) -> str:
        """What stands in bash for a setting that is not known."""
        return self.hole(what, context, at, scope=context.scope)

    def _whether(self, said: str, context: Context, at: Location) -> Decided:
        return Comparisons(self, context, at).decided(said)

    def _value(
        self, written: str, context: Context, at: Location, depth: int, choices: tuple[str, ...] = ()
    ) -> tuple[str | None, str]:
        """An expression's text, or else what stands for it in bash."""
        if depth > _DEEPEST:
            return None, self.hole(written, context, at)
        if (constant := TEXT.match(written)) is not None:
            return constant.group(1).replace("''", "'"), ""
        if written in ("true", "false") or NUMBER.match(written):
            return written, ""
        output = _OUTPUT.match(written)
        if output is not None:
            return self._output(
                output.group(1), output.group(2), output.group(3), written, context, at, depth
            )
        in_leg = _IN_LEG.match(written) if context.leg else None
        if in_leg is not None:
            node = context.matrix.get(in_leg.group(1))
            return ("", "") if node is None else self._again(node, context, written, at, depth)
        name = _NAME.match(written)
        if name is None:
            is_choice = len(written) <= MAX_CONDITION and ("&&" in written or "||" in written)
            chosen = self._chosen(written, context, at, depth) if is_choice else None
            return chosen if chosen is not None else (None, self.hole(written, context, at, choices))
        kind, called = name.groups()
        kind = "inputs" if kind == "github.event.inputs" else kind
        match kind:
            case "env":
                return self._environment(called, written, context, at, depth, choices)
            case "matrix":
                one = _options(context.matrix.get(called))
                if len(one) == 1:
                    return one[0], ""
                return None, self.hole(written, context, at, one, context.scope)
            case "inputs":
                if called in context.inputs and context.caller is not None:
                    return self._again(context.inputs[called], context.caller, written, at, depth)
                declared = context.declared.get(called)
                if called in self.given:
                    return self.given[called], ""
                if context.caller is not None and dig(declared, "default") is not None:
                    return self._again(dig(declared, "default"), context, written, at, depth)
                return None, self.hole(written, context, at, _choices(declared) or choices)
            case "vars" if called in self.given:
                return self.given[called], ""
            case "secrets" if context.environment is None and members(context.secrets):
                # what a workflow is called with is all that it has, but for those of an environment
                passed = members(context.secrets).get(called)
                around = context.caller or context
                return ("", "") if passed is None else self._again(passed, around, written, at, depth)
        return None, self.hole(written, context, at, choices, kept_for=self._kept_for(kind, context))

    def _kept_for(self, kind: str, context: Context) -> str:
        """Whose secrets and variables these are: an environment has some of its own, and they win over the repository's
        (GitHub Docs, "Using secrets in GitHub Actions", "Store information in variables")."""
        if kind not in ("secrets", "vars") or context.environment is None:
            return ""
        outside = replace(context, environment=None)
        named = self.literal(context.environment, outside)
        return f"environment {named or spelled(context.environment)}" if named != "" else ""

    def _environment(
        self, name: str, written: str, context: Context, at: Location, depth: int, choices: tuple[str, ...]
    ) -> tuple[str | None, str]:
        """``env.NAME``. What a step wrote into ``$GITHUB_ENV`` beats the workflow's and the job's ``env``, and a step's own
        beats that; an ``env`` sees those around it, never itself (GitHub Docs, "Contexts", "env context"; "Workflow
        commands", "Setting an environment variable")."""
        layers = context.env
        found = next((number for number in reversed(range(len(layers))) if name in layers[number]), None)
        if found is None:
            literal, said = None, self.hole(written, context, at, choices, context.scope)
        else:
            around = replace(context, env=layers[:found])
            literal, said = self._again(layers[found][name], around, written, at, depth)
        file = self.environments.get(context.job)
        if file is None or "-" in name or (found is not None and found >= context.above):
            return literal, said
        return None, f'$({name}="{said if literal is None else doubled(literal)}"; . {file}; echo "${name}")'

    def _chosen(
        self, written: str, context: Context, at: Location, depth: int
    ) -> tuple[str | None, str] | None:
        """``condition && one || other``: the value, or a hole with those that it may be; None for anything else."""
        possible: list[str] = []
        whether: Decided = False
        for part in split(written, "||"):
            *tests, last = split(part, "&&")
            whether = self._whether(" && ".join(tests), context, at) if tests else True
            if whether is False:
                continue
            value = self._value(last, context, at, depth + 1)
            if value[0] is None:
                return value if whether is True and not possible else None
            possible.append(value[0])
            if whether is True and value[0] not in ("", "false", "0"):
                break
        possible = list(dict.fromkeys(possible))
        if whether is not True:  # `condition && value` is what the condition is, where it does not hold
            possible.append("false")
        if len(possible) == 1:
            return possible[0], ""
        return None, self.hole(written, context, at, tuple(dict.fromkeys(possible)))

    def _again(
        self, node: Node | None, context: Context, written: str, at: Location, depth: int
    ) -> tuple[str | None, str]:
        """A value that may hold expressions itself."""
        said = spelled(node) if node is not None else None
        if said is None:
            return None, self.hole(written, context, at, scope=context.scope)
        whole = EXPRESSION.fullmatch(said.strip())
        if whole is not None:
            return self._value(whole.group(1).strip(), context, at, depth + 1)
        if "${{" in said:
            return None, self.bash(said, context, at, depth + 1)
        return said, ""

    def _output(
        self, kind: str, of: str, name: str, written: str, context: Context, at: Location, depth: int
    ) -> tuple[str | None, str]:
        if kind != "steps":
            job = context.outputs.get(of)
            if job is None:  # not among those that this job needs itself
                return "", ""
            if name in job[0]:
                return self._again(job[0][name], job[1], written, at, depth)
            return None, self.hole(written, context, at, scope=context.scope)
        action = context.actions.get(f"{context.scope}/{of}")
        if action is not None and name in action[0]:
            return self._again(action[0][name], action[1], written, at, depth)
        file = self.known_steps.get(f"{context.scope}/{of}")
        if file is None or "-" in name:
            return None, self.hole(written, context, at, scope=context.scope)
        return None, f'$(. {file}; echo "${name}")'

    def hole(
        self,
        written: str,
        context: Context,
        at: Location,
        choices: tuple[str, ...] = (),
        scope: str = "",
        kept_for: str = "",
    ) -> str:
        """What stands in bash for an expression that is not known. ``scope`` tells places apart that say the same of different
        things, ``kept_for`` whose secret or variable it is."""
        shown = _SPACE.sub(" ", written)
        settle = None
        kind, _, called = shown.replace("github.event.inputs", "inputs").partition(".")
        if kind in ("inputs", "vars") and called.replace("_", "").replace("-", "").isalnum():
            settle = f"--var {called}=value"
        said = f"${{{{ {shown} }}}}" + (f" of {kept_for}" if kept_for else "")
        why = Unknown(f"{said} is only known when the workflow runs", at, settle)
        label = said + (f" of {scope}" if scope else "")
        return f"${{{self.holes.named(label, why, choices)}}}"


def _options(node: Node | None) -> tuple[str, ...]:
    found = [spelled(one) for one in items(node)]
    return tuple(dict.fromkeys(one for one in found if one is not None)) if None not in found else ()


def _choices(declared: Node | None) -> tuple[str, ...]:
    match text(dig(declared, "type")):
        case "boolean":
            return ("true", "false")
        case "choice":
            return _options(dig(declared, "options"))
    return ()
