"""``natpin history``: over a repository's commits, and over reports."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from tests.builders.published import held

from natpin.cli import main
from natpin.commands import history
from natpin.errors import InputError
from natpin.git import about

CLUSTER = """
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: '%s'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [{ name: 'system', count: 1, mode: 'System' }]
    networkProfile: { networkPlugin: 'azure', outboundType: '%s' }
  }
}
"""


class Repository:
    """A repository that grows commit by commit."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._day = 0
        self._git("init", "-q", "-b", "main")

    def commit(self, subject: str, day: int = 0, /, **files: str | None) -> str:
        """Write files (None: remove), by names with ``_`` for ``/`` and ``.bicep`` behind; a commit a day, or of a day."""
        self._day = day or self._day + 1
        for name, text in files.items():
            path = self.root / f"{name.replace('_', '/')}.bicep"
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        self._git("add", "-A")
        self._git("commit", "-q", "--allow-empty", "-m", subject, day=self._day)
        return self._git("rev-parse", "HEAD").strip()

    def _git(self, *arguments: str, day: int = 1) -> str:
        who = {
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "a@b",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "a@b",
        }
        when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"2026-03-{day:02}T12:00:00Z")
        plain = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(self.root), **who, **when}
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=plain, capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


Told = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def told(repository: Repository) -> Told:
    def runs(*arguments: str, status: int = 0) -> list[dict[str, Any]]:
        out = io.StringIO()
        with redirect_stdout(out):
            assert main(["history", str(repository.root), "--format", "json", *arguments]) == status
        events: list[dict[str, Any]] = held(out.getvalue())["events"]
        return events

    return runs


def test_each_change_has_its_commit_and_the_newest_is_first(repository: Repository, told: Told) -> None:
    made = repository.commit("A cluster (#7)", main=CLUSTER % ("shop", "loadBalancer"))
    repository.commit("Nothing that bears on egress")
    changed = repository.commit("Merge pull request #12 from b", main=CLUSTER % ("shop", "managedNATGateway"))
    gone = repository.commit("Away", main=None)
    found = [
        (one["what"], one["at"]["id"], one["at"]["pullRequest"], one["before"], one["after"])
        for one in told()
    ]
    balancer = ["pool system: load balancer, chosen by AKS"]
    nat = ["pool system: managed nat gateway shop (managed), chosen by AKS"]
    assert found == [
        ("goes", gone, None, nat, []),
        ("changes", changed, "12", balancer, nat),
        ("appears", made, "7", [], balancer),
    ]
    assert {(one["at"]["author"], one["at"]["date"]) for one in told()} == {
        ("Ada", "2026-03-01"),
        ("Ada", "2026-03-03"),
        ("Ada", "2026-03-04"),
    }


def test_a_cluster_whose_root_is_renamed_moves(repository: Repository, told: Told) -> None:
    repository.commit("here", old_main=CLUSTER % ("shop", "loadBalancer"))
    repository.commit("there", old_main=None, new_main=CLUSTER % ("shop", "loadBalancer"))
    assert [(one["what"], one["stack"]) for one in told()][:1] == [
        ("moves from old/main.bicep", "new/main.bicep")
    ]


def test_of_several_that_are_alike_each_moves_to_the_one_that_is_called_most_like_it(
    repository: Repository, told: Told
) -> None:
    """As in a repository of examples: a/ and b/ become a-old/ and b-old/, and b's second copy goes."""
    same = CLUSTER % ("shop", "loadBalancer")
    names = ["ingress_main", "ingress-v4_main", "startup_main"]
    repository.commit("here", **dict.fromkeys(names, same))
    new = {"ingress.backup_main": same, "startup.backup_main": same}
    repository.commit("there", **dict.fromkeys(names), **new)
    found = {(one["what"], one["stack"]) for one in told() if one["at"]["subject"] == "there"}
    assert found == {
        ("moves from ingress/main.bicep", "ingress.backup/main.bicep"),
        ("moves from startup/main.bicep", "startup.backup/main.bicep"),
        ("goes", "ingress-v4/main.bicep"),
    }


