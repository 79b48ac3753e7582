"""What a run exchanged, as far as a failure may rest on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from harness.sources.mail import Message
from harness.steps import trace
from harness.steps.trace import Given, Trace
from tests.harness.making import an_exchange


def test_events_stay_in_their_order():
    kept = Trace()

    kept.note(first := an_exchange())
    kept.note_aged("token", timedelta(hours=8), "older")
    kept.note_code("code")
    kept.note_stored("stored", timedelta(hours=9))

    texts = [getattr(each, "text", "") for each in kept.events]
    assert kept.events[0] is first
    assert texts[1:] == ["older", "code", "stored"]
    aged = kept.events[1]
    assert isinstance(aged, Given)
    assert (aged.of, aged.seconds) == ("token", 28800)


def test_mail_is_noted_for_each_address():
    kept = Trace()

    kept.note_mail(Message(frozenset({"b@acme.test", "a@acme.test"}), "Hi", "text", "<p>"))

    assert [getattr(each, "of", "") for each in kept.events] == ["a@acme.test", "b@acme.test"]


def test_what_a_search_sent_is_dropped_with_its_contract():
    kept = Trace()
    kept.note(an_exchange())
    kept.begin()
    kept.note(replace(an_exchange(), is_generated=True))
    kept.note(own := an_exchange())

    kept.begin()

    assert len(kept.events) == kept.begins == 2
    assert kept.events[-1] is own


def test_no_more_is_kept_than_a_failure_may_rest_on(monkeypatch):
    monkeypatch.setattr(trace, "MOST_EVENTS", 1_500)
    kept = Trace()
    exchange = an_exchange()

    for _ in range(1_501):
        kept.note(exchange)

    assert len(kept.events) == 501


def test_nothing_is_kept_of_a_run_that_is_over():
    kept = Trace()
    kept.note_code("code")
    kept.begin()

    kept.forget()

    assert (kept.events, kept.begins) == ([], 0)
