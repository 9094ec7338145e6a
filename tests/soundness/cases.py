"""What is mutated: the topologies, the examples, and any folder given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .held import loaded
from .languages import (
    ansible,
    arm,
    aso,
    bicep,
    capz,
    compositions,
    crossplane,
    kustomize,
    pipelines,
    powershell,
    pulumi,
    shell,
    terraform,
    terraform_stacks,
    terragrunt,
)
from .languages.interface import Language

CHECKOUT = Path(__file__).parents[2]
TOPOLOGIES = CHECKOUT / "tests/topologies"
LANGUAGES: tuple[Language, ...] = (
    terraform,
    shell,
    bicep,
    arm,
    powershell,
    terraform_stacks,
    terragrunt,
    ansible,
    pipelines.GITHUB,
    pipelines.AZURE,
    pipelines.GITLAB,
    pipelines.MAKE,
    pipelines.MARKDOWN,
    pulumi,
    kustomize.OF_CLUSTER_API,
    capz.LANGUAGE,
    crossplane.LANGUAGE,
    kustomize.LANGUAGE,
    aso.LANGUAGE,
)


@dataclass(frozen=True)
class Case:
    """Files that are linted together."""

    name: str
    files: dict[str, bytes]


def topologies() -> Iterator[Case]:
    """Each topology in each language, by itself."""
    for expected in sorted(TOPOLOGIES.glob("*/expected.json")):
        for path in sorted(expected.parent.iterdir()):
            if path.is_dir() and path.name != "__pycache__":
                inside = {f"{path.name}/{name}": data for name, data in loaded(path).items()}
                yield Case(f"{expected.parent.name}/{path.name}", inside)
            elif path != expected and path.is_file():
                yield Case(f"{expected.parent.name}/{path.name}", {path.name: path.read_bytes()})


def in_markdown() -> Iterator[Case]:
    """Each topology's script as a page tells it, a fence after the other."""
    for path in sorted(TOPOLOGIES.glob("*/provision.sh")):
        script = path.read_text(encoding="utf-8").replace("\n\n", "\n```\n\nThen:\n\n```bash\n")
        page = f"# Egress\n\n```bash\n{script}```\n"
        yield Case(f"{path.parent.name}/README.md", {"README.md": page.encode()})


def derived() -> Iterator[Case]:
    """The topologies in the languages that no file of theirs is written in."""
    yield from by_cluster_api()
    yield from in_markdown()
    yield from in_overlays()
    yield from cluster_api_in_overlays()
    yield from in_compositions()


def in_overlays() -> Iterator[Case]:
    """Each topology's objects in an overlay of Kustomize."""
    for path in sorted(TOPOLOGIES.glob("*/aso.yaml")):
        yield Case(f"{path.parent.name}/kustomization.yaml", kustomize.overlaid(path.read_bytes()))


def by_cluster_api() -> Iterator[Case]:
    """Each topology whose network stands by itself, its cluster made by Cluster API: that has no network with gateways."""
    for path in sorted(TOPOLOGIES.glob("*/aso.yaml")):
        text = capz.of_topology(path.read_text(encoding="utf-8"))
        if text is not None:
            yield Case(f"{path.parent.name}/capz.yaml", {"capz.yaml": text.encode()})


def cluster_api_in_overlays() -> Iterator[Case]:
    """The same in an overlay of Kustomize."""
    for case in by_cluster_api():
        files = kustomize.overlaid(case.files["capz.yaml"], "AzureManagedControlPlane")
        yield Case(f"{case.name.partition('/')[0]}/kustomized-capz", files)


def in_compositions() -> Iterator[Case]:
    """Each topology's managed resources of Crossplane as those of a Composition, with a claim."""
    for path in sorted(TOPOLOGIES.glob("*/crossplane.yaml")):
        yield Case(f"{path.parent.name}/claim.yaml", compositions.composed(path.read_text(encoding="utf-8")))


def examples() -> Iterator[Case]:
    """Each folder of the examples that holds infrastructure."""
    for folder in (
        "payment-processor",
        *(f"payment-processor-pinned/{n}" for n in ("terraform", "bicep", "arm", "bash")),
    ):
        yield Case(f"examples/{folder}", loaded(CHECKOUT / "examples" / folder))


def folders(given: Path) -> Iterator[Case]:
    """A folder of stacks, each in a folder of its own; a folder that holds files itself is one stack."""
    inside = sorted(path for path in given.iterdir() if path.name != "expected.json")
    if any(path.is_file() and language_of(path.name, path.read_bytes()) for path in inside):
        yield Case(given.name, loaded(given))
        return
    for path in inside:
        if path.is_dir():
            yield Case(f"{given.name}/{path.name}", loaded(path))


def language_of(path: str, data: bytes) -> Language | None:
    """The language a file is mutated in."""
    text = data.decode("utf-8", "replace")
    return next((language for language in LANGUAGES if language.mine(path, text)), None)
