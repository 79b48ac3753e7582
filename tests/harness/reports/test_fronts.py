"""Who answered in the place of an instance, as the page tells it."""

from __future__ import annotations

import json
from dataclasses import replace

from harness.core.outcomes import Outcome
from harness.history.comparison import Change
from harness.history.history import History
from harness.http.in_front import InFront
from harness.http.known_pages import Kind
from harness.http.speaker import Stranger
from harness.reports.fronts import INSTEAD, folded, fronts_of
from harness.reports.overview import page_of, rendered
from harness.results.evidence import Gathered
from tests.harness.making import CANARY, MARKUP, a_record, a_result, a_run, an_exchange

PAGE = Stranger(Kind.CHALLENGE, "F5 BIG-IP")
WORDS = f"a challenge page (F5 BIG-IP) {INSTEAD} at PATCH /users/password (200, text/html)"


def a_hidden_record(body: bytes = b"<html>rejected", times: int = 3):
    """A target of whose rules somebody in front hid one."""
    front = InFront()
    for _ in range(times):
        front.note(
            PAGE, an_exchange("login", body=body, headers=(("Content-Type", "text/html"),)), ""
        )
    record = a_record()
    record.take(replace_detail(a_result(Outcome.UNPROVEN)), None)
    record.fronts = json.loads(json.dumps(front.take_met()))
    return record


def replace_detail(result):
    """Say in a result that somebody in front hid it."""
    return result | {"detail": WORDS}


def test_same_requests_are_counted_together_and_told_with_a_sample():
    record = a_hidden_record()
    gathered = Gathered("acme", [], {}, {}, [], [], [], 1, {}, [], {}, [])
    record.gather(replace(gathered, fronts=[record.fronts[0] | {"times": 2}]), "gw1")

    [front] = fronts_of([record])

    assert front.who == "a challenge page (F5 BIG-IP)"
    assert front.times == 5
    assert front.answered == "200, text/html"
    assert front.request.startswith("POST /")
    assert "14 bytes left out" in front.exchange.answer_body  # of what gives tokens


def test_line_that_repeats_it_bears_no_header_and_no_body():
    record = a_hidden_record()
    data = record.fronts[0]["exchange"]
    data |= {"url": "https://x.test/a'b;id", "request_body": CANARY}
    data["request_headers"] = [["X-Access-Token", CANARY]]

    [front] = fronts_of([record])

    assert CANARY not in front.curl
    assert front.curl.endswith("""'https://x.test/a'"'"'b;id'""")
    assert "--data-raw '{}'" in front.curl


def test_what_it_hid_is_one_line_of_news_and_the_rest_stays():
    record = a_hidden_record()
    name, rule = record.target.name, record.results[-1]["rule"]
    hidden = Change(name, rule, "no longer proven: last proven 1 day ago")
    other = Change(name, "another.rule", "no longer proven: last proven 1 day ago")
    broken = Change(name, rule, "newly broken")

    lines, rest = folded([hidden, other, broken], [record])

    cause = f"a challenge page (F5 BIG-IP) {INSTEAD}"
    assert lines == [f"{name}: 1 rule could not be checked any more, since {cause}"]
    assert rest == [other, broken]


def test_nothing_is_folded_where_nobody_was_in_front():
    record = a_hidden_record()
    record.fronts = []
    change = Change(record.target.name, record.results[-1]["rule"], "no longer proven")

    assert folded([change], [record]) == ([], [change])
    assert fronts_of([record]) == ()


def test_page_begins_with_it_and_takes_nothing_of_it_for_markup():
    shown = rendered(page_of(a_run(a_hidden_record(MARKUP.encode())), History({})))

    assert shown.index('id="fronts"') < shown.index('id="verdicts"')
    assert MARKUP not in shown
    assert "hid a part of the instance" in shown


def test_page_without_one_says_nothing_of_it():
    shown = rendered(page_of(a_run(replace(a_record())), History({})))

    assert 'id="fronts"' not in shown
