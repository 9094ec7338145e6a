"""Tests of policies: what ``natpin policy test FOLDER`` runs.

A policy brings its cases in its own file::

    tests:
      - {name: default, given: {name: egress, idleTimeoutInMinutes: 4}, expect: fail}
      - {name: a whole root, given: cases/prod, expect: pass}

``given`` holds facts, or names a facts document (.yaml) or infrastructure (a folder or file, linted with this policy
alone), relative to the policy. Or they lie in folders, ``<cases>/<id>/{pass,fail,unknown,not-applicable}/``: each
.yaml file there a facts document, everything else infrastructure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from natpin.errors import NatpinError, PolicyError
from natpin.languages.located_yaml.checked import Written, read, suggestion
from natpin.model.finding import Verdict
from natpin.model.record import record
from natpin.policy import facts_document
from natpin.policy.check import VERDICTS, parameter_value
from natpin.policy.definition import Policy
from natpin.policy.evaluate import judge
from natpin.policy.load import from_source

Judged = tuple[Verdict, str]
"""A verdict, and the finding's message (empty when there is none)."""

LintOne = Callable[[Path, Policy], Sequence[Judged]]
"""Lints infrastructure with one policy; given by whoever can read it."""


@record
class Trial:
    """One case and how it went."""

    policy: str
    name: str
    expected: str
    got: str
    """A verdict, or why there is none."""
    problem: str | None = None
    """None when it went as expected."""


@record
class Trials:
    """All cases of a folder."""

    results: tuple[Trial, ...]
    warnings: tuple[str, ...]
    """Policies without cases, and policies that no case ever reaches."""

    @property
    def passed(self) -> bool:
        """True when every case went as expected."""
        return all(result.problem is None for result in self.results)


@record
class Case:
    """A case before it is run."""

    name: str
    expect: str
    given: Written | Path
    parameters: Mapping[str, Written]
    message: str | None


def run_policy_tests(folder: Path, lint_one: LintOne | None = None, cases: Path | None = None) -> Trials:
    """Every case of every policy in a folder (in its ``rules`` and itself).

    ``cases`` is where folders of cases lie; ``<folder>/tests`` when None. Raises PolicyError for a broken policy,
    and for a folder that holds none.
    """
    files = [
        *sorted(folder.glob("*.yaml")),
        *sorted(folder.glob("*.yml")),
        *sorted(folder.glob("rules/*.yaml")),
    ]
    if not files:
        raise PolicyError(f"{folder}: no policy (.yaml) there")
    results: list[Trial] = []
    warnings: list[str] = []
    for path in files:
        source = path.read_bytes()
        policy = from_source(source, path.as_posix())
        own = list(_own_cases(read(source, path.as_posix(), PolicyError), path.parent, folder))
        found = [*own, *folder_cases(policy, (cases or folder / "tests") / policy.id)]
        outcomes = [run_case(policy, case, lint_one) for case in found]
        results += outcomes
        warnings += _dead(policy, outcomes)
    return Trials(tuple(results), tuple(warnings))


def _own_cases(written: Written, beside: Path, root: Path) -> Iterator[Case]:
    tests = written.mapping("a policy").get("tests")
    for number, test in enumerate(tests.list("tests") if tests else (), 1):
        parts = test.mapping("a test")
        given: Written | Path = parts["given"]
        if isinstance(parts["given"].data, str):
            given = (beside / parts["given"].data).resolve()
            if not given.is_relative_to(root.resolve()):
                parts["given"].wrong("given must name something in the policies' folder")
        name = parts["name"].text("name") if "name" in parts else f"test {number}"
        parameters = parts["parameters"].mapping("parameters") if "parameters" in parts else {}
        message = parts["message"].text("message") if "message" in parts else None
        yield Case(name, parts["expect"].text("expect"), given, parameters, message)


def folder_cases(policy: Policy, folder: Path) -> Iterator[Case]:
    """The cases of a folder per verdict. Raises PolicyError for a folder that is named like no verdict."""
    for group in sorted(folder.iterdir()) if folder.is_dir() else ():
        if group.name not in VERDICTS:
            raise PolicyError(f"{group}: no verdict is called that{suggestion(group.name, VERDICTS)}")
        for path in sorted(group.iterdir()):
            yield Case(f"{group.name}/{path.name}", group.name, path, {}, None)


def run_case(policy: Policy, case: Case, lint_one: LintOne | None = None) -> Trial:
    """One case. What is wrong with it is its problem, never an exception."""
    try:
        judged, expected_message = _judged(policy, case, lint_one)
    except (NatpinError, OSError) as error:
        return Trial(policy.id, case.name, case.expect, "error", str(error))
    verdicts = [verdict for verdict, _ in judged]
    message = next((text for _, text in judged if text), "")
    got = _worst(verdicts)
    problem = None
    if got != case.expect:
        problem = f"expected {case.expect}, got {got}" + (f": {message}" if message else "")
    elif expected_message and expected_message not in message:
        problem = f"the message does not contain {expected_message!r}: {message!r}"
    return Trial(policy.id, case.name, case.expect, got, problem)


def _worst(verdicts: Sequence[Verdict]) -> str:
    order = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)
    return next((verdict.value for verdict in order if verdict in verdicts), Verdict.NOT_APPLICABLE.value)


def _judged(policy: Policy, case: Case, lint_one: LintOne | None) -> tuple[Sequence[Judged], str | None]:
    given = case.given
    if isinstance(given, Path):
        if given.suffix not in (".yaml", ".yml") or given.is_dir():
            if lint_one is None:
                raise PolicyError(f"{given}: natpin policy test takes policies, not infrastructure")
            return lint_one(given, _with(policy, case.parameters)), case.message
        given = read(given.read_bytes(), given.as_posix(), PolicyError)
        document = facts_document.parse(given, policy.subject)
    else:
        document = facts_document.FactsDocument(facts_document.subject_of(given, policy.subject), {})
    tuned = _with(policy, {**document.parameters, **case.parameters})
    verdict, finding = judge(tuned, document.subject, "test")
    return [(verdict, finding.message if finding else "")], case.message or document.message


def _with(policy: Policy, parameters: Mapping[str, Written]) -> Policy:
    known = {parameter.name: parameter for parameter in policy.parameters}
    values = {}
    for name, written in parameters.items():
        if name not in known:
            written.wrong(f"{policy.id} has no parameter {name!r}{suggestion(name, known)}")
        parameter = known[name]
        values[name] = parameter_value(written, name, parameter.type, parameter.minimum, parameter.maximum)
    return policy.tuned(True, None, values)


def _dead(policy: Policy, outcomes: Sequence[Trial]) -> Iterator[str]:
    """A policy that no case reaches may never be reached by anything."""
    if not outcomes:
        yield f"{policy.id} has no tests"
    elif all(outcome.got == "not-applicable" for outcome in outcomes):
        yield f"{policy.id} is dead in its tests: `when` never holds"
    elif all(outcome.got != "fail" for outcome in outcomes):
        yield f"{policy.id} never fails in its tests"
