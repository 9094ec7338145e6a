"""``natpin lint --diff``, from the command line to the exit status, on real repositories."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from natpin.cli import main

from .repository import Repository

CASES = Path(__file__).parent / "cases"


def of_case(name: str, folder: Path) -> Repository:
    """A repository on branch ``feature`` with the change committed, left from ``main``."""
    repository = Repository(folder)
    repository.commit(files(CASES / name / "before"))
    repository.git("checkout", "--quiet", "-b", "feature")
    repository.git("rm", "--quiet", "-r", ".")
    repository.commit(files(CASES / name / "after"))
    return repository


def files(folder: Path) -> dict[str, str | bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = of_case("prefix-replaced", tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    return made


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["lint", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("prefix-replaced", 1),
        ("ip-attached-undeclared", 0),
        ("ip-attached-after-it-was-declared", 0),
        ("ip-removed-with-its-promise", 1),
        ("folder-moved", 0),
        ("nothing-but-a-moved-line", 0),
        ("unreadable-after", 4),
        ("length-by-a-variable", 0),
        ("cluster-removed", 1),
    ],
)
def test_the_exit_status_speaks_of_what_is_new(
    name: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = of_case(name, tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    found, out, err = run(capsys, "--diff", "main")
    assert (found, err) == (status, "")
    expected = (CASES / name / "expected.txt").read_text(encoding="utf-8")
    assert out.splitlines()[-1].split(" · ")[0] == expected.splitlines()[-1].split(" · ")[0]


def test_old_findings_count_when_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = of_case("folder-moved", tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    assert run(capsys, "--diff", "main")[0] == 0
    assert run(capsys, "--diff", "main", "--all")[0] == 1
    assert run(capsys, "--diff", "main", "--fail-on", "warning")[0] == 0
    assert run(capsys, "--diff", "main", "--all", "--fail-on", "never")[0] == 0


def test_uncommitted_work_counts_unless_the_head_is_named(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repository.folder / "infra" / "main.tf"
    path.write_text(path.read_text().replace('\n  zones               = ["1"]', ""))
    assert run(capsys, "--diff", "main")[0] == 0
    assert run(capsys, "--diff", "main", "--head", "feature")[0] == 1
    assert run(capsys, "--diff", "feature", "--head", "main")[0] == 0, "the base of an ancestor is itself"


@pytest.mark.parametrize("form", ["text", "json", "markdown", "sarif", "github", "junit", "codequality"])
def test_every_format_tells_of_the_change(
    form: str, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "--diff", "main", "--format", form)
    assert status == 1
    assert "egress-ip-replaced" in out
    if form in ("text", "github", "codequality"):  # the others list every rule, or what remains too
        assert "default-outbound-access" not in out, "was there before"


def test_json_goes_into_a_file(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--diff", "main", "--format", "json", "--output", "diff.json")
    assert (status, out) == (1, "")
    told = json.loads(Path("diff.json").read_text())
    assert told["summary"]["ips"] == {"kept": 0, "added": 0, "removed": 0, "replaced": 1, "unknown": 0}
    assert told["head"] == "the work tree"


def test_a_finding_about_the_change_can_be_lived_with(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repository.folder / "infra" / "main.tf"
    marked = path.read_text().replace(
        'resource "azurerm_public_ip_prefix"',
        '# natpin: ignore[egress-ip-replaced] agreed with Acme Bank\nresource "azurerm_public_ip_prefix"',
    )
    path.write_text(marked)
    status, out, _ = run(capsys, "--diff", "main")
    assert status == 0
    assert "suppresses egress-ip-replaced (agreed with Acme Bank)" in " ".join(out.split()), (
        "whoever reviews the change sees that it silences what it breaks"
    )
    assert run(capsys, "--diff", "main", "--no-ignores")[0] == 1
    assert "suppression-unused" not in run(capsys)[1], "without --diff nothing can be said of it"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("rules: {egress-ip-replaced: off}\n", "the rule egress-ip-replaced is switched off"),
        ("paths: {exclude: [infra]}\n", "infra is excluded from what is read"),
        ("fail-on: never\n", "fail-on becomes never; it is error"),
        ("profile: strict\n", "the profile becomes strict; it is default"),
        (
            "ignore: [{rules: [egress-ip-replaced], reason: because}]\n",
            "findings of egress-ip-replaced are ignored",
        ),
    ],
)
@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_what_a_change_silences_is_told_first_and_holds_after_the_merge(
    repository: Repository, capsys: pytest.CaptureFixture[str], config: str, said: str, format_: str
) -> None:
    own = (repository.folder / "natpin.yaml").read_text()
    assert "fail-on" not in own
    (repository.folder / "natpin.yaml").write_text(own + config)
    status, out, err = run(capsys, "--diff", "main", "--format", format_)
    assert (status, err) == (1, ""), "the base's rules still judge"
    shown = " ".join(re.sub(r"`|&#8203;|\\", "", out).split()).replace("&#45;", "-")
    assert said in shown
    if format_ != "json":
        assert (
            shown.index(said) < shown.index("egress-ip-replaced at")
            if "egress-ip-replaced at" in shown
            else True
        )
        assert "after the merge" in shown


def test_one_path_and_its_value_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = of_case("one-environment-of-two", tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    assert run(capsys, "infra", "--diff", "main", "--var-file", "infra/env/prod.tfvars")[0] == 0
    assert run(capsys, "infra", "--diff", "main", "--var-file", "infra/env/dev.tfvars")[0] == 1
    (tmp_path / "mine.tfvars").write_text("length = 29\n")
    assert run(capsys, "infra", "--diff", "main", "--var-file", str(tmp_path / "mine.tfvars"))[0] == 0


def test_the_changes_own_rules_judge_when_the_user_lets_them(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    config = (repository.folder / "natpin.yaml").read_text()
    repository.write(
        "natpin.yaml", config + "rules: {default-outbound-access: error, egress-ip-replaced: off}\n"
    )
    assert run(capsys, "--diff", "main")[0] == 1
    status, out, _ = run(capsys, "--diff", "main", "--rules-from", "head")
    assert status == 0, "a rule made graver finds nothing new in what was there"
    assert "the rule egress-ip-replaced is switched off" in " ".join(out.split()), "it is told all the same"


def test_a_configuration_that_was_broken_before_is_mended_by_its_own_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Repository(tmp_path / "repository")
    made.commit({"natpin.yaml": "profil: x\n"})
    made.git("checkout", "--quiet", "-b", "feature")
    made.commit({"natpin.yaml": "profile: default\n"})
    monkeypatch.chdir(made.folder)
    status, out, err = run(capsys, "--diff", "main")
    assert (status, out) == (2, "")
    assert "--rules-from head" in err
    status, out, err = run(capsys, "--diff", "main", "--rules-from", "head")
    assert (status, err) == (0, "")
    assert "no AKS cluster on either side" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--diff", "nowhere"), "no commit nowhere in this clone"),
        (("--diff", "main", "--head", "nowhere"), "no commit nowhere"),
        (("--diff=--exec=touch pwned",), "does not name a commit"),
        (("--head", "main"), "only with --diff"),
        (("--all",), "only with --diff"),
        (("--diff", "main", "--write-baseline", "b.json"), "leave out --diff"),
    ],
)
def test_what_cannot_be_compared(
    arguments: tuple[str, ...], message: str, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_partial_clone_is_no_base(
    repository: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = Repository.cloned(repository.folder, tmp_path / "clone", "--filter=blob:none")
    monkeypatch.chdir(clone.folder)
    status, _, err = run(capsys, "--diff", "origin/main")
    assert status == 2
    assert "is not in this clone; fetch it whole" in err


def test_outside_of_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "alone").mkdir()
    monkeypatch.chdir(tmp_path / "alone")
    status, _, err = run(capsys, "--diff", "main")
    assert status == 2
    assert "not in a git repository" in err


HOSTILE = (
    "@everyone",
    "<img src=x onerror=alert(1)>",
    "a|b",
    "`${{ github.token }}`",
    "##[error]x",
    "\x1b[31mred",
    "[x](javascript:alert(1))",
    "::set-output name=x::y",
    "</details>",
    "\u202egnp.exe",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names of clusters, IPs, partners and folders come from whoever opened the pull request."""
    source = (CASES / "ip-attached-undeclared" / "after" / "infra" / "main.tf").read_text()
    spelt = name.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("\x1b", "\\u001b")
    hostile = source.replace('"payments-spare"', f'"{spelt}"').replace('= "payments"\n', f'= "{spelt}"\n')
    promise = json.dumps({"contract": [{"prefix": "payments-egress", "partners": [name]}]})
    made = Repository(tmp_path / "repository")
    before = (CASES / "ip-attached-undeclared" / "before" / "infra" / "main.tf").read_text()
    folder = name.replace("/", "-")
    made.commit(
        {f"{folder}/main.tf": before.replace('= "payments"\n', f'= "{spelt}"\n'), "natpin.yaml": promise}
    )
    made.commit({f"{folder}/main.tf": hostile})
    monkeypatch.chdir(made.folder)
    for form in ("text", "markdown", "json"):
        status, out, err = run(capsys, "--diff", "HEAD~1", "--head", "HEAD", "--format", form)
        assert (status, err) == (0, ""), form
        assert "egress-ip-added" in out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "##[" not in out
        assert not any(line.lstrip().startswith("::") for line in out.splitlines())
        if form == "markdown":
            assert "<img" not in out
            assert "](javascript" not in re.sub(r"`[^`\n]*`", "", out)
            assert out.count("</details>") == out.count("<details>")
            rows = [line for line in out.splitlines() if line.startswith("| ")]
            assert {row.count(" | ") for row in rows} == {4}


def test_rules_from_outside_judge_both_sides(
    repository: Repository, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shared = tmp_path / "platform.yaml"
    shared.write_text("rules: {egress-ip-replaced: off}\n")
    arguments = ("--diff", "main", "--config", "../platform.yaml")
    assert run(capsys, *arguments)[0] == 0
    assert "rules-changed" not in run(capsys, *arguments)[1], "nobody's change alters what lies outside"
    nested = repository.folder / "platform"
    nested.mkdir()
    shared.rename(nested / "natpin.yaml")
    assert run(capsys, "--diff", "main", "--config", "platform/natpin.yaml")[0] == 1, "the change's own"
    (nested / ".git").mkdir()
    assert run(capsys, "--diff", "main", "--config", "platform/natpin.yaml")[0] == 0, "another repository's"
