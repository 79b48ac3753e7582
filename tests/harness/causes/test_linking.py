"""Which failures have one cause, and by which rule it is told."""

import pytest

from harness.causes.linking import broken_mostly, gathered, headline
from harness.core.outcomes import Outcome
from tests.harness.causes.failing import (
    ANSWERS,
    CRASHED,
    DIES,
    FORGED,
    REQUIRED,
    Steady,
    a_symptom,
    an_exchange_shown,
)
from tests.harness.making import a_result

LOGIN = "login.issues-token"


def groups(*symptoms, **of):
    return [[each.rule for each in group] for group in gathered(symptoms, Steady(**of))]


def are_one(*symptoms):
    return len(gathered(symptoms, Steady())) == 1


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        ({"operation": "logout"}, True),  # with the same answer
        ({"status": 403}, True),  # of the same operation
        ({"operation": None, "status": 403}, True),  # of any operation
        ({"operation": "logout", "status": 403}, False),
    ],
    ids=["answer", "operation", "any-operation", "neither"],
)
def test_failures_of_one_rule_are_one_by_answer_or_place(other, is_one):
    assert are_one(a_symptom(REQUIRED), a_symptom(REQUIRED, **other)) is is_one


def test_operation_may_depart_from_its_page_twice():
    lacks = a_symptom(ANSWERS, came="body at $: 'id' is a required property")
    other = a_symptom(ANSWERS, status=401, came="media type is text/html")

    assert not are_one(lacks, other)
    assert are_one(lacks, a_symptom(ANSWERS, came="media type is text/html"))


@pytest.mark.parametrize(
    ("other", "is_one"),
    [({}, True), ({"status": 401}, False), ({"operation": "logout"}, False)],
    ids=["same", "other-status", "other-operation"],
)
def test_one_answer_breaks_the_rule_of_all_answers_as_well(other, is_one):
    lacks = a_symptom(ANSWERS, came="body at $: 'token' is a required property")

    assert are_one(lacks, a_symptom(LOGIN, **other)) is is_one


def test_two_rules_of_their_own_are_not_one_by_an_answer():
    assert not are_one(a_symptom(LOGIN), a_symptom("login.refuses-wrong-password"))


def test_crash_that_says_the_same_is_the_same():
    there = a_symptom(CRASHED, "login", 500)

    assert are_one(there, a_symptom("logout.answers", "logout", 500))
    other = an_exchange_shown("logout", 500, answer_body="null pointer")
    assert not are_one(there, a_symptom("logout.answers", "logout", 500, exchange=other))


def test_rule_that_rests_on_another_follows_it():
    assert are_one(a_symptom(REQUIRED), a_symptom(DIES))
    assert are_one(a_symptom("refresh.refuses-forged", "refreshToken"), a_symptom(FORGED))
    assert not are_one(a_symptom(LOGIN), a_symptom("metabase.sets-cookie", "loginToMetabase"))


def test_rules_of_each_operation_rest_on_each_other_where_they_show():
    at_login = a_symptom(REQUIRED)

    assert not are_one(at_login, a_symptom(FORGED, "logout", 204, came="the token was deleted"))
    assert are_one(at_login, a_symptom(FORGED, "login", 204, came="the token was deleted"))


def test_rule_that_rests_on_another_is_a_cause_of_its_own_where_another_answer_shows_it():
    dead = a_symptom("login.token-authenticates", "probe", 401)

    assert are_one(dead, a_symptom("logout.answers", "logout", 403))
    assert not are_one(dead, a_symptom("logout.answers", "logout", 200))


def test_what_comes_and_goes_is_one_cause_by_itself():
    flaky = [a_symptom(rule, op, 500) for rule, op in ((LOGIN, "login"), (REQUIRED, "getUser"))]
    steady = a_symptom(FORGED)

    found = gathered([flaky[0], steady, flaky[1]], Steady(*flaky))

    assert found in ([flaky, [steady]], [[steady], flaky])


