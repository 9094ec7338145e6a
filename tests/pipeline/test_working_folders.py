"""What a command deploys is told by the folder that it runs in: one that is not known makes it no root's for certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from .table_of_rollouts import TERRAFORM, workflow
from .test_rollouts import verdicts

APPLY = "terraform apply -auto-approve -var nat=false"
HERE, INFRA = {". (by up.sh)": "F", "infra": "P"}, {".": "P", "infra (by up.sh)": "F"}
NOWHERE = {".": "U", "infra": "U"}
GONE = {".": "U", "infra": "P"}
"""It goes to a folder that is known, and that is no root: the variable is given, nobody knows to which."""

SCRIPTS: dict[str, tuple[str, dict[str, str]]] = {
    "": ("", HERE),
    "there": ("cd infra", INFRA),
    "there, or not at all": ("cd infra || exit 1", INFRA),
    "there and back": ("cd infra; cd ..", HERE),
    "back by a dash": ("cd infra; cd -", HERE),
    "back and forth": ("cd infra; cd -; cd -", INFRA),
    "pushed": ("pushd infra", INFRA),
    "popped": ("pushd infra; popd", HERE),
    "popped twice": ("pushd infra; pushd ..; popd; popd", HERE),
    "popped without a push": ("cd infra; popd", INFRA),
    "popped once of two": ("pushd infra; pushd ..; popd", INFRA),
    "in a subshell": ("(cd infra)", HERE),
    "in a function": ("go() { cd infra; }\ngo", INFRA),
    "pwd": ("here=$(pwd); cd infra; cd $here", HERE),
    "PWD": ('here="$PWD"; cd infra; cd "$here"', HERE),
    "by the script's own path": ('cd "$(dirname "$0")"', HERE),
    "from the script's own path": ('cd "${BASH_SOURCE%/*}/infra"', INFRA),
    "by the idiom": ('here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\ncd infra\ncd "$here"', HERE),
    "the checkout": ('cd infra; cd "$GITHUB_WORKSPACE"', HERE),
    "below the checkout": ('cd "$CI_PROJECT_DIR/infra"', INFRA),
    "the top of the work tree": ("cd infra; cd $(git rev-parse --show-toplevel)", HERE),
    "home": ("cd", NOWHERE),
    "an argument": ('cd "$1"', NOWHERE),
    "below one": ('cd "stacks/$1"', NOWHERE),
    "a scratch folder": ("cd $(mktemp -d)", NOWHERE),
    "back from one": ('pushd "$1"; popd', HERE),
    "one or the other": ("if [ -n \"$A\" ]; then cd infra; else cd gone; fi", NOWHERE),
    "perhaps": ('[ -n "$A" ] && cd infra', NOWHERE),
    "a folder that is not here": ("cd gone", GONE),
    "elsewhere on the machine": ("cd /opt/stacks", NOWHERE),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), SCRIPTS.values(), ids=SCRIPTS)
def test_where_a_script_has_gone(lines: str, expected: dict[str, str], tmp_path: Path) -> None:
    files = {"main.tf": TERRAFORM, "infra/main.tf": TERRAFORM, "up.sh": f"{lines}\n{APPLY}\n"}
    found = verdicts(tmp_path, files)
    if expected is NOWHERE and "infra" in lines:  # it is the one that the script names
        assert found == {".": "P", "infra": "U"}
    else:
        assert found == expected


def test_each_round_of_a_loop_begins_where_the_last_one_ended(tmp_path: Path) -> None:
    loop = f"for each in infra net; do\n  pushd $each\n  {APPLY}\n  popd\ndone\n"
    files = {"main.tf": TERRAFORM, "infra/main.tf": TERRAFORM, "net/main.tf": TERRAFORM, "up.sh": loop}
    found = verdicts(tmp_path, files)
    assert {name: letter for name, letter in found.items() if "by" in name} == {
        "infra (by up.sh)": "F",
        "net (by up.sh)": "F",
    }


def test_a_script_below_is_run_from_its_own_folder_or_from_the_root(tmp_path: Path) -> None:
    for lines, root in (("cd ../infra", "infra"), ("cd infra", "infra"), ("", "ops"), ("cd ..", ".")):
        folder = tmp_path / (lines.replace("/", "") or "none")
        folder.mkdir()
        files = {f"{one}main.tf": TERRAFORM for one in ("", "infra/", "ops/")}
        found = verdicts(folder, {**files, "ops/up.sh": f"{lines}\n{APPLY}\n"})
        assert [name for name in found if "by" in name] == [f"{root} (by ops/up.sh)"], lines


OTHERS = {
    "GitHub": (
        ".github/workflows/up.yml",
        workflow(f"run: {APPLY}\nworking-directory: ${{{{ vars.WHERE }}}}"),
    ),
    "GitHub, in PowerShell": (
        ".github/workflows/up.yml",
        workflow(f"run: {APPLY}\nworking-directory: ${{{{ vars.WHERE }}}}\nshell: pwsh"),
    ),
    "Azure": ("azure-pipelines.yml", f"steps:\n- bash: {APPLY}\n  workingDirectory: $(where)\n"),
    "Azure, in PowerShell": ("azure-pipelines.yml", f"steps:\n- pwsh: {APPLY}\n  workingDirectory: $(where)\n"),
    "Azure, a task": (
        "azure-pipelines.yml",
        "steps:\n- task: TerraformCLI@1\n  inputs:\n    command: apply\n    commandOptions: -var nat=false\n"
        "    workingDirectory: $(where)\n",
    ),
    "GitLab": (".gitlab-ci.yml", f"up:\n  script:\n  - cd $WHERE\n  - {APPLY}\n"),
    "GitLab, before": (".gitlab-ci.yml", f"up:\n  before_script:\n  - cd $WHERE\n  script:\n  - {APPLY}\n"),
    "make": ("Makefile", f"up:\n\tcd $(WHERE) && {APPLY}\n"),
    "PowerShell": ("up.ps1", f"Set-Location $env:WHERE\n{APPLY}\n"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "written"), OTHERS.values(), ids=OTHERS)
def test_a_folder_that_is_not_known(path: str, written: str, tmp_path: Path) -> None:
    assert verdicts(tmp_path, {"main.tf": TERRAFORM, "infra/main.tf": TERRAFORM, path: written}) == NOWHERE
