"""What a client sends, how often, and what it makes of what comes."""

import pytest

from harness.core.errors import NoAnswer
from harness.core.outcomes import Unproven
from harness.http.client import Client
from harness.redaction.redactor import Redactor
from spec import specification
from tests.harness.making import CANARY, a_target
from tests.harness.wire import LOG_IN, http, log_in


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


def test_locked_account_says_nothing_of_a_rule(wire, sender):
    wire.answers = [http(423, {})]
    operation = specification.load("cdp").operation("login")

    with pytest.raises(Unproven, match="the account is locked"):
        sender.send("POST", operation.path, operation=operation, body=b"{}")
