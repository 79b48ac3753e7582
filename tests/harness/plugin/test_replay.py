"""Which contracts a replay runs, and what it says where it can't."""

import json
from types import SimpleNamespace
from typing import cast

import pytest

from harness.core.errors import BadTarget
from harness.plugin.keys import CONTRACT
from harness.plugin.options import chosen_targets
from harness.plugin.replay import chosen_card
from harness.plugin.selection import checks_all_contracts
from tests.matrix import run_suite

LOGIN, INPUT = "contracts/test_login.py::test_x", "contracts/test_input.py::test_y"
CAUSE = {
    "id": "5ef7c9ce",
    "target": "acme",
    "rule": "login.issues-token",
    "tests": [f"{INPUT}[acme~login-null]", f"{LOGIN}[acme]"],
    "places": ["login"],
}


def config(directory, card="5ef7c9ce"):
    given = {"replay": card, "reports": str(directory), "targets_file": "targets.toml"}
    return cast("pytest.Config", SimpleNamespace(getoption=given.get))


def written(directory, *causes):
    (directory / "results.json").write_text(json.dumps({"causes": list(causes)}))
    return directory


def an_item(nodeid, target="acme", operation="login"):
    item = SimpleNamespace(nodeid=nodeid, stash=pytest.Stash())
    contract = SimpleNamespace(target=SimpleNamespace(name=target), operation=operation)
    item.stash[CONTRACT] = contract
    return cast("pytest.Item", item)


@pytest.fixture
def card(tmp_path):
    card = chosen_card(config(written(tmp_path, CAUSE)))
    assert card is not None
    return card


def run_of(card, *items):
    chosen, lines = card.chosen(items)
    return [each.nodeid for each in chosen], lines


EVERY = [f"{LOGIN}[acme]", f"{INPUT}[acme~login-null]", f"{INPUT}[acme~login-array]"]


def test_no_option_no_card(tmp_path):
    assert chosen_card(config(tmp_path, None)) is None


def test_contracts_of_the_card_are_run_and_no_others(card):
    assert run_of(card, *map(an_item, EVERY)) == (EVERY[:2], [])


def test_reports_that_the_card_is_read_from_are_left(card, tmp_path):
    assert card.reports == tmp_path / "replay"
    assert "5ef7c9ce: login.issues-token on acme" in card.header()
    assert str(card.reports) in card.header()


def test_own_target_is_replayed_where_others_are_chosen_as_well(card):
    other = an_item(f"{LOGIN}[other]", "other")

    assert run_of(card, an_item(EVERY[0]), other)[0] == EVERY[:1]


def test_card_of_another_target_is_replayed_and_said(card):
    other = [an_item(each.replace("[acme", "[dev"), "dev") for each in EVERY]

    chosen, lines = run_of(card, *other)

    assert chosen == [f"{LOGIN}[dev]", f"{INPUT}[dev~login-null]"]
    assert lines == ["replay: the card is of acme, not of dev"]


def test_contract_that_is_gone_is_said(card):
    assert run_of(card, an_item(EVERY[0]))[1] == [f"replay: {INPUT}[acme~login-null] is not there"]


def test_nothing_left_is_an_error(card):
    with pytest.raises(BadTarget, match="no contract of 5ef7c9ce is there for acme"):
        card.chosen([an_item(EVERY[2])])


def test_what_no_contract_met_is_replayed_by_those_of_its_operation(tmp_path):
    cause = CAUSE | {"tests": ["contracts::answers.documented[acme-login-500]"]}
    card = chosen_card(config(written(tmp_path, cause)))
    logout = an_item("contracts/test_logout.py::test_z[acme]", operation="logout")

    assert run_of(card, an_item(EVERY[0]), logout) == (EVERY[:1], [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "results.json is not there: name the directory of the report by --reports DIR"),
        ("{", "is no results.json of this suite"),
        ("[]", "is no results.json of this suite"),
        ('{"causes": [{"id": "5ef7c9ce"}]}', "is no results.json of this suite"),
        ('{"causes": []}', "has no card 5ef7c9ce: it has none"),
        ("{}", "has no card 5ef7c9ce: it has none"),
        ('{"causes": [{"id": "aaaaaaaa"}]}', "has no card 5ef7c9ce: it has aaaaaaaa"),
    ],
)
def test_card_that_can_not_be_read_is_one_line(tmp_path, content, words):
    if content is not None:
        (tmp_path / "results.json").write_text(content)

    with pytest.raises(BadTarget) as failure:
        chosen_card(config(tmp_path))

    assert words in str(failure.value)
    assert "\n" not in str(failure.value)


def test_replay_checks_not_all_contracts(tmp_path):
    of = SimpleNamespace(
        option=SimpleNamespace(),
        getoption={"replay": "5ef7c9ce"}.get,
        args=["contracts"],
        invocation_params=SimpleNamespace(dir=tmp_path),
    )

    assert not checks_all_contracts(cast("pytest.Config", of))


def test_card_of_an_instance_is_not_replayed_on_the_embedded_ones(tmp_path):
    with pytest.raises(BadTarget, match="5ef7c9ce is of acme: name the instance by --target"):
        chosen_targets(config(written(tmp_path, CAUSE)))


def test_card_of_an_embedded_instance_is_replayed_there(tmp_path):
    assert chosen_targets(config(written(tmp_path, CAUSE | {"target": "me"}))) is None


@pytest.mark.starts_process
def test_unknown_card_is_exit_4(tmp_path):
    run = run_suite(["--replay", "5ef7c9ce"], written(tmp_path))

    assert run.exit_code == 4
    assert "has no card 5ef7c9ce: it has none" in run.console
    assert json.loads((tmp_path / "results.json").read_text()) == {"causes": []}
