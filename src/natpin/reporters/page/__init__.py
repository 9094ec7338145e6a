"""One HTML page that holds everything: what an auditor attaches and a manager reads.

It loads nothing and sends nothing: styles and script are inside, a Content-Security-Policy names their digests and
forbids the rest, and the data is JSON in the page, for others to take. The script is written for this page, without a
library: it has one table and one drawing.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from typing import Any

import natpin
from natpin.model.report import Report
from natpin.reporters import json as report_json
from natpin.reporters.interface import ReportOptions
from natpin.reporters.page.data import data
from natpin.reporters.rows import Origin


def render(report: Report, options: ReportOptions) -> str:
    """The page of one report."""
    return page([(Origin(), report_json.document(report, options), None)])


def page(members: Iterable[tuple[Origin, Mapping[str, Any] | None, str | None]]) -> str:
    """The page of several reports: whose, the report's JSON, and why there is none."""
    style, script = _text("page.css"), _script()
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    found = {"natpin": natpin.__version__, **data(members)}
    return (
        _text("page.html")
        .replace("{{policy}}", escape(policy, quote=True).replace("&#x27;", "'"))
        .replace("{{style}}", style)
        .replace("{{script}}", script)
        .replace("{{data}}", _inside(found))
    )


def _script() -> str:
    """In the order in which they use one another."""
    return "\n".join(_text(name) for name in ("dom.js", "map.js", "table.js", "detail.js", "page.js"))


def _inside(found: dict[str, Any]) -> str:
    """JSON that ends no script element and begins none, whatever names it holds."""
    text = json.dumps(found, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _digest(text: str) -> str:
    """As a Content-Security-Policy names what it lets in (CSP Level 3, "hash-source")."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text("utf-8").rstrip("\n")
