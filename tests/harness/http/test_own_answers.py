"""What a client does where somebody in front answers in the place of the instance."""

import pytest

from harness.core.errors import NoAnswer
from harness.core.outcomes import SomebodyElse, Unproven
from harness.core.rule_ids import DOCUMENTED
from harness.http import retry_after
from harness.http.own_answers import MOST_TRIES, TIMES_LOST, TIMES_LOST_AGAIN
from harness.results.observed import findings
from spec import specification
from tests.harness.making import ACCOUNT, CANARY
from tests.harness.wire import FLAGS, LOG_IN, LOOK_UP, http


def page(status, body="<html>Please solve the captcha</html>", *lines):
    head = [f"HTTP/1.1 {status} X", "Content-Type: text/html", *lines]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", body]).encode()


CHALLENGE = page(403)
GOOD = http(200, {"token": "an-access-token"})
OPTIONS = http(200, {"authentication_options": FLAGS})
NGINX = page(502, "<center>nginx</center>", "Server: nginx/1.24")
DOWN = [page(502, ""), NGINX, page(504, "<h1>504 Gateway Time-out</h1>"), page(520, "")]
RIGHT = f'{{"email": "{ACCOUNT.email}", "password": "{CANARY}"}}'.encode()


@pytest.fixture(autouse=True)
def brisk(monkeypatch):
    monkeypatch.setattr("harness.http.in_front.FIRST_PAUSE", 0.0)
    monkeypatch.setattr(retry_after, "USUAL_PAUSE", 0.0)


def send(sender, operation_id="login", body=b"{}"):
    operation = specification.load("cdp").operation(operation_id)
    return sender.send(operation.method, operation.path, operation=operation, body=body)


def falling_over(down, times=TIMES_LOST):
    return [down, down, *[http(400, {}), down] * times]


def down_status(down):
    return int(down.split()[1])


def answered(sender):
    taken = sender.recorder.take().recorded
    told = [each for seen in taken for each in findings(seen)]
    return [each["outcome"] for each in told if each["rule"] == DOCUMENTED]


def test_look_up_that_a_challenge_answers_is_asked_once_more(wire, sender):
    pages = [CHALLENGE, OPTIONS]
    wire.answer_to = lambda _: pages.pop(0)

    exchange = send(sender, "getAuthenticationOptions", None)

    assert exchange.status == 200
    assert answered(sender) == ["kept"]


def test_look_up_that_a_challenge_answers_twice_is_nothing_of_the_instance(wire, sender):
    wire.look_up = CHALLENGE

    with pytest.raises(SomebodyElse, match="a challenge page answered instead of the instance at"):
        send(sender, "getAuthenticationOptions", None)

    assert wire.lines == [LOOK_UP, LOOK_UP]
    assert answered(sender) == []


def test_what_a_challenge_answers_is_not_sent_again_where_it_may_do_something(wire, sender):
    wire.answers = [CHALLENGE, GOOD]

    with pytest.raises(SomebodyElse):
        send(sender)

    assert wire.lines == [LOG_IN]
    assert send(sender).status == 200
    assert answered(sender)[0] == "kept"


def test_challenge_at_right_credentials_is_no_refusal_of_the_account(wire, sender):
    wire.answers = [CHALLENGE]

    with pytest.raises(SomebodyElse):
        send(sender, body=RIGHT)

    assert sender.budget.spent["failed_logins"] == 0


def test_right_credentials_that_a_challenge_held_back_are_sent_once_more(wire, sender):
    wire.answers = [CHALLENGE, GOOD]

    assert send(sender, body=RIGHT).status == 200
    assert wire.lines == [LOG_IN, LOG_IN]


@pytest.mark.parametrize("status", [524, 408])
def test_right_credentials_that_may_have_been_taken_are_not_sent_again(wire, sender, status):
    wire.answers = [page(status, ""), GOOD]

    with pytest.raises(SomebodyElse):
        send(sender, body=RIGHT)
    assert wire.lines == [LOG_IN]


def test_refusal_of_right_credentials_is_counted(wire, sender):
    wire.answers = [http(403, {"message": "no"})]

    assert send(sender, body=RIGHT).status == 403
    assert sender.budget.spent["failed_logins"] == 1


@pytest.mark.parametrize("status", [403, 503])
def test_pause_asked_for_is_kept_before_a_look_up_is_sent_again(wire, sender, status):
    pages = [page(status, "", "Retry-After: 0"), OPTIONS]
    wire.answer_to = lambda _: pages.pop(0)

    assert send(sender, "getAuthenticationOptions", None).status == 200


def test_bare_503_after_answers_of_the_instance_is_none_of_its_own(wire, sender):
    wire.answers = [GOOD, page(503, "")]
    send(sender)

    for _ in range(4):
        with pytest.raises(SomebodyElse, match="a gateway answered 503"):
            send(sender)
    assert "broken" not in answered(sender)


