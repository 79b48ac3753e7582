"""How the peers are set up, what counts their requests, and how the comparison is shown."""

import asyncio
import json
import re

import httpx
import pytest
import yaml

from reference.commands import build
from tests.matrix import ROOT
from tests.peers import page
from tests.peers.figures import Comparison
from tests.peers.making import measured
from tests.peers.measured import DIFFERENCE, FAULT, HONEST
from tests.peers.serving import Tally, control_of, secrets_in, told_of
from tests.peers.tools import HERE, TOOLS, environment_of, one_page
from tests.proof import every_fault, every_pair

PAGES = ROOT / "spec" / "blueprints"
DOCUMENTS = ROOT / "spec" / "openapi"
NAMES = tuple(each.name for each in TOOLS)


def asked(tally, *requests):
    async def send():
        transport = httpx.ASGITransport(app=tally.serve)
        async with httpx.AsyncClient(transport=transport, base_url="http://peer.test") as client:
            return [
                await client.request(method, path, json=body) for method, path, body in requests
            ]

    return asyncio.run(send())


def test_requests_and_log_ins_are_counted_and_secrets_kept():
    instance = build("peer=me")
    tally = Tally(instance)
    account = {"email": instance.account.email, "password": instance.account.password}
    wrong = account | {"password": "wrong"}

    answers = asked(
        tally,
        ("GET", "/auth_options", None),
        ("POST", "/users/login", account),
        ("POST", "/users/login", wrong),
        ("POST", "/users/okta_login", {"code": "none"}),
        ("PATCH", "/users/login", {"token": "none"}),
    )

    assert [each.status_code for each in answers] == [200, 200, 401, 401, 401]
    told = tally.told()
    assert (told["requests"], told["log_ins"]) == (5, 3)
    assert told["secrets"] == [answers[1].json()["token"]]


def test_what_a_refusal_repeats_is_no_secret():
    instance = build("peer=me+refusal-echoes-token")
    tally = Tally(instance)

    answers = asked(tally, ("PATCH", "/users/login", {"token": "sent-and-n0t-given"}))

    assert "sent-and-n0t-given" in answers[0].text
    assert tally.told()["secrets"] == []


def test_what_was_counted_is_told_at_the_control_port():
    instance = build("peer=mi")
    tally = Tally(instance)
    asked(tally, ("GET", "/auth_options", None))

    async def ask():
        transport = httpx.ASGITransport(app=control_of([instance], [tally]))
        async with httpx.AsyncClient(transport=transport, base_url="http://peer.test") as client:
            return await client.get("/peer/tally"), await client.get("/peer/requests")

    told, recorded = asyncio.run(ask())

    assert told.json() == {"requests": 1, "log_ins": 0, "secrets": []}
    assert len(recorded.json()) == 1


@pytest.mark.parametrize(
    ("body", "secrets"),
    [
        (b'{"token": "abc"}', ["abc"]),
        (b'{"user_invitation_link": "https://a.test/?reset_token=to%2Eken&x=1"}', ["to.ken"]),
        (b'{"id": 1}', []),
        (b'{"token": 1}', []),
        (b"[1]", []),
        (b"<html>", []),
        (b"[" * 100_000, []),
    ],
)
def test_secrets_of_an_answer_are_its_token_and_that_of_its_link(body, secrets):
    assert secrets_in(body) == secrets


def test_set_ups_are_told_whose_instance_it_is():
    instance = build("peer=mi")

    environment = environment_of(told_of(instance, "http://a.test", "http://c.test"))

    assert environment["INSTANCE"] == "http://a.test"
    assert environment["CONTROL"] == "http://c.test/peer"
    assert environment["LOGIN_PATH"] == "/login"
    assert environment["PASSWORD"] == instance.account.password
    user = instance.accounts.by_id(environment["ACCOUNT_ID"])
    assert user is not None
    assert user.email == environment["EMAIL"]


