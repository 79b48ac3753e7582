"""A search: cases sent to one operation, until one fails or enough were tried.

Cases that failed in earlier runs come first, then the boundary cases, then drawn ones. Of each rule
that breaks, the first failing case is shrunk and sent again. Everything that a search sends is
charged to the budget of generated input.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, NamedTuple

from harness.core.cases import ANY_CASE, COMES_AND_GOES, EACH_TIME, of_note
from harness.core.cases import IN_A_ROW as AGAIN_AS
from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.outcomes import Broken, Excluded, Skipped, SomebodyElse, Unproven
from harness.core.rule_ids import DOCUMENTED, NOT_CRASHED
from harness.generation.boundaries import CUT_SHORT, IN_A_ROW
from harness.generation.case import Case
from harness.generation.shrinking import shrunk
from harness.run.settings import Entry
from spec.resources import Kind
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hypothesis.strategies import SearchStrategy

    from harness.core.exchange import Exchange
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun
    from spec.specification import Operation

FEW = 2
"""Other cases of a search, of which at least so many must fail alike for it to be no case's own."""

if TYPE_CHECKING:
    Send = Callable[[Case], Answer]
    Judge = Callable[[Case, Answer], Iterable["Failure"]]


class NotMade(Excluded):
    """There is no such case on this target, though an earlier run kept it."""


class Failure(NamedTuple):
    """A case that broke a rule, and its exchange."""

    rule: str
    case: Case
    expected: str
    came: str
    exchange: Exchange


def failures_of(case: Case, answer: Answer) -> Iterator[Failure]:
    """Hold an answer against the rules that hold for every input."""
    exchange, came = answer.exchange, answer.description()
    if answer.gives_token():
        yield Failure(NOT_CRASHED, case, "no token", came, exchange)
    elif _invites(answer) and answer.succeeded and case.names_nobody:
        yield Failure(NOT_CRASHED, case, "nobody to be invited", came, exchange)
    elif case.how == CUT_SHORT and answer.succeeded and _needs_members(answer.operation):
        yield Failure(NOT_CRASHED, case, "no success, as the body is no JSON", came, exchange)
    yield from crashes_of(case, answer)


def crashes_of(case: Case, answer: Answer) -> Iterator[Failure]:
    """Hold an answer against what holds even where right credentials were sent."""
    exchange = answer.exchange
    is_unknown = case.may_be_unknown and answer.status == 501  # RFC 9110 §15.6.2
    if answer.status >= 500 and not is_unknown:
        yield Failure(NOT_CRASHED, case, "no server error", answer.description(), exchange)
    if found := answer.recorder.of(exchange).violations:
        expected = "an answer as the page documents it"
        yield Failure(DOCUMENTED, case, expected, "; ".join(found), exchange)


def _needs_members(operation: Operation | None) -> bool:
    """Whether an operation makes or changes something, and a body must have members for it."""
    if operation is None or operation.kind not in {Kind.CREATE, Kind.MODIFY, Kind.REPLACE}:
        return False
    return bool((operation.body_schema or {}).get("required"))


def _invites(answer: Answer) -> bool:
    return answer.is_for(Role.INVITE, Role.REINVITE)


