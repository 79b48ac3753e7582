"""What a broken result looks like."""

import pytest

from harness.causes.symptoms import bare, symptoms_of, without_case
from tests.harness.causes.failing import a_symptom, an_exchange_shown
from tests.harness.making import a_record


@pytest.mark.parametrize(
    ("came", "left"),
    [
        ('200 (application/json) {"id": 17}', "2xx"),
        ("204 (no Content-Type) without a body", "2xx"),
        ("401 (application/json) {}", "401"),
        ("500 (text/html) <p> (the smallest case: null; each time; x)", "500"),
        ("status 500 is not documented (200, 4XX)", "status 500 is not documented …"),
        ("body at $: 'id' is a required property", "body at $: 'id' is a required property"),
        ('no "a@b.test" of 93a6c06e-ff19-4eed-89de-b1297937aaaa', "no … of …"),
    ],
)
def test_came_is_told_without_its_values(came, left):
    assert bare(came) == left


def test_refusals_of_other_statuses_differ():
    assert bare("401 (x) {}") != bare("403 (x) {}")


def test_case_is_taken_off():
    assert without_case("500 (for one: null; intermittent)") == "500"
    assert without_case("500 (whatever is sent; each time; --depth quick)") == "500"
    assert without_case("500 (json)") == "500 (json)"


def test_answer_is_told_by_its_operation_or_by_its_path():
    assert a_symptom("x", status=500).answer == ("login", 500)
    probe = an_exchange_shown("", 200, method="GET", url="http://acme.test:81/a/17")
    assert a_symptom("x", exchange=probe).answer == ("GET /a/", 200)
    assert a_symptom("x", exchange=probe).answered is None
    assert a_symptom("x", exchange=None).answer is None


def test_crash_is_a_server_error():
    assert a_symptom("x", status=500).is_crash
    assert not a_symptom("x", status=404).is_crash


def test_crashes_are_one_where_they_say_the_same():
    ids = [f"row {n} of 93a6c06e-ff19-4eed-89de-b1297937aaa{n}" for n in range(2)]
    one, two = (
        a_symptom("x", exchange=an_exchange_shown("login", 500, answer_body=each)) for each in ids
    )
    other = a_symptom("x", exchange=an_exchange_shown("login", 500, answer_body="null pointer"))

    assert one.crash == two.crash != other.crash


def test_result_without_a_failure_is_told_by_its_words():
    result = a_symptom("x").result | {"detail": "expected x; came y"}

    [symptom] = symptoms_of(a_record(), [result])

    assert symptom.failure["came"] == "expected x; came y"
