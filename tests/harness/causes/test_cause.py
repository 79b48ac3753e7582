"""A cause, of which everything else is known by its occurrences."""

from dataclasses import replace

from harness.causes.grouping import of_target
from harness.history.history import History
from harness.steps.rounds import rounds_of
from harness.steps.script import IS_THERE
from tests.harness.causes.failing import REQUIRED, a_broken_record, a_symptom

OBSERVED = "contracts::answers.documented[acme-login-500]"


def a_cause():
    [cause] = of_target(a_broken_record(a_symptom(REQUIRED)), History({}))
    return cause


def occurring(*changes, **of):
    cause = a_cause()
    return replace(
        cause, occurrences=tuple(replace(cause.occurrences[0], **c) for c in changes), **of
    )


def test_cause_is_told_by_its_first_occurrence():
    cause = a_cause()

    assert cause.first is cause.occurrences[0].failure
    assert cause.places == ["login"]


def test_places_are_sorted_and_named_once():
    ids = ("logout", "login", None, "login")

    assert occurring(*({"operation": each} for each in ids)).places == ["login", "logout"]


def test_tests_are_contracts_and_those_that_met_it():
    found = occurring({"test": OBSERVED, "senders": ("b", "a")}, {"test": "c"})

    assert found.tests == ["a", "b", "c"]


def test_cause_is_new_where_one_of_its_places_is():
    assert occurring({"is_new": True}, {"is_new": False}).is_new
    assert not occurring({"is_new": False}).is_new


def test_what_comes_and_goes_is_new_where_all_its_places_are():
    assert not occurring({"is_new": True}, {"is_new": False}, rate="1 of 5").is_new
    assert occurring({"is_new": True}, rate="1 of 5").is_new


def test_cause_is_there_since_the_first_of_its_places():
    assert occurring({"since": "2027-01-02"}, {"since": None}, {"since": "2027-01-01"}).since == (
        "2027-01-01"
    )
    assert occurring({"since": None}).since is None


def test_script_of_what_comes_and_goes_makes_its_steps_until_it_shows():
    script = f"# a\n(\necho '{IS_THERE}'\n)\n"
    failure = a_cause().first | {"steps": script}

    assert occurring({"failure": failure}).steps == script
    assert rounds_of(occurring({"failure": failure}, rate="1 of 2").steps) == 5
