"""What a run stores at its end for later ones, when it does, and what it takes off the ledger."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet

from harness.ageing.age import Windows
from harness.ageing.ledger import Ledger
from harness.ageing.planting import Planting
from harness.ageing.stored_tokens import Observation, StoredToken
from harness.core import clock
from harness.core.outcomes import Unproven
from harness.run.target_run import TargetRun
from tests.harness.making import a_target, python
from tests.harness.wire import http

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOG_IN, REFRESH, LOG_OUT = ("POST /api/users/login", "PATCH /api/users/login", "DELETE")
CODE = python('print(\'{"code": "a-code"}\')')
SSO_IS_OFF = frozenset({"is_okta_login_enabled"})


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "acme.ledger", Fernet.generate_key(), {})


@pytest.fixture
def plant(wire, ledger) -> Iterator[Callable[..., Counter[str]]]:
    """Plant on a target, and tell what is new in the ledger, by kind."""
    runs: list[TargetRun] = []

    def plant(
        switched_off: frozenset[str] = frozenset(),
        offset: timedelta | None = None,
        **target: Any,
    ) -> Counter[str]:
        before = set(ledger.read().tokens)
        run = TargetRun(a_target(url=wire.url, product="me", **target), switched_off)
        runs.append(run)
        run.client.clock_offset = offset
        windows = Windows.of(run.spec, run.target.skew)
        Planting(ledger, run.client, run.api, run.target, run.tokens, windows).plant()
        tokens = ledger.read().tokens.items()
        return Counter(each.kind for name, each in tokens if name not in before)

    yield plant
    for run in runs:
        run.close()


def store(ledger, *ages: timedelta, kind: Any = "login", **of: Any) -> None:
    """Store tokens of these ages, each of a planting of its own unless ``of`` says otherwise."""
    with ledger.transaction() as book:
        for age in ages:
            at = clock.now() - age
            plain: dict[str, Any] = {"batch": str(age)}
            made = {"token": f"old-{age}", "asked": at, "given": at}
            book.add(StoredToken(id=str(age), kind=kind, **(plain | made | of)))


def test_two_tokens_of_each_kind_are_stored(plant, ledger):
    assert plant() == {"login": 2, "source": 2, "refreshed": 2}

    stored = ledger.read().tokens.values()
    assert len({each.batch for each in stored}) == 1
    assert all(each.asked <= each.given for each in stored)
    assert not any(each.spent or each.parent_age for each in stored)


@pytest.mark.starts_process
def test_tokens_of_single_sign_on_are_stored_where_there_are_codes(plant):
    assert plant(sso_code=CODE)["sso"] == 2


def test_tokens_of_single_sign_on_are_not_where_it_is_switched_off(plant):
    assert "sso" not in plant(SSO_IS_OFF, sso_code=CODE)


def test_clock_that_went_back_stops_no_planting_where_the_instance_tells_the_time(plant, ledger):
    store(ledger, -24 * HOUR, offset=-86_400.0)

    assert plant(offset=timedelta()) == {"login": 2, "source": 2, "refreshed": 2}


def test_clock_that_went_back_stores_nothing_where_nobody_tells_the_time(plant, ledger):
    store(ledger, -24 * HOUR)

    with pytest.raises(Unproven, match="clock is behind what an earlier run wrote"):
        plant()

    assert len(ledger.read().tokens) == 1


def test_clock_within_the_skew_is_none_that_went_back(plant, ledger):
    store(ledger, timedelta(seconds=-30))

    assert plant() == {}  # there is one of this moment


def test_what_was_stored_before_a_failure_is_kept(plant, ledger, wire):
    wire.answers = [http(200, {"token": "first-token"}), http(500, {"message": "boom"})]

    with pytest.raises(Unproven, match=r"login\.issues-token"):
        plant()

    assert [each.token for each in ledger.read().tokens.values()] == ["first-token"]


@pytest.mark.parametrize(
    ("ages", "is_due"),
    [
        ([], True),
        ([14 * MINUTE], False),
        ([16 * MINUTE], True),
        ([39 * MINUTE], True),
        ([41 * MINUTE], False),
        ([119 * MINUTE], False),
        ([121 * MINUTE], True),
        ([36 * MINUTE, 16 * MINUTE], False),
        ([139 * MINUTE, 119 * MINUTE], False),
        ([141 * MINUTE, 121 * MINUTE], True),
        ([4 * HOUR, 16 * MINUTE], True),
    ],
    ids=lambda value: "-".join(str(each) for each in value) if isinstance(value, list) else None,
)
def test_planting_comes_in_pairs_and_pairs_hours_apart(plant, ledger, ages, is_due):
    store(ledger, *ages)

    assert bool(plant()) is is_due


def test_second_planting_refreshes_the_sources_of_the_first(plant, ledger, wire):
    store(ledger, 20 * MINUTE, 20 * MINUTE + timedelta(seconds=1), kind="source", batch="noon")

    plant()

    tokens = ledger.read().tokens.values()
    ages = [each.parent_age for each in tokens if each.kind == "refreshed"]
    assert [round(each / 60) for each in ages] == [20, 20]
    assert all(each.spent for each in tokens if each.token.startswith("old-"))
    assert sum(b"old-0:20:0" in each for each in wire.requests) == 2


@pytest.mark.parametrize(
    ("age", "of"),
    [
        (20 * MINUTE, {"kind": "login"}),
        (20 * MINUTE, {"spent": True}),
        (20 * MINUTE, {"observations": [Observation(clock.now(), "gate", accepted=False)]}),
        (8 * HOUR, {}),
    ],
    ids=["no-source", "spent", "refused", "expired"],
)
def test_token_that_cannot_be_a_parent_is_left_alone(plant, ledger, wire, age, of):
    store(ledger, age, **({"kind": "source"} | of))

    assert plant()["refreshed"] == 2

    assert not any(b"old-" in each for each in wire.requests)


def test_token_that_is_past_use_is_logged_out_and_taken_off(plant, ledger, wire):
    store(ledger, 12 * HOUR + 29 * MINUTE, 12 * HOUR + 31 * MINUTE, 12 * HOUR + 33 * MINUTE)

    plant()

    ended = [each for each in wire.requests if each.startswith(LOG_OUT.encode())]
    assert [b"old-12:31" in each for each in ended] == [True]
    kept = [each for each in ledger.read().tokens.values() if each.token.startswith("old-")]
    assert [each.token for each in kept] == ["old-12:29:00", "old-12:33:00"], "one a day is kept"


def test_second_of_two_expired_tokens_is_refreshed_as_well(plant, ledger, wire):
    of_age = 8 * HOUR + 10 * MINUTE
    second = of_age - timedelta(seconds=1)
    store(ledger, of_age, second, kind="refreshed", batch="night")

    assert plant()["renewed"] == 1

    assert not ledger.read().tokens[str(of_age)].spent
    assert any(f"old-{second}".encode() in each for each in wire.requests)


@pytest.mark.parametrize("age", [8 * HOUR, 12 * HOUR])
def test_token_that_is_not_expired_or_too_old_is_not_refreshed_so(plant, ledger, age):
    store(ledger, age, age - timedelta(seconds=1), kind="refreshed", batch="night")

    assert "renewed" not in plant()


def test_what_a_contract_refreshed_is_no_planting(plant, ledger):
    store(ledger, 4 * HOUR, 5 * MINUTE, kind="renewed")

    assert plant()["login"] == 2