class Search:
    """Cases of one kind, and what came of them on one target."""

    def __init__(
        self,
        run: TargetRun,
        name: str,
        send: Send,
        judge: Judge = failures_of,
        *,
        is_generated: bool = True,
    ) -> None:
        self._run = run
        self._is_generated = is_generated
        """Whether what it sends is charged as generated input: below account effects, none is."""
        self._name = name
        """Of the search, in the corpus."""
        self._send = send
        self._judge = judge
        self._settings = run.generation
        self._tried: dict[Case, list[Failure]] = {}
        self._smallest: dict[str, Failure] = {}
        """The smallest failing case of each rule that broke."""
        self._words: dict[str, str] = {}
        """What is said of each of them: what it is, and whether it fails each time."""
        self._stopped: Skipped | NoAnswer | None = None
        self._is_through = False
        """Whether every boundary case was sent."""
        self._held_back: list[SomebodyElse] = []
        """Why cases did not reach the instance: a firewall refuses what looks odd to it."""

    def explore(
        self,
        known: Iterable[Case],
        drawn: Callable[[], SearchStrategy[Case]] | None = None,
        most_drawn: int | None = None,
    ) -> Search:
        """Send what failed before, the known cases, and drawn ones: as many as the depth says."""
        count = self._settings.plan.drawn if most_drawn is None else most_drawn
        before = self._failed_before()
        with self._run.generating() if self._is_generated else nullcontext():
            for case in (*before, *known):
                self._try(case)
            self._is_through = self._stopped is None
            if drawn is not None and count and self._is_through:
                self._draw(drawn(), count)
            while left := [each for each in self._smallest if each not in self._words]:
                self._settle(left[0])  # a smaller case may break another rule
        return self

    def _failed_before(self) -> list[Case]:
        """Return the cases of this search that failed in earlier runs."""
        about = self._run.target.product, self._name
        return [
            Case.from_json(each["case"])
            for each in self._settings.failed_before
            if (each["product"], each["search"]) == about
        ]

    @property
    def has_failed(self) -> bool:
        """Whether a case broke a rule."""
        return bool(self._smallest)

    def expect(self, rule_id: str) -> None:
        """Expect that no case broke the rule.

        Unproven where not even the known ones were sent, or most did not reach the instance.
        """
        failure = self._smallest.get(rule_id)
        if failure is not None:
            is_said = ", as " in failure.expected  # why it must not be, which is not always so
            expected = failure.expected if is_said else f"{failure.expected}, whatever is sent"
            came = f"{failure.came} {of_note(self._words[rule_id])}"
            raise Broken(expected, came, failure.exchange)
        if not self._is_through and self._stopped is not None:
            raise self._stopped
        if len(self._held_back) * 2 > len(self._tried):
            raise self._held_back[-1]

    def _try(self, case: Case) -> list[Failure]:
        """Send a case unless it was; return what it breaks."""
        if case in self._tried:
            return self._tried[case]
        is_late = self._is_generated and self._run.stopwatch.is_over
        if self._stopped is None and is_late:
            self._stopped = Unproven("no time was left for generated input (--max-time)")
        if self._stopped is not None:
            return []
        try:
            found = self._tried[case] = self._judged(case)
        except SomebodyElse as why:
            self._held_back.append(why)
            found = self._tried[case] = []
        except NotMade:
            found = self._tried[case] = []
        except (Skipped, NoAnswer) as why:
            self._stopped = why
            return []
        for failure in found:
            known = self._smallest.setdefault(failure.rule, failure)
            if failure.case.size < known.case.size:
                self._smallest[failure.rule] = failure
        return found

    def _judged(self, case: Case) -> list[Failure]:
        """Send a case, and say what it breaks."""
        try:
            return list(self._judge(case, self._send(case)))
        except ConnectionDropped as why:
            return [Failure(NOT_CRASHED, case, "an answer", str(why), why.exchange)]

    def _draw(self, strategy: SearchStrategy[Case], count: int) -> None:
        """Draw cases and send them; a failing one ends none of it, since shrinking is ours."""
        from harness.generation.drawing import draw  # noqa: PLC0415 - Hypothesis loads slowly

        draw(strategy, self._settings, count, self._try)

    def _settle(self, rule_id: str) -> None:
        """Shrink the case that broke a rule, and see whether it does so each time."""
        ends = self._run.client.count + self._settings.plan.most_to_shrink

        def breaks(case: Case) -> bool:
            if self._run.client.count >= ends:
                return False
            return any(each.rule == rule_id for each in self._try(case))

        shrunk(self._smallest[rule_id].case, breaks)
        failure = self._smallest[rule_id]
        shown, repeated = self._shown(failure), self._repeated(failure)
        words = f"{shown}; {repeated}; {self._settings.options()}"
        self._words[rule_id] = words
        self._run.client.recorder.note(failure.exchange, words)
        entry = Entry(
            product=self._run.target.product, search=self._name, case=failure.case.as_json()
        )
        if entry not in self._run.failing:
            self._run.failing.append(entry)

    def _shown(self, failure: Failure) -> str:
        """Name a failing case; where each other one fails as well, it is not what matters."""
        others = [found for case, found in self._tried.items() if case != failure.case]
        is_all = all(any(each.rule == failure.rule for each in found) for found in others)
        is_told = len(others) < FEW or not is_all
        return failure.case.description() if is_told else ANY_CASE

    def _repeated(self, failure: Failure) -> str:
        """Send a failing case again, and say what came of it; at most as often as in a row.

        What it says of the case is confirmed: an instance that fails on each third request would
        seem to fail on the third of this kind.
        """
        count = 0
        try:
            count = self._in_a_row(failure, look_ups=1, most=IN_A_ROW)
            if count == 0:
                return f"{COMES_AND_GOES}: it did not repeat"
            between = (2, 3) if count > 1 else (2, 0)  # no two agree where each n-th request fails
            is_steady = all(self._in_a_row(failure, each, count) == count for each in between)
            is_steady = is_steady and (count == 1 or not self._counts_on(failure, count))
        except (Skipped, NoAnswer) as why:
            return COMES_AND_GOES if count > 1 else f"not sent again: {why}"
        if not is_steady:
            return f"{COMES_AND_GOES}: it did not repeat each time"
        return EACH_TIME if count == 1 else f"{AGAIN_AS} {count} in a row"

    def _in_a_row(self, failure: Failure, look_ups: int, most: int) -> int:
        """Return as which request in a row a case fails again; 0 where it does not."""
        for _ in range(look_ups):
            with suppress(Skipped, NoAnswer):
                self._run.api.look_up()  # whatever counts requests in a row begins anew
        return next((count for count in range(1, most + 1) if self._fails(failure)), 0)

    def _counts_on(self, failure: Failure, count: int) -> bool:
        """Whether a case fails as well where the requests are no longer in a row."""
        is_early = self._in_a_row(failure, 0, count - 1) > 0
        return is_early or self._in_a_row(failure, 1, 1) > 0

    def _fails(self, failure: Failure) -> bool:
        """Whether a case that is sent again breaks its rule again."""
        return any(each.rule == failure.rule for each in self._judged(failure.case))
