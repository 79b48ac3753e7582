"""A search: what it sends, when it ends, and what it says of a case that fails."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from harness.core.errors import NoAnswer
from harness.core.outcomes import Broken, Unproven
from harness.generation import searches
from harness.generation.boundaries import CUT_SHORT
from harness.generation.case import Case
from harness.generation.search import Failure, Search, failures_of
from harness.results.observed import findings
from harness.run.settings import Depth, Entry
from tests.harness.making import an_answer
from tests.harness.wire import CRASHED, HANG_UP, REFUSED, http

NOT_CRASHED = "input.refused-not-crashed"


NEEDED = {"required": ["email"]}


def is_null(sent):
    return isinstance(sent, dict) and sent.get("email", "") is None


def refresh_search(run, **keywords):
    """Search over refreshing, of which the server plays the answers in turn."""
    return Search(run, "s", lambda case: run.api.call_raw("refreshToken", case.body), **keywords)


LATE = [Case("refreshToken", f"late {number}", b"[%d]" % number) for number in range(3)]
CASES = [Case("refreshToken", f"case {number}", b"%d" % number) for number in range(3)]


def test_search_that_finds_nothing_breaks_nothing(run_of, crash_if):
    crash_if(lambda _: False)

    searches.of_bodies(run_of(), "login").expect(NOT_CRASHED)


def test_crash_is_found_shrunk_sent_again_and_shown(run_of, crash_if):
    crash_if(is_null)
    run = run_of(depth=Depth.STANDARD, seed=3)

    with pytest.raises(Broken) as failure:
        searches.of_bodies(run, "login").expect(NOT_CRASHED)

    assert failure.value.expected == "no server error, whatever is sent"
    assert (
        'fields: null, made smaller: {"email": null}; each time; --depth standard --seed 3'
        in failure.value.came
    )
    exchange = failure.value.exchange
    assert exchange is not None
    assert exchange.request.body == b'{"email": null}'
    assert run.failing == [
        Entry(product="me", search="login", case=run.failing[0]["case"])
    ]  # the one smallest case, though it breaks two rules


def test_rule_that_a_smaller_case_alone_breaks_is_told_as_well(run_of, wire):
    def judge(case, answer):
        yield Failure("answers.documented", case, "a body", "none", answer.exchange)
        if case.body == b"{}":
            yield Failure(NOT_CRASHED, case, "no server error", "500", answer.exchange)

    wire.answers = [REFUSED]
    large = Case("refreshToken", "large", b'{"token": "a", "more": 1}')
    search = refresh_search(run_of(depth=Depth.STANDARD), judge=judge).explore([large])

    for rule in ("answers.documented", NOT_CRASHED):
        with pytest.raises(Broken):
            search.expect(rule)


def test_smallest_case_is_what_the_report_shows_of_documented_answers(run_of, crash_if):
    crash_if(is_null)
    run = run_of(depth=Depth.STANDARD)

    searches.of_bodies(run, "login")

    recorded = run.client.recorder.take().recorded
    noted = [
        each
        for seen in recorded
        for each in findings(seen)
        if each["rule"] == "answers.documented" and each["note"]
    ]
    assert {each["outcome"] for each in noted} == {"broken"}
    assert noted[0]["exchange"] is not None
    assert noted[0]["exchange"]["request_body"] == '{"email": null}'


def test_token_for_credentials_of_nobody_is_broken(run_of, wire):
    wire.answers = [http(200, {"token": "an-access-token"})]

    with pytest.raises(Broken, match="no token, whatever is sent"):
        searches.of_bodies(run_of(), "loginWithSso").expect(NOT_CRASHED)


@pytest.mark.parametrize("status", [200, 404, 422])
def test_lenient_and_strict_servers_break_nothing(run_of, wire, status):
    wire.answers = [http(status, {"message": "ok"})]

    searches.of_bodies(run_of(), "sendForgotPasswordEmail").expect(NOT_CRASHED)


@pytest.mark.parametrize("body", [b"null", b'{"email": {}}'])
def test_user_that_nobody_named_is_broken(body):
    user = {"email": "a@acme.test", "id": "0b1c0f2e-6f0e-4c3e-9d5e-2f1a3b4c5d6e"}
    answer = an_answer("inviteUser", json=user)

    found = list(failures_of(Case("inviteUser", "", body), answer))

    assert [each.expected for each in found] == ["nobody to be invited"]


def test_user_of_an_address_that_was_named_is_not():
    answer = an_answer("inviteUser", json={"email": "a@acme.test"})

    assert not list(failures_of(Case("inviteUser", "", b'{"email": 17}'), answer))


@pytest.mark.parametrize(
    ("how", "status", "schema", "is_broken"),
    [
        (CUT_SHORT, 201, NEEDED, True),
        (CUT_SHORT, 400, NEEDED, False),
        (CUT_SHORT, 201, {}, False),
        ("an empty body", 201, NEEDED, False),
    ],
)
def test_success_without_a_body_that_can_be_read_is_broken(how, status, schema, is_broken):
    answer = an_answer("createUser", status=status, json={})
    answer.operation = replace(answer.spec.operation("createUser"), body_schema=schema)

    found = [each.expected for each in failures_of(Case("createUser", how), answer)]

    assert ("no success, as the body is no JSON" in found) is is_broken


@pytest.mark.parametrize(("status", "is_broken"), [(501, False), (405, False), (500, True)])
def test_method_that_is_not_implemented_is_no_crash(status, is_broken):
    answer = an_answer(None, status=status)

    assert bool(list(failures_of(Case("login", "", method="PUT"), answer))) is is_broken


def test_not_implemented_is_a_crash_where_the_page_has_the_method():
    assert list(failures_of(Case("login", ""), an_answer(status=501)))


def test_connection_that_is_dropped_is_a_crash(run_of, wire):
    wire.answers = [HANG_UP]

    with pytest.raises(Broken, match="an answer, whatever is sent"):
        refresh_search(run_of("cdp")).explore(CASES).expect(NOT_CRASHED)


def test_failure_that_does_not_repeat_is_intermittent(run_of, wire):
    wire.answers = [REFUSED, CRASHED, REFUSED]

    with pytest.raises(Broken, match="case 1: 1; intermittent: it did not repeat"):
        refresh_search(run_of()).explore(CASES).expect(NOT_CRASHED)


def test_failure_that_takes_several_requests_says_so(run_of, wire):
    in_a_row = 0

    def answer_to(request):
        nonlocal in_a_row
        in_a_row = in_a_row + 1 if request.startswith(b"PATCH") else 0
        return CRASHED if in_a_row == 3 else REFUSED

    wire.answer_to = answer_to
    case = Case("refreshToken", "the case")

    with pytest.raises(Broken, match=r"the smallest case: .*; again as request 3 in a row"):
        refresh_search(run_of()).explore([*CASES, case]).expect(NOT_CRASHED)


def test_each_nth_request_of_one_operation_that_fails_is_put_down_to_no_case(run_of, wire):
    count = itertools.count(1)

    def answer_to(request):
        is_counted = request.startswith(b"PATCH")
        return CRASHED if is_counted and next(count) % 5 == 0 else REFUSED

    wire.answer_to = answer_to
    search = refresh_search(run_of()).explore([*CASES, Case("refreshToken", "the case"), *LATE])

    with pytest.raises(Broken, match=r"\(for one: .*; intermittent: it did not repeat"):
        search.expect(NOT_CRASHED)


@pytest.mark.parametrize("phase", range(7))
@pytest.mark.parametrize("number", [2, 3, 4, 5, 7])
def test_each_nth_request_that_fails_is_put_down_to_no_case(run_of, wire, number, phase):
    counter = itertools.count(phase)
    wire.answer_to = lambda _: CRASHED if next(counter) % number == 0 else REFUSED
    search = refresh_search(run_of()).explore([*CASES, Case("refreshToken", "the case")])

    if search.has_failed:
        with pytest.raises(Broken, match=r"\(for one: .*; intermittent: it did not repeat"):
            search.expect(NOT_CRASHED)


def test_what_each_case_meets_is_put_down_to_none(run_of, wire):
    wire.answers = [CRASHED]

    with pytest.raises(Broken, match=r"\(whatever is sent; each time"):
        refresh_search(run_of()).explore([*CASES, Case("refreshToken", "x")]).expect(NOT_CRASHED)


def test_search_that_the_budget_stops_is_unproven(run_of, wire):
    wire.answers = [REFUSED]

    with pytest.raises(Unproven, match=r"the budget is spent: 2 generated \(budget.generated\)"):
        refresh_search(run_of(generated=2)).explore(CASES).expect(NOT_CRASHED)


def test_budget_that_suffices_for_the_boundaries_proves_them(run_of, wire):
    wire.answers = [REFUSED]
    run = run_of(generated=3, depth=Depth.STANDARD)

    refresh_search(run).explore(CASES, lambda: st.just(Case("refreshToken", "drawn")))

    assert len(wire.requests) == 3


def test_only_generated_input_is_charged_to_its_budget(run_of, wire):
    wire.answers = [REFUSED]
    run = run_of(generated=3)

    run.api.refresh("a token")
    refresh_search(run).explore(CASES)
    run.api.refresh("a token")

    assert run.budget.spent["generated"] == 3
    assert run.budget.spent["requests"] == 5


BLOCKED = b"HTTP/1.1 403 No\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>firewall "


def test_case_that_a_firewall_refuses_says_nothing_of_the_others(run_of, wire):
    wire.answers = [BLOCKED, REFUSED, CRASHED, REFUSED]
    run = run_of()

    search = refresh_search(run).explore(CASES)

    with pytest.raises(Broken, match="no server error"):
        search.expect(NOT_CRASHED)
    assert len(wire.requests) > 3


def test_search_of_which_a_firewall_refuses_a_few_cases_proves_the_rest(run_of, wire):
    wire.answers = [BLOCKED, REFUSED, REFUSED]

    refresh_search(run_of()).explore(CASES).expect(NOT_CRASHED)

    assert len(wire.requests) == 3


def test_search_of_which_a_firewall_refuses_most_is_unproven(run_of, wire):
    wire.answers = [REFUSED, BLOCKED]

    search = refresh_search(run_of()).explore(CASES)

    with pytest.raises(Unproven, match="a challenge page answered instead of the instance"):
        search.expect(NOT_CRASHED)


def test_search_without_time_is_unproven(run_of, wire):
    run = run_of(max_time=1e-9)

    with pytest.raises(Unproven, match="no time was left"):
        refresh_search(run).explore(CASES).expect(NOT_CRASHED)
    assert wire.requests == []


def test_search_on_a_network_that_fails_says_nothing(run_of, wire):
    wire.answers = [b"not http at all\r\n\r\n"]

    with pytest.raises(NoAnswer):
        refresh_search(run_of()).explore(CASES).expect(NOT_CRASHED)


def test_case_of_the_corpus_is_sent_first(run_of, wire):
    wire.answers = [REFUSED]
    before = Case("refreshToken", "failed before", b'"before"')
    entry = Entry(product="me", search="s", case=before.as_json())
    other = Entry(product="cdp", search="s", case=before.as_json())

    refresh_search(run_of(failed_before=(entry, other))).explore(CASES)

    assert wire.requests[0].endswith(b'"before"')
    assert len(wire.requests) == 4
