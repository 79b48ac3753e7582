"""The instance's own answers: what to do where somebody in front answered in its place.

It pauses where that helps, and asks again what asks for no change. What may have been done is not
sent twice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.core.errors import NoAnswer
from harness.core.exchange import SAFE_METHODS
from harness.core.outcomes import LimitReached, SomebodyElse
from harness.http.known_pages import Kind
from harness.http.retry_after import Pauses, seconds_asked
from harness.http.speaker import (
    FAILED,
    Stranger,
    is_cut_short,
    is_led_to_tls,
    is_of_no_route,
    is_page_of_success,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import PreparedRequest

    from harness.core.exchange import Exchange
    from harness.http.in_front import InFront
    from harness.http.recorder import Recorder
    from spec.specification import Operation

if TYPE_CHECKING:
    Send = Callable[[PreparedRequest, Operation | None], Exchange]
    Tell = Callable[[Exchange], Stranger | None]

GONE = frozenset({502, 503, 504})
"""Statuses by which a gateway says that there is nobody behind it."""
LOST = frozenset({502, 504, 520, 524})
"""Statuses by which a gateway says that it lost the instance over a request, whoever made it."""
TIMES_LOST = 6
"""How often more it loses the instance over one input, between others that are answered, until it
is known to be that input: of a few instances, one may be gone."""
TIMES_LOST_AGAIN = 2
"""The same, of an operation at which the instance is known to fall over."""
TWICE = 2
"""Answers to one operation in a row that are out of form, after which they are the instance's."""
OWN_WORDS = 3
"""Answers of a gateway to one operation in a row, after which they are the instance's own."""
MOST_TRIES = 6
"""Requests until one concludes that nobody is behind a gateway: a roll-out takes some seconds."""


def key_of(prepared: PreparedRequest, operation: Operation | None) -> str:
    """Name what is asked for, whatever the request holds."""
    return f"{prepared.method} {operation.path if operation else prepared.url}"