def test_bare_503_from_the_first_on_is_the_instance_s_own(wire, sender):
    wire.answers = [page(503, "")]
    for _ in range(2):
        with pytest.raises(SomebodyElse):
            send(sender)

    assert [send(sender).status for _ in range(4)] == [503] * 4
    assert "broken" in answered(sender)


def test_cloudflare_s_own_status_is_never_the_instance_s(wire, sender):
    wire.answers = [page(522, "")]

    for _ in range(5):
        with pytest.raises(SomebodyElse, match=r"a gateway \(Cloudflare\) answered"):
            send(sender)


def test_input_that_a_firewall_refuses_says_nothing_and_is_sent_once(wire, sender):
    sender.is_generating = True
    wire.answers = [CHALLENGE]

    for _ in range(20):
        with pytest.raises(SomebodyElse):
            send(sender)
    assert wire.lines == [LOG_IN] * 20
    assert answered(sender) == []


@pytest.mark.parametrize("down", DOWN)
def test_input_at_which_the_instance_falls_over_is_told_by_what_it_answered_before(
    wire, sender, down
):
    sender.is_generating = True
    wire.answers = [http(400, {}), *falling_over(down), *falling_over(down, TIMES_LOST_AGAIN)]
    send(sender, body=b'{"good": 1}')

    assert send(sender, body=b'{"bad": 1}').status == down_status(down)
    assert send(sender, body=b'{"bad": 2}').status == down_status(down)
    assert len(wire.answers) == 1
    assert answered(sender).count("broken") == 2


@pytest.mark.parametrize("down", DOWN)
def test_input_at_which_one_instance_of_a_few_was_gone_says_nothing(wire, sender, down):
    sender.is_generating = True
    wire.answers = [http(400, {}), *falling_over(down, TIMES_LOST - 1), http(400, {})]
    send(sender, body=b'{"good": 1}')

    with pytest.raises(SomebodyElse, match="twice"):
        send(sender, body=b'{"bad": 1}')
    assert "broken" not in answered(sender)


@pytest.mark.parametrize("down", DOWN)
def test_input_that_a_gateway_answers_like_all_others_says_nothing(wire, sender, down):
    sender.is_generating = True
    wire.answers = [http(400, {}), down]
    send(sender, body=b'{"good": 1}')

    with pytest.raises(SomebodyElse, match="twice"):
        send(sender, body=b'{"bad": 1}')
    assert "broken" not in answered(sender)


def test_page_that_somebody_signed_says_nothing_before_other_input_was_answered(wire, sender):
    sender.is_generating = True
    wire.answers = [NGINX]

    with pytest.raises(SomebodyElse, match="twice"):
        send(sender, body=b'{"bad": 1}')
    assert "broken" not in answered(sender)


def test_rate_limit_that_says_no_more_is_told_by_what_was_answered_before(wire, sender):
    sender.is_generating = True
    wire.answers = [http(400, {}), page(503, "")]
    send(sender, body=b'{"good": 1}')

    with pytest.raises(SomebodyElse, match=r"a gateway answered 503 .*, twice"):
        send(sender, body=b'{"bad": 1}')
    assert "broken" not in answered(sender)


@pytest.mark.parametrize("times", [1, 5])
def test_look_up_after_a_gateway_is_asked_for_a_while(wire, sender, times):
    pages = [page(503, "")] * times + [OPTIONS]
    wire.answers = [page(503, ""), GOOD]
    answer = wire.answer_to
    wire.answer_to = lambda request: (
        pages.pop(0) if request.startswith(LOOK_UP.encode()) else answer(request)
    )

    with pytest.raises(SomebodyElse, match="is not sent again"):
        send(sender)
    wire.answer_to = answer
    wire.look_up = page(503, "")
    wire.answers = [page(503, "")]
    with pytest.raises(NoAnswer, match="a gateway answered 503"):
        send(sender)
    assert wire.lines.count(LOOK_UP) == MOST_TRIES  # none of those that met the pages before


MAINTENANCE = page(503, "<h1>Down for maintenance</h1>")


def test_look_up_that_meets_a_short_maintenance_is_asked_for_a_while(wire, sender):
    pages = [MAINTENANCE] * MOST_TRIES + [OPTIONS]
    wire.answer_to = lambda _: pages.pop(0)

    assert send(sender, "getAuthenticationOptions", None).status == 200


def test_look_up_that_meets_a_long_maintenance_is_asked_no_more(wire, sender):
    wire.look_up = MAINTENANCE

    with pytest.raises(SomebodyElse, match="maintenance"):
        send(sender, "getAuthenticationOptions", None)
    assert len(wire.lines) == 1 + MOST_TRIES


CLOSED = page(200, "<h1>Zaraz wracamy</h1>")


@pytest.mark.parametrize("closed", [CLOSED, page(200, "<title>Be right back</title>")])
def test_page_at_every_door_is_none_of_the_instance(wire, sender, closed):
    send(sender, "getAuthenticationOptions", None)
    wire.answers, wire.look_up = [closed], closed

    with pytest.raises(SomebodyElse, match="a maintenance page answered instead of the instance"):
        send(sender)
    assert answered(sender) == ["kept"]


