"""What comes and goes, and how often."""

from collections import Counter

import pytest

from harness.causes.rates import Rate, Rates, in_words, told
from harness.results.observed import dropped, refused
from tests.harness.causes.failing import ANSWERS, a_broken_record, a_symptom
from tests.harness.making import an_exchange

LOGIN = "login.issues-token"
WHATEVER = Rate("1 of 5", "7 of 36 answers of login", is_whatever_is_sent=True)


@pytest.mark.parametrize(
    ("bad", "of", "words"),
    [(1, 3, "1 of 3"), (7, 36, "1 of 5"), (3, 4, "3 of 4"), (20, 400, "1 of 20")],
)
def test_rate_is_told_as_people_do(bad, of, words):
    assert in_words(bad, of) == words


def unsteady(*symptoms):
    record = a_broken_record(*symptoms)
    record.unsteady = {"login": {"500"}}
    record.answers = {"login": Counter({"200": 8, "500": 2}), "logout": Counter({"200": 4})}
    return Rates(record)


def test_crash_that_comes_and_goes_has_the_rate_of_its_operations():
    at_login, at_logout = a_symptom(LOGIN, status=500), a_symptom("x", "logout", 500)

    rates = unsteady(at_login, at_logout)

    assert rates.comes_and_goes(at_logout)  # it was seen at log-in, and is no other
    assert rates.rate([at_login]) == Rate(
        "1 of 5", "2 of 10 answers of POST /users/login", is_whatever_is_sent=True
    )
    assert rates.rate([at_login, at_logout]) == Rate(
        "1 of 7",
        "2 of 14 answers of POST /users/login, DELETE /users/login",
        is_whatever_is_sent=True,
    )


@pytest.mark.parametrize(
    "steady",
    [
        a_symptom(LOGIN, status=404),
        a_symptom(LOGIN, exchange=None),
        a_symptom(LOGIN, status=500, came="500 (the smallest case: null; each time; --seed 0)"),
        a_symptom(LOGIN, status=500, note="null; again as request 7 in a row; --seed 0"),
    ],
    ids=["no-crash", "no-exchange", "each-time", "in-a-row"],
)
def test_fault_that_comes_each_time_has_no_rate(steady):
    rates = unsteady(steady)

    assert not rates.comes_and_goes(steady)
    assert rates.rate([steady]) is None


def test_answer_that_departs_from_its_page_at_times_has_a_rate():
    finding = dropped(an_exchange()) | {"rule": ANSWERS, "case": "200"}
    symptom = a_symptom(ANSWERS, exchange=finding["exchange"], came="no token")
    record = a_broken_record(symptom)
    record.findings = [finding] + [finding | {"outcome": "kept", "exchange": None}] * 4

    assert Rates(record).rate([symptom]) is None
    record.unsteady = {"login": {"200"}}
    assert Rates(record).rate([symptom]) == Rate(
        "1 of 5", "1 of 5 answers of POST /users/login with status 200", is_whatever_is_sent=True
    )


def test_contract_that_met_such_an_answer_is_known():
    symptom = a_symptom(LOGIN, status=500, test="met")
    record = a_broken_record(symptom)
    record.unsteady = {"login": {"500"}}
    crash = symptom.failure["exchange"]
    record.findings = [dropped(an_exchange()) | {"exchange": crash, "sender": "met"}]

    assert Rates(record).has_met_it(symptom)
    another = a_symptom(LOGIN, test="another")
    assert not Rates(record).has_met_it(another)
    another.failure["expected"] = "the same answer as before: 500 (application/json) {}"
    assert Rates(record).has_met_it(another)


def test_failure_is_told_by_its_rate_and_by_no_case():
    crash = a_symptom(LOGIN, status=500, note="null; intermittent", came="500 (for one: null)")
    failure = told(crash.failure, WHATEVER, ["login", "logout"])

    assert failure["came"] == "500 in about 1 of 5 requests, whatever is sent, on 2 operations"
    assert failure["note"] == ""
    lacks = told(a_symptom(LOGIN, came="200 without one").failure, WHATEVER, ["login"])
    assert lacks["came"] == "200 without one, in about 1 of 5 requests, whatever is sent"


def test_failure_of_one_kind_of_request_keeps_its_case():
    failure = told(a_symptom(LOGIN, came="200 {}").failure, Rate("1 of 5", "x"), ["login"])

    assert failure["came"] == "200 {}, about 1 of 5 times"


@pytest.mark.parametrize(
    ("again", "rate"),
    [
        ([(10, 2)], Rate("1 of 5", "2 of 10 times that the same check was made again")),
        ([(10, 0)], Rate("1 of 11", "none of 10 times that the same check was made again")),
        ([(6, 2), (2, 2)], Rate("1 of 3", "2 of 6 times that the same check was made again")),
        ([(2, 2)], None),
        ([(10, 2), (2, 2), (2, 2)], None),  # most of its checks fail each time
    ],
    ids=["at-times", "once", "one-of-two", "each-time", "mostly"],
)
def test_check_that_was_made_again_has_a_rate(again, rate):
    symptoms = [
        a_symptom(LOGIN, status=200, test=str(n), again={"of": of, "failed": failed})
        for n, (of, failed) in enumerate(again)
    ]

    assert Rates(a_broken_record(*symptoms)).rate(symptoms) == rate


def test_answers_of_the_run_are_counted_where_they_tell_it():
    crash = a_symptom("refresh.renews-active", "refreshToken", 500, again={"of": 10, "failed": 2})
    record = a_broken_record(crash)
    record.answers = {"refreshToken": Counter({"200": 30, "500": 10})}

    rate = Rates(record).rate([crash])

    assert rate == Rate("1 of 4", "10 of 40 answers of PATCH /users/login")


def refused_log_in(status, **answers):
    finding = refused(an_exchange(status=status))
    test = f"contracts::{LOGIN}[acme-login]"
    symptom = a_symptom(LOGIN, status=status, test=test, exchange=finding["exchange"])
    record = a_broken_record(symptom)
    record.findings, record.answers = [finding], {"login": Counter(answers)}
    return Rates(record).rate([symptom])


def test_right_log_in_that_is_refused_at_times_has_a_rate():
    counted = "1 of 5 log-ins by right credentials"

    assert refused_log_in(401, **{"200": 4, "401": 30}) == Rate("1 of 5", counted)
    assert refused_log_in(200, **{"200": 4}) is None, "it is no refusal"
    assert refused_log_in(401, **{"401": 30}) is None, "none was taken"


def a_departing_record(bad, of):
    finding = dropped(an_exchange()) | {"rule": ANSWERS, "case": "200"}
    symptom = a_symptom(ANSWERS, exchange=finding["exchange"], came="no token")
    record = a_broken_record(symptom)
    record.findings = [finding] * bad
    record.answers = {"login": Counter({"200": of})}
    return Rates(record), symptom


def test_how_many_answers_were_so_is_told_where_others_were_not():
    rates, symptom = a_departing_record(2, 10)

    assert rates.seen([a_symptom(LOGIN), symptom]) == "2 of 10 answers with status 200 were so"


@pytest.mark.parametrize(("bad", "of"), [(0, 10), (10, 10), (1, 0)])
def test_nothing_is_told_where_all_or_none_were_so(bad, of):
    rates, symptom = a_departing_record(bad, of)

    assert rates.seen([symptom]) == ""


def test_nothing_is_told_of_what_came_each_time_or_breaks_no_page():
    rates, symptom = a_departing_record(2, 10)
    symptom.failure["note"] = "null; each time; --seed 0"

    assert rates.seen([symptom]) == rates.seen([a_symptom(LOGIN)]) == ""
