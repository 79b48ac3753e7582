"""What pytest's reports carry comes whole through pytest, and through xdist's pipe."""

from __future__ import annotations

import json

import pytest

from harness.core.outcomes import Outcome
from harness.plugin.pytest_reports import carry
from harness.results.evidence import ATTRIBUTE, Evidence, Gathered, evidence_of, result_of
from harness.results.observed import dropped
from tests.harness.making import CANARY, a_result, an_exchange

RESULT = a_result(Outcome.BROKEN, operation="logout")
GATHERED = Gathered(
    target="acme",
    findings=[dropped(an_exchange())],
    answers={"login": {"200": 2}},
    unsteady={"login": ["500"]},
    exchanges=[{"method": "POST", "status": 200, "headers": [["a", "ž"]]}],
    remarks=["a remark"],
    leftovers=["a user"],
    requests=3,
    spent={"logins": 2},
    failing=[{"product": "me", "search": "login", "case": {"how": "null"}}],
    tried={"odd bodies": {"null": {"at": "2027-01-01T12:00:00Z", "held": True}}},
    secrets=[CANARY],
    fronts=[{"who": "a page", "times": 2}],
)
EVERY = [
    Evidence(),
    Evidence(RESULT),
    Evidence(None, GATHERED),
    Evidence(RESULT, GATHERED),
]


@pytest.fixture
def report():
    return pytest.TestReport(
        nodeid="contracts/test_logout.py::test_x[acme]",
        location=("contracts/test_logout.py", 1, "test_x[acme]"),
        keywords={},
        outcome="passed",
        longrepr=None,
        when="teardown",
    )


def through_pytest(config, report):
    """Send a report as xdist does, with nothing but plain values on the way."""
    data = config.hook.pytest_report_to_serializable(config=config, report=report)
    return config.hook.pytest_report_from_serializable(
        config=config, data=json.loads(json.dumps(data))
    )


@pytest.mark.parametrize("evidence", EVERY, ids=["empty", "result", "gathered", "both"])
def test_evidence_comes_back_as_it_was_sent(pytestconfig, report, evidence):
    carry(report, evidence)

    received = through_pytest(pytestconfig, report)

    assert evidence_of(received) == evidence
    assert result_of(received) == evidence.result


def test_half_of_a_surrogate_pair_crosses_a_pipe_that_takes_utf_8(pytestconfig, report):
    lone = "half \ud83d of a pair"
    carry(report, Evidence(a_result(Outcome.BROKEN, detail=lone)))
    report.longrepr, report.user_properties = lone, [("detail", lone)]
    report.sections = [("log", lone)]

    data = pytestconfig.hook.pytest_report_to_serializable(config=pytestconfig, report=report)
    received = pytestconfig.hook.pytest_report_from_serializable(
        config=pytestconfig, data=dict(data)
    )

    assert str(data).encode()
    result = result_of(received)
    assert result is not None
    assert result["detail"] == lone
    assert received.longrepr == r"half \ud83d of a pair"


def test_report_that_carries_nothing_comes_back_so(pytestconfig, report):
    received = through_pytest(pytestconfig, report)

    assert evidence_of(received) is None
    assert result_of(received) is None
    assert received.nodeid == report.nodeid


def test_evidence_is_one_attribute_of_a_report(pytestconfig, report):
    plain = set(vars(through_pytest(pytestconfig, report)))
    carry(report, EVERY[-1])

    carrying = set(vars(through_pytest(pytestconfig, report)))

    assert carrying - plain == {ATTRIBUTE}


def test_secrets_are_not_shown_where_evidence_is():
    shown = f"{EVERY[-1]!r} {EVERY[-1]}"

    assert CANARY not in shown
    assert "a remark" in shown


def test_secrets_reach_the_process_that_looks_for_them(pytestconfig, report):
    carry(report, EVERY[-1])

    received = evidence_of(through_pytest(pytestconfig, report))

    assert received is not None
    assert received.gathered is not None
    assert received.gathered.secrets == [CANARY]


@pytest.mark.parametrize("other", [None, {"result": RESULT}, "evidence"], ids=str)
def test_what_another_plugin_left_under_the_name_is_no_evidence(report, other):
    setattr(report, ATTRIBUTE, other)

    assert evidence_of(report) is None
    assert result_of(report) is None
