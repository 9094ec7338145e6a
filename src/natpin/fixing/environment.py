"""Who else reads a variable that a pipeline gives to its steps, where every program that a step starts finds it in its
environment, or that plays of Ansible share."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from natpin.fixing.files import YAML, Files, language_of
from natpin.formats.az.cli.foreign import ENDINGS
from natpin.model.endings import SCRIPTS

_MAY_READ = (
    *ENDINGS,
    *SCRIPTS,
    *(".ksh", ".cmd", ".bat", ".cs", ".mk", ".j2", ".yml", ".yaml"),
)
_BUILD_FILES = ("makefile", "gnumakefile", "justfile", "rakefile", "jenkinsfile")
_WORKFLOWS = ".github/workflows/"


def reader(
    files: Files, given_in: str, used_in: str, flag: str, ansible: bool
) -> Callable[[str], str | None]:
    """Finds another file that may read a variable that a pipeline, or a play of ``ansible``, gives in ``given_in``; None for
    none. ``used_in``: the file of the command that hands it to ``flag``, which is asked for more exactly elsewhere."""
    shared = language_of(given_in) == YAML and (ansible or flag.startswith("-"))
    return lambda name: _reader_of(files, (given_in, used_in), name, ansible) if shared else None


def _reader_of(files: Files, known: tuple[str, ...], name: str, ansible: bool) -> str | None:
    if ansible:  # "{{ idle }}", when: idle > 4
        reads = re.compile(rf"(?<![\w.$-]){re.escape(name)}(?![\w-])(?![\"']?[ \t]*[:=])")
    else:
        # $IDLE, ${IDLE, $(idle), $env:IDLE, environ["IDLE"], process.env.IDLE, printenv IDLE; Azure Pipelines hands
        # variables to programs in capitals
        spelt = "|".join(re.escape(one) for one in dict.fromkeys((name, name.upper())))
        reads = re.compile(rf"(?:\$[{{(]?[ \t]*|[\"'.:!%]|printenv[ \t]+)(?:{spelt})(?!\w)")
    for path in files.paths():
        if path in known or path.startswith(_WORKFLOWS) or not _may_run(path):
            continue
        text = files.text(path)
        if text is not None and reads.search(text.text):
            return path
    return None


def _may_run(path: str) -> bool:
    return path.endswith(_MAY_READ) or posixpath.basename(path).lower() in _BUILD_FILES
