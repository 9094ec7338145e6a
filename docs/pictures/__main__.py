"""Pictures of comments and of the job summary, from what the Action really writes: `make pictures`.

Runs the Action on a pull request to examples/payment-processor-pinned, and through the whole life of another one with a
simulated Azure, against the tests' local GitHub; renders the Markdown with markdown-it and Mermaid (from npm), and
photographs that with headless Chromium.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docs.pictures.browser import chromium, have_mermaid
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
IMAGES = ROOT / "docs" / "images"
WIDTH = 940
REPOSITORY = "Codertocat/Hello-World"

CONTRACT = """\
contract:
  ips:
    - {prefix: payments-egress-prefix, partners: [Acme Payments]}
"""

POOL = """
# Card payments get nodes of their own.
resource "azurerm_subnet" "cards" {
  name                 = "aks-cards"
  resource_group_name  = azurerm_resource_group.payments.name
  virtual_network_name = azurerm_virtual_network.payments.name
  address_prefixes     = ["10.20.4.0/24"]
}

resource "azurerm_kubernetes_cluster_node_pool" "cards" {
  name                  = "cards"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.payments.id
  vm_size               = "Standard_D4ds_v5"
  node_count            = 2
  vnet_subnet_id        = azurerm_subnet.cards.id
}
"""
"""A subnet that nobody has associated with the NAT gateway."""


def main() -> int:
    """Writes the pictures into docs/images."""
    from docs.pictures import life, pages

    mermaid = have_mermaid()
    with tempfile.TemporaryDirectory() as folder:
        comment, summary = texts(Path(folder))
        IMAGES.mkdir(exist_ok=True)
        photograph(page(comment, "comment"), mermaid, IMAGES / "comment.png", Path(folder))
        photograph(page(summary, "summary"), mermaid, IMAGES / "summary.png", Path(folder))
        pages.photograph(IMAGES, Path(folder))
        for name, body in life.comments(Path(folder) / "life").items():
            photograph(page(body, "comment"), mermaid, IMAGES / f"life-{name}.png", Path(folder))
    return 0


def texts(folder: Path) -> tuple[str, str]:
    """The comment and the summary of a pull request."""
    sys.path.insert(0, str(ROOT / "tests" / "github"))
    from github_server import GithubServer, Hub

    hub = Hub(REPOSITORY)
    hub.add_issue(hub.owner, "An issue", "")
    hub.add_pull("a" * 40)
    base, head = change(folder / "origin")
    workspace = folder / "workspace"
    git(folder, "clone", "--quiet", "--depth=2", f"file://{folder / 'origin'}", str(workspace))
    body = json.loads((ROOT / "tests/github/events/pull_request.opened.json").read_text())
    body["pull_request"]["base"]["sha"] = base
    (folder / "event.json").write_text(json.dumps(body))
    with GithubServer(hub) as server:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(folder),
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_API_URL": server.url,
            "GITHUB_SHA": head,
            "GITHUB_REF": "refs/pull/2/merge",
            "GITHUB_RUN_ID": "1001",
            "GITHUB_RUN_NUMBER": "17",
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "INPUT_TOKEN": "ghs_actions",
        }
        done = subprocess.run(
            [sys.executable, str(ROOT / "entrypoint.py")], env=environment, capture_output=True, text=True
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout + done.stderr)
        (comment,) = hub.comments.values()
    return comment.body, (folder / "summary.md").read_text()


def change(origin: Path) -> tuple[str, str]:
    """A pull request that gives card payments a pool of their own; the commits before and after it."""
    example = ROOT / "examples/payment-processor-pinned"
    for name in ("terraform", "k8s"):
        shutil.copytree(example / name, origin / name)
    (origin / "natpin.yaml").write_text(CONTRACT)
    git(origin, "init", "--quiet", "--initial-branch=main")
    commit(origin, "base")
    base = git(origin, "rev-parse", "HEAD")
    (origin / "terraform/cards.tf").write_text(POOL)
    replace(origin / "terraform/variables.tf", "default     = 10", "default     = 600")
    replace(
        origin / "k8s/deployment.yaml",
        "    spec:\n",
        "    spec:\n      nodeSelector:\n        agentpool: cards\n",
    )
    commit(origin, "Nodes of their own for card payments")
    return base, git(origin, "rev-parse", "HEAD")


def replace(path: Path, old: str, new: str) -> None:
    """Raises ValueError when the example is no longer as this story needs it."""
    text = path.read_text()
    if old not in text:
        raise ValueError(f"{path.name} no longer holds {old!r}")
    path.write_text(text.replace(old, new, 1))


def git(folder: Path, *arguments: str) -> str:
    """Runs git, with an identity of its own."""
    identity = (
        "-c",
        "user.name=octocat",
        "-c",
        "user.email=octocat@example.com",
        "-c",
        "commit.gpgsign=false",
    )
    command = ["git", *identity, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, message: str) -> None:
    """Everything."""
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", message)


def page(markdown: str, kind: str) -> str:
    """The Markdown as a page of its own."""
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)
    rendered = re.sub(
        r'<pre><code class="language-mermaid">(.*?)</code></pre>',
        lambda found: f'<pre class="mermaid">{found[1]}</pre>',
        rendered,
        flags=re.DOTALL,
    )
    style = (HERE / "style.css").read_text()
    head = f"<title>{html.escape(kind)}</title><style>{style}</style>"
    bar = (
        '<div class="bar"><b>github-actions</b> <span>bot</span> commented</div>' if kind == "comment" else ""
    )
    return (
        f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body class="{kind}">'
        f'<main>{bar}<article>{rendered}</article></main><script src="mermaid.js"></script>'
        "<script>mermaid.initialize({startOnLoad:true});window.addEventListener('load',()=>setTimeout(()=>{"
        "document.title='height '+Math.ceil(document.querySelector('main').getBoundingClientRect().bottom+16)},1500))"
        "</script></body></html>"
    )


def photograph(text: str, mermaid: Path, target: Path, folder: Path) -> None:
    """As high as the page is."""
    (folder / "page.html").write_text(text, encoding="utf-8")
    shutil.copy(mermaid, folder / "mermaid.js")
    address = f"file://{folder}/page.html"
    dumped = chromium("--dump-dom", "--virtual-time-budget=8000", f"--window-size={WIDTH},1000", address)
    found = re.search(r"<title>height (\d+)</title>", dumped)
    height = int(found[1]) if found else 2000
    chromium(
        *("--virtual-time-budget=8000", f"--window-size={WIDTH},{height}", "--hide-scrollbars"),
        *(f"--screenshot={target}", address),
    )


if __name__ == "__main__":
    sys.exit(main())
