"""Connections that end early: what is asked for again, and what is made of it."""

import pytest

from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.outcomes import AnswerLost
from harness.http.client import Client
from harness.http.drops import MOST, ONLY_HERE, TWICE, Drops
from harness.redaction.redactor import Redactor
from spec import specification
from spec.specification import Effects
from tests.harness.certificates import Authority, a_tls_wire
from tests.harness.making import ACCOUNT, CANARY, a_target
from tests.harness.wire import HANG_UP, LOG_IN, LOOK_UP, http, log_in

DONE = http(200, {})
CUT_OFF = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\nshort"
CUT_CHUNKS = b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsho"
NO_LAST_CHUNK = CUT_CHUNKS.replace(b"sho", b"short\r\n")
CUT_HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: applica"
NO_END_OF_HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n"
CUT = [CUT_OFF, CUT_CHUNKS, NO_LAST_CHUNK, CUT_HEAD, NO_END_OF_HEAD]
CUT_IDS = ["short-body", "short-chunk", "no-last-chunk", "short-head", "no-end-of-head"]
EARLY = pytest.mark.parametrize(
    "early",
    [HANG_UP, *CUT],
    ids=["no-answer", *CUT_IDS],
)
LOST = "what may have been done is not sent again"


def look(sender):
    return sender.send("GET", "/components")


@EARLY
def test_look_up_is_asked_for_again(wire, sender, early):
    wire.answers = [early, DONE]

    assert look(sender).status == 200
    assert wire.lines == ["GET /api/components", LOOK_UP, "GET /api/components"]


@EARLY
def test_what_may_have_been_done_is_not_asked_for_again(wire, sender, early):
    wire.answers = [early, DONE]

    with pytest.raises(AnswerLost, match=LOST):
        log_in(sender)

    assert wire.lines == [LOG_IN, LOOK_UP]
    assert sender.recorder.dropped == []


UNSAFE = [
    "refreshToken",
    "logout",
    "loginWithSso",
    "inviteUser",
    "reinviteUser",
    "sendForgotPasswordEmail",
    "resetPassword",
    "deleteUser",
]


@pytest.mark.parametrize("operation_id", UNSAFE)
def test_answer_of_each_operation_that_changes_something_may_be_lost(wire, operation_id):
    wire.answers = [HANG_UP, DONE]
    target = a_target(url=wire.url, product="me", effects=Effects.ACCOUNT)
    client = Client(target, specification.load("me"), Redactor())
    operation = client._spec.operation(operation_id)

    with pytest.raises(AnswerLost, match=LOST):
        client.send(operation.method, operation.path, operation=operation, body=b"{}")

    assert len(wire.requests) == 2, "it, and a look-up"


def sent(email, password):
    return f'{{"email": "{email}", "password": "{password}"}}'.encode()


@pytest.mark.parametrize(
    ("body", "effects", "is_repeated"),
    [
        (sent(ACCOUNT.email, CANARY), Effects.SESSION, True),
        (sent(ACCOUNT.email, "wrong"), Effects.ACCOUNT, False),
        (sent("qa+1@acme.test", "x"), Effects.ACCOUNT, True),
        (sent("qa+1@acme.test", "x"), Effects.SESSION, False),
        (b"{}", Effects.SESSION, False),
    ],
    ids=["right", "wrong", "user-of-the-run", "unknown", "no-credentials"],
)
def test_log_in_is_asked_for_again_where_it_locks_no_account(wire, body, effects, is_repeated):
    wire.answers = [HANG_UP, DONE]
    target = a_target(url=wire.url, effects=effects)
    client = Client(target, specification.load("cdp"), Redactor())
    operation = client._spec.operation("login")

    def act():
        return client.send(operation.method, operation.path, operation=operation, body=body)

    if is_repeated:
        assert act().status == 200
    else:
        with pytest.raises(AnswerLost):
            act()
    assert wire.lines.count(LOG_IN) == 1 + is_repeated


def test_generated_input_is_asked_for_again(wire, sender):
    wire.answers = [HANG_UP, DONE]
    sender.is_generating = True

    assert log_in(sender).status == 200
    assert wire.lines == [LOG_IN, LOOK_UP, LOG_IN]


def test_input_that_is_dropped_twice_is_told_apart(wire, sender):
    wire.answers = [HANG_UP]
    sender.is_generating = True

    with pytest.raises(ConnectionDropped, match="closed without an answer") as caught:
        log_in(sender, b'{"email": null}')

    assert wire.lines == [LOG_IN, LOOK_UP, LOG_IN, LOOK_UP]
    assert sender.recorder.dropped == [caught.value.exchange]
    assert caught.value.exchange.request.body == b'{"email": null}'


def test_operation_that_drops_whatever_asks_for_it_is_told_apart(wire, sender):
    wire.answers = [HANG_UP]
    with pytest.raises(AnswerLost):
        log_in(sender, b'{"a": 1}')

    with pytest.raises(ConnectionDropped):
        log_in(sender, b'{"a": 2}')

    assert wire.lines == [LOG_IN, LOOK_UP] * 2
    assert len(sender.recorder.dropped) == 1


