import pytest

from harness.core.rule_ids import OBSERVED_RULES
from harness.results.observed import dropped, findings, remarks
from harness.run.preflight import NoVerdict
from harness.targets.known import KnownDeviation
from spec.specification import Effects
from tests.harness.making import a_record, a_run, an_exchange

UNREACHABLE = a_record(no_verdict=NoVerdict.UNREACHABLE)


def observed(*exchanges, **target):
    record = a_record(effects=Effects.ACCOUNT, **target)
    for exchange in exchanges:
        record.findings += findings(exchange)
    a_run(record).add_observed()
    return {
        (each["rule"], each["operation"], each["case"]): each["outcome"] for each in record.results
    }


def log_in(*headers, status=200, url="http://acme.test", violations=()):
    exchange = an_exchange(
        product="cdp", status=status, json={"token": "an-access-token"}, headers=headers
    )
    exchange.violations = list(violations)
    exchange.request = type(exchange.request)("POST", url, (), None)
    return exchange


def test_documented_answers_are_a_result_for_each_operation_and_status():
    options = an_exchange("getAuthenticationOptions", product="cdp", json={})

    found = observed(log_in(), log_in(), log_in(status=418, violations=["teapot"]), options)

    assert {key: outcome for key, outcome in found.items() if key[0] == "answers.documented"} == {
        ("answers.documented", "login", "200"): "kept",
        ("answers.documented", "login", "418"): "broken",
        ("answers.documented", "getAuthenticationOptions", "200"): "kept",
    }


def test_departure_of_some_answers_says_of_how_many():
    record = a_record()
    record.findings += [*findings(log_in()), *findings(log_in(violations=["no"]))]

    [(result, finding), *_] = a_run(record).add_observed()

    assert result["outcome"] == "broken"
    assert "came no (" in result["detail"]
    assert "1 of 2 " in result["detail"]
    assert result["requests"] == 2
    assert finding is not None
    assert "curl -i -X POST" in finding["shown"]


def test_known_deviation_of_one_status_leaves_the_others_broken():
    known = KnownDeviation("answers.documented", "teapot", operation="login", status=418)
    bad = [log_in(status=418, violations=["x"]), log_in(status=500, violations=["x"])]

    found = observed(*bad, known=(known,))

    assert found["answers.documented", "login", "418"] == "known"
    assert found["answers.documented", "login", "500"] == "broken"


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
    found = observed(an_exchange(product="cdp", json={"message": "x"}))

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


def test_observed_rule_that_nothing_met_is_unproven():
    assert observed() == {(rule, None, None): "unproven" for rule in OBSERVED_RULES}


def test_observed_rule_beyond_what_is_allowed_is_excluded():
    record = a_record(effects=Effects.READ)

    a_run(record).add_observed()

    assert {each["rule"]: each["outcome"] for each in record.results} == {
        "answers.documented": "unproven",
        "answers.not-cached": "excluded",
        "cookies.guarded": "excluded",
    }


def test_target_without_a_verdict_has_no_results():
    a_run(UNREACHABLE).add_observed()

    assert UNREACHABLE.results == []


def test_operation_that_no_page_has_is_not_judged():
    assert list(findings(an_exchange(None, status=500))) == []


def test_answer_of_a_gateway_that_was_asked_again_is_not_judged():
    exchange = an_exchange(product="cdp", status=503)
    exchange.is_superseded = True

    assert list(findings(exchange)) == []


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