def test_a_way_that_is_not_known_is_told_with_the_reason(repository: Repository, told: Told) -> None:
    text = CLUSTER.replace("outboundType: '%s'", "outboundType: way") % "shop"
    repository.commit("one", main="param way string\n" + text)
    (event,) = told()
    (line,) = event["after"]
    assert line.startswith("pool system: unknown: ")
    assert "way" in line


def test_one_that_is_called_otherwise_is_the_same(repository: Repository, told: Told) -> None:
    repository.commit("one", main=CLUSTER % ("shop", "loadBalancer"))
    repository.commit("two", main=CLUSTER % ("store", "loadBalancer"))
    assert [one["what"] for one in told()] == ["changes, and was called shop", "appears"]


def test_since_tells_the_first_commit_after_the_day(repository: Repository, told: Told) -> None:
    repository.commit("one", main=CLUSTER % ("shop", "loadBalancer"))
    repository.commit("two", main=CLUSTER % ("shop", "managedNATGateway"))
    repository.commit("three", main=CLUSTER % ("shop", "loadBalancer"))
    assert [one["at"]["subject"] for one in told("--since", "2026-03-02T00:00:00Z")] == ["three", "two"]


def test_a_day_begins_at_midnight_in_utc(repository: Repository, told: Told) -> None:
    """Git takes a bare day for that day at this hour of the clock: what it tells would change while one drinks a coffee."""
    repository.commit("one", main=CLUSTER % ("shop", "loadBalancer"))
    repository.commit("two", main=CLUSTER % ("shop", "managedNATGateway"))
    assert [one["at"]["subject"] for one in told("--since", "2026-03-02")] == ["two"]
    assert [one["at"]["subject"] for one in told("--since", "2026-03-03")] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00Z"),
        ("2026-01-31T08:00:00", "2026-01-31T08:00:00Z"),
        ("2026-01-31T01:00:00+02:00", "2026-01-30T23:00:00Z"),
    ],
)
def test_moments_are_in_utc(written: str, meant: str) -> None:
    assert history.moment(written) == meant


@pytest.mark.parametrize(
    "written", ["yesterday", "hello", "2026-13-01", "31.01.2026", "1", "--all", "2026-02-30"]
)
def test_what_is_no_date_is_refused(written: str, repository: Repository) -> None:
    with pytest.raises(InputError, match="write a day"):
        history.moment(written)


def test_a_commit_with_a_broken_file_ends_nothing(repository: Repository, told: Told) -> None:
    repository.commit("one", main=CLUSTER % ("shop", "loadBalancer"))
    repository.commit("two", main="resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {")
    repository.commit("three", main=CLUSTER % ("shop", "loadBalancer"))
    assert told()[-1]["what"] == "appears"


def test_a_link_out_of_the_repository_takes_no_cluster_away(
    repository: Repository, told: Told, tmp_path: Path
) -> None:
    repository.commit("one", main=CLUSTER % ("pay", "loadBalancer"))
    (tmp_path / "main.bicep").unlink()
    (tmp_path / "main.bicep").symlink_to("../main.bicep")
    repository.commit("away")
    (tmp_path / "main.bicep").unlink()
    repository.commit("back", main=CLUSTER % ("pay", "managedNATGateway"))
    words = [(event["at"]["subject"], event["what"].partition(":")[0]) for event in told()]
    assert words == [("back", "changes"), ("away", "could not be read any more"), ("one", "appears")]


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one", main=CLUSTER % ("shop", "loadBalancer"))
    repository.commit("two", main=CLUSTER % ("shop", "managedNATGateway"))
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{tmp_path}", str(shallow)], check=True)
    said = io.StringIO()
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(said):
        assert main(["history", str(shallow)]) == 4
    assert "this clone is shallow" in said.getvalue()
    assert "appears" not in out.getvalue(), (
        "whoever made the first commit that is here did not make the cluster"
    )


