"""A card says all that is known of a cause, and where it shows."""

from dataclasses import replace

import pytest

from harness.causes.cause import Cause, Occurrence
from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.history.store import Entry, PastTarget
from harness.reports import cards as module
from harness.reports.cards import (
    MOST_PLACES,
    NEW,
    NO_CASE,
    PLAIN_LOG_IN,
    cards_of,
    followed,
    since_words,
)
from harness.reports.differing import text_of
from harness.results.failure import failure_of
from harness.targets.model import Probe
from spec.rules import Strength
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run, an_exchange

STARTED = "2027-01-05T03:04:05Z"


def an_occurrence(operation="login", case=None, rule=DOCUMENTED, **of):
    failure = failure_of(
        "status 401", "status 200", an_exchange(json={"a": 1}), of.pop("steps", "")
    )
    plain = {"since": None, "is_new": False, "test": "contracts/test_x.py::test_x[acme]"}
    return Occurrence(rule=rule, operation=operation, case=case, failure=failure, **(plain | of))


def a_cause(*occurrences, **of):
    plain = Cause(
        id="0123abcd",
        target="acme",
        product="me",
        rule=DOCUMENTED,
        says="A token is refused.",
        strength=Strength.DOCUMENTED,
        stated_at="spec/blueprints/me/authentication.apib:54 (Log out)",
        docs_url="https://docs.acme.test/",
        occurrences=occurrences or (an_occurrence(),),
    )
    return replace(plain, **of)


@pytest.fixture
def card_of(monkeypatch):
    """Makes the card of a cause."""

    def make(cause):
        monkeypatch.setattr(module, "causes_of", lambda *_: [cause])
        run = a_run()
        run.started = STARTED
        [card] = cards_of(run, History({}))
        return card

    return make


def test_card_says_what_is_known_of_its_cause(card_of):
    card = card_of(
        a_cause(
            an_occurrence(steps="curl x\n"),
            rate="1 of 5",
            counted="2 of 10 answers",
            follows=("token.required",),
        )
    )

    assert (text_of(card.expected), text_of(card.came)) == ("status 401", "status 200")
    assert [each.text for each in card.came if each.differs] == ["200"]
    assert card.rate == "comes and goes"
    assert card.often.startswith("about 1 of 5 (2 of 10 answers); ")
    assert card.link == "https://docs.acme.test/"
    assert card.steps == "curl x"
    assert card.exchange.answer_body == '{\n  "a": 1\n}'
    assert [each.rule for each in card.follows] == ["token.required"]
    assert card.follows[0].says
    assert card.tests == ("contracts/test_x.py::test_x[acme]",)
    assert "0123abcd" in card.markdown


STEPS = """# a: It ends.
# Set first: EMAIL, PASSWORD.
(

# 1. POST /users/login: log in
curl x

# 2. GET /users
curl y
)
"""


def test_steps_are_told_in_words_with_what_must_be_set(card_of):
    card = card_of(a_cause(an_occurrence(steps=""), an_occurrence(steps=STEPS)))

    assert card.told == ("POST /users/login: log in", "GET /users")
    assert card.to_set == "EMAIL, PASSWORD"
    assert card.steps == STEPS.rstrip()


@pytest.mark.parametrize(
    ("expected", "status", "of", "words"),
    [
        (
            "a refusal (4xx) by POST /users/login",
            200,
            {},
            "answered 200; expected: a refusal (4xx)",
        ),
        ("a success, as the token is genuine", 401, {}, "answered 401; expected: a success"),
        ("", 200, {}, "answered 200"),
        ("an answer", 0, {}, "gave no answer; expected: an answer"),
        ("x", 200, {"rate": "1 of 5"}, "now and then answered 200; expected: x"),
    ],
    ids=["refusal", "reason", "rule", "no-answer", "rate"],
)
def test_what_came_is_told_beside_a_rule_that_says_two_things(card_of, expected, status, of, words):
    shown = an_occurrence()
    shown.failure["expected"] = expected
    shown.failure["exchange"]["status"] = status

    card = card_of(a_cause(shown, **of))

    assert card.here == f"Here: POST /users/login {words}"
    assert words in card.markdown


