"""Causes of a run: what they hold, and in which order they are told."""

from collections import Counter

from harness.causes.grouping import causes_of
from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.steps.script import IS_THERE
from tests.harness.causes.failing import (
    ANSWERS,
    FORGED,
    REQUIRED,
    a_broken_record,
    a_symptom,
)
from tests.harness.making import a_result, a_run

ALIKE, LOGIN = "login.refuses-alike", "login.issues-token"


def causes(*symptoms, **of):
    run = a_run(a_broken_record(*symptoms))
    run.targets = {"acme": run.targets["target-0"]}
    for name, value in of.items():
        setattr(run.targets["acme"], name, value)
    history = History({})
    history.take(run)
    return causes_of(run, history)


def test_cause_says_which_rules_follow():
    [cause] = causes(a_symptom(FORGED), a_symptom(REQUIRED), a_symptom("token.dies-after-8h"))

    assert cause.rule == REQUIRED
    assert cause.follows == (FORGED, "token.dies-after-8h")
    assert cause.occurrences[0].rule == REQUIRED
    assert cause.rate is None
    assert (cause.target, cause.product, cause.strength) == ("acme", "me", "documented")
    assert cause.stated_at.startswith("spec/blueprints/me/authentication.apib:")


def test_kept_and_known_results_have_no_cause():
    record = a_broken_record()
    record.results = [a_result(each, REQUIRED) for each in (Outcome.KEPT, Outcome.KNOWN)]

    assert causes_of(a_run(record), History({})) == []


def test_binding_rules_come_before_advice_in_the_order_of_the_rules():
    found = causes(a_symptom(ALIKE), a_symptom("logout.answers", "logout", 404), a_symptom(LOGIN))

    assert [each.rule for each in found] == [LOGIN, "logout.answers", ALIKE]


def test_new_causes_come_before_old_ones():
    history = History({})
    first, second = a_symptom(LOGIN), a_symptom("logout.answers", "logout", 404)
    for number, found in enumerate(([first], [first, second]), 1):
        run = a_run(a_broken_record(*found))
        run.targets = {"acme": run.targets["target-0"]}
        run.started = f"2027-01-0{number}T00:00:00Z"
        history.take(run)

    told = [(each.rule, each.is_new, each.since) for each in causes_of(run, history)]

    assert told == [
        ("logout.answers", True, "2027-01-02T00:00:00Z"),
        (LOGIN, False, "2027-01-01T00:00:00Z"),
    ]


def test_fault_that_comes_and_goes_is_one_cause_at_its_places():
    flaky = [
        a_symptom(LOGIN, "login", 500),
        a_symptom("logout.answers", "logout", 500, note="null; intermittent"),
        a_symptom(ANSWERS, "inviteUser", 500),
    ]
    counts = {each: Counter({"200": 4, "500": 1}) for each in ("login", "logout", "inviteUser")}

    [cause] = causes(*flaky, unsteady={"login": {"500"}}, answers=counts)

    assert (cause.rule, cause.rate) == (ANSWERS, "1 of 5")
    assert cause.places == ["inviteUser", "login", "logout"]
    assert cause.first["came"] == (
        "500 in about 1 of 5 requests, whatever is sent, on 3 operations"
    )
    assert {each.failure["note"] for each in cause.occurrences} == {""}


def test_check_that_fails_at_times_is_told_with_what_was_counted():
    [cause] = causes(a_symptom(LOGIN, again={"of": 10, "failed": 2}))

    assert cause.rate == "1 of 5"
    assert cause.counted == "2 of 10 times that the same check was made again"
    assert cause.first["came"].endswith(", about 1 of 5 times")
    [steady] = causes(a_symptom(LOGIN, again={"of": 2, "failed": 2}))
    assert (steady.rate, steady.counted) == (None, "")


def test_cause_is_shown_by_what_a_script_can_tell():
    telling = f"if x; then echo '{IS_THERE}'; exit 1; fi"
    compared = a_symptom(REQUIRED, test="a", steps="echo 'compare this'")
    told = a_symptom(REQUIRED, "logout", test="b", steps=telling)

    [cause] = causes(compared, told, a_symptom(FORGED, test="c", steps=telling))

    assert cause.first["steps"] == telling
    assert cause.occurrences[0].test == "b", "of its own rule"
    assert [each.test for each in causes(compared)[0].occurrences] == ["a"]


def test_cause_is_shown_by_an_exchange():
    bare, shown = a_symptom(REQUIRED, test="a", exchange=None), a_symptom(REQUIRED, test="b")

    [cause] = causes(bare, shown)

    assert cause.first["exchange"] is not None


def test_rule_that_is_broken_nearly_everywhere_has_one_card():
    at = [a_symptom(REQUIRED, op, code) for op, code in (("a", 200), ("b", 404), ("c", 302))]
    others = [a_result(Outcome.KEPT, REQUIRED, operation=each, test=each) for each in "defgh"]

    def cards(*more):
        record = a_broken_record(*at)
        record.results += more
        return len(causes_of(a_run(record), History({})))

    assert cards() == cards(*others[:2]) == 1
    assert cards(*others) == 3


def test_two_faults_that_can_be_told_apart_are_two_causes():
    assert len(causes(a_symptom(REQUIRED), a_symptom(REQUIRED, "logout", 418))) == 2
    assert len(causes(a_symptom(LOGIN), a_symptom("logout.answers", "logout", 500))) == 2
