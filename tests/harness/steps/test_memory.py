"""What is remembered of a run's events from one script to the next."""

import pytest

from harness.core.exchange import Request
from harness.steps.memory import Memory
from harness.steps.origins import gives
from harness.steps.trace import Given
from tests.harness.making import an_exchange

TOKEN = "an-opaque-token/with-a-solidus"
GAVE = b'{"token": "an-opaque-token/with-a-solidus"}'
ESCAPED = b'{"token": "an-opaque-token\\/with-a-solidus"}'


def first(memory, events, gives=gives):
    return memory.first(TOKEN, events, {event: n for n, event in enumerate(events)}, gives)


@pytest.mark.parametrize("body", [GAVE, ESCAPED])
def test_first_event_that_gave_a_value_is_known_by_its_place(body):
    other, gave = an_exchange("login", body=b"{}"), an_exchange("login", body=body)

    assert first(Memory(), [other, gave, an_exchange("login", body=GAVE)]) == 1
    assert first(Memory(), [other, other]) is None


def test_search_goes_on_where_it_ended():
    memory, events = Memory(), [an_exchange("login", body=b"{}")]
    assert first(memory, events) is None

    events.append(an_exchange("login", body=GAVE))

    assert first(memory, events) == 1
    assert first(memory, events) == 1


def test_value_that_was_sent_before_is_given_by_nothing():
    request = Request("PATCH", "https://a.test/users/login", (), GAVE)
    sent = an_exchange("refreshToken", request=request)
    memory, events = Memory(), [sent, an_exchange("login", body=GAVE)]

    assert first(memory, events) is None
    assert first(memory, events[1:]) == 0


def test_event_that_is_gone_is_looked_for_no_more():
    memory = Memory()
    gave, again = an_exchange("login", body=GAVE), an_exchange("login", body=GAVE)
    assert first(memory, [gave, again]) == 0

    assert first(memory, [again]) == 0
    assert first(memory, []) is None


def test_event_is_looked_at_once_for_a_value():
    memory, looked = Memory(), []
    request = Request("PATCH", "https://a.test/users/login", (), GAVE)
    events = [
        an_exchange("login", body=b"{}"),
        an_exchange("refreshToken", request=request),
        an_exchange("login", body=GAVE),
    ]

    def noted(event, value, escaped):
        looked.append(event)
        return gives(event, value, escaped)

    for _ in range(2):
        assert first(memory, events, noted) is None
    assert looked == [events[1]]


@pytest.mark.parametrize(("text", "place"), [(TOKEN, 1), ("another", None)])
def test_token_that_was_made_older_is_given_by_that(text, place):
    events = [an_exchange("login", body=b"{}"), Given("aged", text)]

    assert first(Memory(), events) == place
