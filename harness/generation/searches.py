"""The searches that contracts ask for: what is sent where."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from harness.core.errors import NoAnswer
from harness.core.outcomes import Excluded, Skipped, Unproven
from harness.core.rule_ids import NOT_CRASHED, WRONG_PASSWORD
from harness.fixtures.singletons import key_to_change, may_change, put_back
from harness.generation import boundaries, oddities
from harness.generation.case import Case
from harness.generation.queries import queries
from harness.generation.search import Failure, Search, crashes_of, failures_of
from harness.http.oddity import Oddity
from harness.operations.arguments import Arguments
from harness.run.settings import Depth
from spec.resources import Kind
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from hypothesis.strategies import SearchStrategy

    from harness.fixtures.gate import Gate
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun
    from spec.specification import Operation

_LISTED = "the right token in a list"
"""A case whose body is made anew: no case holds a token."""
_ENDING = frozenset({Role.LOGOUT, Role.REFRESH})
"""Operations that may end the session which a body names."""
_TRIED_OTHERWISE = frozenset({"an array", "an operator"})
"""Passwords that are sent by another case: a right one in a list, and a trick of injection."""
QUICKEST = 2
"""Odd bodies that a quick run sends to an operation that no contract knows by name."""
BCRYPT = 72
"""Bytes of a password that bcrypt looks at."""
_USES = 5
"""How often a session is used before its end is put down to what was sent then."""


def of_bodies(run: TargetRun, operation_id: str) -> Search:
    """Send odd bodies to an operation, under a genuine token where it takes one in the header."""
    operation = run.spec.operation(operation_id)
    reached = _reached(run, operation)
    token = _token_for(run, operation)

    def send(case: Case) -> Answer:
        body = case.body
        if case.how == _LISTED:
            body = boundaries.encoded({"token": [run.tokens.last]})
        return run.api.call_raw(
            operation_id,
            body,
            token=token,
            path=reached.path,
            query=reached.query,
            media_type=case.media_type,
            oddity=case.oddity,
        )

    def drawn() -> SearchStrategy[Case]:
        from harness.generation import strategies  # noqa: PLC0415 - schemathesis loads slowly

        return strategies.bodies(run.spec, operation_id)

    known = list(boundaries.bodies(run.spec, operation, run.generation.depth, run.turns))
    if isinstance(reached.body, dict):
        known = boundaries.in_a_right_body(known, reached.body)
    if operation.role is None and run.generation.is_quick:
        known = known[:QUICKEST]
    witness = Witness(run, send) if operation.role in _ENDING else None
    if operation.role is Role.REFRESH and witness is not None and not run.generation.is_quick:
        known.append(Case(operation_id, _LISTED))
    search = Search(run, operation_id, send)
    with _putting_back(run, operation):
        search.explore(known, drawn, run.generation.plan.drawn_bodies)
    if witness is None or search.has_failed or not witness.is_gone():
        return search
    return Search(run, operation_id, send, witness.judge).explore(known)


def _reached(run: TargetRun, operation: Operation) -> Arguments:
    """Return what an operation takes that no contract knows by name; nothing for any other.

    Unproven where it was not reached by it, and where it would change what the run did not make.
    """
    if operation.role is Role.CHANGE_PASSWORD:
        return Arguments(path=run.password_changes.path())
    if operation.role is not None:
        return Arguments()
    arguments = run.calls.require_reached(operation).arguments
    is_of_others = operation.kind in {Kind.MODIFY, Kind.REPLACE} and arguments.thing is None
    if is_of_others and not may_change(run.calls, operation):
        raise Unproven(
            f"{operation.id} changes what the run did not make", key_to_change(operation)
        )
    return arguments


def _putting_back(run: TargetRun, operation: Operation) -> AbstractContextManager[object]:
    is_changed = may_change(run.calls, operation)
    return put_back(run.calls, operation) if is_changed else nullcontext()


def _token_for(run: TargetRun, operation: Operation) -> str | None:
    """Return a genuine token; that of the user whose password an odd body could change."""
    if operation.role is Role.CHANGE_PASSWORD:
        return run.password_changes.own_token()
    return run.gates.live() if operation.secured else None


def of_tokens(run: TargetRun, gate: Gate) -> Search:
    """Send a protected operation what is no token; a quick run, only to the default one."""
    is_default = gate is run.gates.default
    if run.generation.is_quick and not is_default:
        raise Excluded("--depth standard", "a quick run tries one protected operation")
    names = list(boundaries.TOKENS)
    if run.generation.is_quick:
        names = names[:2]
    elif not is_default and run.generation.depth is not Depth.DEEP:
        names = names[:1]  # an empty one, another contract sends
    known = [Case(gate.name, f"a token: {how}", token=boundaries.TOKENS[how]) for how in names]

    def send(case: Case) -> Answer:
        return gate.send(case.token)

    return Search(run, f"token of {gate.name}", send, crashes_of).explore(known)


def of_paths(run: TargetRun, operation_id: str) -> Search:
    """Send a look-up what is no id."""
    operation = run.spec.operation(operation_id)
    reached = _reached(run, operation)
    token = run.gates.live() if operation.secured else None
    known = boundaries.paths(operation, run.generation.depth, run.turns, reached.path)

    def send(case: Case) -> Answer:
        return run.api.call_raw(operation_id, None, token=token, oddity=case.oddity)

    return Search(run, f"path of {operation_id}", send, crashes_of).explore(known)


def of_queries(run: TargetRun, operation_id: str) -> Search:
    """Send a look-up odd values of its query's parameters, what it requires besides filled in."""
    operation = run.spec.operation(operation_id)
    known = run.calls.require_reached(operation).arguments
    token = run.gates.live() if operation.secured else None

    def send(case: Case) -> Answer:
        path, _, odd = case.target.partition("?")
        for name, value in known.path.items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        rest = {name: value for name, value in known.query.items() if not odd.startswith(name)}
        target = f"{path}?{'&'.join(filter(None, [urlencode(rest), odd]))}"
        return run.api.call_raw(operation_id, None, token=token, oddity=Oddity(target=target))

    cases = queries(operation, run.generation.depth, run.turns)
    return Search(run, f"query of {operation_id}", send, crashes_of).explore(cases)


