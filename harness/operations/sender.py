"""Requests with a live token, and with another one where that has ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.http.answer import Answer
    from harness.operations.acted_on import ActedOn
    from harness.operations.api import AccessToken, Api
    from harness.operations.arguments import Arguments
    from harness.operations.made import Made
    from harness.operations.references import References
    from spec.specification import Operation


class Sender:
    """Sends the operations of one target's pages."""

    references: References
    """What members of bodies refer to."""
    acted_on: ActedOn
    """What operations do something to that name it."""

    def __init__(
        self, api: Api, made: Made, token: Callable[[], str], fresh: Callable[[], str]
    ) -> None:
        self.api = api
        self.spec = api.spec
        self.made = made
        self._token = token
        """Gives a live token of the account: that of the last log-in."""
        self._fresh = fresh
        """Gives that of another log-in."""
        self._forbidden: set[str] = set()

    def send(self, operation: Operation, arguments: Arguments, token: AccessToken = None) -> Answer:
        """Send an operation with these arguments, and with this token or none."""
        return self.api.call(
            operation.id,
            token=token,
            fields=arguments.body,
            path=arguments.path,
            query=arguments.query,
            headers=arguments.headers,
        )

    def asked(self, operation: Operation, arguments: Arguments) -> Answer:
        """Send an operation with a live token where it takes one, with a fresh one if refused."""
        send = partial(self.send, operation, arguments)
        if operation.kind is Kind.ACTION and arguments.thing is not None:
            self.made.note_moved(arguments.thing)
        answer = self._let_in(send, operation.id) if operation.secured else send()
        if operation.method == "POST" and answer.succeeded:
            self.references.note_named(arguments)
        if operation.kind is Kind.ACTION and arguments.thing is None and answer.succeeded:
            self.acted_on.note_done()
        return answer

    def probed(self, operation: Operation, path: str) -> Answer:
        """Ask for a path of an operation's, whose answer may have another form than it has."""
        probe = partial(self.api.probe, operation.method, path)
        return self._let_in(probe, path) if operation.secured else probe(None)

    def _let_in(self, send: Callable[[AccessToken], Answer], what: str) -> Answer:
        # Some instances say 403 of a token that has ended, as of a right that the account lacks.
        answer = send(self._token())
        if answer.status == 401 or (answer.status == 403 and what not in self._forbidden):
            answer = send(self._fresh())
            if answer.status == 403:
                self._forbidden.add(what)
        return answer
