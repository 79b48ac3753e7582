"""Whether one and the same request is answered now well, now badly."""

import pytest

from harness.core.exchange import Request
from harness.http.recorder import Recorded
from harness.results.steadiness import Steadiness, Unsteady
from tests.harness.causes.failing import a_broken_record, a_symptom
from tests.harness.making import an_exchange


def answered(*statuses, violations=(), body=b"{}"):
    request = Request("POST", "http://acme.test/users/login", (), body)
    return [
        Recorded(an_exchange(status=each, request=request), violations if each == 200 else ())
        for each in statuses
    ]


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ((200, 500, 200), {"login": ["500"]}),
        ((500, 401), {"login": ["500"]}),
        ((200, 500, 500), {}),  # what is done twice may crash each time
        ((500, 500), {}),
        ((200, 401, 200), {}),
        ((500, 503, 200), {"login": ["500", "503"]}),
    ],
)
def test_server_error_that_went_comes_and_goes(statuses, found):
    assert Steadiness().take(answered(*statuses)) == found


def test_other_requests_say_nothing_of_each_other():
    other = answered(500, body=b"null")

    assert Steadiness().take([*other, *answered(200)]) == {}


def test_answers_are_remembered_from_one_contract_to_the_next():
    steadiness = Steadiness()
    steadiness.take(answered(500))

    assert steadiness.take(answered(200)) == {"login": ["500"]}


def test_answer_that_departs_from_its_page_must_come_again():
    steadiness, bad = Steadiness(), answered(200, violations=("no token",))

    assert steadiness.take([*bad, *answered(200)]) == {}
    assert steadiness.take(bad) == {"login": ["200"]}


def test_gateways_and_what_no_page_has_are_left_out():
    [crash, fine] = answered(500, 200)
    gateway = Recorded(crash.exchange, is_superseded=True)
    probe = [Recorded(an_exchange(None, status=each)) for each in (500, 200)]

    assert Steadiness().take([gateway, fine, *probe]) == {}


def test_failure_comes_and_goes_where_its_answer_does():
    crash, refusal = a_symptom("x", status=500).failure, a_symptom("x", status=403).failure
    record = a_broken_record()

    assert not Unsteady(record).holds(crash)
    record.unsteady = {"login": {"500"}}
    assert Unsteady(record).holds(crash)
    assert not Unsteady(record).holds(refusal)
    assert not Unsteady(record).holds(crash | {"note": "null; each time; x"})
