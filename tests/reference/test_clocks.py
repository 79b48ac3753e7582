import asyncio
import time
from collections.abc import Callable
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest
from starlette.types import Message

from reference.answers import Answer
from reference.commands import build
from reference.jwt import JSONWebTokens
from reference.products import PRODUCTS
from reference.serving import dated
from reference.sessions import TooOldError, UnknownTokenError
from tests.reference.asking import HOUR, Seen, request
from tests.reference.journey import Journey

Instances = dict[str, dict[str, Any]]
A_WHILE = 20
"""Seconds, within which any machine answers; no clock here is off by so few."""


class Kept:
    """An instance in this process, whose clock stands still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, made_of: str) -> None:
        monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
        self.instance = build(f"kept={made_of}")
        self.sessions = self.instance.sessions
        user = self.instance.accounts.find(self.instance.account.email)
        assert user is not None
        self.user = user

    def log_in(self) -> str:
        return self.sessions.issue(self.user)

    def wait(self, hours: float) -> None:
        self.instance.clock.advance(hours * HOUR)

    def authenticates(self, token: str) -> bool:
        return self.sessions.authenticate(token) is self.user

    def refreshes(self, token: str) -> bool:
        try:
            return bool(self.sessions.refresh(token))
        except (UnknownTokenError, TooOldError):
            return False


Keep = Callable[[str], Kept]


@pytest.fixture
def keep(monkeypatch: pytest.MonkeyPatch) -> Keep:
    return lambda made_of: Kept(monkeypatch, made_of)


def told_by(answer: Seen) -> float:
    """Give the time that the one Date of an answer tells, in seconds since the epoch."""
    [date] = answer.headers["date"]
    told = parsedate_to_datetime(date)
    assert format_datetime(told, usegmt=True) == date
    return told.timestamp()


def off_by(seconds: float, told: float) -> bool:
    return abs(told - time.time() - seconds) < A_WHILE


@pytest.mark.parametrize("product", PRODUCTS)
def test_date_moves_with_the_clock(fresh_instances: Instances, product: str) -> None:
    journey = Journey(fresh_instances[product])
    before = told_by(request(journey.base, "GET", journey.options))

    now = journey.controlled("/clock", {"seconds": 26 * HOUR})["now"]

    after = told_by(request(journey.base, "GET", journey.options))
    assert 26 * HOUR <= after - before < 26 * HOUR + A_WHILE
    assert 0 <= after - int(now) < A_WHILE


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "options", 200), ("GET", "/components", 401), ("GET", "/no", 404), ("PUT", "", 405)],
)
@pytest.mark.parametrize("change", ["", ".chunked", ".upper-case-headers", ".charset", ".jwt"])
@pytest.mark.parametrize("product", PRODUCTS)
def test_each_answer_has_one_date(
    instances: Instances, product: str, change: str, method: str, path: str, status: int
) -> None:
    journey = Journey(instances[product + change])
    path = journey.options if path == "options" else path or journey.login

    answer = request(journey.base, method, path)

    assert answer.status == status
    assert off_by(0, told_by(answer))


def test_date_of_an_answer_gives_way_to_the_clock() -> None:
    sent: list[Message] = []
    answer = Answer(200, headers=[("Date", "never"), ("DATE", "ever"), ("Age", "1")]).render()

    async def send(event: Message) -> None:
        sent.append(event)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def exchange() -> None:
        await dated(answer, lambda: 1_800_000_000.9)({"type": "http"}, receive, send)

    asyncio.run(exchange())

    assert sent[0]["headers"] == [
        (b"date", b"Fri, 15 Jan 2027 08:00:00 GMT"),
        (b"content-length", b"0"),
        (b"age", b"1"),
    ]


def test_control_port_tells_the_time_of_the_system(fresh_instances: Instances) -> None:
    journey = Journey(fresh_instances["mi"])
    journey.controlled("/clock", {"seconds": HOUR})

    answers = [request(journey.control, "GET", path) for path in ("/requests", "/no", "/age")]

    assert [answer.status for answer in answers] == [200, 404, 405]
    assert all(off_by(0, told_by(answer)) for answer in answers)


@pytest.mark.parametrize("seconds", [1e300, 3e11, -3e11])
def test_clock_stays_within_the_years_of_a_date(fresh_instances: Instances, seconds: float) -> None:
    journey = Journey(fresh_instances["mi"])

    assert request(journey.control, "POST", "/clock", {"seconds": seconds}).status == 400
    assert request(journey.base, "GET", journey.options).status == 200


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(("change", "seconds"), [("ahead", 45), ("behind", -45)])
def test_clock_that_is_off_shows_in_the_date(
    instances: Instances, product: str, change: str, seconds: float
) -> None:
    journey = Journey(instances[f"{product}.clock-45s-{change}"])

    assert off_by(seconds, told_by(request(journey.base, "GET", journey.options)))


@pytest.mark.parametrize("product", PRODUCTS)
def test_idle_session_ends_for_good(keep: Keep, product: str) -> None:
    kept = keep(f"{product}+idle-sessions")
    idle, used, refreshed = (kept.log_in() for _ in range(3))

    kept.wait(0.9)
    assert kept.authenticates(used)
    assert kept.refreshes(refreshed)
    kept.wait(0.1)

    assert [kept.authenticates(each) for each in (idle, used, refreshed)] == [False, True, True]
    assert not kept.refreshes(idle)
    kept.wait(-0.5)
    assert not kept.authenticates(idle)


def test_refused_use_keeps_no_session_from_idling(keep: Keep) -> None:
    kept = keep("me+idle-sessions")
    token = kept.log_in()
    kept.sessions.make_older(token, 8 * HOUR)

    kept.wait(0.9)
    assert not kept.authenticates(token)
    kept.wait(0.2)

    assert not kept.refreshes(token)


def test_used_session_lives_for_its_8_hours(keep: Keep) -> None:
    kept = keep("mi+idle-sessions")
    token = kept.log_in()

    passed = []
    for _ in range(17):
        kept.wait(0.5)
        passed.append(kept.authenticates(token))

    assert passed == [True] * 15 + [False] * 2


@pytest.mark.parametrize(
    ("change", "moments"), [("deploys", [3, 8, 13, 18, 23]), ("restarts-nightly", [2])]
)
@pytest.mark.parametrize("product", PRODUCTS)
def test_every_session_ends_at_fixed_moments(
    keep: Keep, product: str, change: str, moments: list[int]
) -> None:
    kept = keep(f"{product}+{change}")
    ended, token = [], kept.log_in()

    for quarter in range(1, 26 * 4 + 1):
        young = kept.log_in()
        kept.wait(0.25)
        if not kept.authenticates(young):
            ended.append(quarter / 4)
            assert not kept.refreshes(young)
        assert kept.authenticates(kept.log_in())

    assert ended == moments
    assert not kept.authenticates(token)


@pytest.mark.parametrize("change", ["idle-sessions", "deploys", "restarts-nightly"])
@pytest.mark.parametrize("spelling", ["", "+jwt"])
def test_ageing_moves_no_moment(keep: Keep, change: str, spelling: str) -> None:
    kept = keep(f"cdp{spelling}+{change}")

    older = kept.sessions.make_older(kept.log_in(), 7.9 * HOUR)

    assert older is not None
    assert kept.authenticates(older)
    assert kept.refreshes(older)


@pytest.mark.parametrize("product", PRODUCTS)
def test_eleventh_session_ends_the_oldest(keep: Keep, product: str) -> None:
    kept = keep(f"{product}+ten-sessions")
    tokens = [kept.log_in() for _ in range(11)]

    assert [kept.authenticates(each) for each in tokens] == [False] + [True] * 10
    assert not kept.refreshes(tokens[0])


@pytest.mark.parametrize("product", PRODUCTS)
def test_refresh_ends_all_but_what_it_gives(keep: Keep, product: str) -> None:
    kept = keep(f"{product}+refresh-ends-all")
    token, other = kept.log_in(), kept.log_in()

    renewed = kept.sessions.refresh(token)

    assert [kept.authenticates(each) for each in (token, other, renewed)] == [False, False, True]


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(("change", "told"), [("jwt", 8), ("jwt-exp-12h", 12)])
def test_json_web_token_tells_its_times(keep: Keep, product: str, change: str, told: int) -> None:
    kept = keep(f"{product}+{change}")
    token = kept.log_in()

    claims = JSONWebTokens(kept.sessions).part(token, 1)

    assert claims["iat"] == 1_800_000_000
    assert claims["exp"] == 1_800_000_000 + told * HOUR
    kept.wait(7.9)
    assert kept.authenticates(token)
    kept.wait(0.1)
    assert not kept.authenticates(token)


@pytest.mark.parametrize("product", PRODUCTS)
def test_short_lived_token_is_refreshed_for_12_hours(keep: Keep, product: str) -> None:
    kept = keep(f"{product}+token-dies-in-a-second")
    token = kept.log_in()

    assert kept.authenticates(token)
    kept.wait(1 / HOUR)
    assert not kept.authenticates(token)
    kept.wait(11.9)
    assert kept.refreshes(token)
    kept.wait(0.1)
    assert not kept.refreshes(token)


def test_only_the_second_refresh_keeps_the_age(keep: Keep) -> None:
    kept = keep("cdp+refresh-twice-inherits")
    first = kept.log_in()
    kept.wait(4)
    second = kept.sessions.refresh(first)
    kept.wait(5)
    third = kept.sessions.refresh(second)
    assert [kept.authenticates(each) for each in (first, second, third)] == [False, True, True]

    kept.wait(3)

    assert [kept.authenticates(each) for each in (second, third)] == [False, False]


def test_refreshed_token_lives_for_9_hours_and_no_other_does(keep: Keep) -> None:
    kept = keep("mi+refreshed-token-lives-9h")
    token = kept.log_in()
    renewed = kept.sessions.refresh(token)

    kept.wait(8.9)
    assert [kept.authenticates(each) for each in (token, renewed)] == [False, True]
    kept.wait(0.1)
    assert not kept.authenticates(renewed)
    kept.wait(2.9)
    assert kept.refreshes(renewed)
    kept.wait(0.1)

    assert not kept.refreshes(renewed)


def test_refused_use_revives_an_expired_token(keep: Keep) -> None:
    kept = keep("me+expired-use-revives")
    token = kept.log_in()
    kept.wait(8)

    used = [kept.authenticates(token) for _ in range(2)]

    assert used == [False, True]


def test_refused_refresh_revives_a_logged_out_token(keep: Keep) -> None:
    kept = keep("cdp+refresh-undoes-logout")
    token = kept.log_in()
    kept.sessions.end(token)
    assert not kept.authenticates(token)

    assert not kept.refreshes(token)

    assert kept.authenticates(token)
