"""Who leaves from where: what the page tells of ways out, known and not known, and the maps it draws."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from natpin.reporters.drawn.graph import drawing
from natpin.reporters.drawn.svg import written as svg
from natpin.reporters.page.data import data
from natpin.reporters.rows import Origin

from .conftest import Opened, cluster, estate, report

TEAM = Origin("acme/shop", "files", "2026-11-29T06:00:00Z")


def way(pool: str, **changed: Any) -> dict[str, Any]:
    """A way out of a pool of the cluster 0, otherwise than its own."""
    return {**cluster(0)["egress"][0], "pool": pool, **changed}


CAUSE = {"reason": "it is read from a secret", "at": None, "settleBy": "--var prefix=…"}
NOT_KNOWN = way("batch", ips=None, cidrs=[], ipCount=None, causes=[CAUSE])
NO_SUBNET = way("gpu", subnet=None, subnetUnknown=True, exit="unknown", natGateway=None, ips=None, cidrs=[])
MANAGED = way("edge", subnet=None, subnetUnknown=False, exit="load-balancer", natGateway=None, ips=["chosen by AKS"], cidrs=[])  # fmt: skip
HALF = way("half", ips=["20.0.0.0/29", "spare"])


def with_ways(*ways: dict[str, Any]) -> dict[str, Any]:
    return report([cluster(0, egress=[way("system"), *ways])], [])


def told(tab: Any) -> list[str]:
    found: list[str] = tab.locator("#detail svg title").evaluate_all(
        "all => all.map((one) => one.textContent)"
    )
    return found


@pytest.mark.parametrize(
    ("other", "shown"),
    [(NOT_KNOWN, "not known\n20.0.0.0/29"), (HALF, "20.0.0.0/29\nspare")],
    ids=["not known", "no address yet"],
)
def test_an_ip_that_is_not_known_does_not_vanish_beside_one_that_is(
    other: dict[str, Any], shown: str, opened: Opened
) -> None:
    tab = opened((TEAM, with_ways(other), None))
    assert tab.locator("#rows td").nth(4).inner_text() == shown
    tab.get_by_label("Search").fill("20.0.0.1")
    assert tab.locator("#rows tr").count() == 1


def test_a_subnet_that_is_not_known_is_not_called_managed(opened: Opened) -> None:
    tab = opened((TEAM, with_ways(NO_SUBNET, MANAGED), None))
    tab.get_by_role("button", name="cluster-00000").click()
    subnets = [one.removeprefix("subnet: ") for one in told(tab) if one.startswith("subnet")]
    assert subnets == ["nodes", "not known", "managed by AKS"]
    cells = tab.locator("#detail table td:nth-child(2)").all_inner_texts()
    assert cells == ["nodes", "not known", "managed by AKS"]


def test_what_settles_an_unknown_stands_beside_it(opened: Opened) -> None:
    tab = opened((TEAM, with_ways(NOT_KNOWN), None))
    tab.get_by_role("button", name="cluster-00000").click()
    shown = tab.locator("#detail").inner_text()
    assert "not known: it is read from a secret" in shown
    assert "to settle it: --var prefix=…" in shown


def shared() -> dict[str, Any]:
    """Two clusters behind one gateway, one of them with a pool elsewhere; and one that has nothing to do with it."""
    first, second = cluster(0), cluster(3)
    second["egress"][0] |= {"natGateway": "nat-0", "ips": ["20.0.0.0/29"], "cidrs": ["20.0.0.0/29"]}
    second["egress"].append(
        way("batch", natGateway="nat-9", ips=["20.9.9.9"], cidrs=["20.9.9.9/32"], subnet="batch")
    )
    return report([first, second, cluster(6)], [])


WHO = {
    "a gateway": ("nat-0", "Who leaves through nat-0?"),
    "an IP": ("20.0.0.0/29", "Who leaves from 20.0.0.0/29?"),
    "a partner": ("Acme Bank", "Who leaves from what was promised to Acme Bank?"),
}


@pytest.mark.parametrize("what", WHO)
def test_who_leaves_there_is_drawn_and_listed_and_has_a_link(what: str, opened: Opened) -> None:
    name, title = WHO[what]
    tab = opened((TEAM, shared(), None))
    tab.get_by_role("button", name="cluster-00003").click()
    tab.locator("#detail table").get_by_role("button", name=name).click()
    again = opened((TEAM, shared(), None), at="#" + tab.evaluate("location.hash.slice(1)"))
    for one in (tab, again):
        assert one.locator("#detail h2").inner_text() == title
        assert "2 clusters, 2 ways out." in one.locator("#detail").inner_text()
        assert one.locator("#detail tbody tr").count() == 2
        pools = [label for label in told(one) if label.startswith("cluster and pool")]
        assert pools == [
            "cluster and pool: cluster-00000: system",
            "cluster and pool: cluster-00003: system",
        ]
    again.locator("#detail tbody button").nth(1).click()
    assert again.locator("#detail h2").inner_text() == "cluster-00003"


def test_a_click_on_the_map_asks_who_and_a_drag_does_not(opened: Opened) -> None:
    tab = opened((TEAM, shared(), None), reduced_motion="reduce")
    tab.get_by_role("button", name="cluster-00003").click()
    svg_ = tab.locator("#detail svg")
    before = svg_.get_attribute("viewBox")
    box = tab.locator("#detail svg g[data-box]", has_text="20.9.9.9/32")
    box.scroll_into_view_if_needed()
    at = box.bounding_box()
    tab.mouse.move(at["x"] + 20, at["y"] + 10)
    tab.mouse.down()
    tab.mouse.move(at["x"] + 80, at["y"] + 10)
    tab.mouse.up()
    assert tab.locator("#detail h2").inner_text() == "cluster-00003"
    assert svg_.get_attribute("viewBox") != before
    box.click()
    assert tab.locator("#detail h2").inner_text() == "Who leaves from 20.9.9.9/32?"


def test_the_wheel_zooms_only_with_the_control_key(opened: Opened) -> None:
    tab = opened((TEAM, shared(), None), reduced_motion="reduce")
    tab.get_by_role("button", name="cluster-00003").click()
    svg_ = tab.locator("#detail svg")
    svg_.hover()
    before = svg_.get_attribute("viewBox")
    tab.mouse.wheel(0, 100)
    assert svg_.get_attribute("viewBox") == before
    svg_.hover()
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -100)
    tab.keyboard.up("Control")
    tab.wait_for_function(
        "was => document.querySelector('#detail svg').getAttribute('viewBox') !== was", arg=before
    )


def test_an_address_that_is_searched_draws_only_the_ways_that_leave_from_it(opened: Opened) -> None:
    tab = opened((TEAM, shared(), None), at="#q=20.9.9.9&draw=1")
    assert told(tab) == [
        "cluster and pool: cluster-00003: batch",
        "subnet: batch",
        "exit: nat-9",
        "IPs: 20.9.9.9/32",
    ]


def test_only_the_range_that_was_promised_leads_to_the_partner(opened: Opened) -> None:
    two = way("system", ips=["20.0.0.0/29", "20.7.7.0/29"], cidrs=["20.0.0.0/29", "20.7.7.0/29"])
    page = data([(TEAM, report([cluster(0, egress=[two])], []), None)])
    arrows = page["clusters"][0]["ways"][0]["arrows"]
    ends = [
        page["boxes"][start][1]
        for start, end in zip(arrows[::2], arrows[1::2], strict=True)
        if page["boxes"][end][0] == 5
    ]
    assert ends == ["20.0.0.0/29"]


@pytest.mark.parametrize("clusters", [[cluster(0)], [cluster(0), cluster(1), cluster(2), cluster(3)]])
def test_the_page_draws_what_the_svg_draws(clusters: list[dict[str, Any]], opened: Opened) -> None:
    clusters[0]["egress"] += [NOT_KNOWN, NO_SUBNET, MANAGED, HALF]
    whole = report(clusters, [])
    tab = opened((TEAM, whole, None), at="#draw=1&sort=cluster")
    alone = svg(drawing(data([(TEAM, whole, None)])))
    box = r'<g(?: class="([a-z]*)")? transform="(translate\([^"]*\))"><title>([^<]*)</title><rect width="(\d+)" height="(\d+)" rx="5"/><text x="10" y="21">([^<]*)</text></g>'
    expected = [list(found.groups()) for found in re.finditer(box, alone)]
    assert expected
    shown = tab.locator("#detail svg g").evaluate_all(
        """all => all.map((one) => [[...one.classList].filter((name) => name !== "leads").join(" ") || null, one.getAttribute("transform"),
          one.querySelector("title").textContent, one.querySelector("rect").getAttribute("width"),
          one.querySelector("rect").getAttribute("height"), one.querySelector("text").textContent])"""
    )
    assert shown == expected
    paths = tab.locator("#detail svg path").evaluate_all("all => all.map((one) => one.getAttribute('d'))")
    assert sorted(paths) == sorted(re.findall(r'<path d="([^"]*)"', alone))


def test_no_word_is_broken_and_no_address(opened: Opened) -> None:
    long = cluster(0, name="payment-processor-production")
    long["egress"][0] |= {
        "natGateway": "nat",
        "ips": ["203.0.113.128/28"],
        "cidrs": ["203.0.113.128/28"],
    }
    tab = opened((TEAM, report([long], []), None), viewport={"width": 700, "height": 800})
    lines = tab.locator("#rows td").evaluate_all(
        """all => all.flatMap((cell) => {
          const found = [], walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/[^\\s-]+/g)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, word.index);
            range.setEnd(walker.currentNode, word.index + word[0].length);
            if (range.getClientRects().length > 1) found.push(word[0]);
          }
          return found;
        })"""
    )
    assert lines == []


def test_ten_thousand_clusters_open_soon_and_filter_without_a_pause(opened: Opened) -> None:
    """Bounds with room for a machine that is busy; docs/performance.md has the figures."""
    tab = opened((TEAM, estate(10_000), None))
    opening = tab.evaluate(
        "(() => { const one = performance.getEntriesByType('navigation')[0]; return one.domComplete - one.startTime; })()"
    )
    assert opening < 6_000
    slowest = tab.evaluate(
        """() => Math.max(...["cluster-0", "cluster-09999", "20.3.7.1", "acme", "nat-12", ""].map((text) => {
          const search = document.getElementById("search"), begin = performance.now();
          search.value = text;
          search.dispatchEvent(new Event("input"));
          document.body.getBoundingClientRect();
          return performance.now() - begin;
        }))"""
    )
    assert slowest < 600
    print(json.dumps({"opening ms": round(opening), "slowest filter ms": round(slowest)}))


def test_the_data_can_be_taken(opened: Opened, tmp_path: Path) -> None:
    tab = opened((TEAM, estate(3), None))
    with tab.expect_download() as download:
        tab.locator("#save").click()
    download.value.save_as(tmp_path / "taken.json")
    taken = json.loads((tmp_path / "taken.json").read_text())
    assert (taken["schema"], len(taken["clusters"])) == ("natpin/page/v1", 3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_who_leaves_there(scheme: str, opened: Opened) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make page-test")
    tab = opened((TEAM, shared(), None), at="#column=3&who=nat-0", color_scheme=scheme)
    found = axe.Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