def of_requests(run: TargetRun) -> Search:
    """Send requests that are odd in their line or in their headers, without a token."""
    known = oddities.requests(run.spec, run.generation.depth, run.turns)

    def send(case: Case) -> Answer:
        oddity = case.oddity or Oddity(target=oddities.place_of(run.spec.operation(case.operation)))
        return run.api.odd(case.method or "GET", oddity, case.media_type or "", case.body)

    return Search(run, "requests", send, crashes_of).explore(known)


def of_passwords(run: TargetRun) -> Search:
    """Log in by the account's own address and what can be no password, or none at all.

    Right ones are among them that are of a wrong type, or in a body that is no object: malformed by
    the page, whatever they say. They are not kept in their cases. A form, or another media type, is
    no JSON gone wrong, and may log in. Log-ins that succeed come between, so that no instance
    counts many failures in a row.
    """
    account, log_in = run.tokens.account, run.spec.role(Role.LOGIN).id
    shown = {"email": account.email, "password": account.password}
    right: dict[str, object] = {
        "the right password in a list": shown | {"password": [account.password]},
        "the right address in a list": shown | {"email": [account.email]},
        "the right credentials as a list": [account.email, account.password],
    }
    others: dict[str, object] = {
        "the right body in a list": [shown],
        "the right body as pairs": [*map(list, shown.items())],
        "the right body as a text": boundaries.encoded(shown).decode(),
        "the right credentials as a text": f"{account.email}:{account.password}",
    }
    right |= {name: others[name] for name in run.turns.pick("right credentials", list(others))}
    in_lists, otherwise = list(right)[:2], list(right)[2:]
    secrets = [name for name in boundaries.SECRETS if name not in _TRIED_OTHERWISE]
    known = [Case(log_in, name) for name in in_lists]
    known += [_odd(log_in, "password", name, email=account.email) for name in secrets]
    known.append(Case(log_in, "no password", boundaries.encoded({"email": account.email})))
    known += [Case(log_in, name) for name in otherwise]

    def send(case: Case) -> Answer:
        run.failed_logins.come_next()
        body = case.body if case.body is not None else boundaries.encoded(right[case.how])
        return run.api.call_raw(log_in, body)

    return Search(run, "passwords", send).explore(known[: 4 if run.generation.is_quick else None])