def test_other_operations_that_are_answered_change_nothing(wire, sender):
    wire.answers = [HANG_UP, DONE, HANG_UP]
    with pytest.raises(AnswerLost):
        log_in(sender)
    look(sender)

    with pytest.raises(ConnectionDropped):
        log_in(sender)


def test_drop_that_passes_is_weather(wire, sender):
    wire.answers = [HANG_UP, DONE, HANG_UP, HANG_UP, HANG_UP]
    with pytest.raises(AnswerLost):
        log_in(sender)
    log_in(sender)
    look_up, wire.look_up = wire.look_up, HANG_UP
    with pytest.raises(NoAnswer):
        log_in(sender)  # and it is away for a moment
    wire.look_up = look_up

    with pytest.raises(AnswerLost):
        log_in(sender)
    assert sender.recorder.dropped == []


@EARLY
def test_instance_that_drops_look_ups_too_is_gone(wire, sender, early):
    wire.answers = [early]
    wire.look_up = early

    with pytest.raises(NoAnswer, match="the instance is gone") as caught:
        log_in(sender)

    assert not isinstance(caught.value, ConnectionDropped)
    assert sender.recorder.dropped == []


@EARLY
def test_connection_within_tls_ends_alike(tmp_path, early):
    ours = Authority(tmp_path, "ours")
    with a_tls_wire(ours.issue("server")) as server:
        target = a_target(url=server.url, effects=Effects.ACCOUNT, verify=str(ours.bundle))
        client = Client(target, specification.load("cdp"), Redactor())
        server.answers = [early, DONE, early, DONE]

        assert look(client).status == 200
        with pytest.raises(AnswerLost):
            log_in(client)
        client.close()


def test_look_up_may_be_dropped_once(wire, sender):
    wire.answers = [HANG_UP, DONE]
    looks = [HANG_UP, wire.look_up]
    answer = wire.answer_to

    def answer_to(request):
        found = answer(request)
        return looks.pop(0) if looks and b"auth_options" in request else found

    wire.answer_to = answer_to

    assert look(sender).status == 200


@pytest.mark.parametrize("early", CUT, ids=CUT_IDS)
def test_answer_that_is_cut_off_time_and_again_is_no_answer(wire, sender, early):
    wire.answers = [early]

    with pytest.raises(NoAnswer, match="cut off, time and again") as caught:
        look(sender)

    assert not isinstance(caught.value, ConnectionDropped), "it did answer"


def test_what_is_done_once_is_asked_for_over_a_new_connection_after_a_drop(wire, sender):
    wire.answers = [DONE, DONE, HANG_UP, DONE]
    for _ in range(2):
        log_in(sender)
    assert len(wire.connections) == 1
    with pytest.raises(AnswerLost):
        log_in(sender)

    before = len(wire.connections)
    for _ in range(2):
        log_in(sender)

    assert len(wire.connections) == before + 2


def test_idle_connection_is_not_used_for_what_is_done_once(wire, sender):
    log_in(sender)
    sender._last_used -= 10

    look(sender)
    assert len(wire.connections) == 1

    sender._last_used -= 10
    log_in(sender)
    assert len(wire.connections) == 2


# How often is often


def test_two_in_a_row_show_a_crash():
    drops = Drops()

    assert not drops
    assert [drops.show_crash("a") for _ in range(2)] == [False, True]
    assert drops


def test_drops_of_two_operations_do_not():
    drops = Drops()

    assert not drops.show_crash("a")
    assert not drops.show_crash("b")


def in_a_row(drops, key):
    """Count the drops of an operation that it takes to show a crash."""
    return next(n for n in range(1, 100) if drops.show_crash(key))


@pytest.mark.parametrize(("passed", "needed"), [(0, TWICE), (1, TWICE + 1), (50, MOST)])
def test_in_bad_weather_more_drops_are_needed(passed, needed):
    drops = Drops()
    for _ in range(passed):
        drops.show_crash("other")
        drops.note_answer("other", is_same=True)

    assert in_a_row(drops, "a") == needed


def drop_now_and_then(drops, key, *, is_same):
    found = []
    for _ in range(ONLY_HERE):
        found.append(drops.show_crash(key))
        drops.note_answer(key, is_same=is_same)
    return found


def test_drops_of_one_operation_alone_show_a_crash():
    assert drop_now_and_then(Drops(), "a", is_same=False) == [False, False, True]


def test_drops_that_the_same_request_got_over_do_not():
    drops = Drops()

    assert not any(drop_now_and_then(drops, "a", is_same=True))
    assert not drops.show_crash("a"), "nor does one that could not be asked for again"


def test_drops_elsewhere_as_well_do_not():
    drops = Drops()
    drops.show_crash("other")

    assert not any(drop_now_and_then(drops, "a", is_same=False))