class OwnAnswers:
    """Gets the answers of one instance itself.

    ``send`` sends a request, and once more where the connection was dropped; ``look_up`` asks for
    what every instance gives anybody; ``tell`` says who answered.
    """

    def __init__(
        self,
        front: InFront,
        recorder: Recorder,
        send: Send,
        look_up: Callable[[], Exchange],
        tell: Tell,
    ) -> None:
        self._front = front
        self._recorder = recorder
        self.pauses = Pauses()
        self._send = send
        self._look_up = look_up
        self._tell = tell
        self._answered: dict[str, PreparedRequest] = {}
        """Of each operation, the generated input that the instance itself answered last."""
        self._failures: Counter[str] = Counter()
        """Of each operation, pages of a server in front that failed, if it was not the instance."""
        self._odd: set[str] = set()
        """Operations whose own answers are known to be out of form."""
        self._falls_over: set[str] = set()
        """Operations at which it is known to fall over, behind a gateway."""

    def take(
        self,
        prepared: PreparedRequest,
        operation: Operation | None,
        came: Exchange,
        *,
        is_generated: bool,
        is_right_log_in: bool = False,
        may_repeat: bool = False,
    ) -> Exchange:
        """Return an answer of the instance itself; SomebodyElse where only others answer.

        A log-in by right credentials is sent again as well, where it did not reach the instance: it
        begins a session, and does no more.
        """
        key, stranger = key_of(prepared, operation), self._tell(came) or self._at_every_door(came)
        if stranger is None and key not in self._odd and self._is_out_of_form(came):
            again = may_repeat or is_generated or prepared.method in SAFE_METHODS
            return self._in_form(prepared, operation, came, may_repeat=again)
        if stranger is None:
            return self._passed(prepared, came, key, is_generated=is_generated)
        if came.status == 429 and stranger.kind is Kind.RATE_LIMIT:
            return self._after_limit(prepared, operation, came)
        # A firewall refuses odd input for what it is: that says nothing of what comes next.
        is_of_input = is_generated and stranger.is_sure
        if stranger.is_page and prepared.method in SAFE_METHODS and not is_generated:
            return self._after_page(prepared, operation, came)
        words = self._note(stranger, came, "" if is_of_input else key)
        if seconds_asked(came) is not None:
            self.pauses.take(came)
        if not stranger.is_sure or (is_generated and came.status in LOST):
            return self._after_gateway(prepared, operation, came, is_generated=is_generated)
        was_held_back = stranger.kind not in {Kind.GATEWAY, Kind.MAINTENANCE}
        may_repeat = prepared.method in SAFE_METHODS or (is_right_log_in and was_held_back)
        if is_generated or not may_repeat:
            raise SomebodyElse(words)
        return self._for_a_while(prepared, operation, key, 1 if was_held_back else MOST_TRIES)

    def _is_out_of_form(self, came: Exchange) -> bool:
        """Whether it is no answer of an API: a page, a part of one, or a way to somewhere else."""
        if is_of_no_route(came):
            return True
        if not self._recorder.of(came).violations:
            return False
        # As long as the instance has not answered itself, it may be at that other address.
        is_away = is_led_to_tls(came) and bool(self._front.own.servers)
        return is_page_of_success(came) or is_cut_short(came) or is_away

    def _in_form(
        self,
        prepared: PreparedRequest,
        operation: Operation | None,
        came: Exchange,
        *,
        may_repeat: bool,
    ) -> Exchange:
        """Ask once more; what comes again is the instance's own, and of what is not sent twice too.

        Servers in front break an answer now and then, or put a page of theirs in its place.
        """
        key = key_of(prepared, operation)
        words = self._note(Stranger(Kind.GATEWAY, is_sure=False), came, key)
        if not may_repeat:
            is_again = self._front.in_a_row(key) >= TWICE
            if not is_again or self._tell(self._look_up()) is not None:
                raise SomebodyElse(words)
            self._odd.add(key)
            return self._taken_as_own(came, key)
        self._front.pause(key)
        self.require_up()
        again = self._send(prepared, operation)
        if self._is_out_of_form(again):
            self._odd.add(key)
            return self._passed(prepared, again, key, is_generated=False)
        if self._tell(again) is not None:
            raise SomebodyElse(self._note(Stranger(Kind.GATEWAY, is_sure=False), again, key))
        return self._passed(prepared, again, key, is_generated=False)

    def _for_a_while(
        self, prepared: PreparedRequest, operation: Operation | None, key: str, most: int
    ) -> Exchange:
        """Ask again until the instance answers itself; SomebodyElse where it does not in time."""
        words = ""
        for number in range(most):
            if not self._front.pause(key) and number:
                break
            again = self._send(prepared, operation)
            stranger = self._tell(again)
            if stranger is None:
                return self._passed(prepared, again, key, is_generated=False)
            words = self._note(stranger, again, key)
        raise SomebodyElse(words)

    def require_up(self) -> None:
        """Make sure that the instance answers a look-up, maybe after some seconds.

        NoAnswer where a gateway says that it is gone, SomebodyElse where another answers.
        """
        key, words = "", ""
        for number in range(MOST_TRIES):
            if number and not self._front.pause(key) and number > 1:
                break
            answered = self._look_up()
            request = answered.request
            key, stranger = f"{request.method} {request.url}", self._tell(answered)
            if stranger is None:
                self._front.passed(answered, key)
                return
            seen = self._note(stranger, answered, key)
            is_gone = answered.status in GONE or is_of_no_route(answered) or is_led_to_tls(answered)
            if stranger.is_sure or (number and not is_gone):
                raise SomebodyElse(seen)
            words = f"{request.url}: {stranger} answered {answered.status}"
        raise NoAnswer(words)

    def _at_every_door(self, came: Exchange) -> Stranger | None:
        """Return who answers a page to a look-up as well, which the instance answered in JSON."""
        if not is_page_of_success(came) or not self._front.own.servers:
            return None
        answered = self._look_up()
        if not is_page_of_success(answered):
            return None
        found = self._tell(answered) or Stranger(Kind.MAINTENANCE)
        self._note(found, answered, f"{answered.request.method} {answered.request.url}")
        return found

    def _passed(
        self, prepared: PreparedRequest, answered: Exchange, key: str, *, is_generated: bool
    ) -> Exchange:
        if self._front.in_a_row(key):
            self.pauses.helped()
        self._front.passed(answered, key)
        if is_generated:
            self._answered[key] = prepared
        return answered

    def _note(self, stranger: Stranger, exchange: Exchange, key: str) -> str:
        """Take note that it was not the instance that answered; return that in words.

        Without a ``key`` it is not counted as one in a row.
        """
        self._recorder.supersede(exchange)
        self._failures[key] += exchange.status == FAILED
        return self._front.note(stranger, exchange, key)

    def _after_limit(
        self, prepared: PreparedRequest, operation: Operation | None, refused: Exchange
    ) -> Exchange:
        self._recorder.supersede(refused)
        self.pauses.take(refused)
        again, key = self._send(prepared, operation), key_of(prepared, operation)
        stranger = self._tell(again)
        if stranger is None:
            self.pauses.helped()
            self._front.passed(again, key)
            return again
        words = self._note(stranger, again, key)
        if again.status == 429:
            words = "the instance answered 429 Too Many Requests, twice: run it less often"
            raise LimitReached(words)
        raise SomebodyElse(words)

    def _after_page(
        self, prepared: PreparedRequest, operation: Operation | None, page: Exchange
    ) -> Exchange:
        """Look once more where a page refused; where it does so again, it is the instance's own."""
        key = key_of(prepared, operation)
        self._front.pause(key)
        again = self._send(prepared, operation)
        first, stranger = self._tell(page), self._tell(again)
        if again.status == page.status and (stranger is None or stranger.is_page):
            return again
        if first is not None:
            self._note(first, page, key)
        if stranger is not None:
            raise SomebodyElse(self._note(stranger, again, key))
        return self._passed(prepared, again, key, is_generated=False)

    def _after_gateway(
        self,
        prepared: PreparedRequest,
        operation: Operation | None,
        page: Exchange,
        *,
        is_generated: bool,
    ) -> Exchange:
        """Ask for a look-up again; what may have been done is not sent twice.

        Generated input is: that it makes the instance fall over behind its gateway shows only where
        it does so each time. An operation that is answered so time and again, while look-ups
        succeed, is answered by the instance.
        """
        key = key_of(prepared, operation)
        self._front.pause(key)
        self.require_up()
        if self._is_own(page, key):
            return self._taken_as_own(page, key)
        words = f"{self._tell(page)} answered {page.status} in the place of the instance"
        if prepared.method not in SAFE_METHODS and not is_generated:
            raise SomebodyElse(f"{words}; what may have been done is not sent again")
        again = self._send(prepared, operation)
        stranger = self._tell(again)
        if stranger is None:
            return self._passed(prepared, again, key, is_generated=is_generated)
        self._note(stranger, again, key)
        if self._falls(prepared, again, key) if is_generated else self._is_own(again, key):
            return self._taken_as_own(again, key)
        raise SomebodyElse(f"{words}, twice")

    def _is_own(self, page: Exchange, key: str) -> bool:
        """Whether what looks like a gateway's answer is the instance's own, since it stays so.

        A page that comes after answers of the instance may be a rate limit that says no more. One
        of a server that failed was the instance's, if another comes.
        """
        if page.status == FAILED:
            return self._failures[key] > 1
        is_in_json = (page.media_type or "").endswith("json")
        stays = self._front.is_own(key) or self._front.in_a_row(key) >= OWN_WORDS
        return stays and (is_in_json or not self._front.has_answered(key))

    def _taken_as_own(self, page: Exchange, key: str) -> Exchange:
        self._front.take_as_own(key)
        self._recorder.supersede(page, is_superseded=False)
        return page

    def _falls(self, prepared: PreparedRequest, page: Exchange, key: str) -> bool:
        """Whether the instance falls over at generated input each time, and at no other.

        Other input is what it answered before: a rate limit answers that in its place, too. Where
        there is none, a page that somebody signed tells nothing.
        """
        known = self._answered.get(key)
        if known is None:
            return not self._is_signed(page)
        times = TIMES_LOST_AGAIN if key in self._falls_over else TIMES_LOST
        for _ in range(times):
            if self._tell(self._send(known, None)) is not None or self._is_answered(page):
                return False
            page = self._send(prepared, None)
        self._falls_over.add(key)
        return not self._is_answered(page)

    def _is_answered(self, page: Exchange) -> bool:
        """Whether it is no word of a gateway that lost the instance."""
        return self._tell(page) is None or (self._is_signed(page) and page.status not in LOST)

    def _is_signed(self, page: Exchange) -> bool:
        stranger = self._tell(page)
        return stranger is not None and stranger.is_sure