def of_resets(run: TargetRun, operation_id: str) -> Search:
    """Set odd passwords by right reset tokens, each of a user of its own.

    Of one that is longer than bcrypt looks at, another is tried that ends otherwise.
    """
    _require_invitations(run)
    of_no_text = run.turns.pick("odd password of a reset", boundaries.NO_TEXTS)
    names = (*of_no_text, *boundaries.RESET_PASSWORDS)
    known = [_odd(operation_id, "password", name) for name in names]

    def send(case: Case) -> Answer:
        user = run.users.invite()
        fields = {"email": user.email, "token": run.users.link(user).reset_token}
        emails[case] = user.email
        return run.api.call(operation_id, fields=fields | _fields(case))

    def judge(case: Case, answer: Answer) -> Iterator[Failure]:
        password = _fields(case).get("password")
        is_set = answer.succeeded and isinstance(password, str)
        # whose password was set may be logged in by that: the token was a right one
        yield from crashes_of(case, answer) if is_set else failures_of(case, answer)
        if not (is_set and isinstance(password, str)):
            return
        near = f"{password[:BCRYPT]}-"
        if len(password) > BCRYPT and run.api.login(emails[case], near).succeeded:
            expected, came = "no log-in by a password that ends otherwise", "one by its first part"
            yield Failure(WRONG_PASSWORD, case, expected, came, answer.exchange)

    emails: dict[Case, str] = {}
    return Search(run, "resets", send, judge).explore(known)


def of_reset_tokens(run: TargetRun, operation_id: str) -> Search:
    """Set the password of one user by what is no reset token."""
    _require_invitations(run)
    known = [_odd(operation_id, "token", name) for name in boundaries.RESET_TOKENS]
    with run.generating():
        user, password = run.users.invite(), run.users.password()

    def send(case: Case) -> Answer:
        fields = {"email": user.email, "password": password}
        return run.api.call(operation_id, fields=fields | _fields(case))

    return Search(run, "reset tokens", send).explore(known)


def of_log_ins_in_a_row(run: TargetRun) -> Search:
    """Log in by right credentials, again and again; a quick run does so once."""
    account, log_in = run.tokens.account, run.spec.role(Role.LOGIN).id
    run.api.look_up()  # whatever counts log-ins in a row begins anew
    count = 1 if run.generation.is_quick else boundaries.IN_A_ROW
    known = [Case(log_in, f"log-in {number} in a row") for number in range(1, count + 1)]

    def send(_: Case) -> Answer:
        return run.api.login(account.email, account.password)

    return Search(run, "log-ins in a row", send, crashes_of).explore(known)


def _require_invitations(run: TargetRun) -> None:
    if run.generation.is_quick:
        raise Excluded("--depth standard", "a quick run invites no users for it")
    if not run.spec.has(Role.INVITE):
        raise Excluded("", "the pages of this product invite nobody")


def _fields(case: Case) -> dict[str, object]:
    assert isinstance(case.sent, dict)
    return case.sent


def _odd(operation: str, field: str, name: str, **others: str) -> Case:
    """Make a case of one odd field, by the name of its value."""
    body: dict[str, object] = {**others, field: boundaries.SECRETS[name]}
    return Case(operation, f"a {field}: {name}", boundaries.encoded(body))


class Witness:
    """A session of the account, which no odd body may end.

    Only where it is gone when all were sent, and none of them failed, are they sent once more, to
    see which of them ends it.
    """

    def __init__(self, run: TargetRun, send: Callable[[Case], Answer]) -> None:
        self._run = run
        self._send = send
        with run.generating():
            self._token = self._begin(run.gates.live)
            """None where no token of the account can be told to authenticate."""

    def is_gone(self) -> bool:
        """Whether the session has ended; if so, begin another one."""
        with self._run.generating():
            is_gone = self._is_gone()
            self._token = self._begin() if is_gone else self._token
        return is_gone

    def judge(self, case: Case, answer: Answer) -> Iterator[Failure]:
        """Judge an answer, and expect that the session lives on."""
        if self._ends_twice(case):
            expected = "the account's other sessions to live on"
            came = f"{answer.description()}, and a session was ended that it does not name"
            yield Failure(NOT_CRASHED, case, expected, came, answer.exchange)
        yield from failures_of(case, answer)

    def _ends_twice(self, case: Case) -> bool:
        """Whether a case ended the session, and another one: once may be a deployment.

        The other one is used first: a token may end by being used.
        """
        if not self._is_gone():
            return False
        self._token = self._begin()
        if any(self._is_gone() for _ in range(_USES)):
            self._token = None
            return False
        self._send(case)
        is_gone = self._is_gone()
        self._token = self._begin() if is_gone else self._token
        return is_gone

    def _is_gone(self) -> bool:
        return self._token is not None and self._lets_pass(self._token) is False

    def _begin(self, given_by: Callable[[], str] | None = None) -> str | None:
        with suppress(Skipped, NoAnswer):
            token = (given_by or self._run.tokens.fresh)()
            return token if self._lets_pass(token) else None
        return None

    def _lets_pass(self, token: str) -> bool | None:
        gate = self._run.gates.passive_gate
        with suppress(Skipped, NoAnswer):
            return gate.lets_pass(gate.send(token)) if gate is not None else None
        return None