def test_page_at_one_door_is_the_instance_s_own(wire, sender):
    send(sender, "getAuthenticationOptions", None)
    wire.answers = [CLOSED]

    assert send(sender).body == b"<h1>Zaraz wracamy</h1>"
    assert "broken" in answered(sender)


def test_page_of_an_instance_that_was_never_seen_is_its_own(wire, sender):
    wire.answers, wire.look_up = [CLOSED], CLOSED

    assert send(sender).body == b"<h1>Zaraz wracamy</h1>"


def test_look_up_is_asked_no_longer_than_there_is_time(wire, sender, monkeypatch):
    monkeypatch.setattr("harness.http.in_front.FIRST_PAUSE", 1.0)
    monkeypatch.setattr("harness.http.in_front.ALL_PAUSES", 0.5)
    wire.look_up = MAINTENANCE

    with pytest.raises(SomebodyElse, match="maintenance"):
        send(sender, "getAuthenticationOptions", None)
    assert len(wire.lines) == 2
    wire.look_up = page(503, "")
    sender.front.forgive()
    with pytest.raises(NoAnswer, match="a gateway answered 503"):
        send(sender, "getAuthenticationOptions", None)


def test_look_up_that_a_challenge_answers_after_a_gateway_is_no_error(wire, sender):
    wire.answers, wire.look_up = [page(502, "")], CHALLENGE

    with pytest.raises(SomebodyElse, match="a challenge page"):
        send(sender)


def test_pauses_that_never_help_come_to_an_end(wire, sender, monkeypatch):
    monkeypatch.setattr(retry_after, "MOST_WAITED", 3.0)
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    wire.answers = [page(403, "", "Retry-After: 1")]

    for _ in range(4):
        with pytest.raises(Unproven):
            send(sender)

    assert slept == [1.0] * 3


def test_pause_that_helps_counts_no_more(wire, sender, monkeypatch):
    monkeypatch.setattr(retry_after, "MOST_WAITED", 3.0)
    monkeypatch.setattr("time.sleep", lambda _: None)
    wire.answers = [http(429, {}, "Retry-After: 2"), GOOD] * 5

    assert [send(sender).status for _ in range(5)] == [200] * 5


def test_what_another_address_answers_is_for_the_caller_to_tell(wire, sender):
    wire.look_up = CHALLENGE

    found = sender.send("GET", "/users/auth_options", base_url=wire.url)

    assert found.status == 403
    assert wire.lines == [LOOK_UP]


FORBIDDEN = page(403, "<html><h1>403</h1></html>")


def test_look_up_that_a_page_refuses_once_is_asked_again(wire, sender):
    pages = [FORBIDDEN, OPTIONS]
    wire.answer_to = lambda _: pages.pop(0)

    assert send(sender, "getAuthenticationOptions", None).status == 200


def test_look_up_that_a_page_refuses_each_time_is_refused_by_the_instance(wire, sender):
    wire.look_up = FORBIDDEN

    assert send(sender, "getAuthenticationOptions", None).status == 403


def test_look_that_a_page_refuses_once_is_taken_again(wire, sender):
    wire.answers = [FORBIDDEN, http(200, {})]

    assert sender.send("GET", "/components").status == 200
    assert "once, first at GET /api/components" in sender.front.lines()[0]


def test_look_that_a_page_refuses_each_time_is_refused_by_the_instance(wire, sender):
    wire.answers = [FORBIDDEN]

    for _ in range(10):
        assert sender.send("GET", "/components").status == 403
    assert sender.front.lines() == []


def test_right_credentials_that_a_page_refuses_are_not_refused_by_the_instance(wire, sender):
    wire.answers = [GOOD, FORBIDDEN]
    send(sender, body=RIGHT)

    for _ in range(4):
        with pytest.raises(SomebodyElse):
            send(sender, body=RIGHT)
    assert send(sender).status == 403, "other credentials may be refused by a page"


def test_right_credentials_that_were_never_good_may_be_refused_by_a_page(wire, sender):
    wire.answers = [FORBIDDEN]

    assert send(sender, body=RIGHT).status == 403


def test_log_out_that_a_page_refuses_now_and_then_is_refused_by_somebody_else(wire, sender):
    wire.answers = [FORBIDDEN, http(200, {})]

    with pytest.raises(SomebodyElse, match="a challenge page answered 403 in the place of"):
        send(sender, "logout", None)
    assert send(sender, "logout", None).status == 200


def test_log_out_that_a_page_refuses_each_time_is_refused_by_the_instance(wire, sender):
    wire.answers = [FORBIDDEN]
    for _ in range(2):
        with pytest.raises(SomebodyElse):
            send(sender, "logout", None)

    assert send(sender, "logout", None).status == 403
