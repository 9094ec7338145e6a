"""The runner's protocol. ``obeyed`` reads a log as the runner does (ActionCommand.cs): a command of the new syntax
counts after leading blanks, one of the old anywhere in a line, and none between stop-commands and its token."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import natpin
from natpin.errors import ConfigError
from natpin.github.guarded import GuardedText, guarded, without_command
from natpin.github.lazily import put_off
from natpin.github.toolkit import (
    ANNOTATIONS_PER_KIND,
    Annotation,
    AnnotationKind,
    Redactor,
    Toolkit,
)

HOSTILE = [
    "::error::pwned",
    "  \t::set-output name=x::y",
    "a\n::add-mask::a",
    "a\r::warning file=x::y",
    "a\r\n::stop-commands::x",
    "##[error]pwned",
    "text ##[set-env name=PATH;]evil",
    "%0A::error::x",
    "\x1b[2K\x1b[1A::error::x",
    "\u2028::error::x",
    "\x85::error::x",
    "\x0b::error::x",
    "::echo::on\n::endgroup::",
    "\u202eevil",
    "title=x,file=/etc/passwd::",
    "@everyone <script>",
    "\ud800",
    "::" * 10_000,
]
_COMMAND = re.compile(r"^::([^\s:]+)( [^:]*)?::")
_OLD_COMMAND = re.compile(r"##\[([^\s\];]+)[^\]]*\]")


def obeyed(log: str) -> list[str]:
    """The commands the runner would obey, in order."""
    found: list[str] = []
    stop: str | None = None
    for line in re.split(r"\r\n|\n|\r", log):
        command = _COMMAND.match(line.lstrip()) or _OLD_COMMAND.search(line)
        if command is None:
            continue
        name = command[1]
        if stop is not None:
            stop = None if name == stop else stop
        elif name == "stop-commands":
            stop = line.lstrip().removeprefix("::stop-commands::")
        else:
            found.append(name)
    assert stop is None
    return found


@pytest.fixture
def step(monkeypatch, tmp_path):
    for name in ("OUTPUT", "STEP_SUMMARY", "ENV", "STATE"):
        (tmp_path / name).touch()
        monkeypatch.setenv(f"GITHUB_{name}", str(tmp_path / name))
    return tmp_path


def outputs(path) -> dict[str, str]:
    """GITHUB_OUTPUT as the runner reads it (FileCommandManager.cs)."""
    lines = (path / "OUTPUT").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "", "the file must end with a newline"
    found, at = {}, 0
    while at < len(lines):
        name, mark, delimiter = lines[at].partition("<<")
        assert mark
        end = lines.index(delimiter, at + 1)
        found[name] = "\n".join(lines[at + 1 : end])
        at = end + 1
    return found


def test_inputs(monkeypatch):
    for name, value in {
        "FAIL-ON": " warning ", "EMPTY": "", "SARIF": "TRUE", "COMMENT": "yes", "PATHS": "a\n\n  b \n# no\n",
        "MODE": "lynt",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"INPUT_{name}", value)
    kit = Toolkit()
    assert kit.input("fail-on", "error") == "warning"
    assert (kit.input("empty", "d"), kit.input("absent", "d")) == ("d", "d")
    assert (kit.flag("sarif", default=False), kit.flag("empty", default=True)) == (True, True)
    assert kit.lines("paths") == ("a", "b")
    assert kit.lines("absent") == ()
    for wrong in (
        lambda: kit.flag("comment", default=True),
        lambda: kit.choice("mode", ["lint", "plan"], "lint"),
    ):
        with pytest.raises(ConfigError, match="input `"):
            wrong()


@pytest.mark.parametrize("value", [*HOSTILE, "", "a\n", "EOF", "x<<EOF\ny\nEOF", "ghadelimiter_\nname=value"])
def test_an_output_holds_whatever_it_is_given(step, value):
    kit = Toolkit()
    kit.output("egress-ips", value)
    kit.output("drifted", "false")
    plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("\ud800", "?")
    assert outputs(step) == {"egress-ips": plain, "drifted": "false"}


@pytest.mark.parametrize("name", ["", "a=b", "a<<b", "a\nb", "ü", "-a", "a b"])
def test_an_output_name_cannot_inject(step, name):
    with pytest.raises(ValueError, match="name of an output"):
        Toolkit().output(name, "x")


def test_no_step_no_output(monkeypatch, capsys):
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    Toolkit().output("a", "b")
    assert not Toolkit().summary("x")
    assert capsys.readouterr().out == ""


def test_the_summary_stays_within_its_budget(step):
    kit = Toolkit()
    assert kit.summary("# Egress ü")
    assert not kit.summary("ü" * 500_000)
    assert not kit.summary("more")
    text = (step / "STEP_SUMMARY").read_bytes()
    assert text.decode().startswith("# Egress ü\n")
    assert text.decode().count("did not fit") == 1
    assert len(text) < 1_000_000


def test_annotations_stay_within_their_budget_and_the_rest_is_counted(capsys):
    kit = Toolkit()
    for kind in AnnotationKind:
        for number in range(13):
            kit.annotate(Annotation(kind, f"m{number}", path="a.tf", line=number + 1))
    kit.say_withheld()
    lines = capsys.readouterr().out.splitlines()
    for kind in AnnotationKind:
        assert sum(line.startswith(f"::{kind.value}") for line in lines) == ANNOTATIONS_PER_KIND
    assert lines[-1] == "::notice::natpin found more than GitHub shows: 3 error, 3 warning, 4 notice more"


@pytest.mark.parametrize(
    ("annotation", "line"),
    [
        (Annotation(AnnotationKind.ERROR, "m"), "::error::m"),
        (Annotation(AnnotationKind.ERROR, "m", "t", "a.tf", 3), "::error title=t,file=a.tf,line=3::m"),
        (Annotation(AnnotationKind.WARNING, "m", "", "a.tf", 3, 5, 1, 9), "::warning file=a.tf,line=3,endLine=5::m"),
        (Annotation(AnnotationKind.NOTICE, "m", "", "a.tf", 3, 3, 2, 9), "::notice file=a.tf,line=3,col=2,endColumn=9::m"),
        (Annotation(AnnotationKind.NOTICE, "m", "", "a.tf", 3, 2, 5, 1), "::notice file=a.tf,line=3,col=5::m"),
        (Annotation(AnnotationKind.NOTICE, "a\nb%", "x:y,z", "a,b:c.tf"), "::notice title=x%3Ay%2Cz,file=a%2Cb%3Ac.tf::a%0Ab%25"),
    ],
)  # fmt: skip
def test_an_annotation_has_no_empty_and_no_refused_property(capsys, annotation, line):
    Toolkit().annotate(annotation)
    assert capsys.readouterr().out == f"{line}\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_on_both_streams(capfd, text):
    kit = Toolkit()
    kit.raw(text)
    kit.raw(text, sys.stderr)
    with kit.group(text):
        kit.annotate(Annotation(AnnotationKind.ERROR, text, text, text, 1))
    kit.debug(text)
    out, err = capfd.readouterr()
    assert obeyed(out) == ["group", "error", "endgroup", "debug"]
    assert obeyed(err) == []
    # The runner reads two streams; whatever it takes first, no text of ours becomes a command.
    unguarded = "\n".join(line for line in (out + err).splitlines() if not line.startswith("::stop-commands"))
    tokens = re.findall(r"::stop-commands::(\w+)", out + err)
    assert sorted(set(obeyed(unguarded)) - set(tokens)) == ["debug", "endgroup", "error", "group"]


@given(
    st.lists(
        st.sampled_from([":", "::", "error", "##", "[", "]", " ", "\n", "\r", "x", "\x0b", "\t"]), max_size=30
    )
)
def test_written_in_any_pieces_it_is_text(pieces):
    out = io.StringIO()
    text = GuardedText(out)
    for piece in pieces:
        text.write(piece)
    text.finish()
    assert obeyed(out.getvalue()) == []


def test_the_guard_closes_when_the_text_ends_in_an_error():
    out = io.StringIO()
    with pytest.raises(KeyError), guarded(out) as text:  # noqa: PT012 - the write is what must be closed
        text.write("unfinished ::error::")
        raise KeyError
    lines = out.getvalue().splitlines()
    assert lines[0] == f"::stop-commands{lines[-1][:-2]}"
    assert len(lines[-1]) > 30


def test_a_line_keeps_its_look():
    assert without_command("a :: b") == "a :: b"
    assert without_command("  ::b").replace("\u200b", "") == "  ::b"


def test_a_secret_is_masked_line_by_line_and_redacted_everywhere(step, capsys):
    kit = Toolkit()
    kit.secret("first-line\nsecond-line%\n")
    out = capsys.readouterr().out
    assert obeyed(out) == ["add-mask"] * 3
    assert "::add-mask::second-line%25\n" in out
    kit.summary("the second-line% is here")
    kit.raw("and first-line here")
    assert (step / "STEP_SUMMARY").read_text() == "the *** is here\n"
    assert "and *** here" in capsys.readouterr().out


def test_the_redactor_takes_the_longest_secret_first_and_leaves_words_alone():
    redact = Redactor()
    for secret in ("abcd", "abcdefgh", "a", ""):
        redact.learn(secret)
    assert redact("abcdefgh abcd a") == "*** *** a"


def test_importing_needs_no_sdk():
    script = (
        "import sys; sys.modules['github'] = sys.modules['actions_toolkit'] = sys.modules['requests'] = None\n"
        "import natpin.github.toolkit, natpin.github.event, natpin.github.client, natpin.github.comment\n"
        "import natpin.github.issue, natpin.github.checks, natpin.github.sarif, natpin.github.pull, natpin.github.oidc"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "PYTHONPATH": ""})


def test_reading_inputs_loads_no_http_client_and_the_client_works_afterwards():
    """`actions_toolkit.core` imports `requests`, which would be a third of a step that talks to nobody."""
    script = (
        "import sys\n"
        "from natpin.github.toolkit import Toolkit\n"
        "kit = Toolkit()\n"
        "kit.input('paths'); kit.output('a', 'b'); kit.debug('x')\n"
        "assert 'urllib3' not in sys.modules, 'an HTTP client was loaded'\n"
        "from github.Requester import requests\n"
        "from requests.adapters import HTTPAdapter\n"
        "import requests as again\n"
        "assert requests is again and requests.adapters.HTTPAdapter is HTTPAdapter\n"
        "assert requests.Session().adapters\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(Path(natpin.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", script], check=True, env=environ)


def test_a_module_that_is_loaded_barred_or_missing_is_left_alone(monkeypatch):
    monkeypatch.setitem(sys.modules, "requests", None)
    put_off("requests")
    assert sys.modules["requests"] is None
    put_off("no_such_module_anywhere")
    assert "no_such_module_anywhere" not in sys.modules