def pages_of(product):
    return [each.read_text() for each in sorted((PAGES / product).glob("*.apib"))]


def test_two_pages_of_a_product_become_one_with_all_that_they_say():
    joined = one_page(pages_of("me"))

    assert joined.count("FORMAT: 1A") == joined.count("# Data Structures") == 1
    groups = re.findall(r"^# Group (\w+)$", joined, re.MULTILINE)
    assert groups == ["Authentication", "Users"]
    for page_ in pages_of("me"):
        assert set(re.findall(r"^#+ .*\(object\)$", page_, re.MULTILINE)) <= {*joined.splitlines()}
    assert "### Create user [POST /users]" in joined


def test_page_that_stands_alone_stays_as_it_is():
    assert one_page(pages_of("mi")).strip() == pages_of("mi")[0].strip()


def test_every_step_of_dredds_hooks_is_an_action_of_a_page_and_every_body_has_one():
    hooks = (HERE / "dredd" / "hooks.js").read_text()
    steps = re.findall(r"^  '([^']+)':", hooks.partition("const STEPS")[2], re.MULTILINE)
    named = []
    for product in ("cdp", "me", "mi"):
        for text in pages_of(product):
            for line in text.splitlines():
                if resource := re.match(r"## (.+) \[", line):
                    place = resource[1]
                elif action := re.match(r"### (.+) \[(POST|PATCH|PUT)", line):
                    named.append(f"> {place} > {action[1]}")

    assert steps
    without = [each for each in named if not any(each.endswith(step) for step in steps)]
    assert without == ["> Metabase login > Get a Metabase access token"]  # it has no body
    actions = {each.rpartition(" > ")[2] for each in named}
    looked_up = {"Log out", "Retrieve invitation link", "Get user", "Delete user"}
    assert {step.rpartition("> ")[2] for step in steps} <= actions | looked_up


def test_dredd_is_of_an_exact_version_and_locked_without_addresses():
    asked_for = json.loads((HERE / "dredd" / "package.json").read_text())["dependencies"]
    lock = (HERE / "dredd" / "package-lock.json").read_text()
    locked = json.loads(lock)["packages"]

    assert asked_for == {"dredd": locked["node_modules/dredd"]["version"]}
    assert "resolved" not in lock
    assert all({"integrity", "inBundle"} & each.keys() for name, each in locked.items() if name)


@pytest.mark.parametrize("product", ["cdp", "me", "mi"])
def test_what_schemathesis_is_given_is_of_the_document(product):
    document = yaml.safe_load((DOCUMENTS / f"{product}.yaml").read_text())
    operations = {
        each["operationId"]
        for path in document["paths"].values()
        for each in path.values()
        if isinstance(each, dict)
    }
    settings = (HERE / "schemathesis" / f"{product}.toml").read_text()
    named = re.findall(r'include-operation-id = "(\w+)"', settings)
    given = re.findall(
        r'^    "(\w+)": \w+,$', (HERE / "schemathesis" / "hooks.py").read_text(), re.M
    )

    assert named == ["login"]
    assert {*named, *given} - operations <= ({"resetPassword"} if product != "me" else set())
    protected = any("security" in each for each in all_operations(document))
    assert ("[auth.dynamic.openapi.accessToken]" in settings) == protected


def all_operations(document):
    return [
        each for path in document["paths"].values() for each in path.values() if "responses" in each
    ]


FAULT_NAME, VARIANT_NAME = "options-unwrapped.mi", "pairs-1.me"


def a_comparison():
    results = [measured(tool, "honest.me", HONEST) for tool in NAMES]
    results += [measured(tool, FAULT_NAME, FAULT, "<b>boom") for tool in NAMES[:2]]
    results += [measured(tool, FAULT_NAME, FAULT) for tool in NAMES[2:]]
    results += [measured(tool, VARIANT_NAME, DIFFERENCE) for tool in NAMES[:3]]
    return Comparison(
        [*results, measured(NAMES[3], VARIANT_NAME, DIFFERENCE, "odd", secrets=3)], NAMES
    )