def test_what_a_shallow_clone_holds_whole_is_told(repository: Repository, tmp_path: Path) -> None:
    for outbound in ("loadBalancer", "managedNATGateway", "none"):
        repository.commit(outbound, main=CLUSTER % ("shop", outbound))
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{tmp_path}", str(shallow)], check=True)
    for since, status in (("2026-03-03", 0), ("2026-03-02", 4)):
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()):
            assert main(["history", str(shallow), "--since", since, "--format", "json"]) == status
        assert [one["at"]["subject"] for one in held(out.getvalue())["events"]] == ["none"]


def test_a_wrong_clock_moves_no_change_to_another_commit(repository: Repository, told: Told) -> None:
    """A commit in the range that says it is older is told all the same, and nobody else is blamed for it."""
    made = [
        repository.commit(outbound, day, main=CLUSTER % ("shop", outbound))
        for outbound, day in (
            ("loadBalancer", 1),
            ("managedNATGateway", 10),
            ("none", 2),
            ("loadBalancer", 11),
        )
    ]
    found = [one["at"]["id"] for one in told("--since", "2026-03-05")]
    assert found == made[:0:-1]


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("Merge branch 'f' into 'main'\n\nTitle\n\nSee merge request group/project!12", "12"),
        ("Merged in f (pull request #34)\n\n* one", "34"),
        ("Merged PR 7: one", "7"),
        ("one (#3) (#44)", "44"),
        ("Fix issue #9\n\nSee merge request !x", None),
        ('Revert "one (#3)"', None),
    ],
)
def test_each_platform_names_what_it_merges(
    message: str, number: str | None, repository: Repository, told: Told
) -> None:
    repository.commit(message, main=CLUSTER % ("shop", "loadBalancer"))
    assert told()[0]["at"]["pullRequest"] == number


def test_a_commit_is_read_as_it_says_that_it_is_written(repository: Repository, told: Told) -> None:
    first = repository.commit("one")
    raw = repository._git("cat-file", "commit", first).replace(
        "author Ada", "encoding ISO-8859-1\nauthor Ada"
    )
    for encoding, name in (("ISO-8859-1", "J\xf6rg"), ("nonsense", "J\ufffdrg")):
        text = raw.replace("ISO-8859-1", encoding).replace("author Ada", "author J\xf6rg").encode("latin-1")
        made = subprocess.run(
            ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
            cwd=repository.root, input=text, capture_output=True, check=True,
        ).stdout.decode().strip()  # fmt: skip
        assert about(repository.root, made).author == name


def test_a_repository_without_a_commit_is_refused(repository: Repository) -> None:
    said = io.StringIO()
    with redirect_stderr(said):
        assert main(["history", str(repository.root)]) == 2
    assert "has no commit yet" in said.getvalue()


