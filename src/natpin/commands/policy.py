"""``natpin policy test FOLDER``: run the cases that policies bring along."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from natpin.errors import InputError
from natpin.policy.definition import Policy
from natpin.policy.trial import Judged, run_policy_tests


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(prog="natpin policy", description="Tests policies: your own, or the built-in ones.")
    commands = made.add_subparsers(dest="what", required=True, metavar="test")
    test = commands.add_parser("test", help="run the cases of every policy in a folder", allow_abbrev=False)
    test.add_argument("folder", metavar="FOLDER", help="a folder with policies, one YAML file each")
    test.add_argument(
        "--cases", metavar="FOLDER", help="<id>/{pass,fail,unknown}/ folders; default: FOLDER/tests"
    )
    return made


def run(arguments: Namespace) -> int:
    """0 when every case went as expected, else 1. Raises PolicyError for a broken policy."""
    folder = Path(arguments.folder)
    if not folder.is_dir():
        problem = "is a file; name the folder it lies in" if folder.is_file() else "no such folder"
        raise InputError(f"{folder}: {problem}")
    cases = Path(arguments.cases) if arguments.cases else _cases_of(folder)
    from natpin.reporters import neutral
    from natpin.reporters.words import count

    trials = run_policy_tests(folder, lint_one, cases)
    failed = [result for result in trials.results if result.problem is not None]
    for result in failed:
        print(neutral.block(f"FAIL {result.policy} {result.name}: {result.problem}"))
    for warning in trials.warnings:
        print(neutral.block(f"note: {warning}"))
    policies = len({result.policy for result in trials.results})

    told = f"{count(len(trials.results), 'case')} of {count(policies, 'policy', 'policies')}"
    print(f"{told}, {len(failed)} failed")
    return 1 if failed else 0


def _cases_of(folder: Path) -> Path | None:
    """The built-in policies' cases lie with natpin's own tests."""
    own = folder.resolve().parent / "tests" / "policies"
    return own if not (folder / "tests").is_dir() and own.is_dir() else None


def lint_one(path: Path, policy: Policy) -> Sequence[Judged]:
    """Verdicts of one policy on infrastructure."""
    from natpin.formats.registry import READERS
    from natpin.model.finding import Verdict
    from natpin.pipeline.lint import lint
    from natpin.pipeline.settings import Settings
    from natpin.workspace import FolderWorkspace

    root = path if path.is_dir() else path.parent
    report = lint(FolderWorkspace(path, root), READERS, Settings((policy,)))
    found = [(finding.verdict, finding.message) for stack in report.stacks for finding in stack.findings]
    rest = [verdict for s in report.stacks for c in s.clusters for verdict in c.verdicts.values()]
    return found or [(verdict, "") for verdict in rest if verdict is not Verdict.NOT_APPLICABLE]
