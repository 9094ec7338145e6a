from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from image_engine import Engine
from image_runner import Runner, action_defaults
from image_standin import Base, have_base

ROOT = Path(__file__).parents[2]
WANTED = os.environ.get("NATPIN_IMAGE")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if WANTED:
        return
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.skip(reason="make image-test builds and runs the image"))


@pytest.fixture(scope="session")
def measured() -> Iterator[dict[str, str]]:
    """Figures, printed at the end."""
    found: dict[str, str] = {}
    yield found
    lines = [f"  {name}: {value}" for name, value in found.items()]
    print("\n".join(["", "measured", *lines]), file=sys.__stderr__)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("engine")) as running:
        yield running


@pytest.fixture(scope="session")
def base(engine: Engine, measured: dict[str, str]) -> Base:
    """What the image stands on."""
    cache = Path(os.environ.get("NATPIN_IMAGE_CACHE") or ROOT / ".image-test")
    cache.mkdir(parents=True, exist_ok=True)
    found = have_base(engine, (ROOT / "Dockerfile").read_text(), cache)
    measured["base"] = found.told
    return found


@pytest.fixture(scope="session")
def image(engine: Engine, base: Base, measured: dict[str, str]) -> str:
    """Built from the Dockerfile."""
    name = "natpin:image-test"
    started = time.monotonic()
    # The host's network: an engine of our own has no bridge, and the build fetches wheels.
    engine.docker(
        *("build", "--network", "host", "--tag", name, "--file", "-", str(ROOT)), given=base.dockerfile
    )
    measured["build"] = f"{time.monotonic() - started:.1f} s"
    started = time.monotonic()
    engine.docker("run", "--rm", "--network", "none", "--entrypoint", "true", name)
    measured["the engine's first container, `true`"] = f"{time.monotonic() - started:.1f} s"
    return name


@pytest.fixture
def job(engine: Engine, image: str, tmp_path: Path) -> Callable[..., Runner]:
    """A job with an empty workspace."""

    def make(name: str = "job", **more: object) -> Runner:
        made = Runner(engine, image, tmp_path / name, action_defaults(ROOT / "action.yml"), **more)  # type: ignore[arg-type]
        made.prepare()
        return made

    return make
