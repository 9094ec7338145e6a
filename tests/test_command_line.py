"""What a newcomer mistypes: every answer says what is wrong and where to look, in one line, and the status is 2."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.commands import COMMANDS

SHARED = {
    "--output": "FILE",
    "--config": "FILE",
    "--workspace": "FOLDER",
    "--entry": "NAME",
    "--baseline": "FILE",
}

OWN = """\
id: our-gateway
title: The gateway is not ours
severity: warning
subject: natGateway
require: {field: name, matches: '^our-'}
message: "{name} is not ours"
rationale: Partners know ours.
remediation: Use ours.
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/our-gateway.yaml").write_text(OWN)
    (tmp_path / "bad.json").write_text("[")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        # nothing that does the contrary, or that is only somewhat alike
        ("lint --no-colour", "lint has no flag --no-colour; did you mean '--no-color'?"),
        ("lint --shown", "lint has no flag --shown; natpin lint --help lists them"),
        ("lint --ignores", "lint has no flag --ignores; did you mean '--ignore'?"),
        ("lint --quiet", "lint has no flag --quiet; natpin lint --help lists them"),
        ("fix --select exits", "fix has no flag --select; did you mean '--rule'?"),
        ("lint --rule exits", "lint has no flag --rule; did you mean '--select'?"),
        ("lnt", "no command 'lnt'; did you mean lint?"),
        ("version", "no command 'version'; did you mean natpin --version?"),
        (
            "lint --formt=json",
            "lint has no flag --formt; did you mean '--format'? natpin lint --help lists them",
        ),
        ("lint --zzz", "lint has no flag --zzz; natpin lint --help lists them"),
        ("lint --format=yaml", "lint: --format does not accept 'yaml'; it takes text,"),
        (
            "lint --fail-on eror",
            "--fail-on does not accept 'eror'; did you mean 'error'? It takes never, error,",
        ),
        ("lint --diff", "lint: --diff needs a value (BASE); natpin lint --help tells what it takes"),
        ("egress --format", "egress: --format needs a value (text, json,"),
        ("lint --all=3", "lint: --all takes no value, and was given '3'"),
        ("apply --parallel x", "apply: --parallel: 'x' is not a whole number"),
        ("apply", "apply: PLAN is missing; natpin apply --help tells what it takes"),
        ("apply --yess", "apply has no flag --yess; did you mean '--yes'?"),
        ("init --fro up.sh", "init has no flag --fro; did you mean '--from'?"),
        ("policy tst", "policy: test does not accept 'tst'; did you mean 'test'? It takes test;"),
        ("policy test", "policy test: FOLDER is missing; natpin policy test --help"),
        ("zzzz", "no command 'zzzz'; natpin help lists them"),
        ("plan one two", "plan does not accept 'one'; natpin plan --help tells what it takes"),
        ("lint nowhere", "nowhere: no such file or folder"),
        ("lint --config nowhere.yaml", "the configuration nowhere.yaml: no such file"),
        ("lint --workspace nowhere", "--workspace nowhere: no such folder"),
        ("lint --workspace bad.json", "--workspace bad.json: no such folder"),
        ("lint --baseline bad.json", "bad.json:1:1: the baseline is not valid JSON: Expecting value"),
        ("lint --auth oidc", "--auth says how to reach Azure; say what to look at there with --azure"),
        ("egress --azure-info bad.json", "--azure-info says how to reach Azure; say what to look at there"),
        (
            "explain nat-idle-secs",
            "no rule 'nat-idle-secs'; did you mean 'nat-idle-seconds'? natpin explain lists",
        ),
        ("explain zzz", "there is no rule 'zzz'; natpin explain lists them"),
        ("policy test nowhere", "nowhere: no such folder"),
        ("policy test policies/our-gateway.yaml", "is a file; name the folder it lies in"),
        ("apply bad.json", "bad.json is not a plan (natpin/plan/v1): write one with natpin plan --out"),
    ],
)
def test_a_mistake_is_answered_in_a_line(
    arguments: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments.split()) == 2
    told = capsys.readouterr().err
    assert told.startswith("natpin: ")
    assert said in told.splitlines()[0]


def test_no_flag_can_be_abbreviated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--form", "json"]) == 2
    assert main(["policy", "test", "policies", "--case", "nowhere"]) == 2
    assert "lint has no flag --form; did you mean '--format'?" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_flags_mean_the_same_everywhere_and_say_what(command: str) -> None:
    parser = import_module(f"natpin.commands.{command}").parser()
    flags = {name: action for action in parser._actions for name in action.option_strings}
    assert parser.description
    assert all(action.help for action in flags.values())
    assert ("--format" in flags) <= ("--output" in flags), "a report can be kept"
    assert ("--profile" in flags) <= ("--workspace" in flags)
    assert all(action.metavar == SHARED[name] for name, action in flags.items() if name in SHARED)


@pytest.mark.parametrize("command", ["egress --azure simulator", "drift . --azure simulator"])
def test_a_lean_installation_is_told_what_it_lacks(command: str) -> None:
    """``pip install natpin`` brings what lint needs; the rest is an extra, not a bug."""
    Path("main.tf").write_text('resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n')
    code = f"import sys; sys.modules['azure'] = None; from natpin.cli import main; sys.exit(main({command.split()!r}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr.endswith(
        "this needs the package azure, which is not installed: pip install 'natpin[azure]'\n"
    )


