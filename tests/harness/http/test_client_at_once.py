"""What a client sends at the same moment, over connections of their own."""

import json
import threading
import time
from socketserver import TCPServer

import pytest

from harness.core.outcomes import AnswerLost, LimitReached, SomebodyElse
from harness.http.client import Client, ToSend
from harness.redaction.redactor import Redactor
from spec import specification
from spec.specification import Effects
from tests.harness.making import ACCOUNT, CANARY, a_target
from tests.harness.wire import CRASHED, HANG_UP, LOG_IN, LOOK_UP, Wire, http, log_in, serving

TOKENS = [http(200, {"token": each}) for each in ("one-access-token", "other-access-token")]
RIGHT = {"email": ACCOUNT.email, "password": ACCOUNT.password}


@pytest.fixture
def two_log_ins():
    spec = specification.load("cdp")
    operation = spec.operation("login")
    headers = {"Content-Type": "application/json"}
    body = json.dumps(RIGHT).encode()
    return [ToSend(operation, operation.path, headers, body)] * 2


def statuses(sender, two_log_ins):
    return [each.status for each in sender.send_at_once(two_log_ins)]


def test_both_are_under_way_before_either_is_answered(wire, sender, two_log_ins):
    both, answer_to = threading.Barrier(2), wire.answer_to

    def once_both_came(request):
        both.wait(timeout=20)
        return answer_to(request)

    wire.answer_to = once_both_came

    exchanges = sender.send_at_once(two_log_ins)

    assert [each.status for each in exchanges] == [200, 200]
    assert sorted(sender.recorder.exchanges, key=id) == sorted(exchanges, key=id)
    assert len(wire.connections) == 2
    assert sender.count == sender.budget.spent["logins"] == 2


def test_each_is_answered_by_its_own(wire, sender, two_log_ins):
    wire.answer_to = lambda request: http(
        200, {"token": request.partition(b"\r\n\r\n")[2].decode()}
    )
    bodies = [b'{"email": "one"}', b'{"email": "other"}']

    exchanges = sender.send_at_once(
        [each._replace(body=body) for each, body in zip(two_log_ins, bodies, strict=True)]
    )

    assert [each.member("token") for each in exchanges] == [each.decode() for each in bodies]


class OneByOne(Wire):
    """Serves one connection after another, each to its end."""

    process_request = TCPServer.process_request


def test_instance_that_serves_one_connection_after_another_answers_both(two_log_ins):
    with OneByOne() as wire, serving(wire):
        sender = Client(a_target(url=wire.url), specification.load("cdp"), Redactor())
        log_in(sender)  # whose connection is kept open

        assert statuses(sender, two_log_ins) == [200, 200]
        sender.close()


def test_secrets_of_both_are_masked_though_one_is_lost(wire, sender, redactor, two_log_ins):
    wire.answers = [http(200, {"token": CANARY}), HANG_UP]

    with pytest.raises(AnswerLost, match="as others were sent at the same moment"):
        sender.send_at_once(two_log_ins)

    assert CANARY not in redactor.mask(f"it is {CANARY}.")
    assert len(sender.recorder.exchanges) == 1


def test_nothing_is_sent_at_once_any_more_where_one_was_lost(wire, sender, two_log_ins):
    wire.answers = [HANG_UP]
    with pytest.raises(AnswerLost):
        sender.send_at_once(two_log_ins)
    wire.answers, sent = TOKENS, len(wire.requests)

    with pytest.raises(AnswerLost, match="is not all answered"):
        sender.send_at_once(two_log_ins)

    assert len(wire.requests) == sent


def test_gateway_that_answers_one_says_nothing_of_the_instance(wire, sender, two_log_ins):
    wire.answers = [TOKENS[0], http(503, {})]

    with pytest.raises(SomebodyElse, match="503"):
        sender.send_at_once(two_log_ins)

    assert wire.lines == [LOG_IN, LOG_IN]  # neither is sent again
    recorded = sender.recorder.take().recorded
    assert sorted(each.is_superseded for each in recorded) == [False, True]
    [line] = sender.front.lines()
    assert line.startswith("a gateway answered instead of the instance, once")


def test_limit_is_waited_for(wire, sender, two_log_ins, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    wire.answers = [TOKENS[0], http(429, {}, "Retry-After: 2")]

    with pytest.raises(SomebodyElse):
        sender.send_at_once(two_log_ins)

    assert 2.0 in waited


def test_long_pause_ends_all(wire, sender, two_log_ins):
    wire.answers = [http(429, {}, "Retry-After: 300")]

    with pytest.raises(LimitReached):
        sender.send_at_once(two_log_ins)
    with pytest.raises(LimitReached):
        sender.send_at_once(two_log_ins)


def test_own_crash_of_one_is_the_instances(wire, sender, two_log_ins):
    wire.answers = [TOKENS[0], CRASHED]

    assert sorted(statuses(sender, two_log_ins)) == [200, 500]


def test_log_in_at_once_is_sent_once_more_where_another_answered(wire, run):
    gateway = http(503, {})
    wire.answers = [gateway, gateway, *TOKENS]

    answers = run.api.log_ins_at_once([("one@a.test", "a"), ("other@a.test", "b")])

    assert sorted(each.token for each in answers) == ["one-access-token", "other-access-token"]
    assert wire.lines == ["POST /api/users/login"] * 4


def test_nothing_is_sent_that_the_target_does_not_allow(wire, two_log_ins):
    target = a_target(url=wire.url, effects=Effects.READ)
    sender = Client(target, specification.load("cdp"), Redactor())

    with pytest.raises(pytest.skip.Exception, match="needs more than the target allows"):
        sender.send_at_once(two_log_ins)

    assert LOOK_UP not in wire.lines
    assert wire.requests == []
