"""What a client sends, byte by byte, and what it makes of what comes."""

from threading import Event

import pytest
from requests.exceptions import ConnectTimeout

from harness import USER_AGENT
from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.outcomes import Unproven
from harness.http import client
from harness.http.client import Client
from harness.redaction.redactor import Redactor
from spec import specification
from tests.harness.making import CANARY, a_target
from tests.harness.wire import HANG_UP, LOG_IN, http, log_in


def header_lines(request):
    return request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]


def test_request_holds_what_the_caller_gave_and_no_more(wire, sender):
    headers = {"Content-Type": "application/json", "X-Access-Token": "t"}

    sender.send("POST", "/users/login", headers=headers, body=b'{"a": 1}')

    assert sorted(header_lines(wire.requests[0])) == [
        "Content-Length: 8",
        "Content-Type: application/json",
        f"Host: 127.0.0.1:{wire.server_address[1]}",
        f"User-Agent: {USER_AGENT}",
        "X-Access-Token: t",
    ]
    assert wire.requests[0].endswith(b'\r\n\r\n{"a": 1}')


def test_request_without_a_body_has_no_content_headers(wire, sender):
    sender.send("GET", "/users")

    assert sorted(header_lines(wire.requests[0])) == [
        f"Host: 127.0.0.1:{wire.server_address[1]}",
        f"User-Agent: {USER_AGENT}",
    ]


def test_header_of_any_bytes_is_sent_as_it_is(wire, sender):
    sender.send("GET", "/users", headers={"X-Access-Token": "žluťoučký".encode()})

    assert "X-Access-Token: žluťoučký".encode() in wire.requests[0]


def test_cookie_of_an_answer_is_not_sent_back(wire, sender):
    wire.answers = [http(200, {}, "Set-Cookie: session=abcdefgh; Path=/")]

    log_in(sender)
    log_in(sender)

    assert b"cookie" not in wire.requests[1].lower()


def test_cookie_that_the_caller_gives_is_sent(wire, sender):
    sender.send("DELETE", "/users/login", headers={"Cookie": "session=abcdefgh"})

    assert "Cookie: session=abcdefgh" in header_lines(wire.requests[0])


def test_netrc_adds_no_header(wire, sender, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))

    log_in(sender)

    assert b"authorization" not in wire.requests[0].lower()


def test_redirect_is_not_followed(wire, sender):
    wire.answers = [http(302, None, "Location: /api/elsewhere")]

    exchange = log_in(sender)

    assert exchange.status == 302
    assert wire.lines == [LOG_IN]


def test_status_raises_nothing(wire, sender):
    wire.answers = [http(500, {"message": "no"})]

    exchange = log_in(sender)

    assert (exchange.status, exchange.text) == (500, '{"message": "no"}')
    assert sender.recorder.exchanges == [exchange]


def test_nothing_listening_is_one_line():
    sender = Client(a_target(url="http://127.0.0.1:1"), specification.load("cdp"), Redactor())

    with pytest.raises(NoAnswer, match=r"^GET http://127.0.0.1:1/users: .*refused") as caught:
        sender.send("GET", "/users")

    assert "\n" not in str(caught.value)


def test_garbage_in_place_of_http_is_no_answer(wire, sender):
    wire.answers = [b"SSH-2.0-OpenSSH_9.6\r\n"]

    with pytest.raises(NoAnswer) as caught:
        log_in(sender)

    assert not isinstance(caught.value, ConnectionDropped), "it did answer"
    assert "\n" not in str(caught.value)


def test_body_of_the_limit_is_read(wire, sender, monkeypatch):
    monkeypatch.setattr(client, "LARGEST_BODY", 11)
    wire.answers = [http(200, "a" * 9)]  # and its two quotes

    exchange = log_in(sender)

    assert exchange.body == b'"aaaaaaaaa"'


def test_body_beyond_the_limit_is_no_answer(wire, sender, monkeypatch):
    monkeypatch.setattr(client, "LARGEST_BODY", 10)
    wire.answers = [http(200, "a" * 9)]

    with pytest.raises(NoAnswer, match="the answer is over 10 bytes"):
        log_in(sender)


def test_operation_that_timed_out_twice_is_not_asked_again(wire, sender, monkeypatch):
    monkeypatch.setattr(client, "READ_TIMEOUT", 0.05)
    over = Event()

    def hang(request):
        wire.requests.append(request)
        over.wait(10)
        return HANG_UP

    monkeypatch.setattr(wire, "answer_to", hang)
    for _ in range(2):
        with pytest.raises(NoAnswer, match="no answer within"):
            log_in(sender)

    with pytest.raises(NoAnswer, match="not asked again, since it gave no answer 2 times"):
        log_in(sender)
    with pytest.raises(NoAnswer, match="no answer within"):
        sender.send("GET", "/users")
    over.set()

    assert sender.count == 3