def test_script_that_repeats_itself_says_so_on_the_card(card_of):
    steps = "# a\n(\necho 'the fault is there'\n)\n"

    often = card_of(a_cause(an_occurrence(steps=steps), rate="1 of 2")).often

    assert often.endswith("; the script below makes its steps up to 5 times, until it shows")


def test_nothing_is_told_of_an_answer_where_none_is_shown(card_of):
    shown = an_occurrence()
    shown.failure["exchange"] = None

    assert card_of(a_cause(shown)).here == ""


def test_answer_is_told_with_what_was_asked(card_of):
    known, unknown = an_occurrence(), an_occurrence()
    unknown.failure["exchange"] |= {"operation": "", "method": "GET", "url": "http://a.test/x?y"}

    assert card_of(a_cause(known)).asked == "POST /users/login"
    assert card_of(a_cause(unknown)).asked == "GET /x"


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ({"rate": "1 of 5"}, "about 1 of 5; if it does not"),
        ({"seen": "2 of 9 answers with status 200 were so"}, "2 of 9 answers with status 200"),
        ({}, ""),
    ],
    ids=["rate", "seen", "each-time"],
)
def test_what_does_not_come_each_time_may_have_to_be_repeated(card_of, of, words):
    often = card_of(a_cause(**of)).often

    assert often.startswith(words)
    assert bool(often) == often.endswith("repeat it several times")


@pytest.mark.parametrize(
    ("came", "said", "note"),
    [
        (
            "200 (a/b) x (the smallest case: null; each time; --seed 0)",
            "200 (a/b) x",
            "null; it came each time that this was sent; --seed 0",
        ),
        ("500 (for one: null; intermittent)", "500", "null; intermittent"),
        ("500 (whatever is sent; each time)", "500", "whatever is sent; each time"),
        ("200 (application/json) {}", "200 (application/json) {}", ""),
    ],
    ids=["smallest", "one", "any", "none"],
)
def test_what_was_sent_is_told_beside_what_came(card_of, came, said, note):
    one = an_occurrence()
    one.failure["came"] = came

    card = card_of(a_cause(one))

    assert (text_of(card.came), card.note) == (said, note)


def test_new_cause_says_when_its_rule_was_proven_last(monkeypatch):
    monkeypatch.setattr(module, "causes_of", lambda *_: [a_cause(an_occurrence(is_new=True))])
    entry = Entry("broken", STARTED, proven_at="2027-01-04T02:00:05Z")

    [card] = cards_of(a_run(), History({"acme": PastTarget({DOCUMENTED: entry})}))

    assert card.since == f"{NEW}; the rule was last proven on 2027-01-04 02:00 UTC"


def test_rules_that_rest_on_it_are_told_as_not_proven_because_of_it():
    rests = "rests on logout.answers: it answered 500"
    results = [
        a_result(Outcome.BROKEN, "logout.answers", test="t.py::a"),
        a_result(Outcome.UNPROVEN, "logout.ends-session", detail=rests, test="t.py::b"),
        a_result(Outcome.UNPROVEN, "token.required", detail="nothing came", test="t.py::c"),
        a_result(Outcome.EXCLUDED, "token.lives-8h", detail=rests, test="t.py::d"),
    ]

    [card] = cards_of(a_run(a_record(*results)), History({}))

    assert [each.rule for each in card.unproven] == ["logout.ends-session"]


def test_probe_is_told_by_its_method_and_path():
    record = a_record(
        a_result(Outcome.BROKEN, "token.required", operation="probe"), probe=Probe("GET", "/parts")
    )

    [card] = cards_of(a_run(record), History({}))

    assert card.where == "GET /parts"


def test_command_that_repeats_it_names_the_target_safely(card_of):
    card = card_of(a_cause(target="a'; rm -rf x"))

    assert card.replay == "meiro-contracts --replay 0123abcd --target 'a'\"'\"'; rm -rf x'"


