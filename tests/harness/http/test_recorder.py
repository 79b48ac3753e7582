"""What is found out about an exchange stands beside it, until all is handed over."""

import pytest

from harness.http.recorder import Gift, Recorded, Recorder
from spec import specification
from tests.harness.making import an_exchange


@pytest.fixture
def recorder():
    return Recorder(specification.load("me"))


def documented():
    return an_exchange("logout", json={"message": "any"})


def undocumented():
    return an_exchange("logout", status=500)


def test_exchanges_are_handed_over_in_their_order(recorder):
    sent = [undocumented(), documented(), undocumented()]
    for each in sent:
        recorder.record(each)

    assert recorder.exchanges == sent
    assert [each.exchange for each in recorder.take().recorded] == sent


def test_what_was_handed_over_is_not_handed_over_again(recorder):
    recorder.record(documented())
    recorder.dropped.append(undocumented())
    recorder.without_token.append(documented())
    recorder.refused.append(documented())
    recorder.gifts.append(Gift("options.public", documented(), "body", "200"))
    recorder.dead.append(documented())

    first, second = recorder.take(), recorder.take()

    assert [len(part) for part in first] == [1, 1, 1, 1, 1, 1]
    assert [len(part) for part in second] == [0, 0, 0, 0, 0, 0]
    assert recorder.exchanges == []


def test_answer_is_held_against_its_page(recorder):
    exchange = undocumented()

    recorder.record(exchange)

    [violation] = recorder.of(exchange).violations
    assert violation.startswith("status 500 is not documented")


def test_exchanges_that_look_alike_are_told_apart(recorder):
    one, other = documented(), documented()
    recorder.record(one)
    recorder.record(other)

    recorder.note(other, "the smallest case")

    assert [each.note for each in recorder.take().recorded] == ["", "the smallest case"]


def test_what_is_found_out_later_adds_to_what_is_known(recorder):
    exchange = undocumented()
    recorder.record(exchange)

    recorder.note(exchange, "the smallest case")
    recorder.add_violations(exchange, ["another message"])
    recorder.supersede(exchange)

    [found] = recorder.take().recorded
    assert len(found.violations) == 2
    assert found.violations[1] == "another message"
    assert (found.note, found.is_superseded) == ("the smallest case", True)


def test_gateway_that_turns_out_to_be_the_instance_is_taken_back(recorder):
    exchange = documented()
    recorder.record(exchange)
    recorder.supersede(exchange)

    recorder.supersede(exchange, is_superseded=False)

    assert not recorder.of(exchange).is_superseded


def test_nothing_is_known_of_an_exchange_that_was_not_recorded(recorder):
    exchange = documented()

    assert recorder.of(exchange) == Recorded(exchange)
    assert recorder.exchanges == []


def test_exchange_that_was_handed_over_is_not_recorded_again_for_nothing(recorder):
    exchange = documented()
    recorder.record(exchange)
    recorder.take()

    recorder.add_violations(exchange, [])

    assert recorder.take().recorded == []


def test_violation_that_is_found_after_it_was_handed_over_is_not_lost(recorder):
    exchange = documented()
    recorder.record(exchange)
    recorder.take()

    recorder.add_violations(exchange, ["another message"])

    assert recorder.take().recorded == [Recorded(exchange, ("another message",))]
