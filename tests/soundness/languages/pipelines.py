"""Pipelines of GitHub, Azure DevOps and GitLab, Makefiles and pages in Markdown: where their commands, steps and variables stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .embedded import Embedded, Region, Step
from .interface import Literal
from .yaml_text import below, depth_of, scalars

_UNRELATED = (
    "az aks create --resource-group unrelated-rg --name unrelated --node-count 1 --network-plugin azure"
    " --outbound-type loadBalancer"
)
_KEY = re.compile(
    r"^(?P<lead> *(?:- )?)(?P<key>run|script|bash|inlineScript|before_script|after_script):[ ]*(?P<rest>.*)$",
    re.MULTILINE,
)
_POWERSHELL = re.compile(r"(?:scriptType|shell):[ ]*(?:ps|pscore|pwsh|powershell)\b")


def _regions(text: str) -> list[Region]:
    found: list[Region] = []
    for key in _KEY.finditer(text):
        start, end = key.end() + 1, below(text, key.start())
        step = text[text.rfind("\n", 0, text.rfind("- ", 0, key.end())) + 1 : end]
        if _POWERSHELL.search(step):
            continue
        rest = key["rest"].strip()
        if rest in ("|", "|-", "|+"):
            found += _block(text, start, end)
        elif not rest and "script" in key["key"]:
            found += _items(text, start, end)
        elif rest.startswith("az "):
            found.append(Region(key.start("rest"), key.end("rest"), False, " " * depth_of(text, key.start())))
    return found


def _block(text: str, start: int, end: int) -> list[Region]:
    while end > start and text[start:end].endswith("\n\n"):
        end -= 1
    inside = re.compile(r" +(?=\S)").match(text, start)
    return [Region(start, end, True, inside[0])] if inside else []


def _items(text: str, start: int, end: int) -> Iterator[Region]:
    """GitLab's list: an item is a block or a line."""
    for item in re.compile(r"^( *)- (\|[+-]?$|az .*$|[A-Z_]+=\$\(az .*$)", re.MULTILINE).finditer(
        text, start, end
    ):
        if item[2].startswith("|"):
            yield from _block(text, item.end() + 1, min(end, below_item(text, item.start())))
        else:
            yield Region(item.start(2), item.end(2), False, f"{item[1]}- ")


def below_item(text: str, position: int) -> int:
    """Just behind an item of a list: the lines that stand deeper than its dash."""
    dash = len(re.compile(r" *").match(text, position)[0])  # type: ignore[index]
    end = text.find("\n", position) + 1
    while end:
        line = text[end : text.find("\n", end) + 1 or len(text)]
        if not line or (line.strip() and len(line) - len(line.lstrip(" ")) <= dash):
            return end
        end += len(line)
    return len(text)


def _steps(word: str) -> Callable[[str], list[Step]]:
    def found(text: str) -> list[Step]:
        result = []
        for region in _regions(text):
            dash = list(re.finditer(r"^( *)- (?=\w+:)", text[: region.start], re.MULTILINE))
            if not dash:
                continue
            at, depth = dash[-1].end(), len(dash[-1][1])
            end = below_item(text, dash[-1].start())
            if not re.search(rf"^ *(?:- )?{word}:", text[dash[-1].start() : end], re.MULTILINE):
                result.append(Step(at, f"{word}: ", "\n" + " " * (depth + 2), region.start, region.end))
        return result

    return found


def _jobs(text: str) -> list[Step]:
    """Jobs of GitLab that have no rules of their own."""
    result = []
    for job in re.finditer(r"^([\w-]+):[ ]*\n(?=(?:  .*\n)*?  script:)", text, re.MULTILINE):
        end = below(text, job.start())
        inside = text[job.start() : end]
        if not re.search(r"^  (?:rules|only|except|when):", inside, re.MULTILINE) and job[1] != "default":
            result.append(Step(job.end(), "  rules:\n    - if: ", "\n", job.start(), end))
    return result


def _variables(word: str) -> Callable[[str], Iterator[Literal]]:
    def found(text: str) -> Iterator[Literal]:
        for block in re.finditer(rf"^ *{word}:[ ]*\n", text, re.MULTILINE):
            yield from scalars(text, block.end(), below(text, block.start()), frozenset({"name"}))

    return found


def _is_github(path: str, text: str) -> bool:
    return ".github/workflows/" in path and path.endswith((".yml", ".yaml"))


