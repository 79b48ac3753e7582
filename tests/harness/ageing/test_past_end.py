"""Which stored tokens are asked once their time is over, and what an acceptance then shows."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from harness.ageing import past_end
from harness.ageing.past_end import PastEnd
from harness.ageing.stored_tokens import Observation, StoredToken
from harness.core import clock
from harness.core.outcomes import Unproven

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END = timedelta(hours=8, minutes=1)


def aged(age: timedelta, kind: Any = "login", **of: Any) -> StoredToken:
    given = clock.now() - age
    name = f"{kind}-{age}-{of.get('spent', '')}"
    plain: dict[str, Any] = {
        "id": name,
        "batch": str(age),
        "token": name,
        "asked": given,
        "given": given,
    }
    return StoredToken(kind=kind, **(plain | of))


def test_tokens_are_over_when_they_are_past_an_age_for_certain():
    tokens = [aged(8 * HOUR), aged(9 * HOUR), aged(25 * DAY)]

    assert past_end.over(tokens, END, None) == tokens[1:]


@pytest.mark.parametrize(
    ("tokens", "count"),
    [
        ([aged(9 * HOUR, spent=True)], 0),
        ([aged(9 * HOUR, "source", spent=True)], 1),
        ([aged(9 * HOUR, token="one"), aged(10 * HOUR, token="one")], 0),
    ],
    ids=["refreshed-by-a-contract", "refreshed-by-a-planting", "one-string-for-two"],
)
def test_token_that_may_live_on_as_another_is_not_over(tokens, count):
    assert len(past_end.over(tokens, END, None)) == count


def test_one_of_each_kind_and_telling_age_is_asked_before_another():
    near, other = aged(9 * HOUR), aged(10 * HOUR)
    tokens = [near, other, aged(9 * HOUR, "sso"), aged(25 * HOUR), aged(4 * DAY), aged(25 * DAY)]

    ages = [clock.now() - each.given for each in past_end.chosen(tokens, "gate", 9)]

    assert [round(each / HOUR) for each in ages] == [600, 25, 10, 9, 9]


def test_those_that_were_asked_longest_ago_come_first():
    now = clock.now()
    asked = [Observation(now - HOUR, "gate", accepted=False)]
    tokens = [aged(30 * HOUR, observations=asked), aged(7.5 * DAY), aged(9 * HOUR)]

    assert past_end.chosen(tokens, "gate", 2) == [tokens[1], tokens[2]]


def a_gate(passing: set[str], asked: list[str]) -> Any:
    def send(token: str) -> Any:
        asked.append(token)
        if token == "limit":
            raise Unproven("asks to be left alone")
        return SimpleNamespace(token=token)

    return SimpleNamespace(send=send, lets_pass=lambda answer: answer.token in passing)


def test_token_that_passes_past_its_end_is_found_by_its_kind():
    notes: list[tuple[str, Observation]] = []
    late, sso = aged(25 * HOUR, token="late"), aged(9 * HOUR, "sso", token="sso")
    asked: list[str] = []
    past = PastEnd(lambda *note: notes.append(note))

    gate = a_gate({"late"}, asked)
    found = past.at_gate([late, sso], gate, "login")

    assert found is not None
    assert found.stored is late
    assert past.at_gate([late, sso], gate, "sso") is None
    assert len(asked) == len(notes) == past_end.AT_THE_GATE, (
        "once a run, and often enough for a replica"
    )
    assert {each.accepted for name, each in notes if name == late.id} == {True}


def test_limit_of_the_instance_ends_the_asking():
    asked: list[str] = []
    tokens = [aged(25 * HOUR, token="limit"), aged(9 * HOUR, token="near")]

    assert PastEnd(lambda *_: None).at_gate(tokens, a_gate({"near"}, asked), "login") is None
    assert asked == ["limit"]


def test_refreshed_token_is_found_and_a_refusal_is_not():
    answers = {"old": True, "older": False}

    def refresh(token: str) -> Any:
        return SimpleNamespace(succeeded=answers[token], gives_token=lambda: answers[token])

    tokens = [aged(13 * HOUR, token="old"), aged(26 * HOUR, token="older")]
    found = PastEnd(lambda *_: None).at_refresh(tokens, refresh, "login")

    assert found is not None
    assert found.stored is tokens[0]


def test_a_log_in_a_day_is_kept_for_seven_weeks_and_others_for_two_days():
    past = timedelta(hours=12, minutes=30)
    days = [aged(each * DAY + HOUR) for each in (50, 49, 2, 1)]
    same_day = aged(1 * DAY)
    others = [aged(3 * DAY, "refreshed"), aged(2 * DAY, "sso")]
    gone = [same_day, others[0], aged(52 * DAY), aged(1 * DAY, "source"), aged(2 * HOUR)]

    kept = past_end.kept([*days, *others, *gone], past)

    assert kept == {each.id for each in [*days, others[1]]}


def test_early_death_of_single_sign_on_is_remembered():
    seen = [Observation(clock.now() - 40 * HOUR, "gate", accepted=False, is_first=True)]
    tokens = [aged(44 * HOUR - each * HOUR, "sso", observations=seen) for each in range(3)]

    assert len(past_end.kept(tokens, 12.5 * HOUR)) == 3


@pytest.fixture
def now(monkeypatch):
    """Stop the clock, so that an age may lie on a boundary."""
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


WINDOWS = {
    "two-days-and-a-half": (0 * HOUR, 2.5 * DAY),
    "a-week": (7 * DAY, 9 * DAY),
    "31-bits-of-milliseconds": (24.86 * DAY, 26 * DAY),
    "a-month": (28 * DAY, 32 * DAY),
    "32-bits": (49.72 * DAY, 51 * DAY),
}
INSTANT = timedelta(microseconds=1)


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize(("low", "high"), WINDOWS.values(), ids=WINDOWS)
def test_telling_ages_begin_and_end(low, high):
    ages = [low, low - INSTANT, high, high - INSTANT]

    asked = [len(past_end.chosen([aged(each)], "gate", 9)) for each in ages]

    assert asked == [1, 0, 0, 1]


@pytest.mark.parametrize("edge", [12 * HOUR, 24 * HOUR], ids=["half-a-day", "a-day"])
def test_ages_of_another_half_of_the_first_day_are_asked_too(now, edge):
    before, since, later = (aged(edge + each * HOUR) for each in (-0.5, 0, 0.5))

    chosen = past_end.chosen([before, since, later], "gate", 2)

    assert {each.id for each in chosen} == {before.id, later.id}
    assert now - since.given == edge


def test_token_was_last_asked_at_its_latest_use_of_that_way(now):
    asked = [Observation(now - each * HOUR, "gate", accepted=False) for each in (2, 1, 3)]
    other = Observation(now, "refresh", accepted=False)
    stored = aged(9 * HOUR, observations=[*asked, other])

    assert past_end.last_asked(stored, "gate") == now - HOUR
    assert past_end.last_asked(aged(9 * HOUR), "gate") == now - 9 * HOUR


@pytest.mark.usefixtures("now")
def test_token_of_just_that_age_is_over():
    tokens = [aged(END), aged(END - INSTANT)]

    assert past_end.over(tokens, END, None) == tokens[:1]


def an_answer(*, succeeded: bool = True, token: bool = True, of: str = "refresh") -> Any:
    exchange = SimpleNamespace(operation=SimpleNamespace(id=of) if of else None)
    return SimpleNamespace(succeeded=succeeded, gives_token=lambda: token, exchange=exchange)


@pytest.mark.parametrize(
    ("answer", "is_found"),
    [
        (an_answer(), True),
        (an_answer(succeeded=False), False),
        (an_answer(token=False), False),
    ],
    ids=["refreshed", "refused", "without-a-token"],
)
def test_token_is_refreshed_by_a_success_that_gives_one(answer, is_found):
    notes: list[Observation] = []
    past = PastEnd(lambda _, seen: notes.append(seen))
    tokens = [aged(13 * HOUR)]

    found = [past.at_refresh(tokens, lambda _: answer, "login") for _ in range(2)]

    assert [each is not None for each in found] == [is_found] * 2
    assert [(each.by, each.accepted) for each in notes] == [("refresh", is_found)] * 3


def test_gate_is_asked_often_enough_for_a_replica_of_three():
    asked: list[str] = []

    PastEnd(lambda *_: None).at_gate([aged(25 * HOUR)], a_gate(set(), asked), "login")

    assert len(asked) == 5


@pytest.mark.parametrize(
    ("kind", "asked_for", "is_found"),
    [
        ("login", "login", True),
        ("source", "login", True),
        ("refreshed", "refreshed", True),
        ("renewed", "refreshed", True),
        ("sso", "sso", True),
        ("source", "refreshed", False),
        ("renewed", "login", False),
        ("login", "sso", False),
    ],
)
def test_token_stands_for_those_that_are_obtained_alike(kind, asked_for, is_found):
    past = PastEnd(lambda *_: None)

    found = past.at_refresh([aged(13 * HOUR, kind)], lambda _: an_answer(), asked_for)

    assert (found is not None) is is_found


@pytest.mark.parametrize(
    ("mine", "other", "is_same"),
    [
        ("refresh", "refresh", True),
        ("refresh", "options", False),
        ("", "", True),
        ("refresh", "", False),
        ("", "refresh", False),
    ],
)
def test_what_outlived_its_end_is_told_by_token_and_operation(mine, other, is_same):
    past = PastEnd(lambda *_: None)
    tokens = [aged(13 * HOUR), aged(25 * HOUR)]
    past.at_refresh(tokens, lambda _: an_answer(of=mine), "login")

    found = past.of(tokens[1], an_answer(of=other).exchange)

    assert (found is not None and found.stored is tokens[1]) is is_same
    assert past.of(aged(14 * HOUR), an_answer(of=mine).exchange) is None


PAST = 12.5 * HOUR


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize(
    ("age", "kind", "is_kept"),
    [
        (PAST, "login", False),
        (PAST + INSTANT, "login", True),
        (51 * DAY, "login", False),
        (51 * DAY - INSTANT, "login", True),
        (2.5 * DAY - INSTANT, "refreshed", True),
        (2.5 * DAY, "refreshed", False),
        (2 * DAY, "renewed", False),
    ],
    ids=str,
)
def test_token_is_kept_while_its_age_tells_something(age, kind, is_kept):
    assert (past_end.kept([aged(age, kind)], PAST) != set()) is is_kept
    assert past_end.kept([aged(age, kind, spent=True)], PAST) == set()


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize(
    ("apart", "count"), [(20 * HOUR, 2), (20 * HOUR - INSTANT, 1)], ids=["another-day", "one-day"]
)
def test_first_token_of_a_day_is_kept_in_whatever_order_they_come(apart, count):
    first, second = aged(3 * DAY), aged(3 * DAY - apart)

    assert past_end.kept([second, first], PAST) == {each.id for each in (first, second)[:count]}


def died(now, *, is_first=True):
    return [Observation(now - HOUR, "gate", accepted=False, is_first=is_first)]


@pytest.mark.parametrize("kind", ["sso", "renewed"])
def test_early_death_is_remembered_for_three_days(now, kind):
    ages = (3 * DAY - INSTANT, 3 * DAY)

    early = [aged(each, kind, observations=died(now)) for each in ages]

    assert past_end.kept(early, PAST) == {early[0].id}


def test_other_deaths_are_not_remembered(now):
    tokens = [
        aged(2.9 * DAY, "sso", observations=died(now, is_first=False)),
        aged(2.8 * DAY, "sso"),
        aged(2.9 * DAY, "refreshed", observations=died(now)),
    ]

    assert past_end.kept(tokens, PAST) == set()
