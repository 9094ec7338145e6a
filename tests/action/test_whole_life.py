"""A pull request's whole life on the local GitHub, with a simulated Azure: opened, its IPs as addresses; merged, planned,
approved, applied; and the merged pull request holds the CIDRs. Every comment is compared with a golden text.

    NATPIN_UPDATE_GOLDEN=1 pytest tests/action/test_whole_life.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import life_story
import pytest
from action_step import DEFAULTS, REPOSITORY, git, payload
from test_azure import secretly, writes

from natpin.comments.marker import content_of
from natpin.simulator import Settings, Simulator
from natpin.simulator.example import pinned

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator(Settings(operation_seconds=0, retry_after=0)) as simulator:
        simulator.seed(*pinned(simulator.subscription, "payments", 0))
        yield simulator


def golden(name: str, body: str) -> None:
    """The text of a comment, its marker and its footer apart."""
    told = content_of(body)
    path = GOLDEN / f"{name}.md"
    if os.environ.get("NATPIN_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(told + "\n", encoding="utf-8")
    assert told + "\n" == path.read_text(encoding="utf-8")


def reader(cloud: Simulator, **inputs: str) -> dict[str, str]:
    return secretly(cloud, azure_subscription_id=cloud.subscription, **inputs)


def test_opened_merged_planned_approved_applied(life, server, cloud):
    # opened, without an identity: names, and one line that says what to configure
    ran = life.open().on_pull_request({})
    assert ran.status == 0, ran.stdout
    (comment,) = life.comments
    assert "20.64.0.0/29" not in comment.body
    assert comment.body.count("`azure-subscription-id`") == 1
    golden("opened-without-identity", comment.body)

    # pushed again, with a reader: addresses before and after
    ran = life.on_pull_request(reader(cloud))
    assert ran.status == 0, ran.stdout
    (comment,) = life.comments
    assert "prefix payments /29 (8 IPs) → `20.64.0.0/29`" in comment.body
    assert life_story.PARTNER in comment.body
    assert "(not complete)" in comment.body
    assert writes(cloud) == 0
    golden("opened", comment.body)
    assert (ran.outputs["egress-cidrs"], ran.outputs["egress-complete"]) == ("20.64.0.0/29", "false")

    # merged: the plan waits for approval, on the merged pull request
    planned = life.merged().on_push(secretly(cloud, mode="plan"))
    assert planned.status == 0, planned.stdout
    lint, deploy = life.comments
    assert lint.body == comment.body
    assert "waits for approval" in deploy.body
    assert "not complete" in deploy.body
    golden("planned", deploy.body)
    assert writes(cloud) == 0

    # the reviewers of the environment approved: applied, and the same comment holds the CIDRs
    plan = planned.outputs["plan-file"]
    applied = life.on_push(secretly(cloud, mode="apply", plan_file=plan, environment="production"))
    assert applied.status == 0, applied.stdout
    assert len(life.comments) == 2
    new = next(cidr for cidr in applied.outputs["egress-cidrs"].splitlines() if cidr.endswith("/30"))
    assert applied.outputs["comment-url"]
    block = deploy.body.partition("```text\n")[2].partition("\n```")[0]
    assert block.splitlines() == applied.outputs["egress-cidrs"].splitlines()
    assert set(block.splitlines()) == {"20.64.0.0/29", new}
    assert "(complete)" in deploy.body
    assert "payment-processor" in deploy.body
    golden("applied", deploy.body)
    assert [one.id for one in server.hub.visible(life.pull.number)] == [lint.id, deploy.id]

    # once more: nothing to apply, and the comment still holds the addresses
    again = life.on_push(secretly(cloud, mode="plan"))
    assert (again.status, again.outputs["has-changes"]) == (0, "false")
    assert "Nothing to apply" in deploy.body
    assert f"20.64.0.0/29\n{new}" in deploy.body
    golden("planned-again", deploy.body)


def test_a_plan_that_is_not_applied_says_so_where_it_waited(life, cloud):
    planned = life.open().merged().on_push(secretly(cloud, mode="plan"))
    (deploy,) = life.comments
    assert "waits for approval" in deploy.body
    gateway = f"/subscriptions/{cloud.subscription}/resourceGroups/payments/providers/Microsoft.Network/natGateways/payments"
    cloud.seed({"id": gateway, "location": "westeurope", "sku": {"name": "Standard"},
                "properties": {"idleTimeoutInMinutes": 30}})  # fmt: skip
    plan = planned.outputs["plan-file"]
    refused = life.on_push(secretly(cloud, mode="apply", plan_file=plan, environment="production"))
    assert refused.status == 2
    assert "waits for approval" not in deploy.body
    assert "is not applied" in deploy.body
    assert len(life.comments) == 1


def test_a_plan_on_a_pull_request_waits_for_the_merge(life, cloud):
    ran = life.open().on_pull_request(secretly(cloud, mode="plan"))
    assert ran.status == 0, ran.stdout
    (comment,) = life.comments
    assert "After the merge of" in comment.body
    assert "waits for approval" not in comment.body


@pytest.mark.parametrize(
    ("event", "number"), [("push", 1), ("workflow_dispatch", 1), ("schedule", 0), ("repository_dispatch", 0)]
)
def test_which_events_tell_the_merged_pull_request(life, cloud, event, number):
    ran = life.open().merged().on_push(secretly(cloud, mode="plan"), event=event)
    assert ran.status == 0, ran.stdout
    assert len(life.comments) == number


def test_a_commit_of_no_pull_request_is_told_nowhere(life, server, cloud):
    ran = life.open().on_push(secretly(cloud, mode="plan"))  # not merged on GitHub
    assert ran.status == 0
    assert life.comments == []
    assert "pull request" not in "".join(one.data for one in ran.annotations("notice"))


def test_of_several_pull_requests_none_is_told(life, server, cloud):
    life.open()
    other = server.hub.add_pull(life.head)
    server.hub.merge(life.pull, "1" * 40)
    server.hub.merge(other, "2" * 40)
    git(life.workspace, "checkout", "--quiet", life.head)  # a commit that both brought in
    life.merge = life.head
    ran = life.on_push(secretly(cloud, mode="plan"))
    assert ran.status == 0
    assert life.comments == []
    numbers = f"{life.pull.number}, {other.number}"
    assert numbers in "".join(one.data for one in ran.annotations("notice"))


def test_a_token_without_permission_costs_one_notice_and_no_status(life, cloud):
    ran = life.open().merged().on_push(secretly(cloud, mode="plan"), token="ghs_fork")
    assert ran.status == 0
    assert life.comments == []
    assert "pull-requests: write" in "".join(one.data for one in ran.annotations("notice"))
    quiet = life.on_push(secretly(cloud, mode="plan", comment="never"), token="ghs_fork")
    assert "pull-requests" not in "".join(one.data for one in quiet.annotations("notice"))


# What a pull request is told of addresses, and when nobody asks Azure


def test_all_is_well_in_one_line_with_the_ips(life, server, cloud):
    """`auto` leaves a folded, true comment."""
    old = life_story.before(cloud.subscription)
    new = {**old, "infra/main.tf": f"# the network of the payment processor\n{life_story.MAIN}"}
    ran = life.open(old, new).on_pull_request(reader(cloud))
    assert ran.status == 0, ran.stdout
    (comment,) = server.hub.visible(life.pull.number)
    shown = content_of(comment.body)
    summary = shown.partition("</summary>")[0]
    assert summary.startswith("<details><summary>✅")
    assert "<code>payments</code> leaves from <code>20.64.0.0/29</code>" in summary
    assert shown.rstrip().endswith("</details>")
    assert shown.count("<details") == shown.count("</details>")
    golden("all-is-well", comment.body)


def test_a_change_of_no_infrastructure_makes_no_comment(life, cloud):
    old = life_story.before(cloud.subscription)
    ran = life.open(old, {**old, "README.md": "Payments.\n"}).on_pull_request(reader(cloud))
    assert (ran.status, life.comments) == (0, [])
    assert life.on_pull_request(reader(cloud, comment="always")).status == 0
    assert len(life.comments) == 1


def moved(cloud: Simulator) -> dict[str, str]:
    """The cluster's prefix gives way to one that nobody was told of, and that Azure has already."""
    name = "payments-other"
    prefix = f"/subscriptions/{cloud.subscription}/resourceGroups/payments/providers/Microsoft.Network/publicIPPrefixes"
    cloud.seed(
        {
            "id": f"{prefix}/{name}",
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"prefixLength": 29, "publicIPAddressVersion": "IPv4", "ipPrefix": "20.99.0.0/29"},
        }
    )
    other = (
        life_story.SECOND.replace("payments-next", name).replace("= 30", "= 29").replace("second", "other")
    )
    main = life_story.MAIN.replace("azurerm_public_ip_prefix.first.id", "azurerm_public_ip_prefix.other.id")
    link = "azurerm_nat_gateway_public_ip_prefix_association"
    other = other.partition(f'resource "{link}"')[0]
    return {**life_story.before(cloud.subscription), "infra/main.tf": main, "infra/other.tf": other}