def _is_azure(path: str, text: str) -> bool:
    return (
        path.endswith((".yml", ".yaml"))
        and ".github/" not in path
        and ".gitlab-ci" not in path
        and re.search(r"^ *(?:- )?(?:task: AzureCLI@|bash: |script: )", text, re.MULTILINE) is not None
        and re.search(r"^(?:steps|jobs|stages):", text, re.MULTILINE) is not None
    )


def _is_gitlab(path: str, text: str) -> bool:
    return path.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml"))


GITHUB = Embedded(
    "github",
    _is_github,
    _regions,
    _steps("if"),
    _variables("env"),
    '"${{ vars.NATPIN_FORGOTTEN }}"',
    (
        "vars.NATPIN_MAYBE == 'yes'",
        "${{ inputs.natpin_maybe }}",
        "github.ref_name != 'main'",
        "!inputs.natpin_maybe",
    ),
    "false",
    r"\$\{\{.*?\}\}",
    (
        "natpin-unrelated/.github/workflows/up.yml",
        "on: push\njobs:\n  up:\n    runs-on: ubuntu-latest\n    steps:\n      - run: " + _UNRELATED + "\n",
    ),
)
AZURE = Embedded(
    "azure-pipelines",
    _is_azure,
    _regions,
    _steps("condition"),
    _variables("variables"),
    '"$(natpinForgotten)"',
    (
        "eq(variables['natpinMaybe'], 'yes')",
        "and(succeeded(), ne(variables['natpinMaybe'], 'no'))",
        "eq(variables['Build.SourceBranchName'], 'main')",
    ),
    "false",
    r"\$\{\{.*?\}\}|\$\(\w+\)",
    ("natpin-unrelated/azure-pipelines.yml", "steps:\n  - bash: |\n      " + _UNRELATED + "\n"),
)
GITLAB = Embedded(
    "gitlab",
    _is_gitlab,
    _regions,
    _jobs,
    _variables("variables"),
    '"$NATPIN_FORGOTTEN"',
    ('$NATPIN_MAYBE == "yes"', "$NATPIN_MAYBE", '$CI_COMMIT_BRANCH != "main"'),
    '\'"a" == "b"\'',
    r"\$\[\[.*?\]\]",
    (
        "natpin-unrelated/.gitlab-ci.yml",
        "up:\n  script:\n    - " + _UNRELATED + "\n",
    ),
)


def _recipes(text: str) -> list[Region]:
    """Each line of a recipe with what continues it."""
    found = []
    for one in re.finditer(r"^\t([@-]*)((?:[^\n\\]|\\\n|\\.)*)$", text, re.MULTILINE):
        found.append(Region(one.start(2), one.end(2), False, "\t"))
    return found


def _assigned(text: str) -> Iterator[Literal]:
    for one in re.finditer(r"^([A-Za-z_]\w*)[ ]*(?::|\?)?=[ ]*([\w./-]+)$", text, re.MULTILINE):
        yield Literal(one.start(2), one.end(2), one[2], "number" if one[2].isdigit() else "string", one[0])


def _is_make(path: str, text: str) -> bool:
    return path.rpartition("/")[2] in ("Makefile", "makefile", "GNUmakefile") or path.endswith(".mk")


MAKE = Embedded(
    "make",
    _is_make,
    _recipes,
    lambda text: [],
    _assigned,
    "$(NATPIN_FORGOTTEN)",
    (),
    "",
    r"\$\(\w+\)",
    ("natpin-unrelated/Makefile", "up:\n\t" + _UNRELATED + "\n"),
    dollar="$$",
)


def _fences(text: str) -> list[Region]:
    """The fences of Bash."""
    found: list[Region] = []
    for one in re.finditer(
        r"^```(?:bash|sh|shell|azurecli[\w-]*)[ ]*\n((?:(?!```).*\n)+)```", text, re.MULTILINE
    ):
        found.append(Region(one.start(1), one.end(1), True, ""))
    return found


MARKDOWN = Embedded(
    "markdown",
    lambda path, text: path.endswith((".md", ".mdx")) and bool(_fences(text)),
    _fences,
    lambda text: [],
    lambda text: iter(()),
    '"$NATPIN_FORGOTTEN"',
    (),
    "",
    r"<[\w-]+>",
    ("natpin-unrelated/README.md", f"# Unrelated\n\n```bash\n{_UNRELATED}\n```\n"),
    COMMENT="[//]: # ",
)
