"""Lint runs nothing, speaks to nobody, writes nothing and reads nothing but the workspace and itself.

Python's audit events tell: they are raised inside the interpreter, whichever way a call is spelt. A hook cannot be
taken off again, so the runs are processes of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from natpin.cli import main

ROOT = Path(__file__).parent.parent
WATCHED = '''
import json, os, sys

ALLOWED = tuple(os.path.realpath(place).rstrip("/") + "/" for place in sys.argv[1].split(os.pathsep))
OURS = ("/dev/null", "/proc/self/maps")
SEEN = []
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile",
             "pty.", "ctypes.", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod",
             "os.chown", "os.truncate", "os.utime", "os.putenv", "os.kill", "shutil.", "urllib.", "http.", "ftplib.",
             "smtplib.", "sqlite3.", "webbrowser.", "code.__new__", "pickle.", "marshal.load", "tempfile.", "syslog.")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

def watch(event, arguments):
    if event.startswith(FORBIDDEN) and not imported() and not of_a_record(event):
        SEEN.append(f"{event} {str(arguments)[:200]}")
    elif event in ("open", "os.listdir", "os.scandir", "glob.glob"):
        path = arguments[0]
        if isinstance(path, int):
            return  # opened before, and seen then
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if event == "open" and ((arguments[2] or 0) & WRITES or set(str(arguments[1] or "")) & set("wax+")):
            SEEN.append(f"writes {path}")
        elif isinstance(path, str) and not (os.path.realpath(path) + "/").startswith(ALLOWED):
            if path not in OURS:
                SEEN.append(f"{event} {path}")

def imported():
    """Marshal and code objects are how modules are loaded."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False

def of_a_record(event):
    """The first object of a class of natpin's: its \"__init__\" gets the names of the fields (natpin.model.record)."""
    frame = sys._getframe(2)
    return event == "code.__new__" and frame.f_code.co_name == "_init" and frame.f_globals["__name__"] == "natpin.model.record"

from natpin.cli import main
sys.addaudithook(watch)
for arguments in json.loads(sys.argv[2]):
    status = main(arguments)
    assert status in eval(sys.argv[3]), (status, arguments)
