"""What a client does where a gateway answers in the place of the instance."""

import pytest

from harness.core.errors import NoAnswer
from harness.core.outcomes import Unproven
from harness.results.observed import findings
from spec import specification
from tests.harness.wire import LOG_IN, LOOK_UP, http, log_in


def test_look_up_that_a_gateway_answers_is_asked_once_more(wire, sender):
    wire.answers = [http(503, {}), http(200, {})]

    exchange = sender.send("GET", "/components", headers={"X-Access-Token": "t"})

    assert exchange.status == 200
    assert wire.lines == ["GET /api/components", LOOK_UP, "GET /api/components"]
    assert [each.is_superseded for each in sender.recorder.take().recorded] == [True, False, False]
    [line] = sender.front.lines()
    words = "first at GET /api/components (503, application/json)"
    assert line == f"a gateway answered instead of the instance, once, {words}"


def test_what_may_have_been_done_is_not_sent_again(wire, sender):
    wire.answers = [http(503, {}), http(200, {})]

    with pytest.raises(Unproven, match=r"a gateway answered 503 .* is not sent again"):
        log_in(sender)

    assert wire.lines == [LOG_IN, LOOK_UP]
    assert not [each for seen in sender.recorder.take().recorded[:1] for each in findings(seen)]


def test_generated_input_is_sent_again_behind_a_gateway(wire, sender):
    wire.answers = [http(502, {}), http(400, {})]
    sender.is_generating = True

    assert log_in(sender).status == 400
    assert wire.lines == [LOG_IN, LOOK_UP, LOG_IN]


def test_instance_that_answers_503_time_and_again_has_answered_so(wire, sender):
    wire.answers = [http(503, {})]
    operation = specification.load("cdp").operation("login")
    for _ in range(2):
        with pytest.raises(Unproven):
            sender.send("POST", operation.path, operation=operation, body=b"{}")

    exchange = sender.send("POST", operation.path, operation=operation, body=b"{}")

    assert exchange.status == 503
    told = findings(sender.recorder.of(exchange))
    assert [each["case"] for each in told if each["outcome"] == "broken"] == ["503"]


def test_gateways_answers_count_in_a_row(wire, sender):
    wire.answers = [http(503, {}), http(200, {}), http(503, {}), http(200, {}), http(503, {})]
    for _ in range(2):
        with pytest.raises(Unproven):
            log_in(sender)
        log_in(sender)

    with pytest.raises(Unproven):
        log_in(sender)


def test_gateway_that_answers_look_ups_too_is_no_answer(wire, sender):
    wire.answers = [http(503, {})]
    wire.look_up = http(503, {})

    with pytest.raises(NoAnswer, match="a gateway answered 503"):
        log_in(sender)