def test_who_loses_which_address_and_which_partner_is_concerned(life, server, cloud):
    ran = life.open(new=moved(cloud)).on_pull_request(reader(cloud))
    # the contract names an address, the files a name: Azure's answer decides
    assert ran.status == 1, ran.stdout
    assert "egress-ip-replaced" in " ".join(one.properties["title"] for one in ran.annotations("error"))
    (comment,) = life.comments
    first = content_of(comment.body).split("\n")[2]
    assert first.startswith("❌ **`payment-processor` would leave from `20.99.0.0/29`")
    assert "instead of `20.64.0.0/29`" in first
    assert f"which is promised to {life_story.PARTNER}.**" in first
    golden("moved", comment.body)


def test_without_azure_the_same_change_is_undecided(life, cloud):
    ran = life.open(new=moved(cloud)).on_pull_request({})
    assert (ran.status, ran.outputs["findings-error"]) == (0, "0")
    assert int(ran.outputs["unknown-count"]) > 0
    (comment,) = life.comments
    assert "which may be in the egress contract" in comment.body


def test_a_prefix_that_is_made_anew_has_no_address_yet(life, cloud):
    """Its name stays, and Azure still has the old one under it: that address is not the one after the change."""
    old = life_story.before(cloud.subscription)
    anew = life_story.MAIN.replace("prefix_length       = 29", "prefix_length       = 30")
    ran = life.open(old, {**old, "infra/main.tf": anew}).on_pull_request(reader(cloud))
    assert ran.status == 1
    (comment,) = life.comments
    shown = content_of(comment.body)
    assert "`20.64.0.0/29` → other addresses" in shown
    assert "```text" not in shown
    assert ran.outputs["egress-cidrs"] == ""
    assert ran.outputs["egress-complete"] == "false"
    golden("made-anew", comment.body)


