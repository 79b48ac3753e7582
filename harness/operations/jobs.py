"""Jobs: what is accepted (202), and asked for until it has ended."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Unproven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harness.http.answer import Answer

ACCEPTED = 202
"""The status of what is begun, and not done (RFC 9110, section 15.3.3)."""
LONGEST = 30.0
"""Seconds after which a run asks no more."""
_LOOK_EVERY = 0.5
_STATES = frozenset({"state", "status", "phase", "stage", "job_status", "job_state"})
_GOING_ON = frozenset(
    {
        *("pending", "queued", "waiting", "scheduled", "accepted", "new", "created", "submitted"),
        *("running", "started", "starting", "processing", "inprogress", "progress", "active"),
        *("building", "preparing", "exporting", "importing", "retrying", "ongoing", "enqueued"),
    }
)
_NUMBERS = {
    **{
        word: number
        for number, word in enumerate(
            ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
        )
    },
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}
_UNIT = r"(?P<unit>seconds?|minutes?)\b"
_AT_MOST = (
    re.compile(
        r"(?i)\b(?:within|(?:in )?less than|(?:in )?under|up to|at most|no (?:longer|more) than) "
        rf"(?P<number>\w+) {_UNIT}"
    ),
    re.compile(rf"(?i)\b(?P<number>\w+) {_UNIT},? at (?:the )?most\b"),
    re.compile(rf"(?i)\b{_UNIT}, (?P<number>\w+) at (?:the )?most\b"),
)
"""How pages say how long a job takes: ``within ten seconds``, ``some seconds, ten at most``."""
_SELDOM = re.compile(
    r"(?i)\b(?:seldom|rarely|hardly ever)\b[^.;]{0,30}\b(?:more|longer) than "
    rf"(?P<number>\w+) {_UNIT}"
)
_MANY_TIMES = 5
"""Times as long as a job seldom takes, after which it takes too long."""
_A_FEW = re.compile(r"(?i)[^.;]*\ba (?:few|couple of) seconds\b[^.;]*")
_MOSTLY = re.compile(
    r"(?i)\b(?:usually|mostly|often|normally|typically|about|around|may|might|can|every|least)\b"
)
"""Words by which a time is none that a job must keep to."""

_RESULT = re.compile(r"(?i)result|output|outcome|report|summary")
"""What the object is called that a job ends with; another may be of something else."""
_NULL_UNTIL = (
    r"(?i)(?<!\w){}[`'\"]? (?:is|are|stays?|remains?|will be) [`'\"]?null[`'\"]? "
    r"(?P<until>(?:until|till|while|before|as long as)\b[^.;]*)"
)
"""How pages say that a member has no value before a job has ended, by the member's name."""


class StillRunning(Unproven):
    """A job had not ended when a run asked no more."""

    def __init__(self, message: str, answer: Answer) -> None:
        super().__init__(message)
        self.answer = answer


def told_seconds(words: str) -> int | None:
    """Return how long a job takes at most, as its page says; None where it does not say."""
    found = next(filter(None, (each.search(words) for each in _AT_MOST)), None)
    return None if found is None else _seconds(found)


def _seconds(found: re.Match[str]) -> int | None:
    number = found["number"].lower()
    count = int(number) if number.isdecimal() else _NUMBERS.get(number)
    is_minutes = found["unit"].lower().startswith("minute")
    return count * 60 if count is not None and is_minutes else count


def told_limit(words: str) -> str | None:
    """Return in words how long a job takes at most, where that is less than a run waits for it.

    None where its page does not say so, or only how long it mostly takes; many times as long as it
    seldom takes is too long.
    """
    told = told_seconds(words)
    seldom = _SELDOM.search(words) if told is None else None
    if seldom is not None and (count := _seconds(seldom)):
        return f"seldom more than {count} seconds" if count * _MANY_TIMES <= LONGEST else None
    if told is None:
        few = _A_FEW.search(words)
        return "a few seconds" if few is not None and not _MOSTLY.search(few[0]) else None
    if told >= LONGEST:
        return None
    return f"{told} seconds at most" if told > 1 else "a second at most"