def test_a_clone_without_the_files_is_refused(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one", main=CLUSTER % ("shop", "loadBalancer"))
    repository.commit("two", main=CLUSTER % ("shop", "managedNATGateway"))
    repository._git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "blobless"
    origin = f"file://{tmp_path}"
    asked = ["git", "clone", "-q", "--filter=blob:none", "--no-checkout", origin, str(clone)]
    subprocess.run(asked, check=True)
    subprocess.run(["git", "-C", str(clone), "config", "remote.origin.url", "file:///nowhere"], check=True)
    said = io.StringIO()
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(said):
        assert main(["history", str(clone), "--workspace", str(clone)]) == 2
    assert "main.bicep at " in said.getvalue()
    assert "is not in this clone" in said.getvalue()
    assert out.getvalue() == ""


def test_the_configuration_that_is_named_counts_in_each_commit(
    repository: Repository, told: Told, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository.commit("Before it", main=CLUSTER % ("shop", "loadBalancer"))
    (tmp_path / "other.yaml").write_text('paths:\n  exclude: ["old/**"]\n')
    both = {"old_other": CLUSTER % ("former", "loadBalancer"), "main": CLUSTER % ("shop", "none")}
    repository.commit("With it", **both)
    assert {one["cluster"] for one in told()} == {"shop", "former"}
    assert {one["cluster"] for one in told("--config", str(tmp_path / "other.yaml"))} == {"shop"}
    outside = tmp_path_factory.mktemp("shared") / "company.yaml"
    outside.write_text('paths:\n  exclude: ["main.bicep"]\n')
    assert {one["cluster"] for one in told("--config", str(outside))} == {"former"}


def test_no_rule_is_asked_so_none_can_be_chosen(repository: Repository) -> None:
    with redirect_stderr(io.StringIO()) as said:
        assert main(["history", str(repository.root), "--profile", "strict"]) == 2
    assert "--profile" in said.getvalue()


def report(folder: Path, *ips: str) -> str:
    """A real report of one cluster, but that it leaves from these."""
    folder.mkdir()
    (folder / "main.bicep").write_text(CLUSTER % ("shop", "managedNATGateway"))
    out = io.StringIO()
    with redirect_stdout(out):
        main(["lint", str(folder), "--workspace", str(folder), "--format", "json"])
    document = held(out.getvalue())
    (way,) = document["stacks"][0]["clusters"][0]["egress"]
    way |= {"ips": list(ips), "cidrs": list(ips)}
    return json.dumps(document)


FOUND = {
    "20.1.2.3": ["shop gained 20.1.2.0/29", "shop lost 20.1.2.0/29"],
    "20.9.0.1": ["shop gained 20.9.0.1/32"],
    "20.1.2.8": [],
}


@pytest.mark.parametrize("ip", FOUND)
def test_an_address_is_found_in_reports(ip: str, tmp_path: Path) -> None:
    files = []
    for number, ips in enumerate([("20.3.0.0/29",), ("20.1.2.0/29", "20.3.0.0/29"), ("20.9.0.1/32",)]):
        path = tmp_path / f"{number}.json"
        path.write_text(report(tmp_path / f"of-{number}", *ips))
        files.append(str(path))
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["history", "--reports", *files, "--find", ip, "--format", "json"]) == 0
    events = held(out.getvalue())["events"]
    told = [f"{one['cluster']} gained {ip_}" for one in events for ip_ in one["gained"]]
    told += [f"{one['cluster']} lost {ip_}" for one in events for ip_ in one["lost"]]
    expected = FOUND[ip]
    assert [line for line in told if any(line == wanted for wanted in expected)] == expected
    assert bool(events) == bool(expected)


def snapshot(*prefixes: str) -> str:
    """A snapshot of one cluster whose managed gateway has these."""
    scope = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590"
    group = f"{scope}/resourceGroups/shop/providers"
    addresses = [f"{group}/Microsoft.Network/publicIPAddresses/ip{number}" for number in range(len(prefixes))]
    cluster = {
        "id": f"{group}/Microsoft.ContainerService/managedClusters/shop",
        "type": "Microsoft.ContainerService/managedClusters", "name": "shop", "location": "westeurope",
        "properties": {
            "agentPoolProfiles": [{"name": "system", "count": 1, "mode": "System"}],
            "networkProfile": {
                "networkPlugin": "azure", "outboundType": "managedNATGateway",
                "natGatewayProfile": {"effectiveOutboundIPs": [{"id": one} for one in addresses]},
            },
        },
    }  # fmt: skip
    ips = [
        {
            "id": one, "type": "Microsoft.Network/publicIPAddresses", "name": one.rpartition("/")[2], "location": "westeurope",
            "properties": {"ipAddress": address, "publicIPAllocationMethod": "Static"},
        }
        for one, address in zip(addresses, prefixes, strict=True)
    ]  # fmt: skip
    locks = [{"id": f"{group}/Microsoft.Authorization/locks/{number}"} for number in range(100)]
    document = {
        "schema": "natpin/snapshot/v1",
        "scope": scope,
        "resources": [cluster, *ips],
        "locks": locks,
        "unread": [],
    }
    return json.dumps(
        document, indent=2, sort_keys=True
    )  # as natpin snapshot writes it: the schema near the end


def test_a_file_has_its_whole_name_and_a_commit_its_first_digits(tmp_path: Path) -> None:
    (tmp_path / "2026-11-27T06.json").write_text(snapshot("20.1.2.3"))
    (tmp_path / "2026-11-28T06.json").write_text(snapshot("20.9.0.1"))
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["history", "--reports", str(tmp_path)]) == 0
    assert out.getvalue().startswith("2026-11-28T06.json ")