def test_a_fork_is_told_in_one_sentence_and_azure_is_not_asked(life, cloud):
    life.open()
    body = payload("pull_request.opened")
    body["pull_request"]["head"]["sha"] = life.head
    body["pull_request"]["base"]["sha"] = life.base
    body["pull_request"]["head"]["repo"]["full_name"] = "stranger/Hello-World"
    ran = life._step(
        reader(cloud, **{"diff-base": life.base, "tree": life.merge}), "pull_request_target", body
    )
    assert ran.status == 0, ran.stdout
    assert cloud.requests == []
    (comment,) = life.comments
    assert (
        comment.body.count("the change comes from a fork, and natpin does not sign in to Azure for it") == 1
    )


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"azure-client-secret": "wrong"}, "their addresses could not be read"),
        ({"azure-subscription-id": ""}, "name the subscription in the input `azure-subscription-id`"),
        ({"azure-subscription-id": "../../x"}, "is not a subscription id"),
        (
            {"azure-subscription-id": "00000000-0000-0000-0000-00000000ffff"},
            "their addresses could not be read",
        ),
        ({"auth": ""}, "`azure-tenant-id`"),
        ({"resolve-addresses": "off"}, ""),
    ],
)
def test_without_an_answer_of_azure_the_result_is_the_same(life, cloud, inputs, said):
    ran = life.open().on_pull_request({**reader(cloud), **inputs})
    assert ran.status == 0, ran.stdout
    (comment,) = life.comments
    assert "20.64.0.0/29" not in comment.body
    assert comment.body.count("told by their names") == bool(said)
    assert said.replace("/", "&#47;") in comment.body or said in comment.body
    assert cloud.client_secret not in comment.body


@pytest.mark.parametrize("event", ["issue_comment", "pull_request_review"])
def test_no_other_event_signs_in_for_addresses(life, cloud, event):
    body = payload("pull_request.opened")
    body["pull_request"]["head"]["sha"] = life.open().head
    body["pull_request"]["base"]["sha"] = life.base
    life._step(reader(cloud), event, body)
    assert cloud.requests == []


def test_mode_egress_tells_the_pull_request_it_runs_on(life, cloud):
    scope = f"{cloud.subscription}/payments/payments"
    ran = life.open().on_pull_request(secretly(cloud, mode="egress", scope=scope))
    assert ran.status == 0, ran.stdout
    (comment,) = life.comments
    assert "20.64.0.0/29" in comment.body.partition("```text\n")[2]
    golden("egress", comment.body)