def ended(look: Callable[[], Answer], name: str) -> Answer:
    """Return what is answered once no state says that it goes on.

    Raises StillRunning where it never is.
    """
    ends = time.monotonic() + LONGEST
    while True:
        is_over = time.monotonic() > ends
        answer = look()
        going_on = [each for each in states_in(answer.json) if _plain(each) in _GOING_ON]
        if not going_on or not answer.succeeded:
            return answer
        if is_over:
            message = f"the {name} is still {going_on[0]!r} after {LONGEST:.0f} seconds"
            raise StillRunning(message, answer)
        time.sleep(_LOOK_EVERY)


def is_going_on(body: object) -> bool:
    """Whether a body tells a state of what has not ended."""
    return any(_plain(each) in _GOING_ON for each in states_in(body))


def named_within(body: object, name: str, value: object) -> str | None:
    """Return where the result in a body names another thing by a member than ``value``; or None."""
    for outer, each in body.items() if isinstance(body, dict) else ():
        inner = each.get(name) if isinstance(each, dict) else None
        is_other = isinstance(inner, str | int) and str(inner) != str(value)
        if is_other and _RESULT.search(str(outer)):
            return f"{outer}.{name}"
    return None


def null_no_more(words: str, sample: object, body: object) -> str | None:
    """Return a member that is null although a job has ended, and is no longer to be; None without.

    Held is what the page says by "is null until", in the state that it names there, or in which its
    sample shows a value, and by "when finished it has its result": one that failed may have none.
    """
    if not isinstance(body, dict):
        return None
    shown = sample if isinstance(sample, dict) else {}
    states, now = [*states_in(shown)], [*states_in(body)]
    for name, value in body.items():
        if value is not None:
            continue
        if any(_is_had(str(name), each, words) for each in now):
            return str(name)
        if (until := null_until(str(name), words)) is None:
            continue
        is_shown = shown.get(name) is not None and bool(states) and states == now
        if is_shown or any(_is_named(each, until) for each in now):
            return str(name)
    return None


def said_of(members: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what a page says of members that are null at times, as sentences about them."""
    told = {name: str(each.get("description", "")) for name, each in members.items()}
    return "\n\n".join(
        f"`{name}` is {re.sub('^is ', '', words[:1].lower() + words[1:])}"
        for name, words in told.items()
        if re.match(r"(?i)(?:is )?[`'\"]?null\b", words)
    )


def null_until(name: str, words: str) -> str | None:
    """Return until when a member is null, in the page's words; None where they tell of nothing."""
    spelled = "[_ ]".join(map(re.escape, name.split("_")))
    found = re.search(_NULL_UNTIL.format(spelled), words)
    return found["until"] if found is not None else None


def _is_had(name: str, state: str, words: str) -> bool:
    """Whether words say that what is in a state has a member: "a `finished` job has its result"."""
    spelled = "[_ ]".join(map(re.escape, name.split("_")))
    has = r"(?:has|have|shows?|comes? with) (?:its|their|a|an|the)"
    said = rf"(?i)(?<!\w){re.escape(state)}[`'\"]?(?: [a-z]+)? {has} [`'\"]?{spelled}(?!\w)"
    return re.search(said, words) is not None


def _is_named(state: str, until: str) -> bool:
    """Whether words name a state as the one that ends it: "until the state is `done`"."""
    is_end = re.match(r"(?i)(?:until|till|before)\b", until) is not None
    return is_end and re.search(rf"(?i)(?<!\w){re.escape(state)}(?!\w)", until) is not None


def states_in(body: object) -> Iterator[str]:
    """Yield the states that a body tells of itself; where it tells none, those of its parts."""
    if not isinstance(body, dict):
        return
    own = [value for name, value in body.items() if _is_state(name, value)]
    yield from own
    if not own:
        for value in body.values():
            yield from states_in(value)


def _is_state(name: str, value: object) -> bool:
    return name.lower() in _STATES and isinstance(value, str)


def _plain(state: str) -> str:
    return state.lower().replace("_", "").replace("-", "").replace(" ", "")
