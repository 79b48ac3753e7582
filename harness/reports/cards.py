"""From the causes of a run's failures to the cards of its report."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.causes.grouping import causes_of
from harness.causes.symptoms import without_case
from harness.core import clock
from harness.core.cases import EACH_TIME
from harness.core.outcomes import ADVICE, Outcome
from harness.fixtures.gate_names import PROBE
from harness.fixtures.origins import ORIGINS
from harness.reports.card import Card, CardPlace, Follower
from harness.reports.differing import marked
from harness.reports.earlier import earlier_of
from harness.reports.exchange_shown import shown_exchange
from harness.reports.markdown_card import markdown_card
from harness.reports.missing import rests_on
from harness.reports.words import minute_of, shortened
from harness.steps.rounds import rounds_of
from harness.steps.telling import in_words
from spec import rules, specification
from spec.rules import Strength

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from harness.causes.cause import Cause, Occurrence
    from harness.history.history import History
    from harness.results.record import RunRecord, TargetRecord

MOST_PLACES = 40
"""Places of a cause that are named; results.json has them all."""
NEW = "new: first found in this run"
AGAIN = "if it does not come at once, repeat it several times"
BY_SCRIPT = "the script below makes its steps up to {} times, until it shows"
PLAIN_LOG_IN = "log-in by password"
NO_CASE = "in general"
_CASE = re.compile(
    r" \((?:the smallest case: |for one: |(?=whatever is sent; ))(.*)\)\Z", re.DOTALL
)
_TO_SET = re.compile(r"^# Set first: ([A-Z_0-9, ]+)\.$", re.MULTILINE)


def cards_of(record: RunRecord, history: History) -> tuple[Card, ...]:
    """Return the cards of a run, in the order of its causes: what is advised stands last."""
    targets = {each.target.name: each for each in record.targets.values()}
    return tuple(
        _card(each, record.started, targets.get(each.target), history)
        for each in causes_of(record, history)
    )


def _card(cause: Cause, started: str, record: TargetRecord | None, history: History) -> Card:
    failure = cause.first
    case = _CASE.search(failure["came"]) if not failure["note"] else None
    told = without_case(failure["came"]) if case else failure["came"]
    expected, came = marked(failure["expected"], told)
    places = _places(cause, started, record)
    data, script = failure["exchange"], cause.steps.rstrip("\n")
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
        note=_note(case[1] if case else failure["note"]),
        rate="comes and goes" if cause.rate else "",
        is_new=cause.is_new,
        since=_new(cause, history) if cause.is_new else since_words(cause.since, started),
        whose=cause.whose,
        stated_at=cause.stated_at,
        link=followed(cause.docs_url),
        steps=script,
        replay=f"meiro-contracts --replay {cause.id} --target {shlex.quote(cause.target)}",
        exchange=shown_exchange(data) if data else None,
        places=places[:MOST_PLACES],
        more_places=max(0, len(places) - MOST_PLACES),
        follows=tuple(Follower(each, _says(each)) for each in cause.follows),
        tests=tuple(dict.fromkeys(each.test for each in cause.occurrences)),
        asked=_asked(cause.product, data) if data else "",
        here=_here(cause, data) if data else "",
        often=_often(cause),
        told=tuple(in_words(script)),
        to_set=_to_set(script),
        unproven=_unproven(cause, record),
        earlier=earlier_of(history, cause.target, cause.rule, started),
    )
    return replace(card, markdown=markdown_card(card))


def _to_set(script: str) -> str:
    found = _TO_SET.search(script)
    return found[1] if found else ""


def _rate(cause: Cause) -> str:
    counted = f" ({cause.counted})" if cause.counted else ""
    return f"about {cause.rate}{counted}"


def _new(cause: Cause, history: History) -> str:
    """Say that it is new, and when the rule was proven last."""
    known = history.known.get(cause.target)
    entry = known.rules.get(cause.rule) if known is not None else None
    if entry is None or not entry.proven_at:
        return NEW
    return f"{NEW}; the rule was last proven on {minute_of(entry.proven_at)} UTC"


def _note(words: str) -> str:
    """Say whether a case came again as people do; by what it is generated stands behind it."""
    return words.replace(f"; {EACH_TIME};", "; it came each time that this was sent;")


def _often(cause: Cause) -> str:
    if cause.rate:
        tries = rounds_of(cause.steps)
        return f"{_rate(cause)}; {BY_SCRIPT.format(tries) if tries > 1 else AGAIN}"
    return f"{cause.seen}: {AGAIN}" if cause.seen else ""


def _asked(product: str, data: Mapping[str, Any]) -> str:
    """Return the method and path that were asked; of none of the pages, as they were sent."""
    operation = str(data.get("operation") or "")
    if operation in specification.load(product).operations:
        return _request(product, operation)
    return f"{data['method']} {urlsplit(data['url']).path}"


def _here(cause: Cause, data: Mapping[str, Any]) -> str:
    """Say what was asked, with which status it was answered, and what was expected instead.

    A rule may say two things: its sentence alone does not tell which of them broke.
    """
    asked, expected = _asked(cause.product, data), cause.first["expected"]
    status = data["status"]
    came = f"answered {status}" if status else "gave no answer"
    now = "now and then " if cause.rate else ""
    wanted, _, _ = expected.partition(", as ")  # why it was expected stands below
    wanted = wanted.replace(f" by {asked}", "").replace(f" of {asked}", "")
    return f"Here: {asked} {now}{came}" + (f"; expected: {shortened(wanted)}" if wanted else "")


def _unproven(cause: Cause, record: TargetRecord | None) -> tuple[Follower, ...]:
    """Return the rules of which it is said that they rest on what this broke."""
    broken, found = {cause.rule, *cause.follows}, set()
    for each in record.results if record is not None else ():
        if each["outcome"] == Outcome.UNPROVEN and rests_on(each["detail"]) in broken:
            found.add(each["rule"])
    return tuple(Follower(each, _says(each)) for each in rules.load() if each in found - broken)


def since_words(since: str | None, started: str) -> str:
    """Say since when, and for how long: "since 2027-01-02 03:04 UTC, for 3 days"."""
    if not since:
        return ""
    if since == started:
        return "first seen in this run"
    return f"since {minute_of(since)} UTC{_for_how_long(since, started)}"


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


def _places(cause: Cause, started: str, record: TargetRecord | None) -> tuple[CardPlace, ...]:
    """Gather the occurrences of a rule at one operation."""
    found: dict[tuple[str, str], list[Occurrence]] = {}
    for each in cause.occurrences:
        found.setdefault((each.rule, each.operation or ""), []).append(each)
    return tuple(
        CardPlace(
            rule="" if rule == cause.rule else rule,
            operation=operation,
            request=_probe(operation, record) or _request(cause.product, operation),
            cases=_cases(occurrences),
            since=_since(occurrences, started),
        )
        for (rule, operation), occurrences in found.items()
    )


def _cases(occurrences: list[Occurrence]) -> tuple[str, ...]:
    """Return the cases of a place; what is of none stands first, where others are of one."""
    cases = dict.fromkeys(each.case for each in occurrences if each.case)
    if not cases or all(each.case for each in occurrences):
        return tuple(cases)
    return (PLAIN_LOG_IN if {*ORIGINS} >= {*cases} else NO_CASE, *cases)


def _since(occurrences: list[Occurrence], started: str) -> str:
    if any(each.is_new for each in occurrences):
        return "new"
    return since_words(min((each.since for each in occurrences if each.since), default=""), started)


def _probe(operation: str, record: TargetRecord | None) -> str:
    """Return the method and path of the target's probe, which is no operation of the pages."""
    probe = record.target.probe if record is not None and operation == PROBE else None
    return f"{probe.method} {probe.path}" if probe is not None else ""


def _request(product: str, operation: str) -> str:
    """Return the method and path of an operation; its id, where the pages have it no more."""
    found = specification.load(product).operations.get(operation)
    return operation if found is None else f"{found.method} {found.path}"


def _says(rule_id: str) -> str:
    rule = rules.load().get(rule_id)
    return "" if rule is None else rule.says
