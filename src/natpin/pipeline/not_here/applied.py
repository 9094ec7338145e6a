"""Words that name a chart or a manifest of elsewhere that is applied to a cluster, and that may make others.

Sources: Helm, "Helm Install", "Charts" (``dependencies``); helm provider documentation, ``r/release`` (``chart``); Argo CD,
"Application Specification" (``source.chart``); Flux, "Helm Releases" (``spec.chart.spec.chart``); Kubernetes, "kubectl apply"
(``-f`` takes a URL).
"""

from __future__ import annotations

import posixpath

from natpin.formats.named_after_aks import makes_clusters
from natpin.pipeline.not_here.taken_in import TakenIn
from natpin.pipeline.not_here.words import Word, parents
from natpin.regex import late_regex

_HELM = late_regex(
    r"\bhelm(?:file)?[ \t][^\n;&|]{0,200}?\b(?:install|upgrade|template|pull)\b[^\n;&|]*[ \t][\"']?\Z"
)
_VALUE_OF_FLAG = late_regex(
    r"[ \t](?:--?(?!install\b|atomic\b|wait\b|devel\b|force\b|debug\b)[\w-]+)[ \t=]+[\"']?\Z"
)
_KUBECTL = late_regex(
    r"\bkubectl[ \t][^\n;&|]*?\b(?:apply|create)\b[^\n;&|]*[ \t](?:-f|--filename)[ \t=]*[\"']?\Z"
)
_CHART = late_regex(r"(?:^[ \t]*(?:-[ \t]+)?|[{,][ \t]*)chart:[ \t]*[\"']?\Z")
_DEPENDENCY = late_regex(r"^[ \t]*(?:-[ \t]+)?name:[ \t]*[\"']?\Z")
_OF_TERRAFORM = late_regex(r"^[ \t]*chart[ \t]*=[ \t]*\"\Z")
_RELEASES = ("argoproj.io/", "helm.toolkit.fluxcd.io/", "releases:")


def applied(path: str, text: str, word: Word) -> TakenIn | None:
    """What is applied at a word; None where nothing is."""
    name = posixpath.basename(path)
    if _KUBECTL.search(word.before):
        return TakenIn(_plain(word.text), "applies", "elsewhere") if "://" in word.text else None
    if _HELM.search(word.before) and not _VALUE_OF_FLAG.search(word.before):
        return _chart(word.text) if "/" in word.text else None  # without a folder it is the release's name
    if name == "Chart.yaml":
        listed = _DEPENDENCY.search(word.before) and next(parents(text, word.start), "") == "dependencies"
        return _chart(word.text) if listed else None
    if path.endswith((".yaml", ".yml")) and _CHART.search(word.before):
        return _chart(word.text) if any(one in text for one in _RELEASES) else None
    if path.endswith((".tf", ".tofu")) and _OF_TERRAFORM.search(word.before):
        return _chart(word.text)
    return None


def _chart(address: str) -> TakenIn | None:
    """A chart that is called as what makes clusters is: the words around it speak of charts in any case."""
    named, here = _plain(address), address.startswith((".", "/", "$"))
    if not makes_clusters(named, bare=True):
        return None
    return TakenIn(named, "releases the chart", "folder" if here else "elsewhere", sure=True)


def _plain(address: str) -> str:
    """The end of an address: what it is about, not where it is kept."""
    return address.partition("?")[0].rstrip("/").rpartition("/")[2].partition(":")[0]