def test_table_tells_what_was_found_and_of_how_much():
    table = page.markdown(a_comparison(), page.Whole(1181, 931))

    rows = {line.split(" | ")[0].strip("| "): line for line in table.splitlines() if "|" in line}
    assert "| 1 of 1 (21% to 100%) | 0 of 1 |" in rows["meiro-contracts, quick"]
    assert "| 0 of 1 (0% to 79%) | 1 of 1 |" in rows["Schemathesis"]
    assert "| none | 3 in 1 of 2 runs |" in rows["Schemathesis"]
    assert rows["Dredd"].endswith("| none in 2 runs |")
    said = " ".join(table.split())
    assert "1 of 1181 faulty instances and 1 of 931 allowed ones (a part), 2026-11-01" in said
    assert all(words in said for words in page.SETUPS.values())


def test_table_of_the_whole_has_no_bounds():
    table = page.markdown(a_comparison(), page.Whole(1, 1))

    assert "(the whole)" in table
    assert "%" not in table.splitlines()[2]


def test_table_of_nothing_says_so():
    table = page.markdown(Comparison([], NAMES), page.Whole(1181, 931))

    said = " ".join(table.split())
    assert "0 of 1181 faulty instances and 0 of 931 allowed ones (a part), not yet" in said


def test_page_tells_each_instance_and_escapes_what_tools_say():
    shown = page.html(a_comparison(), page.Whole(1181, 931))

    assert "&lt;b&gt;boom" in shown
    assert "<b>boom" not in shown
    assert "options-unwrapped" in shown
    pair = next(each for each in every_pair() if each.name == VARIANT_NAME)
    assert ", ".join(pair.changes) in shown
    assert shown.count(">caught</summary>") == 2
    assert shown.count(">false alarm</summary>") == 1


def test_faults_of_time_are_those_that_only_older_tokens_show():
    lives_on = next(
        each.name for each in every_fault() if each.breaks == {"refresh.refuses-too-old"}
    )
    found = [
        measured(tool, name, FAULT)
        for tool in NAMES
        for name in (FAULT_NAME, VARIANT_NAME, lives_on)
    ]

    assert page.of_time(Comparison(found, NAMES)) == 1
    assert page.of_time(a_comparison()) == 0


def test_allowed_instances_of_several_differences_are_told_from_those_of_one():
    found = [
        measured(tool, name, DIFFERENCE) for tool in NAMES for name in ("charset.me", "pairs-1.me")
    ]

    assert page.several_words(Comparison(found, NAMES)).startswith("1 of the allowed")


def test_page_tells_what_is_said_of_honest_instances_and_where_nothing_is():
    odd = measured(NAMES[3], "honest.mi", HONEST, "GET /a: odd", product="mi")

    assert "GET /a: odd" in page.html(Comparison([odd], NAMES), page.Whole(1, 1))
    assert "<p>Nothing.</p>" in page.html(Comparison([], NAMES), page.Whole(1, 1))


def test_table_comes_between_its_marks_and_nothing_else_changes(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n")

    page.write_into(readme, "| new |\n")

    assert readme.read_text() == f"before\n{page.BEGIN}\n| new |\n{page.END}\nafter\n"


def test_readme_without_marks_is_left_as_it_is(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("before\n")

    with pytest.raises(SystemExit, match=r"README\.md lacks"):
        page.write_into(readme, "| new |\n")
    assert readme.read_text() == "before\n"


def test_readme_shows_a_row_for_each_tool_and_how_each_is_set_up():
    shown = (ROOT / "README.md").read_text().partition(page.BEGIN)[2].partition(page.END)[0]

    rows = [line.split("|")[1].strip() for line in shown.splitlines() if line.startswith("|")]
    assert tuple(rows[2:]) == NAMES
    assert all(words in " ".join(shown.split()) for words in page.SETUPS.values())
