"""What ``natpin completion`` prints, in the shells themselves."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.commands import COMMANDS
from natpin.commands.completion import SHELLS
from natpin.languages.powershell.syntax import Parser

ASKED = [
    ("natpin li", "lint"),
    ("natpin lint --form", "--format"),
    ("natpin explain nat-idle-s", "nat-idle-seconds"),
    ("natpin lint --select capac", "capacity"),
    ("natpin lint --profile pay", "payments"),
    ("natpin policy t", "test"),
    ("natpin config show --ch", "--changed"),
    ("natpin help ado", "adopt"),
    ("natpin completion fi", "fish"),
]
_ASK_BASH = """\
source {script}
COMP_WORDS=({line}); COMP_CWORD=$(({count} - 1)); COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}
$(complete -p natpin | sed 's/.*-F \\([^ ]*\\).*/\\1/') natpin "${{COMP_WORDS[COMP_CWORD]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("scripts")
    for shell in SHELLS:
        assert main(["completion", shell, "--output", str(folder / shell)]) == 0
    return {shell: folder / shell for shell in SHELLS}


@pytest.mark.parametrize(("line", "wanted"), ASKED)
def test_bash_completes(line: str, wanted: str, scripts: dict[str, Path]) -> None:
    code = _ASK_BASH.format(script=scripts["bash"], line=line, count=len(line.split()))
    ran = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
    assert wanted in ran.stdout.split()


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
@pytest.mark.parametrize(("line", "wanted"), ASKED)
def test_fish_completes(line: str, wanted: str, scripts: dict[str, Path]) -> None:
    code = f"source {scripts['fish']}; complete -C '{line}'"
    ran = subprocess.run(["fish", "--no-config", "-c", code], capture_output=True, text=True, check=True)
    assert wanted in [one.split("\t")[0] for one in ran.stdout.splitlines()]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="needs zsh")
def test_zsh_takes_it(scripts: dict[str, Path]) -> None:
    assert subprocess.run(["zsh", "-n", scripts["zsh"]], capture_output=True).stderr == b""


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_is_there(shell: str, scripts: dict[str, Path]) -> None:
    text = scripts[shell].read_text()
    assert [name for name in (*COMMANDS, "help") if name not in text] == []
    assert "==SUPPRESS==" not in text


def test_powershell_is_powershell(scripts: dict[str, Path]) -> None:
    """By natpin's own parser: the shell itself is no package of this system."""
    parser = Parser("natpin.ps1", scripts["powershell"].read_text())
    assert len(parser.script().body) > 3
    assert parser.unread is None
