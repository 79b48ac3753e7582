"""What a client does where an answer is no word of an API: a failure's page, or a part of one."""

import pytest

from harness.core.outcomes import SomebodyElse
from tests.harness.http.test_own_answers import (
    GOOD,
    OPTIONS,
    RIGHT,
    answered,
    brisk,  # noqa: F401 - a fixture, which every test here uses
    falling_over,
    page,
    send,
)
from tests.harness.wire import LOG_IN, http

FAILED = [
    page(500, "<center><h1>500 Internal Server Error</h1></center>\r\n<hr><center>nginx</center>"),
    page(500, "<html><body><h1>500 Internal Server Error</h1>\nAn internal server error occurred."),
]


@pytest.mark.parametrize("failed", FAILED, ids=["nginx", "haproxy"])
def test_server_in_front_that_failed_once_says_nothing_of_the_instance(wire, sender, failed):
    wire.answers = [GOOD, failed, GOOD]
    send(sender)

    with pytest.raises(SomebodyElse, match=r"a gateway .* answered 500"):
        send(sender)

    assert send(sender).status == 200
    assert "broken" not in answered(sender)


@pytest.mark.parametrize("failed", FAILED, ids=["nginx", "haproxy"])
def test_failure_of_a_server_in_front_that_comes_again_is_the_instances(wire, sender, failed):
    wire.answers = [GOOD, failed, GOOD, failed]
    send(sender)
    with pytest.raises(SomebodyElse):
        send(sender)
    send(sender)

    assert send(sender).status == 500
    assert answered(sender).count("broken") == 1


def test_look_up_of_which_a_server_in_front_says_twice_that_it_failed_has(wire, sender):
    pages = [FAILED[0], OPTIONS, FAILED[0]]
    wire.answer_to = lambda _: pages.pop(0)

    assert send(sender, "getAuthenticationOptions", None).status == 500


def test_crash_that_a_server_in_front_tells_of_in_its_words_is_one(wire, sender):
    wire.answers = falling_over(FAILED[0])
    sender.is_generating = True

    assert send(sender).status == 500


OOPS = page(200, "<!doctype html><h1>Oops</h1>")
CUT = http(200, {"token": "an-access-token"})[:-3].replace(
    b"Content-Length: 28", b"Content-Length: 25"
)
NO_ROUTE = (
    b"HTTP/1.1 404 X\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\n404 page not found\n"
)
TO_TLS = "Location: https://127.0.0.1{}"


def out_of_form(wire, kind):
    if kind == "to-tls":
        place = wire.url.replace("http:", "https:")
        return http(308, None, f"Location: {place}/users/login")
    return {"page": OOPS, "cut": CUT, "no-route": NO_ROUTE}[kind]


KINDS = pytest.mark.parametrize("kind", ["page", "cut", "no-route", "to-tls"])


@KINDS
def test_answer_out_of_form_is_asked_for_once_more(wire, sender, kind):
    wire.answers = [GOOD, out_of_form(wire, kind), GOOD]
    send(sender, body=RIGHT)

    assert send(sender, body=RIGHT).status == 200
    assert wire.lines.count(LOG_IN) == 3
    assert "broken" not in answered(sender)


@KINDS
def test_answer_that_is_out_of_form_again_is_the_instances(wire, sender, kind):
    odd = out_of_form(wire, kind)
    wire.answers = [GOOD, odd, odd, GOOD]
    send(sender, body=RIGHT)

    exchange = send(sender, body=RIGHT)

    assert exchange.status == int(odd.split()[1])
    assert wire.lines.count(LOG_IN) >= 3
    assert not sender.recorder.of(exchange).is_superseded


def test_way_to_tls_is_the_instances_as_long_as_it_has_not_answered(wire, sender):
    wire.answers = [out_of_form(wire, "to-tls"), GOOD]

    assert send(sender, body=RIGHT).status == 308


REFRESH = "refreshToken"


@pytest.mark.parametrize("odd", [OOPS, CUT], ids=["page", "cut"])
def test_what_may_have_been_done_is_not_sent_again_for_its_form(wire, sender, odd):
    wire.answers = [GOOD, odd, GOOD, odd]
    send(sender, REFRESH)

    for _ in range(2):
        with pytest.raises(SomebodyElse, match="a gateway answered instead of the instance"):
            send(sender, REFRESH)
        if wire.answers[0] is GOOD:
            send(sender, REFRESH)

    assert "broken" not in answered(sender)


@pytest.mark.parametrize("odd", [OOPS, CUT], ids=["page", "cut"])
def test_form_that_comes_twice_in_a_row_is_the_instances(wire, sender, odd):
    wire.answers = [odd]
    with pytest.raises(SomebodyElse):
        send(sender, REFRESH)

    exchange = send(sender, REFRESH)

    assert exchange.status == 200
    assert answered(sender).count("broken") >= 1


def test_no_json_that_is_no_part_of_any_is_the_instances(wire, sender):
    wire.answers = [
        http(200, None) + b"",
        b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nno-js",
    ]
    send(sender, REFRESH)

    assert send(sender, REFRESH).text == "no-js"


@pytest.mark.parametrize("end", [1, 2, 4, 9, 12])
def test_json_is_cut_short_wherever_it_ends(wire, sender, end):
    whole = b'{"token": "t", "is_new": false}'
    head = f"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: {len(whole) - end}"
    wire.answers = [head.encode() + b"\r\n\r\n" + whole[:-end], GOOD]

    assert send(sender, body=RIGHT).text == '{"token": "an-access-token"}'


def test_look_up_that_leads_to_tls_is_waited_for(wire, sender):
    leads = http(308, None, f"Location: {wire.url.replace('http:', 'https:')}/users/auth_options")
    pages = [OPTIONS, leads, leads, leads, OPTIONS, OPTIONS]
    wire.answer_to = lambda _: pages.pop(0)
    send(sender, "getAuthenticationOptions", None)

    assert send(sender, "getAuthenticationOptions", None).status == 200


def test_form_that_is_known_for_the_instances_is_not_asked_for_again(wire, sender):
    wire.answers = [OOPS]
    send(sender, body=RIGHT)
    assert wire.lines.count(LOG_IN) == 2

    send(sender, body=RIGHT)

    assert wire.lines.count(LOG_IN) == 3


def test_form_that_comes_to_a_look_up_as_well_is_not_the_instances(wire, sender):
    wire.answer_to = lambda _: NO_ROUTE

    for _ in range(3):
        with pytest.raises(SomebodyElse, match="a gateway answered instead of the instance"):
            send(sender, REFRESH)
