"""The jobs of a GitLab pipeline as the parts of one script of bash, each line on the line on which it is written.

A job is one shell. Its variables are in its environment; a ``dotenv`` report hands what is written there to later jobs.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.az import Part, read_parts
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.gitlab.jobs import Job, configuration, jobs
from natpin.formats.pipelines.texts import doubled, place, spelled
from natpin.languages.shell.words import Hole
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, dig, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

MAX_LINES = 2_000
_NAME = late_regex(r"[A-Za-z_]\w{0,100}\Z")
_COMPARED = late_regex(r"\$(\w+)\s*(==|!=)\s*(?:\"([^\"]*)\"|'([^']*)')\Z")
_ALONE = late_regex(r"\$(\w+)\Z")


def parts(path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a configuration provisions, and what in it is not followed."""
    found = configuration(path, workspace)
    yield from found.skipped
    holes: dict[str, Hole] = {}
    written: list[Part] = []
    dotenv: list[str] = []
    for job in jobs(found):
        if job.on_failure or len(written) > MAX_LINES:
            continue
        written += _job(job, {**found.variables, **job.variables}, dotenv, holes, path, workspace)
        dotenv += [each for each in job.dotenv if each not in dotenv]
    yield from read_parts(written, path, workspace, inputs, holes)
    for said, at in found.elsewhere:
        yield Doubt(f"{said} is not in this repository, and its jobs may change anything", at)
    if len(written) > MAX_LINES:
        yield Doubt(f"more than {MAX_LINES} lines of scripts", Location(path))


def _job(
    job: Job,
    variables: dict[str, Node],
    dotenv: list[str],
    holes: dict[str, Hole],
    path: str,
    workspace: Workspace,
) -> Iterator[Part]:
    """A job: its lines share one shell, so that they are one part where they lie one below the other."""
    if not job.lines:
        return
    up = "/".join([".."] * path.count("/")) or "."
    head = [
        f"cd {up}",
        *(
            f'export {name}="{doubled_references(node)}"'
            for name, node in variables.items()
            if _NAME.match(name)
        ),
    ]
    head += [f". {file}" for file in dotenv]
    condition = _condition(job, holes)
    opening = f"if {condition}; then (" if condition else "("
    first = job.lines[0].node.at
    row, indent = place(first, workspace)
    text_of = f"{opening}{'; '.join(head)}\n"
    line = row
    for each in job.lines:
        said = text(each.node) or ""
        start, _ = place(each.node.at, workspace)
        if each.node.at.path == first.path and start >= line:
            text_of += "\n" * (start - line)  # lines of the file between them
            line = start
        text_of += said.rstrip("\n") + "\n"
        line += said.rstrip("\n").count("\n") + 1
    yield Part(row - 1, text_of + (") ; fi" if condition else ")"), first.path, indent)


def doubled_references(node: Node) -> str:
    """A variable's text between double quotes; ``$OTHER`` in it stays a reference, as GitLab expands it."""
    said = spelled(node) if spelled(node) is not None else spelled(dig(node, "value") or node)
    return doubled(said or "").replace("\\$", "$")


def _condition(job: Job, holes: dict[str, Hole]) -> str:
    """A test of bash for the rules of a job: one of them."""
    if not job.conditional:
        return ""
    tests = []
    for node in job.conditions:
        said = (text(node) or "").strip()
        compared, alone = _COMPARED.match(said), _ALONE.match(said)
        if compared is not None and not compared.group(1).startswith("CI_"):
            value = compared.group(3) if compared.group(3) is not None else compared.group(4)
            quoted = value.replace("'", "'\\''")
            tests.append(
                f"[ \"${compared.group(1)}\" {'=' if compared.group(2) == '==' else '!='} '{quoted}' ]"
            )
        elif alone is not None and not alone.group(1).startswith("CI_"):
            tests.append(f'[ -n "${alone.group(1)}" ]')
        else:
            name = next((key for key, hole in holes.items() if hole.label == said), f"natpin_{len(holes)}")
            why = Unknown(f"whether {said} holds is only known when the pipeline runs", node.at)
            holes.setdefault(name, Hole(said, why, choices=("true", "false")))
            tests.append(f'[ "${{{name}}}" = true ]')
    return " || ".join(tests) if tests else "false"