def test_a_folder_of_snapshots_is_gone_through_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "2026-11-27.json").write_text(snapshot("20.1.2.3"))
    (tmp_path / "2026-11-29.json").write_text(snapshot("20.9.0.1"))
    (tmp_path / "2026-11-28.json").write_text(snapshot("20.1.2.3"))
    (tmp_path / "README.md").write_text("one a day")
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["history", "--reports", str(tmp_path), "--find", "20.9.0.1", "--format", "json"]) == 0
    (event,) = json.loads(out.getvalue())["events"]
    assert (event["at"]["id"], event["cluster"], event["what"]) == ("2026-11-29.json", "shop", "changes")
    assert (event["gained"], event["lost"]) == (["20.9.0.1/32"], ["20.1.2.3/32"])


def fleet_of(day: int, *read: str, lost: str = "", ip: str = "20.1.2.3") -> str:
    """A fleet file of a day: these subscriptions, each with a cluster; one that could not be read."""
    way = {
        "pool": "system",
        "role": "node",
        "subnet": "s",
        "exit": "nat-gateway",
        "natGateway": "n",
        "idleTimeoutMinutes": 4,
    }
    way |= {"ipCount": 1, "ips": [ip], "cidrs": [], "causes": []}
    found = []
    for name in sorted({*read, lost} - {""}):
        cluster = {"address": name, "name": name, "at": None, "egress": [way], "verdicts": {}}
        stack = {"id": "azure", "reader": "azure", "root": "", "clusters": [cluster], "findings": []}
        told = (
            {"missing": "forbidden"}
            if name == lost
            else {"report": {"schema": "natpin/report/v1", "stacks": [stack], "skipped": []}}
        )
        found.append({"source": name, "kind": "live", "taken": f"2026-11-{day:02}T06:00:00Z", **told})
    lines = [{"schema": "natpin/fleet/v1"}, *found, {"members": len(found)}]
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *texts: str) -> tuple[int, str, str]:
    """``history --reports`` over files: its status and what it says."""
    monkeypatch.setattr("natpin.fleet.checked.checked", lambda report, where: "natpin/report/v1")
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.fleet").write_text(text)
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as said:
        status = main(["history", "--reports", str(tmp_path)])
    return status, out.getvalue(), said.getvalue()


def test_what_was_not_read_before_does_not_appear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = (
        fleet_of(1, "a", lost="b"),
        fleet_of(2, "a", "b"),
        fleet_of(3, "b", lost="a"),
        fleet_of(4, "a", "b"),
    )
    status, told, _ = over(tmp_path, monkeypatch, *days)
    assert status == 0
    assert [line for line in told.splitlines() if line[:2] in ("a ", "b ")] == [
        "b is read for the first time b - azure"
    ]


def test_the_newest_first_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, told, said = over(tmp_path, monkeypatch, fleet_of(2, "a"), fleet_of(1, "a", "b"))
    assert (status, told) == (2, "")
    assert "name the oldest first" in said


REFUSED = {
    "an empty folder": ({}, "holds no report and no snapshot"),
    "no report": ({"a.json": "[]"}, "no JSON report of natpin's"),
    "half a snapshot": ({"a.json": '{"schema": "natpin/snapshot/v1", "scope"'}, "no snapshot that could be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_tells_no_history_is_refused(name: str, tmp_path: Path) -> None:
    files, why = REFUSED[name]
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    said = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(said):
        assert main(["history", "--reports", str(tmp_path)]) == 2
    assert why in said.getvalue()


def test_what_is_no_address_is_refused(tmp_path: Path) -> None:
    said = io.StringIO()
    with redirect_stderr(said):
        assert main(["history", str(tmp_path), "--find", "shop"]) == 2
    assert "write an address or a range" in said.getvalue()
