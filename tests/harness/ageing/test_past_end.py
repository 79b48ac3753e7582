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
