"""What comes and goes while an instance is served: changes, restarts, and keys of tokens."""

from __future__ import annotations

from typing import Any

import pytest

from reference.commands import build
from reference.passing import PassingChanges
from reference.products import PRODUCTS
from reference.registries import REGISTRIES, find_change
from tests.living import living_instances
from tests.reference.asking import HOUR, Seen, request
from tests.reference.journey import Journey

NAMES = {"me": "me", "mi": "mi", "jwt": "cdp+jwt"}
EVERY_CHANGE = [
    (product, change.name)
    for registry in REGISTRIES
    for change in registry.values()
    for product in change.products
]


@pytest.fixture
def served():
    """Fresh instances, each of its journey."""
    with living_instances(NAMES) as described:
        yield {name: Journey(each) for name, each in described.items()}


def change(journey: Journey, method: str, body: object) -> Seen:
    return request(journey.control, method, "/changes", body)


def passes(journey: Journey, token: str) -> bool:
    journey.probe(token)
    return journey.statuses[-1] == 200


def log_out(journey: Journey) -> int:
    token = journey.log_in()
    return journey.send("DELETE", journey.login, {"token": token}, token).status


def test_fault_comes_and_goes_and_sessions_go_on(served: dict[str, Journey]) -> None:
    mi = served["mi"]
    token = mi.log_in()
    assert log_out(mi) == 200

    assert change(mi, "POST", {"name": "logout-answers-204"}).json() == ["logout-answers-204"]
    assert log_out(mi) == 204

    assert change(mi, "DELETE", {"name": "logout-answers-204"}).json() == []
    assert log_out(mi) == 200
    assert passes(mi, token)


def test_change_that_is_taken_out_leaves_those_after_it(served: dict[str, Journey]) -> None:
    mi = served["mi"]
    for name in ("sso-answers-201", "logout-answers-204"):
        change(mi, "POST", {"name": name})

    assert change(mi, "DELETE", {"name": "sso-answers-201"}).json() == ["logout-answers-204"]

    code = mi.controlled("/sso-code", {})["code"]
    assert mi.send("POST", mi.sso, {"code": code}).status == 200
    assert log_out(mi) == 204


def test_change_of_how_answers_are_served_comes_and_goes(served: dict[str, Journey]) -> None:
    mi, null = served["mi"], {"email": None, "password": None}
    change(mi, "POST", {"name": "hangs-up-on-null"})
    assert mi.send("POST", mi.login, null).status == 0

    change(mi, "DELETE", {"name": "hangs-up-on-null"})

    assert mi.send("POST", mi.login, null).status in range(400, 500)


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("POST", {"name": "no-such-change"}, 400),
        ("POST", {"name": "metabase-accepts-expired"}, 400),
        ("POST", {}, 400),
        ("DELETE", {"name": "logout-answers-204"}, 404),
    ],
)
def test_control_refuses_what_it_cannot_change(
    served: dict[str, Journey], method: str, body: object, status: int
) -> None:
    assert change(served["mi"], method, body).status == status
    assert request(served["mi"].control, "GET", "/changes").json() == []


def attributes(instance: Any) -> list[dict[str, object]]:
    services = ("sessions", "accounts", "sso", "mailbox")
    return [dict(vars(each)) for each in (instance, *(vars(instance)[name] for name in services))]


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_change_is_taken_out_whole(product: str) -> None:
    instance = build(f"{product}={product}")
    passing, before = PassingChanges(instance), attributes(instance)
    changed = 0

    for name in (name for of, name in EVERY_CHANGE if of == product):
        passing.plant(find_change(name, product))
        changed += attributes(instance) != before
        passing.take_out(name)
        assert attributes(instance) == before, name

    assert changed > 100


def test_clock_goes_on_while_a_change_is_in() -> None:
    instance = build("mi=mi")
    passing = PassingChanges(instance)
    passing.plant(find_change("logout-answers-204", "mi"))
    instance.clock.advance(HOUR)

    passing.take_out("logout-answers-204")

    assert instance.clock.offset == HOUR


@pytest.mark.parametrize("name", NAMES)
def test_restart_ends_sessions_and_no_account(served: dict[str, Journey], name: str) -> None:
    journey = served[name]
    token = journey.log_in()

    assert request(journey.control, "POST", "/restart").status == 204

    assert not passes(journey, token)
    assert passes(journey, journey.log_in())


@pytest.mark.parametrize("keeps_old", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_tokens_of_the_key_before_live_where_it_is_kept(
    served: dict[str, Journey], name: str, *, keeps_old: bool
) -> None:
    journey = served[name]
    token = journey.log_in()

    sent = {"keeps_old": keeps_old}
    statuses = [request(journey.control, "POST", "/key", sent).status for _ in range(2)]

    assert statuses == [204, 204]
    assert passes(journey, token) is keeps_old
    assert passes(journey, journey.log_in())
    if name == "jwt":
        assert not passes(journey, f"{token[:-4]}AAAA")


def test_key_is_told_what_becomes_of_the_old_one(served: dict[str, Journey]) -> None:
    assert request(served["mi"].control, "POST", "/key", {"keeps_old": 1}).status == 400


def test_sessions_end_amid_requests_once(served: dict[str, Journey]) -> None:
    mi = served["mi"]
    token = mi.log_in()
    change(mi, "POST", {"name": "restart-amid-requests"})

    passed = [passes(mi, token) for _ in range(59)]
    at_last = passes(mi, token)

    assert all(passed)
    assert not at_last
    again = mi.log_in()
    assert all(passes(mi, again) for _ in range(70))


@pytest.mark.parametrize("name", ["deploys", "idle-4h", "idle-sessions", "restarts-at-odd-hours"])
def test_session_of_before_ends_by_the_change_that_came(
    served: dict[str, Journey], name: str
) -> None:
    mi = served["mi"]
    token = mi.log_in()
    change(mi, "POST", {"name": name})

    assert passes(mi, token)
    mi.controlled("/clock", {"seconds": 7 * HOUR})

    assert not passes(mi, token)
    assert passes(mi, mi.log_in())


def test_log_ins_of_an_hour_are_limited(served: dict[str, Journey]) -> None:
    mi = served["mi"]
    credentials = {name: mi.account[name] for name in ("email", "password")}
    change(mi, "POST", {"name": "thirty-log-ins-an-hour"})

    answers = [mi.send("POST", mi.login, credentials) for _ in range(31)]

    assert [each.status for each in answers] == [200] * 30 + [429]
    [left] = answers[-1].headers["retry-after"]
    assert HOUR - 60 < int(left) <= HOUR
    mi.controlled("/clock", {"seconds": HOUR})
    assert mi.send("POST", mi.login, credentials).status == 200


def test_maintenance_answers_for_the_instance(served: dict[str, Journey]) -> None:
    mi = served["mi"]
    change(mi, "POST", {"name": "closed-for-maintenance"})
    closed = mi.send("GET", mi.options)
    change(mi, "DELETE", {"name": "closed-for-maintenance"})

    assert (closed.status, closed.headers["content-type"]) == (503, ["text/html; charset=utf-8"])
    assert mi.send("GET", mi.options).status == 200