@pytest.mark.parametrize(
    "sent",
    [
        {"headers": {"X-Access-Token": CANARY}},
        {"headers": {"X-Access-Token": CANARY.encode()}},
        {"body": b'{"data": [{"password": "%s"}]}' % CANARY.encode()},
    ],
    ids=["header", "header-of-bytes", "nested-field"],
)
def test_what_is_sent_as_a_secret_is_masked_from_then_on(sender, redactor, sent):
    sender.send("POST", "/users/login", **sent)

    assert CANARY not in redactor.mask(f"it is {CANARY}.")


@pytest.mark.parametrize(
    ("body", "length"),
    [("password", 11), ("password", 4097), ("message", 12)],
    ids=["short", "long", "no-secret"],
)
def test_what_is_no_near_miss_is_not_masked(sender, redactor, body, length):
    value = (CANARY * 200)[:length]

    log_in(sender, f'{{"{body}": "{value}"}}'.encode())

    assert redactor.mask(value) == value


@pytest.mark.parametrize("length", [12, 4096])
def test_sent_secret_of_a_length_within_bounds_is_masked(sender, redactor, length):
    value = (CANARY * 200)[:length]

    log_in(sender, f'{{"password": "{value}"}}'.encode())

    assert redactor.mask(value) == "$PASSWORD"


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        (http(200, {"token": CANARY}), "$TOKEN"),
        (http(401, {"data": [{"token": CANARY}]}), "$TOKEN"),
        (http(200, {}, f"Set-Cookie: session={CANARY}; Path=/; HttpOnly"), "$COOKIE"),
        (http(200, {}, f"Set-Cookie: session={CANARY}; Secure; Partitioned"), "$COOKIE"),
        (http(200, {"link": f"https://a.test/?email=a&reset_token={CANARY}"}), "$RESET_TOKEN"),
        (http(200, {"deep": {"link": f"https://a.test/?code={CANARY}"}}), "$RESET_TOKEN"),
    ],
    ids=["token", "nested-token", "cookie", "partitioned-cookie", "reset-link", "code-in-a-link"],
)
def test_secret_of_an_answer_is_masked_from_then_on(wire, sender, redactor, answer, label):
    wire.answers = [answer]

    log_in(sender)

    assert redactor.mask(f"it is {CANARY}.") == f"it is {label}."


@pytest.mark.parametrize(
    "answer",
    [
        http(200, {"message": CANARY}),
        http(200, {"link": f"https://a.test/?page={CANARY}"}),
        http(200, {"token": None, "list": [1]}),
    ],
    ids=["message", "other-link", "no-text"],
)
def test_what_is_no_secret_is_not_masked(wire, sender, redactor, answer):
    wire.answers = [answer]

    log_in(sender)

    assert redactor.mask(f"it is {CANARY}.") == f"it is {CANARY}."


def test_answer_is_held_against_its_page(wire, sender):
    wire.answers = [http(202, {})]
    operation = specification.load("cdp").operation("login")

    exchange = sender.send("POST", operation.path, operation=operation, body=b"{}")

    assert sender.recorder.of(exchange).violations == ("status 202 is not documented (200, 4XX)",)


def test_hook_is_told_of_each_exchange(sender):
    told: list[object] = []
    sender.after_exchange.append(told.append)

    first, second = log_in(sender), log_in(sender)

    assert told == [first, second]
    assert sender.count == 2


def test_rate_limit_lets_requests_through(wire):
    target = a_target(url=wire.url, rate_limit=1000.0)
    sender = Client(target, specification.load("cdp"), Redactor())

    log_in(sender)
    sender.close()

    assert wire.lines == [LOG_IN]


def test_host_that_takes_no_connection_is_not_asked_for_ever(sender, monkeypatch):
    asked = []

    def time_out(*_, **__):
        asked.append(1)
        raise ConnectTimeout

    monkeypatch.setattr(sender._session, "send", time_out)
    for number in range(client.MOST_UNREACHED + 2):
        with pytest.raises(NoAnswer):
            sender.send("GET", f"/components/{number}")

    assert len(asked) == client.MOST_UNREACHED


def test_locked_account_says_nothing_of_a_rule(wire, sender):
    wire.answers = [http(423, {})]
    operation = specification.load("cdp").operation("login")

    with pytest.raises(Unproven, match="the account is locked"):
        sender.send("POST", operation.path, operation=operation, body=b"{}")
