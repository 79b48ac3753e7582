"""From the causes of a run's failures to the cards of its report."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.causes.grouping import causes_of
from harness.core import clock
from harness.core.outcomes import ADVICE, Outcome
from harness.reports.card import Card, CardPlace, Follower
from harness.reports.differing import marked
from harness.reports.exchange_shown import shown_exchange
from harness.reports.markdown_card import markdown_card
from spec import rules, specification
from spec.rules import Strength

if TYPE_CHECKING:
    from harness.causes.cause import Cause, Occurrence
    from harness.history.history import History
    from harness.results.record import RunRecord

MOST_PLACES = 40
"""Places of a cause that are named; results.json has them all."""
NEW = "new: the run before did not find it"


def cards_of(record: RunRecord, history: History) -> tuple[Card, ...]:
    """Return the cards of a run: what is advised stands last, else as the causes stand."""
    cards = [_card(each, record.started) for each in causes_of(record, history)]
    return tuple(sorted(cards, key=lambda each: each.outcome == ADVICE))


def _card(cause: Cause, started: str) -> Card:
    failure = cause.first
    expected, came = marked(failure["expected"], failure["came"])
    places = _places(cause, started)
    data = failure["exchange"]
    card = Card(
        id=cause.id,
        target=cause.target,
        product=cause.product,
        outcome=ADVICE if cause.strength is Strength.ADVISED else str(Outcome.BROKEN),
        rule=cause.rule,
        says=cause.says,
        strength=str(cause.strength),
        expected=expected,
        came=came,
        note=failure["note"],
        rate=_rate(cause),
        is_new=cause.is_new,
        since=NEW if cause.is_new else since_words(cause.since, started),
        whose=cause.whose,
        stated_at=cause.stated_at,
        link=followed(cause.docs_url),
        steps=cause.steps.rstrip("\n"),
        replay=f"meiro-contracts --replay {cause.id} --target {shlex.quote(cause.target)}",
        exchange=shown_exchange(data) if data else None,
        places=places[:MOST_PLACES],
        more_places=max(0, len(places) - MOST_PLACES),
        follows=tuple(Follower(each, _says(each)) for each in cause.follows),
        tests=tuple(dict.fromkeys(each.test for each in cause.occurrences)),
    )
    return replace(card, markdown=markdown_card(card))


def _rate(cause: Cause) -> str:
    counted = f" ({cause.counted})" if cause.counted else ""
    return f"comes and goes: about {cause.rate}{counted}" if cause.rate else ""


def since_words(since: str | None, started: str) -> str:
    """Say since when, and for how long: "since 2027-01-02 03:04 UTC, for 3 days"."""
    if not since:
        return ""
    if since == started:
        return "first seen in this run"
    return f"since {since[:10]} {since[11:16]} UTC{_for_how_long(since, started)}"


def followed(url: str) -> str:
    """Return a link that a person may follow: only one of the web, never one that runs a script."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


def _for_how_long(since: str, started: str) -> str:
    try:
        ago = datetime.fromisoformat(started) - datetime.fromisoformat(since)
    except (ValueError, TypeError):  # a history that somebody else wrote
        return ""
    if ago >= timedelta(days=2):
        return f", for {ago.days} days"
    return f", for {clock.duration_in_words(ago)}" if ago >= timedelta(minutes=1) else ""


def _places(cause: Cause, started: str) -> tuple[CardPlace, ...]:
    """Gather the occurrences of a rule at one operation."""
    found: dict[tuple[str, str], list[Occurrence]] = {}
    for each in cause.occurrences:
        found.setdefault((each.rule, each.operation or ""), []).append(each)
    return tuple(
        CardPlace(
            rule="" if rule == cause.rule else rule,
            operation=operation,
            request=_request(cause.product, operation),
            cases=tuple(dict.fromkeys(each.case for each in occurrences if each.case)),
            since=_since(occurrences, started),
        )
        for (rule, operation), occurrences in found.items()
    )


def _since(occurrences: list[Occurrence], started: str) -> str:
    if any(each.is_new for each in occurrences):
        return "new"
    return since_words(min((each.since for each in occurrences if each.since), default=""), started)


def _request(product: str, operation: str) -> str:
    """Return the method and path of an operation; its id, where the pages have it no more."""
    found = specification.load(product).operations.get(operation)
    return operation if found is None else f"{found.method} {found.path}"


def _says(rule_id: str) -> str:
    rule = rules.load().get(rule_id)
    return "" if rule is None else rule.says