exec(sys.argv[4])
sys.stderr.write("\\n".join(SEEN))
'''
ALONE = ("--jobs", "1")
"""In the process that is watched: what it forks from itself, of a large workspace, does the same out of sight."""
FORMATS = ("text", "json", "sarif", "junit", "codequality", "github", "markdown")


def run(workspace: Path, commands: list[list[str]], also: str = "", status: int | None = None) -> str:
    """What was done that should not be, as one run tells on stderr."""
    python = {
        sys.prefix,
        sys.base_prefix,
        str(Path(os.__file__).parent),
        str(ROOT / "src"),
        str(ROOT / "policies"),
    }
    allowed = os.pathsep.join([str(workspace), *sorted(python)])
    expected = repr([0, 1, 4] if status is None else [status])
    ran = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, allowed, json.dumps(commands), expected, also],
        capture_output=True,
        text=True,
        cwd=workspace,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return "\n".join(line for line in ran.stderr.splitlines() if not line.startswith("natpin: "))


LEADING_OUT: dict[str, str] = {
    "main.tf": """
resource "azurerm_kubernetes_cluster" "a" {
  name     = file("../secret.txt")
  location = file("/etc/hostname")
  tags     = { a = templatefile("folder/secret.txt", {}), b = file("link.txt"), c = filebase64("~/secret.txt") }
  dns_prefix = join("", fileset("..", "**"))
}
module "out" {
  source = "../outside"
}
module "link" {
  source = "./folder"
}
""",
    "main.bicep": """
resource a 'Microsoft.ContainerService/managedClusters@2024-01-01' = {
  name: loadTextContent('../secret.txt')
  location: loadJsonContent('folder/secret.json')
  tags: loadYamlContent('/etc/hostname')
}
module m '../outside/main.bicep' = {
  name: 'm'
}
""",
    "arm/main.json": """{
"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
"resources": [
  {"type": "Microsoft.ContainerService/managedClusters", "name": "a"},
  {"type": "Microsoft.Resources/deployments", "name": "d",
   "properties": {"templateLink": {"relativePath": "../../secret.json"}}},
  {"type": "Microsoft.Resources/deployments", "name": "e",
   "properties": {"templateLink": {"uri": "https://example.com/a.json"}}}
]}""",
    "run.sh": """
source ../secret.txt
. /etc/profile
. folder/secret.txt
NAME=$(cat /etc/hostname; curl https://example.com)
AGAIN=$(<../secret.txt)
az aks create -n "$NAME" -g "$AGAIN" --network-plugin azure && touch written
""",
    "natpin.yaml": "policies: [link]\ncontract: {file: link.txt}\n",
    ".terraform/modules/modules.json": """{"Modules": [
{"Key": "fetched", "Source": "a", "Dir": "../outside"}, {"Key": "link", "Source": "a", "Dir": "folder"}]}""",
}


@pytest.mark.parametrize("folder", ["examples", "tests/topologies", "tests/formats"])
def test_lint_does_nothing_but_read(folder: str) -> None:
    place = str(ROOT / folder)
    assert run(ROOT / folder, [["lint", place, "--workspace", place, "--verbose", *ALONE]]) == ""


def test_no_reporter_does_more() -> None:
    place = ROOT / "examples/payment-processor"
    lints = [["lint", str(place), "--workspace", str(place), "--format", form, *ALONE] for form in FORMATS]
    assert run(place, [*lints, ["egress", str(place), "--workspace", str(place)]]) == ""


@pytest.mark.parametrize("name", ["natpin.yaml", ".git"])
def test_nothing_leads_out(tmp_path: Path, name: str) -> None:
    """With natpin.yaml, whose paths lead out, and without it."""
    repo = tmp_path / "repo"
    for path, text in LEADING_OUT.items():
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_text(text)
    outside = tmp_path / "outside"
    outside.mkdir()
    for path in ("main.tf", "main.bicep", "secret.txt", "secret.json", "rule.yaml"):
        (outside / path).write_text("secret")
        (tmp_path / path).write_text("secret")
    (repo / "folder").symlink_to(outside)
    (repo / "link").symlink_to(outside)
    (repo / "link.txt").symlink_to(outside / "secret.txt")
    (repo / "also.tf").symlink_to(outside / "main.tf")
    os.mkfifo(repo / "pipe.tf")
    (repo / "folder.tf").mkdir()
    (repo / "zero.tf").symlink_to("/dev/zero")
    commands = [["lint", str(repo), "--workspace", str(repo)]]
    if name == "natpin.yaml":
        assert run(repo, commands, status=2) == ""
    else:
        (repo / "natpin.yaml").unlink()
        (repo / ".git").write_text("gitdir: ../outside\n")
        assert run(repo, commands) == ""


def test_it_would_be_noticed(tmp_path: Path) -> None:
    """What the user asks to be written is: a watch that sees nothing proves nothing."""
    place = ROOT / "examples/payment-processor"
    report = tmp_path / "report.txt"
    asked = ["lint", str(place), "--workspace", str(place), "--output", str(report)]
    assert run(place, [asked]) == f"writes {report}"
    assert "os.system" in run(place, [], "os.system('true')")
    assert "socket." in run(place, [], "import socket; socket.socket()")


@pytest.mark.parametrize(
    ("link", "arguments", "said"),
    [
        ("report.txt", ["--output", "report.txt"], "report.txt: it is a symbolic link"),
        ("base.json", ["--write-baseline", "base.json"], "base.json: it is a symbolic link"),
        ("prod.tfvars", ["--var-file", "prod.tfvars"], "prod.tfvars is a symbolic link out"),
        ("natpin.yaml", [], "natpin.yaml: is a symbolic link out"),
    ],
)
def test_a_link_in_a_commit_misuses_no_flag(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    link: str,
    arguments: list[str],
    said: str,
) -> None:
    """What the user names in the workspace, a commit may have made a link to a file of the user's."""
    (tmp_path / "mine").write_text("mine")
    repo = tmp_path / "repo"
    repo.mkdir()
    (repo / "main.tf").write_text(LEADING_OUT["main.tf"])
    (repo / link).symlink_to("../mine")
    monkeypatch.chdir(repo)
    assert main(["lint", ".", "--workspace", ".", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_device_may_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    place = ROOT / "examples/payment-processor-pinned"
    assert main(["lint", str(place), "--workspace", str(place), "--output", "/dev/null"]) == 0
