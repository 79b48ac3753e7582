"""What every exchange of a run is held against."""

from dataclasses import replace

import pytest

from harness.http.recorder import Gift, Recorded
from harness.results.observed import answers, dead, dropped, findings, gift, refused, remarks
from tests.harness.making import an_exchange
from tests.harness.results.observing import log_in, observed


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ([("Cache-Control", "no-store")], "kept"),
        ([("cache-control", "private, No-Store")], "kept"),
        ([], "broken"),
        ([("Cache-Control", "max-age=60")], "broken"),
    ],
    ids=["no-store", "among-others", "none", "an-hour"],
)
def test_answer_that_holds_a_token_is_not_cacheable(headers, outcome):
    assert observed(log_in(*headers))["answers.not-cached", "login", None] == outcome


def test_answer_without_a_token_may_be_cached():
    found = observed(Recorded(an_exchange(product="cdp", json={"message": "x"})))

    assert found["answers.not-cached", None, None] == "unproven"


@pytest.mark.parametrize(
    ("attributes", "url", "outcome"),
    [
        ("HttpOnly; SameSite=Lax; Partitioned; Priority=High", "http://acme.test", "kept"),
        ("Partitioned; Priority=High", "http://acme.test", "broken"),
        ("HttpOnly; SameSite=Lax", "http://acme.test", "kept"),
        ("httponly; samesite=strict; secure", "https://acme.test", "kept"),
        ("HttpOnly; SameSite=Lax", "https://acme.test", "broken"),
        ("SameSite=Lax; Secure", "http://acme.test", "broken"),
        ("HttpOnly; Path=/samesite", "http://acme.test", "broken"),
    ],
    ids=[
        "newer-attributes",
        "only-newer-ones",
        "guarded",
        "over-tls",
        "insecure-over-tls",
        "for-scripts",
        "for-other-sites",
    ],
)
def test_cookie_is_guarded(attributes, url, outcome):
    exchange = log_in(("Set-Cookie", f"session=abc; {attributes}"), url=url)

    assert observed(exchange)["cookies.guarded", "login", "session"] == outcome


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("session", "session"),
        ("auth0", "auth0"),
        ("TS010382b1", "TS*"),
        ("incap_ses_1234_567", "incap_ses_*_*"),
        ("wordpress_37d007a56d816107", "wordpress_*"),
        ("x-7Gh2kQpLz9-y", "x-*-y"),
    ],
)
def test_number_within_a_cookie_s_name_makes_no_case_of_its_own(name, case):
    exchange = log_in(("Set-Cookie", f"{name}=abc"))

    assert ("cookies.guarded", "login", case) in observed(exchange)


def test_operation_that_no_page_has_is_not_judged():
    assert list(findings(Recorded(an_exchange(None, status=500)))) == []


def test_answer_of_a_gateway_that_was_asked_again_is_not_judged():
    superseded = Recorded(an_exchange(product="cdp", status=503), is_superseded=True)

    assert list(findings(superseded)) == []


def test_connection_dropped_twice_breaks():
    finding = dropped(an_exchange(product="cdp"))

    assert (finding["rule"], finding["outcome"]) == ("input.refused-not-crashed", "broken")


@pytest.mark.parametrize(
    ("exchange", "words"),
    [
        (an_exchange("inviteUser", json={"user_invitation_link": "x"}), ["an invitation link"]),
        (an_exchange("inviteUser", json={"id": "x"}), []),
        (
            an_exchange("getAuthenticationOptions", json={"okta_auth_link": "x"}),
            ["do not say is_credentials_login_enabled, is_okta_login_enabled"],
        ),
        (an_exchange("getAuthenticationOptions", status=404), []),
        (an_exchange(None), []),
    ],
    ids=["link", "user", "flags", "refused", "unknown"],
)
def test_remark(exchange, words):
    found = list(remarks(exchange))

    assert len(found) == len(words)
    assert all(word in each for word, each in zip(words, found, strict=True))


def unread(status=200, **of):
    exchange = an_exchange(product="cdp", status=status, json={"token": "t"}, **of)
    return replace(exchange, body=b"", unreadable="is coded (br)")


def test_body_that_cannot_be_read_proves_no_answer_documented():
    found = observed(Recorded(unread()))

    assert ("answers.documented", "login", "200") not in found
    assert found["answers.documented", None, None] == "unproven"


def test_status_of_a_body_that_cannot_be_read_may_be_undocumented():
    found = observed(Recorded(unread(202), ("status 202 is not documented",)))

    assert found["answers.documented", "login", "202"] == "broken"


def test_body_that_cannot_be_read_is_worth_a_word():
    assert list(remarks(unread())) == ["an answer was not read: its body is coded (br)"]


def test_refusal_of_right_credentials_that_is_no_lock_out_breaks_their_rule():
    found = refused(an_exchange(status=401, json={"message": "no"}))

    assert (found["rule"], found["outcome"]) == ("login.issues-token", "broken")
    assert found["came"] == "401, though they were good before, and no lock-out explains it"


def test_live_token_in_a_refusal_breaks_the_rule_that_it_is_of():
    refusal = an_exchange(status=401, json={"message": "no"})

    found = gift(Gift("login.refuses-wrong-password", refusal, "header x-trace", "401, whose …"))

    assert (found["rule"], found["outcome"]) == ("login.refuses-wrong-password", "broken")
    assert (found["operation"], found["case"]) == ("login", "header x-trace")


def test_dead_token_of_a_log_in_breaks_its_rule():
    found = dead(an_exchange(status=401, json={"message": "no"}))

    assert (found["rule"], found["outcome"]) == ("login.token-authenticates", "broken")
    assert found["came"] == "401, as for a random token, of one log-in and of the next"


def test_answers_are_counted_by_operation_and_status():
    recorded = [
        Recorded(an_exchange("login")),
        Recorded(an_exchange("login", status=401)),
        Recorded(an_exchange("login")),
        Recorded(an_exchange("logout")),
    ]

    assert answers(recorded) == {"login": {"200": 2, "401": 1}, "logout": {"200": 1}}


def test_answer_of_a_gateway_or_to_what_no_page_has_is_not_counted():
    recorded = [
        Recorded(an_exchange("login", status=502), is_superseded=True),
        Recorded(an_exchange(None)),
    ]

    assert answers(recorded) == {}