def test_a_rule_of_ones_own_is_explained_like_natpins(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "our-gateway"]) == 2
    Path("natpin.yaml").write_text("policies: [policies]\n")
    capsys.readouterr()
    assert main(["explain", "our-gateway"]) == 0
    assert "# our-gateway\n\nThe gateway is not ours." in capsys.readouterr().out
    assert main(["explain"]) == 0
    assert "our-gateway" in capsys.readouterr().out


def test_a_broken_configuration_keeps_nobody_from_natpins_own_rules(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("natpin.yaml").write_text("rulez: {}\n")
    assert main(["explain", "nat-idle-seconds"]) == 0
    assert main(["explain", "zzz"]) == 2
    assert "did you mean 'rules'?" in capsys.readouterr().err


def test_a_stack_is_what_somebody_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    Path("main.tf").write_text('resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n')
    Path("natpin.yaml").write_text("ignore: [{rule: nat-idle-long, path: '*', reason: nothing is hidden}]\n")
    main(["lint"])
    out = capsys.readouterr().out
    assert "suppression-unused" in out
    assert "1 cluster in 1 stack " in out


def test_a_misspelt_root_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Else its environments would be judged by nobody, and the check would be green."""
    Path("natpin.yaml").write_text("stacks: [{root: infr, environments: {prod: [prod.tfvars]}}]\n")
    assert main(["lint"]) == 2
    assert "natpin.yaml:1:44: stacks: the root 'infr' is not there" in capsys.readouterr().err
    Path("infr").mkdir()
    assert main(["lint"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lint", "--format", "jsn"], "--format does not accept 'jsn'; did you mean 'json'?"),
        (
            ["lint", "--format", "nothing-like-it"],
            "--format does not accept 'nothing-like-it'; it takes text, concise, json",
        ),
        (["lint", "--output"], "--output needs a value (FILE)"),
        (["diff"], "A and B are missing"),
        (["lnit"], "no command 'lnit'; did you mean lint?"),
    ],
)
def test_a_wrong_value_gets_one_line_and_a_suggestion(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1
    assert "help" in told.err


def test_help_of_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["help", "lint"])
    assert "usage: natpin lint" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["lint", "."], ["lint"], ["ci"], ["fix", "--check"]])
def test_an_empty_folder_is_refused_where_one_stands_too(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    (empty / ".git").mkdir(parents=True)
    monkeypatch.chdir(empty)
    assert main(command) == 2
    assert "holds no file that natpin reads" in capsys.readouterr().err
    # a repository that has nothing of AKS has its pipeline, or a page about itself
    (empty / ".gitlab-ci.yml").write_text("test: {script: [make]}\n")
    assert main(command) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has such a device")
@pytest.mark.parametrize(
    "arguments",
    [
        ["lint"],
        ["lint", "--help"],
        ["help"],
        ["--version"],
        ["ci"],
        ["fix", "--check"],
        ["egress"],
        ["explain"],
        ["policy", "test", "policies"],
    ],
    ids=" ".join,
)
def test_a_full_disk_is_told_in_one_sentence(arguments: list[str]) -> None:
    Path("deploy.yaml").write_text("kind: Deployment\n")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "natpin", *arguments], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.stderr == "natpin: cannot write the output: No space left on device\n"
    assert done.returncode == 2


def test_colours_are_refused_in_both_ways(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for flags, colored in (([], True), (["--no-color"], False), (["--color", "never"], False)):
        main(["lint", "policies", *flags])
        assert ("\x1b[" in capsys.readouterr().out) is colored


@pytest.mark.parametrize("value", ["base", "head"])
@pytest.mark.parametrize("command", ["lint", "ci"])
def test_rules_from_belongs_to_a_comparison(
    command: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--rules-from", value]) == 2
    assert "with --diff" in capsys.readouterr().err


def test_help_says_what_is_so(capsys: pytest.CaptureFixture[str]) -> None:
    for command, piped in (("lint", True), ("fix", False)):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert ("standard input" in capsys.readouterr().out) is piped


CLOSED = {command: [command, "--help"] for command in COMMANDS} | {
    "a report": ["lint", "."],
    "the version": ["--version"],
    "a rule": ["explain", "nat-incomplete"],
}


@pytest.mark.parametrize("said", CLOSED)
def test_a_standard_output_that_is_closed_is_told(said: str) -> None:
    """``>&-``: Python has no stream for it. What cannot be printed is no bug, and nothing to take for printed."""
    command = [sys.executable, "-m", "natpin", *CLOSED[said]]
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", *command]
    ran = subprocess.run(shell, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (
        2,
        "natpin: cannot write the output: standard output is closed\n",
    )


def test_what_goes_to_a_file_needs_no_standard_stream(tmp_path: Path) -> None:
    """And the file is natpin's report alone: no stream takes the place of one that was closed."""
    (tmp_path / "main.tf").write_text("# aks\n")
    command = [sys.executable, "-m", "natpin", "lint", ".", "--format", "json", "--output", "report.json"]
    shell = ["sh", "-c", 'exec "$@" >&- 2>&- <&-', "sh", *command]
    assert subprocess.run(shell, cwd=tmp_path, check=False).returncode == 0
    assert (tmp_path / "report.json").read_text().startswith("{")