def test_a_matrix_has_its_key_in_the_title(life, cloud):
    life.open().on_pull_request(reader(cloud, **{"comment-key": "prod"}))
    life.on_pull_request(reader(cloud, **{"comment-key": "dev <img>@octocat"}))
    first, second = life.comments
    assert "## natpin · `prod`" in first.body
    assert "## natpin · <code>dev" in second.body
    assert "<img>" not in second.body.partition("\n")[2]


HURRIED = """
import sys
from natpin.action import main
status = main()
loaded = {name.partition(".")[0] for name in sys.modules} & {"azure", "msal", "natpin.azure"}
print("loaded:", sorted(loaded))
sys.exit(status)
"""


@pytest.mark.parametrize("inputs", [{}, {"auth": "oidc", "resolve-addresses": "off"}, {"auth": "oidc"}])
def test_without_an_identity_no_azure_package_is_loaded(life, tmp_path, inputs):
    """`auth` without a subscription asks nobody either."""
    life.open()
    body = payload("pull_request.opened")
    body["pull_request"]["head"]["sha"], body["pull_request"]["base"]["sha"] = life.head, life.base
    (tmp_path / "event.json").write_text(json.dumps(body))
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "GITHUB_WORKSPACE": str(life.workspace),
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SHA": life.merge,
        **{f"INPUT_{name.upper()}": value for name, value in {**DEFAULTS, **inputs}.items()},
    }
    done = subprocess.run([sys.executable, "-c", HURRIED], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "loaded: []" in done.stdout


def test_a_new_cluster_has_its_addresses_once_it_exists(life, server, cloud):
    """Its IPs are there before; that it leaves from them is told when Azure has it."""
    name = f"/subscriptions/{cloud.subscription}/resourceGroups/payments/providers/Microsoft.ContainerService/managedClusters/"
    entry = life_story.configuration(cloud.subscription, "{prefix: {name: payments, length: 29}}")
    new = {
        **life_story.before(cloud.subscription),
        "natpin.yaml": entry.replace("cluster: {name: payments}", "cluster: {name: shop}"),
    }
    plan = secretly(cloud, mode="plan")
    life.open(life_story.before(cloud.subscription), new).merged().on_push(plan)
    (deploy,) = life.comments
    assert "cluster `shop`: it does not exist yet" in deploy.body
    assert "(complete)" not in deploy.body
    body = next(one for one in pinned(cloud.subscription, "payments", 0) if "managedClusters" in one["id"])
    cloud.seed({**body, "id": f"{name}shop"})
    life.on_push(plan)
    assert "| `shop` | none in the files | `system` | `20.64.0.0/29`" in deploy.body
    assert "(complete)" in deploy.body


def test_an_entry_without_a_cluster_claims_nothing_of_clusters(life, cloud):
    entry = life_story.configuration(cloud.subscription, "{prefix: {name: payments, length: 29}}")
    new = {
        **life_story.before(cloud.subscription),
        "natpin.yaml": entry.replace("    cluster: {name: payments}\n", ""),
    }
    life.open(life_story.before(cloud.subscription), new).merged().on_push(secretly(cloud, mode="plan"))
    (deploy,) = life.comments
    assert "20.64.0.0/29" in deploy.body
    assert "names no `cluster`" in deploy.body
    assert "(complete)" not in deploy.body


def test_two_prefixes_of_one_name_are_not_told_apart_by_guessing(life, cloud):
    """Bicep does not say its resource group: one namesake is enough to be unsure."""
    example = Path(__file__).parents[2] / "examples" / "payment-processor-pinned" / "bicep"
    files = {path.name: path.read_text("utf-8") for path in example.iterdir() if path.is_file()}
    old = {**files, "natpin.yaml": ""}
    new = {**old, "main.bicep": files["main.bicep"] + "\n// a comment\n"}
    group = f"/subscriptions/{cloud.subscription}/resourceGroups"
    for number, name in enumerate(("rg-one", "rg-two")):
        cloud.seed({"id": f"{group}/{name}", "location": "westeurope"})
        cloud.seed({
            "id": f"{group}/{name}/providers/Microsoft.Network/publicIPPrefixes/payments-egress-prefix",
            "location": "westeurope", "sku": {"name": "Standard"},
            "properties": {"prefixLength": 29, "publicIPAddressVersion": "IPv4", "ipPrefix": f"20.77.{number}.0/29"},
        })  # fmt: skip
    ran = life.open(old, new).on_pull_request(reader(cloud))
    (comment,) = life.comments
    assert "20.77." not in comment.body
    assert ran.outputs["egress-complete"] == "false"
