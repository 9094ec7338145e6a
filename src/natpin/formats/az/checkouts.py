"""A repository that a pipeline checks out into a folder of its own: ``mine/infra`` is its ``infra``.

Sources: github.com/actions/checkout (README, ``path``); learn.microsoft.com/azure/devops/pipelines/repos/multi-repo-checkout
("Checkout path": with more than one checkout each repository lies in a folder that is called like it).
"""

from __future__ import annotations

from collections.abc import Iterable

from natpin.languages.shell.scope import Scope
from natpin.languages.shell.words import Hole, Pieces, literal_of
from natpin.workspace import Workspace

CHECKOUT = "NATPIN_CHECKOUT"
"""A variable that a front end sets to the folders that the repository lies in, with blanks between them: ``*`` for one
whose name is not known, ``!name`` for each that holds another repository, and ``!`` where the folder in which commands
start does."""
NAMES_IN_AZURE = (
    "$(System.DefaultWorkingDirectory)",
    "$(Build.SourcesDirectory)",
    "$(Build.Repository.LocalPath)",
)
"""How a pipeline of Azure calls the folder of its repository (Azure Pipelines, "Predefined variables")."""
CHECKOUT_FOLDERS = frozenset(
    (
        *("$GITHUB_WORKSPACE", "$CI_PROJECT_DIR", "$WORKSPACE"),
        *("$BUILD_SOURCESDIRECTORY", "$SYSTEM_DEFAULTWORKINGDIRECTORY", "$BUILD_REPOSITORY_LOCALPATH"),
        *NAMES_IN_AZURE,
    )
)
"""What pipelines call the folder of their repository (GitHub Docs, "Default environment variables"; GitLab Docs, "Predefined
CI/CD variables"; Azure Pipelines, "Predefined variables"; Jenkins, "Using environment variables")."""
_ELSEWHERE = "another repository"
"""A folder that no workspace has."""


def at_home(path: str, scope: Scope, workspace: Workspace) -> str:
    """A path of the machine that runs a pipeline as one of the workspace."""
    said = scope.variables.get(CHECKOUT)
    names = "".join(getattr(piece, "text", "") for piece in said.pieces).split() if said is not None else ()
    below = path.removeprefix("./")
    for name in names:
        folder = name.removeprefix("!")
        if folder and (below == folder or below.startswith(f"{folder}/")):
            return f"{_ELSEWHERE}/{path}" if name != folder else below[len(folder) + 1 :] or "."
    if "*" in names:
        first, _, rest = below.partition("/")
        if _is_new(first, workspace) and rest and not _is_new(rest, workspace):
            return rest
    return f"{_ELSEWHERE}/{path}" if "!" in names else path


def below_checkout(pieces: Pieces) -> str | None:
    """A path that begins with the folder of the repository, by whichever name, as one from there: ``./scripts/deploy.sh``;
    None for any other text."""
    first = pieces[0] if pieces else None
    rest = literal_of(pieces[1:])
    if not isinstance(first, Hole) or first.label not in CHECKOUT_FOLDERS or rest is None:
        return None
    return f".{rest}"


def all_at_home(paths: Iterable[str], scope: Scope, workspace: Workspace) -> tuple[str, ...]:
    """The same of several, each once."""
    return tuple(dict.fromkeys(at_home(path, scope, workspace) for path in paths))


def _is_new(place: str, workspace: Workspace) -> bool:
    """Whether the workspace has no such place."""
    return (
        place.partition("/")[0] not in ("", ".", "..")
        and not workspace.is_folder(place)
        and not workspace.exists(place)
    )
