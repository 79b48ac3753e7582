"""From findings to results: one for each rule, operation and case."""

from harness.core.rule_ids import OBSERVED_RULES
from harness.http.recorder import Recorded
from harness.results.observed import findings
from harness.results.observed_results import add_observed
from harness.run.preflight import NoVerdict
from harness.targets.known_deviation import KnownDeviation
from spec.specification import Effects
from tests.harness.making import a_record, a_run, an_exchange
from tests.harness.results.observing import log_in, observed

UNREACHABLE = a_record(no_verdict=NoVerdict.UNREACHABLE)


def test_documented_answers_are_a_result_for_each_operation_and_status():
    options = Recorded(an_exchange("getAuthenticationOptions", product="cdp", json={}))

    found = observed(log_in(), log_in(), log_in(status=418, violations=["teapot"]), options)

    assert {key: outcome for key, outcome in found.items() if key[0] == "answers.documented"} == {
        ("answers.documented", "login", "200"): "kept",
        ("answers.documented", "login", "418"): "broken",
        ("answers.documented", "getAuthenticationOptions", "200"): "kept",
    }


def test_departure_of_some_answers_says_of_how_many():
    record = a_record()
    record.findings += [*findings(log_in()), *findings(log_in(violations=["no"]))]

    [(result, finding), *_] = add_observed(a_run(record))

    assert result["outcome"] == "broken"
    assert "came no (" in result["detail"]
    assert "1 of 2 " in result["detail"]
    assert result["requests"] == 2
    assert finding is not None
    assert finding["exchange"] is not None
    assert finding["exchange"]["method"] == "POST"


def test_known_deviation_of_one_status_leaves_the_others_broken():
    known = KnownDeviation("answers.documented", "teapot", operation="login", status=418)
    bad = [log_in(status=418, violations=["x"]), log_in(status=500, violations=["x"])]

    found = observed(*bad, known=(known,))

    assert found["answers.documented", "login", "418"] == "known"
    assert found["answers.documented", "login", "500"] == "broken"


def test_observed_rule_that_nothing_met_is_unproven():
    assert observed() == {(rule, None, None): "unproven" for rule in OBSERVED_RULES}


def test_observed_rule_beyond_what_is_allowed_is_excluded():
    record = a_record(effects=Effects.READ)

    add_observed(a_run(record))

    assert {each["rule"]: each["outcome"] for each in record.results} == {
        "answers.documented": "unproven",
        "answers.not-cached": "excluded",
        "cookies.guarded": "excluded",
    }


def test_target_without_a_verdict_has_no_results():
    add_observed(a_run(UNREACHABLE))

    assert UNREACHABLE.results == []
