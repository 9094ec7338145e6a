"""What people do with the page: look, search, sort, follow a link, print; with a mouse, keys, or a screen reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from natpin.reporters.rows import Origin

from .conftest import Opened, cluster, estate, finding, report

TEAM = Origin("acme/shop", "files", "2026-11-29T06:00:00Z")
GONE = (
    Origin("/subscriptions/1", "live", "2026-11-29T06:00:00Z"),
    None,
    "forbidden: natpin reader is missing",
)


def names(tab: Any) -> list[str]:
    return [str(one) for one in tab.locator("#rows button.name").all_inner_texts()]


def tiles(tab: Any) -> dict[str, str]:
    texts = [one.split("\n") for one in tab.locator("#totals button").all_inner_texts()]
    return {label: number for number, label in texts}


def test_totals_add_up_and_what_was_not_read_is_said(opened: Opened) -> None:
    tab = opened((TEAM, estate(6), None), GONE)
    assert tiles(tab) == {"clusters": "6", "✗ fails": "2", "? unknown": "2", "! warns": "0", "✓ passes": "2"}
    assert "1 source could not be read" in tab.locator("#missing").inner_text()
    assert "natpin reader is missing" in tab.locator("#missing").inner_text()


SEARCHES = {
    "a name": ("cluster-00004", ["cluster-00004"]),
    "a partner": ("acme bank", ["cluster-00000"]),
    "an address in a range": ("20.0.3.5", ["cluster-00003"]),
    "a range around others": (
        "20.0.0.0/22",
        ["cluster-00001", "cluster-00002", "cluster-00000", "cluster-00003"],
    ),
    "a rule": ("outbound-type-not-nat", ["cluster-00001", "cluster-00004"]),
    "two words": ("nat-0 20.0.3.", ["cluster-00003"]),
    "nothing of the kind": ("nowhere", []),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_search(name: str, opened: Opened) -> None:
    words, expected = SEARCHES[name]
    tab = opened((TEAM, estate(6), None))
    tab.get_by_label("Search").fill(words)
    assert names(tab) == expected
    assert (
        tab.locator("#found").inner_text()
        == f"{len(expected)} cluster{'' if len(expected) == 1 else 's'} of 6"
    )


def test_sort_and_filter_by_keys_alone(opened: Opened) -> None:
    tab = opened((TEAM, estate(6), None))
    tab.locator("#totals button[data-state=unknown]").focus()
    tab.keyboard.press("Enter")
    assert names(tab) == ["cluster-00002", "cluster-00005"]
    assert tab.locator("#totals button[data-state=unknown]").get_attribute("aria-pressed") == "true"
    tab.get_by_role("button", name="Cluster", exact=True).focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    assert names(tab) == ["cluster-00005", "cluster-00002"]
    assert tab.locator("th[aria-sort=descending]").inner_text() == "Cluster ↓"
    tab.get_by_role("button", name="cluster-00005").focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.textContent") == "cluster-00005"
    assert "to settle it: --var subnet=…" in tab.locator("#detail").inner_text()


def test_a_link_shows_the_same(opened: Opened) -> None:
    tab = opened((TEAM, estate(600), None))
    tab.get_by_label("Search").fill("nat-")
    tab.get_by_role("button", name="Next").click()
    tab.get_by_role("button", name="Cluster", exact=True).click()
    tab.locator("#rows button.name").nth(3).click()
    again = opened((TEAM, estate(600), None), at="#" + tab.evaluate("location.hash.slice(1)"))
    for shown in ("#rows", "#found", "#detail h2", "#pager"):
        assert again.locator(shown).inner_text() == tab.locator(shown).inner_text()


def test_the_map_leads_from_workload_to_partner(opened: Opened) -> None:
    tab = opened((TEAM, estate(1), None))
    tab.get_by_role("button", name="cluster-00000").click()
    told = tab.locator("#detail svg title").evaluate_all("all => all.map((one) => one.textContent)")
    assert told == [
        "cluster and pool: cluster-00000: system",
        "workload: payments",
        "subnet: nodes",
        "exit: nat-0",
        "IPs: 20.0.0.0/29",
        "partner: Acme Bank",
    ]
    assert tab.locator("#detail svg path").count() == 5
    before = tab.locator("#detail svg").get_attribute("viewBox")
    tab.get_by_role("button", name="Closer").click()
    assert tab.locator("#detail svg").get_attribute("viewBox") != before
    tab.get_by_role("button", name="The whole map").click()
    assert tab.locator("#detail svg").get_attribute("viewBox") == before


def test_one_gateway_is_drawn_once_for_all_that_use_it(opened: Opened) -> None:
    shared = [cluster(0), cluster(3)]
    shared[1]["egress"][0] |= {"natGateway": "nat-0", "ips": ["20.0.0.0/29"], "cidrs": ["20.0.0.0/29"]}
    tab = opened((TEAM, report(shared, []), None), at="#q=nat-0&draw=1")
    told = tab.locator("#detail svg title").evaluate_all("all => all.map((one) => one.textContent)")
    assert told.count("exit: nat-0") == told.count("IPs: 20.0.0.0/29") == 1
    assert len([one for one in told if one.startswith("cluster and pool")]) == 2


def test_hostile_names_are_shown_and_do_nothing(opened: Opened) -> None:
    name = "</script><img src=x onerror=alert(1)>\u202e`<b>"
    bad = cluster(1, name=name)
    tab = opened(
        (Origin(name, "files", name), report([bad], [finding(1, message=name, remediation=name)]), None)
    )
    tab.locator("#rows button.name").click()
    assert "<img src=x onerror=alert(1)>" in tab.locator("#detail h2").inner_text()
    assert tab.locator("img").count() == 0
    assert tab.locator("main b").count() == len(tiles(tab))


def test_nothing_of_others_would_run_or_load(opened: Opened) -> None:
    tab = opened((TEAM, estate(1), None))
    policy = tab.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_ten_thousand_clusters_stay_a_page(opened: Opened) -> None:
    tab = opened((TEAM, estate(10_000), None))
    assert tab.locator("#rows tr").count() == 100
    tab.get_by_label("Search").fill("cluster-09999")
    assert names(tab) == ["cluster-09999"]
    tab.get_by_label("Search").fill("")
    tab.get_by_role("button", name="Draw what is shown").click()
    assert "The first 60 clusters are drawn; 9,940 more are not" in tab.locator("#detail").inner_text()


def test_it_prints(opened: Opened, tmp_path: Path) -> None:
    tab = opened((TEAM, estate(6), None))
    tab.emulate_media(media="print")
    assert not tab.locator("#filter").is_visible()
    assert tab.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_keeps_people_out(scheme: str, opened: Opened) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make page-test")
    tab = opened((TEAM, estate(300), None), GONE, color_scheme=scheme)
    tab.locator("#rows button.name").nth(2).click()
    found = axe.Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