def test_places_are_told_by_operation(card_of):
    places = card_of(
        a_cause(
            an_occurrence(case="500"),
            an_occurrence(case="502"),
            an_occurrence("logout", since="2027-01-01T00:00:00Z"),
            an_occurrence("gone"),
            an_occurrence(None, rule="token.required", is_new=True),
        )
    ).places

    assert [(each.rule, each.request, each.cases, each.since) for each in places] == [
        ("", "POST /users/login", ("500", "502"), ""),
        ("", "DELETE /users/login", (), "since 2027-01-01 00:00 UTC, for 4 days"),
        ("", "gone", (), ""),
        ("token.required", "", (), "new"),
    ]


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        ((None, "refreshed", "sso"), (PLAIN_LOG_IN, "refreshed", "sso")),
        (("null", None), (NO_CASE, "null")),
        ((None, None), ()),
        (("sso",), ("sso",)),
    ],
    ids=["origins", "others", "none", "one"],
)
def test_what_is_of_no_case_is_told_beside_those_that_are(card_of, cases, told):
    [place] = card_of(a_cause(*(an_occurrence(case=each) for each in cases))).places

    assert place.cases == told


def test_places_of_rules_that_follow_are_not_its_own(card_of):
    card = card_of(a_cause(an_occurrence(None), an_occurrence(rule="token.required")))

    assert card.where == ""
    assert card.operations == ["login"]


def test_places_are_bounded(card_of):
    card = card_of(a_cause(*[an_occurrence(f"operation{n}") for n in range(MOST_PLACES + 2)]))

    assert (len(card.places), card.more_places) == (MOST_PLACES, 2)
    assert card.where == f"operation0 and {MOST_PLACES - 1} more operations"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (None, ""),
        (STARTED, "first seen in this run"),
        ("2027-01-02T03:04:05Z", "since 2027-01-02 03:04 UTC, for 3 days"),
        ("2027-01-05T00:00:00Z", "since 2027-01-05 00:00 UTC, for 3 h 4 min"),
        ("2027-01-05T03:04:00Z", "since 2027-01-05 03:04 UTC"),
        ("<b>", "since <b>  UTC"),
    ],
    ids=str,
)
def test_since_when_and_for_how_long(since, words):
    assert since_words(since, STARTED) == words


def test_new_cause_is_called_new(card_of):
    assert card_of(a_cause(an_occurrence(is_new=True, since=STARTED))).since == NEW
    assert card_of(a_cause(an_occurrence(since=STARTED))).since == "first seen in this run"


@pytest.mark.parametrize(
    ("url", "is_followed"),
    [
        ("https://a.test/x", True),
        ("http://a.test", True),
        ("javascript:alert(1)", False),
        ("//a.test", False),
        ("data:text/html,x", False),
        ("http://[", False),
        ("", False),
    ],
    ids=str,
)
def test_only_a_link_of_the_web_may_be_followed(url, is_followed):
    assert followed(url) == (url if is_followed else "")


def test_advice_stands_last():
    record = a_record(a_result(Outcome.BROKEN, ADVISED), a_result(Outcome.BROKEN))

    assert [each.outcome for each in cards_of(a_run(record), History({}))] == ["broken", "advice"]


def test_failure_of_which_little_is_known_has_a_card_all_the_same():
    [card] = cards_of(a_run(a_record(a_result(Outcome.BROKEN, detail="came x"))), History({}))

    assert (text_of(card.expected), text_of(card.came), card.exchange) == ("", "came x", None)


@pytest.mark.parametrize(
    ("is_new", "rate", "signs"),
    [(False, None, ""), (True, None, "new"), (True, "1 of 5", "new intermittent")],
    ids=["plain", "new", "both"],
)
def test_search_finds_a_card_by_whether_it_is_new_or_comes_and_goes(card_of, is_new, rate, signs):
    card = card_of(a_cause(an_occurrence(is_new=is_new), rate=rate))

    assert " ".join(card.signs) == signs
