"""What the image weighs, and what a step costs."""

from __future__ import annotations

import shutil
import statistics
import time
from pathlib import Path

import pytest
from image_figures import compressed_beyond, own_times

ROOT = Path(__file__).parents[2]
EXAMPLE = "examples/payment-processor"
BUDGET = 20_000_000
"""Bytes beyond the base, compressed: what a step pulls where the base is there already. The image has 16 MB; what makes it a
quarter heavier is worth a look."""
OWN = 1.0
"""Seconds of CPU of a step's own."""


@pytest.fixture
def checkout(job):
    """A job whose workspace holds the example."""
    runner = job()
    shutil.copytree(ROOT / EXAMPLE, runner.workspace / EXAMPLE)
    return runner


def test_what_a_pull_costs_beyond_the_base(engine, image, base, measured):
    sizes = compressed_beyond(engine, image, base.name)
    measured["beyond the base, compressed"] = (
        f"{sum(sizes) / 1e6:.1f} MB ({', '.join(f'{one / 1e6:.1f}' for one in sizes)})"
    )
    assert sum(sizes) < BUDGET


def test_what_a_step_costs_of_its_own(checkout, measured):
    """CPU time is asserted, for the clock tells how busy the machine is."""
    rows = own_times(checkout, 9)
    cpu, wall = (statistics.median(column) for column in zip(*rows, strict=True))
    measured["a step's own time (median of 9, less `python -c pass`)"] = (
        f"{cpu:.2f} s of CPU, {wall:.2f} s of the clock"
    )
    assert cpu < OWN


def test_what_a_container_of_its_own_costs_each_time(checkout, engine, base, measured):
    """As GitHub pays for it: a container for each step, paired with a container of the base that does nothing."""
    own, bare = [], []
    for _ in range(5):
        started = time.monotonic()
        engine.docker(
            *("run", "--rm", "--network", "none", "--entrypoint", "python3", base.name, "-c", "pass")
        )
        bare.append(time.monotonic() - started)
        own.append(checkout.step({"paths": "examples"}).seconds - bare[-1])
    measured["a step in its own container, less the base's `python -c pass` in one (medians of 5)"] = (
        f"{statistics.median(own):.2f} s, {statistics.median(bare):.2f} s"
    )


def test_a_step_that_lints_loads_no_sdk(checkout):
    """A count of work, where the clock would only tell how busy the machine is."""
    script = (
        "import runpy, sys\n"
        "try:\n"
        "    runpy.run_path('/opt/natpin/entrypoint.py', run_name='__main__')\n"
        "finally:\n"
        "    print('\\nloaded', *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    ran = checkout.step(
        {"paths": "examples"},
        more=("--entrypoint", "/opt/natpin/bin/python"),
        arguments=("-IBu", "-c", script),
    )
    loaded = set(ran.stdout.partition("\nloaded ")[2].split())
    assert ran.status == 1, ran.stdout + ran.stderr
    assert "natpin" in loaded
    assert not loaded & {"azure", "msal", "github", "nacl", "cryptography", "urllib3", "ruamel"}


def test_all_bytecode_is_in_the_image(engine, image):
    """With -B none is written at run time: what is missing would be compiled again in every step."""
    script = (
        "import importlib.util, pathlib, sys, sysconfig\n"
        "site = pathlib.Path(sysconfig.get_path('purelib'))\n"
        "print(*[one for one in site.rglob('*.py')\n"
        "        if not pathlib.Path(importlib.util.cache_from_source(str(one))).exists()])\n"
    )
    done = engine.docker(
        *("run", "--rm", "--network", "none", "--entrypoint", "/opt/natpin/bin/python", image, "-c", script)
    )
    assert done.stdout.split() == []


def test_native_libraries_work_without_what_debuggers_read(engine, image):
    script = (
        "import yaml, tree_sitter, tree_sitter_bash, charset_normalizer.md, nacl.public\n"
        "from cryptography.hazmat.primitives import hashes\n"
        "from cryptography.hazmat.primitives.asymmetric import rsa\n"
        "assert yaml.load('a: [1]', yaml.CSafeLoader) == {'a': [1]}\n"
        "parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))\n"
        "assert parser.parse(b'az aks create').root_node.type == 'program'\n"
        "key = nacl.public.PrivateKey.generate()\n"
        "box = nacl.public.SealedBox(key)\n"
        "assert box.decrypt(nacl.public.SealedBox(key.public_key).encrypt(b'x')) == b'x'\n"
        "assert rsa.generate_private_key(65537, 2048).key_size == 2048\n"
        "assert hashes.Hash(hashes.SHA256()).finalize().hex().startswith('e3b0c442')\n"
    )
    engine.docker(
        *("run", "--rm", "--network", "none", "--entrypoint", "/opt/natpin/bin/python", image, "-Ic", script)
    )


def test_no_tests_and_no_asynchronous_twins_are_in_the_image(engine, image):
    script = (
        "cd /opt/natpin/lib/python3*/site-packages && "
        "find . -name aio -path './azure/mgmt/*' -o -path ./azure/identity/aio -o -name tests"
    )
    done = engine.docker(*("run", "--rm", "--network", "none", "--entrypoint", "sh", image, "-c", script))
    assert done.stdout.split() == []
