"""Scripts that are fetched from their own repository on GitHub, and run, are the workspace's."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

MAKES = 'az aks create -g rg -n "$1" --outbound-type managedNATGateway\n'
RAW = "https://raw.githubusercontent.com/me/repo"
AFTER = "\naz aks update -g rg -n pay --enable-oidc-issuer\n"
PASS = Verdict.PASS


@pytest.mark.parametrize(
    "fetch",
    [
        f"curl -sO {RAW}/main/hack/deploy/make.sh\nbash make.sh pay",
        f"curl -fsSL --remote-name {RAW}/refs/heads/main/hack/deploy/make.sh\nchmod +x make.sh\n./make.sh pay",
        f"curl -sL -o up.sh {RAW}/main/hack/deploy/make.sh\nbash up.sh pay",
        f'curl -sO "{RAW}/v${{V}}/hack/deploy/make.sh"\n./make.sh pay',
        f"wget -q {RAW}/main/hack/deploy/make.sh\nbash make.sh pay",
        f"wget -O up.sh {RAW}/main/hack/deploy/make.sh\n. up.sh pay",
    ],
)
@pytest.mark.parametrize("page", ["README.md", "start.sh"])
def test_what_is_fetched_is_run(tmp_path: Path, page: str, fetch: str) -> None:
    text = f"```bash\n{fetch}{AFTER}```\n" if page.endswith(".md") else fetch + AFTER
    report = linted(tmp_path, {page: text, "hack/deploy/make.sh": MAKES}, page)
    (cluster,) = [one for stack in report.stacks if stack.stack.root == page for one in stack.clusters]
    assert (cluster.name, cluster.verdicts["outbound-type-not-nat"]) == ("pay", PASS)


@pytest.mark.parametrize(
    "fetch",
    [
        f"curl -sO {RAW}/main/other/deploy/make.sh\nbash make.sh pay",
        f"curl -sO {RAW}/main/make.sh\nbash make.sh pay",
        f"curl -s {RAW}/main/hack/deploy/make.sh\nbash make.sh pay",
        "curl -sO https://example.com/hack/deploy/make.sh\nbash make.sh pay",
    ],
)
def test_what_is_fetched_from_elsewhere_is_not_known(tmp_path: Path, fetch: str) -> None:
    files = {"README.md": f"```bash\n{fetch}{AFTER}```\n", "hack/deploy/make.sh": MAKES}
    report = linted(tmp_path, files, "README.md")
    verdicts = [
        one.verdicts["outbound-type-not-nat"]
        for stack in report.stacks
        if stack.stack.root == "README.md"
        for one in stack.clusters
    ]
    assert PASS not in verdicts
