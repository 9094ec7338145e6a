"""``natpin report``: reports of lint, drift and fleet as one, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import resource
import shutil
from pathlib import Path
from typing import Any

import pytest

import natpin

from .conftest import Run, undated

TOPOLOGIES = Path(__file__).parents[1] / "topologies"
FAILING, PASSING = (
    TOPOLOGIES / "two-pools-one-missing" / "main.bicep",
    TOPOLOGIES / "managed-nat" / "main.bicep",
)


@pytest.fixture
def reports(natpin: Run, here: Path) -> Path:
    """Two reports of lint, beside one another."""
    for name, file in (("shop", FAILING), ("portal", PASSING)):
        (here / name).mkdir()
        shutil.copy(file, here / name)
        ran = natpin("lint", name, "--workspace", name, "--format", "json", "--output", f"{name}.json")
        assert ran.status in (0, 1), ran.err
    return here


def test_reports_of_repositories_are_told_together(natpin: Run, reports: Path) -> None:
    ran = natpin("report", "show", "acme/shop=shop.json", "acme/portal=portal.json")
    assert ran.status == 1
    assert "2 clusters in 2 sources - 1 fails" in ran.out
    assert ran.out.index("acme/shop") < ran.out.index("acme/portal"), "the gravest first"


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_clusters_that_fail_are_named_with_their_rules(form: str, natpin: Run, reports: Path) -> None:
    ran = natpin("report", "show", "acme/shop=shop.json", "acme/portal=portal.json", "--format", form)
    part = ran.out.partition("Clusters that fail")[2]
    (report,) = json.loads((reports / "shop.json").read_text())["stacks"]
    (failing,) = report["clusters"]
    assert failing["name"] in part
    assert "pool-subnet-no-nat" in part
    assert "acme/shop" in part
    assert "acme/portal" not in part.partition("2 clusters in")[0].partition("| source")[0]


def test_a_merge_without_a_cluster_says_what_was_merged(natpin: Run, reports: Path) -> None:
    (reports / "one.fleet").write_text('{"schema": "natpin/fleet/v1"}\n{"members": 0}\n')
    ran = natpin("report", "merge", "one.fleet", "--expect", "acme/gone", "--output", "all.fleet")
    assert ran.status == 0
    assert "merged 1 file: 0 sources read, 1 not read, and no cluster in any" in ran.err
    assert natpin("report", "merge", "shop.json", "--output", "all.fleet").err == ""


def test_a_cluster_of_several_reports_counts_once_on_the_page() -> None:
    """A live report and one on drift speak of one cluster: one number, and another for another cluster."""
    from natpin.reporters.rows import State
    from natpin.reporters.same_clusters import Cluster, Counted

    counted = Counted()
    live = "/subscriptions/s/one"
    for names, state in (
        ((live,), State.PASSES),
        (("acme\0main.tf\0aks",), State.PASSES),
        (("/subscriptions/s/two",), State.WARNS),
        ((live, "acme\0main.tf\0aks"), State.FAILS),
    ):
        counted.add(Cluster(("", ""), "", names, state))
    assert counted.same == [0, 0, 1, 0]
    assert counted.states == {State.FAILS: 1, State.WARNS: 1}


def test_merging_again_changes_nothing(natpin: Run, reports: Path) -> None:
    assert natpin("report", "merge", "shop.json", "--output", "one.fleet").status == 0
    assert natpin("report", "merge", "portal.json", "--output", "two.fleet").status == 0
    results = set()
    for order in (
        ["one.fleet", "two.fleet"],
        ["two.fleet", "one.fleet", "two.fleet"],
        ["portal.json", "shop.json"],
    ):
        assert natpin("report", "merge", *order, "--output", "whole.fleet").status == 0
        found = (reports / "whole.fleet").read_text()
        assert [one["source"] for one in undated(found)] == ["portal", "shop"]
        results.add(found)
    assert len(results) == 1


def test_a_table_has_a_row_for_each_way_out(natpin: Run, reports: Path) -> None:
    ran = natpin("report", "show", "shop.json", "--format", "csv", "--fail-on", "never")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert ran.status == 0
    assert {row["pool"]: (row["state"], row["source"]) for row in rows} == {
        "system": ("fails", "shop"),
        "user": ("fails", "shop"),
    }


SUMMARY = (
    *("clusters", "drift", "findings", "unknown", "inOrder"),
    *("scopesUnknown", "drifts", "accepted", "liveFindings", "uncompared"),
)
HEAD = b'{"schema": "natpin/fleet/v1"}\n'
A, B = (
    b'{"source": "%b", "kind": "live", "taken": "", "missing": "forbidden"}\n' % name for name in (b"a", b"b")
)
REFUSED = {
    "empty": (b"", "the file is empty"),
    "text": (b"hello\n", "no JSON report of natpin's"),
    "a list": (b"[]", "no JSON report of natpin's"),
    "not natpin's": (b'{"schema": "x"}', "its schema is none of natpin/report/v1, natpin/drift/v1"),
    "half a report": (
        b'{"schema": "natpin/report/v1"}',
        "the report is not as natpin/report/v1 has it: must contain",
    ),
    "no source": (HEAD + b"{}\n", "bad:2: it does not tell its source"),
    "no kind": (HEAD + b'{"source": "a"}\n', "bad:2: its kind is none of live, files, drift"),
    "neither": (
        HEAD + b'{"source": "a", "kind": "live", "taken": ""}\n',
        "bad:2: it holds a report, or tells why",
    ),
    "no object": (HEAD + b"[]\n", "bad:2: the line is not a JSON object"),
    "out of order": (HEAD + B + A + b'{"members": 2}\n', "bad:3: a (live) is not in order"),
    "twice": (HEAD + A + A + b'{"members": 2}\n', "bad:3: a (live) is not in order"),
    "a torn line": (HEAD + A + b'{"sour', "bad:3: the line is not valid JSON"),
    "not UTF-8": (HEAD + A + b'"\xff"\n', "bad:3: the line is not valid JSON"),
    "cut off after a line": (HEAD + A + B, "bad: the file was cut off"),
    "a member taken out": (HEAD + A + b'{"members": 2}\n', "bad:3: the file tells of 2 members, and holds 1"),
    "two files in one": (HEAD + A + b'{"members": 1}\n' + HEAD, "bad:3: the file goes on after its end"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_report_is_refused_by_its_place(name: str, natpin: Run, here: Path) -> None:
    data, said = REFUSED[name]
    (here / "bad").write_bytes(data)
    (here / "kept.fleet").write_text("kept")
    ran = natpin("report", "merge", "bad", "--output", "kept.fleet")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert (here / "kept.fleet").read_text() == "kept", "an error leaves the file as it was"
    assert sorted(path.name for path in here.iterdir()) == ["bad", "kept.fleet"]


def test_merging_judges_what_it_is_asked_to_judge(natpin: Run, here: Path) -> None:
    (here / "a.fleet").write_bytes(HEAD + A + b'{"members": 1}\n')
    assert natpin("report", "merge", "a.fleet", "--output", "whole.fleet").status == 0
    assert natpin("report", "merge", "a.fleet", "--fail-on", "never").status == 4
    assert natpin("report", "merge", "a.fleet", "--fail-on", "unknown").status == 1


def test_what_was_not_read_is_never_in_order(natpin: Run, here: Path) -> None:
    (here / "a.fleet").write_bytes(HEAD + A + b'{"members": 1}\n')
    ran = natpin("report", "show", "a.fleet")
    assert ran.status == 4
    assert "a: forbidden" in ran.out
    assert "0 clusters in 0 sources - 1 source not read" in ran.out


def test_two_reports_that_are_only_called_alike_hide_nothing(natpin: Run, reports: Path) -> None:
    """The layout of every matrix: a folder a job, and the same name in each."""
    for name in ("shop", "portal"):
        (reports / f"job-{name}").mkdir()
        shutil.copy(reports / f"{name}.json", reports / f"job-{name}" / "report.json")
    ran = natpin("report", "show", "job-shop/report.json", "job-portal/report.json")
    assert (ran.status, ran.out) == (2, "")
    assert "are both called 'report': say whose they are, as in NAME=job-portal/report.json" in ran.err
    named = natpin("report", "show", "shop=job-shop/report.json", "portal=job-portal/report.json")
    assert "2 clusters in 2 sources" in named.out


def test_what_is_written_touches_no_other_file(natpin: Run, reports: Path) -> None:
    (reports / "out.fleet.part").write_text("mine")
    assert natpin("report", "merge", "shop.json", "--output", "out.fleet").status == 0
    assert (reports / "out.fleet.part").read_text() == "mine"
    assert oct((reports / "out.fleet").stat().st_mode & 0o777) == oct(
        (reports / "shop.json").stat().st_mode & 0o777
    )


def test_a_table_has_a_line_for_what_was_not_read(natpin: Run, here: Path) -> None:
    (here / "a.fleet").write_bytes(HEAD + A + b'{"members": 1}\n')
    ran = natpin("report", "show", "a.fleet", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(ran.out))
    assert (row["source"], row["state"], row["remark"]) == ("a", "not-read", "forbidden")


def member(source: str, kind: str, report: dict[str, Any]) -> str:
    return json.dumps({"source": source, "kind": kind, "taken": "2026-11-29T12:00:00Z", "report": report})


def fleet_file(path: Path, *members: str) -> None:
    path.write_text(
        "\n".join(
            [json.dumps({"schema": "natpin/fleet/v1"}), *members, json.dumps({"members": len(members)})]
        )
        + "\n"
    )


def test_a_cluster_that_nobody_can_judge_fails_where_unknown_counts(natpin: Run, reports: Path) -> None:
    known = json.loads((reports / "portal.json").read_text())
    (cluster,) = known["stacks"][0]["clusters"]
    cluster["egress"][0]["causes"] = [{"reason": "nobody knows", "at": None, "settleBy": None}]
    known["stacks"][0]["findings"] = []
    fleet_file(reports / "unknown.fleet", member("portal", "files", known))
    expected = {"error": 0, "warning": 0, "unknown": 1, "never": 0}
    for fail_on, status in expected.items():
        ran = natpin("report", "show", "unknown.fleet", "--fail-on", fail_on)
        assert "1 unknown" in ran.out
        assert ran.status == status, fail_on


def test_what_was_not_read_fails_where_unknown_counts(natpin: Run, here: Path) -> None:
    (here / "a.fleet").write_bytes(HEAD + A + b'{"members": 1}\n')
    assert natpin("report", "show", "a.fleet", "--fail-on", "unknown").status == 1
    assert natpin("report", "show", "a.fleet", "--fail-on", "never").status == 4


def test_nothing_judged_is_not_all_well(natpin: Run, here: Path) -> None:
    (here / "none.fleet").write_bytes(HEAD + b'{"members": 0}\n')
    ran = natpin("report", "show", "none.fleet")
    assert ran.status == 4
    assert "0 clusters in 0 sources" in ran.out


def test_a_cluster_of_which_two_reports_speak_is_counted_once(natpin: Run, reports: Path) -> None:
    """Its files, what is live, and drift between them, in every order in which they can pass by."""
    known = json.loads((reports / "shop.json").read_text())
    stack, (cluster,) = known["stacks"][0]["id"], known["stacks"][0]["clusters"]
    id_ = "/subscriptions/1/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c"
    live = json.loads(json.dumps(known))
    live["stacks"][0] |= {"id": "live", "reader": "azure", "findings": []}
    live["stacks"][0]["clusters"][0]["address"] = id_
    drift = {
        "schema": "natpin/drift/v1",
        "tool": known["tool"],
        "state": "in-order",
        "skipped": [],
        "notes": [],
        "summary": dict.fromkeys(SUMMARY, 0),
        "scopes": [
            {
                "scope": "s",
                "state": "in-order",
                "cause": None,
                "undeclared": [],
                "unconfirmed": 0,
                "clusters": [
                    {
                        "name": "c",
                        "key": "k",
                        "state": "in-order",
                        "cause": None,
                        "declaredAt": None,
                        "stack": stack,
                        "address": cluster["address"],
                        "live": id_.upper(),
                        "egress": [],
                        "drifts": [],
                        "findings": [],
                        "uncompared": [],
                    }
                ],
            }
        ],
    }
    for names in (("s1", "s2"), ("s2", "s1")):
        fleet_file(
            reports / "all.fleet",
            *sorted(
                (
                    member(names[0], "live", live),
                    member(names[1], "drift", drift),
                    member(names[1], "files", known),
                ),
                key=lambda one: (json.loads(one)["source"], json.loads(one)["kind"]),
            ),
        )
        ran = natpin("report", "show", "all.fleet")
        assert "1 cluster in 2 sources - 1 fails" in ran.out, ran.err


def test_a_source_that_is_expected_and_not_there_is_missing(natpin: Run, reports: Path) -> None:
    """A job that failed wrote no file: a merge of the others must not read like the whole."""
    (reports / "all.txt").write_text("acme/shop\n\nacme/zoo\n")
    given = (
        "acme/shop=shop.json",
        "acme/portal=portal.json",
        "--expect",
        "acme/mail",
        "--expect",
        "@all.txt",
    )
    assert natpin("report", "merge", *given, "--output", "all.fleet").status == 0
    found = {one["source"]: one.get("missing") for one in undated((reports / "all.fleet").read_text())}
    gone = "no report of it was given"
    assert found == {"acme/mail": gone, "acme/portal": None, "acme/shop": None, "acme/zoo": gone}
    assert natpin("report", "show", "all.fleet", "--fail-on", "never").status == 4
    later = natpin("report", "merge", "all.fleet", "acme/zoo=shop.json", "--expect", "acme/mail")
    assert later.status == 0, later.err
    assert {one["source"] for one in undated(later.out) if one.get("missing")} == {"acme/mail"}
    assert natpin("report", "merge", "all.fleet", "--expect", "@gone.txt").status == 2


def test_an_issue_tells_what_fails_and_what_was_not_read(natpin: Run, reports: Path) -> None:
    given = ("acme/shop=shop.json", "acme/portal=portal.json", "--expect", "a|`b`<img>@you")
    ran = natpin("report", "show", *given, "--format", "markdown")
    assert ran.status == 1
    head, *_ = (line for line in ran.out.splitlines() if "clusters" in line)
    assert head.startswith("❌ **2 clusters in 2 sources")
    assert "1 source not read" in head
    assert "| `acme/shop` | files | 1 | 0 | 0 | 0 |  |" in ran.out
    assert "`acme/portal`" not in ran.out
    assert "<img>" not in ran.out
    assert "1 more source: nothing fails or is unknown there." in ran.out


def test_there_may_be_more_files_than_a_process_may_hold_open(natpin: Run, here: Path) -> None:
    names = [f"{number:03}.fleet" for number in range(120)]
    for name in names:
        (here / name).write_bytes(HEAD + A.replace(b'"a"', f'"{name}"'.encode()) + b'{"members": 1}\n')
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, limits[1]))
    try:
        ran = natpin("report", "merge", *names)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert [one["source"] for one in undated(ran.out)] == names


@pytest.mark.parametrize("version", ["9.9.9", natpin.__version__])
def test_a_report_of_a_newer_natpin_that_tells_more_says_what_to_read_it_with(
    version: str, natpin: Run, reports: Path
) -> None:
    report = json.loads((reports / "shop.json").read_text())
    report["tool"]["version"] = version
    report["stacks"][0]["clusters"][0]["unheardOf"] = 1
    (reports / "newer.json").write_text(json.dumps(report))
    ran = natpin("report", "merge", "newer.json")
    assert ran.status == 2
    assert ("natpin 9.9.9 wrote it" in ran.err) is (version == "9.9.9")