def test_contract_that_met_it_on_its_way_follows_where_its_rule_does():
    flaky = a_symptom("login.refuses-wrong-password", status=500)
    alike = a_symptom("login.refuses-alike", status=401)

    assert len(gathered([flaky, alike], Steady(flaky))) == 2
    assert len(gathered([flaky, alike], Steady(flaky, met=(alike,)))) == 1


def test_order_of_symptoms_changes_nothing():
    symptoms = [a_symptom(REQUIRED), a_symptom(LOGIN, "x", 500), a_symptom(DIES)]

    found = {frozenset(map(id, group)) for group in gathered(symptoms, Steady())}

    assert found == {frozenset(map(id, group)) for group in gathered(symptoms[::-1], Steady())}


def told_by(*symptoms, comes_and_goes=False):
    return headline(symptoms, "me", comes_and_goes=comes_and_goes)


def test_cause_is_told_by_what_the_others_rest_on():
    assert told_by(a_symptom(DIES), a_symptom(REQUIRED), a_symptom(FORGED)) == REQUIRED


def test_cause_is_told_by_the_narrowest_rule():
    assert told_by(a_symptom(ANSWERS), a_symptom(LOGIN)) == LOGIN
    assert told_by(a_symptom(ANSWERS), a_symptom(CRASHED)) == CRASHED
    assert told_by(a_symptom(ANSWERS)) == ANSWERS


def test_crash_of_many_operations_is_not_told_by_the_rule_of_one():
    crashes = [a_symptom(CRASHED, each, 500) for each in ("login", "logout", "inviteUser")]

    assert told_by(*crashes, a_symptom(LOGIN, "login", 500)) == CRASHED
    assert told_by(*crashes[:2], a_symptom(LOGIN, "login", 500)) == LOGIN


def test_binding_rule_comes_before_advice():
    spares, ends = "logout.spares-other-sessions", "login.token-authenticates"

    assert told_by(a_symptom(spares), a_symptom(ends)) == ends
    assert told_by(a_symptom(spares)) == spares


def test_what_comes_and_goes_at_several_operations_is_told_by_all_answers():
    flaky = [a_symptom(LOGIN, "login", 500), a_symptom(ANSWERS, "logout", 500)]

    assert told_by(*flaky, comes_and_goes=True) == ANSWERS
    assert told_by(flaky[0], a_symptom(ANSWERS, "login", 500), comes_and_goes=True) == LOGIN


def told_at(broken, kept=(), rule=REQUIRED):
    results = [a_result(Outcome.BROKEN, rule, operation=each) for each in broken]
    return [*results, *(a_result(Outcome.KEPT, rule, operation=each) for each in kept)]


@pytest.mark.parametrize(
    ("results", "is_mostly"),
    [
        (told_at("abc", "de"), True),
        (told_at("abc", "def"), False),
        (told_at("ab"), False),
        (told_at("aaa", "b"), False),
        (told_at("abc", rule=ANSWERS), False),
    ],
    ids=["most", "half", "few", "one-place", "every-answer"],
)
def test_rule_is_broken_mostly_at_three_operations_and_more_than_half(results, is_mostly):
    assert broken_mostly(results) == (frozenset({results[0]["rule"]}) if is_mostly else frozenset())


def test_what_could_not_be_told_somewhere_says_nothing_of_it():
    unproven = [a_result(Outcome.UNPROVEN, REQUIRED, operation=each) for each in "defg"]

    assert broken_mostly([*told_at("abc"), *unproven]) == {REQUIRED}


def test_rule_that_is_broken_mostly_has_one_cause_whatever_came():
    came = {"a": 200, "b": 404, "c": 302}
    symptoms = [a_symptom(REQUIRED, each, status) for each, status in came.items()]

    assert len(gathered(symptoms, Steady(), {REQUIRED})) == 1
    assert len(gathered(symptoms, Steady(), {FORGED})) == 3
