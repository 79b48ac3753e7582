"""Faults of how servers are built: clocks, units, caches, replicas, and one node of five.

The sessions' own times are right here; what reads them is wrong.
"""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import itertools
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal, token_answer
from reference.calls import Call
from reference.changes import edit_answers, make_page, one_of, outlive_log_outs, wrap
from reference.clock import HOUR
from reference.faults.registry import fault
from reference.faults.tokens import LIVES_ON, NEEDS_TOKEN
from reference.instance import Instance

Authenticate = Callable[[str], User | None]
FLAGS = ["options.flags", "answers.documented"]
DIES_EARLY = ["token.lives-8h", "sso.token-dies-after-8h", "refresh.starts-new-life"]


@fault("expiry-in-local-time", breaks=LIVES_ON, may_break=NEEDS_TOKEN)
def forgets_time_zone(instance: Instance) -> None:
    """An expiry in UTC is compared with a clock in New York: a token dies 4 hours late."""
    sessions = instance.sessions

    def authenticate(_: Authenticate, token: str) -> User | None:
        session = sessions.find(token)
        if session is None or sessions.age(session) - 4 * HOUR >= sessions.lifetime:
            return None
        return session.user

    wrap(sessions, "authenticate", authenticate)


@fault("lifetime-in-minutes", breaks=DIES_EARLY)
def takes_minutes(instance: Instance) -> None:
    """A lifetime of 480 minutes is taken for 480 seconds, of which a token dies."""
    instance.sessions.lifetime, instance.sessions.refresh_window = 480, 12 * HOUR - 480


@fault("window-in-milliseconds", breaks=["refresh.refuses-too-old"])
def takes_milliseconds(instance: Instance) -> None:
    """The 4 hours of the refresh window are compared in milliseconds: it closes after months."""
    instance.sessions.refresh_window = 4 * HOUR * 1000


@fault(
    "expiry-by-date",
    breaks=[*LIVES_ON, "metabase.needs-token"],
    may_break=["invite.needs-token"],  # by the age that its contracts draw
)
def compares_days(instance: Instance) -> None:
    """Only the day of an expiry is looked at: a token dies up to a day late."""
    sessions = instance.sessions

    def authenticate(_: Authenticate, token: str) -> User | None:
        session = sessions.find(token)
        late = session is not None and sessions.age(session) < sessions.lifetime + 16 * HOUR
        return session.user if session is not None and late else None

    wrap(sessions, "authenticate", authenticate)


@fault("logout-on-a-lagging-replica", products=["cdp", "mi"], breaks=["logout.ends-session"])
def lags(instance: Instance) -> None:
    """Tokens are looked up on a replica, which hears of a log-out a minute later."""
    outlive_log_outs(instance, lambda seconds: seconds < 60)


@fault("logout-unknown-to-one-replica", products=["cdp", "mi"], breaks=["logout.ends-session"])
def forgets_log_outs(instance: Instance) -> None:
    """One replica of three hears of no log-out."""
    look_ups = itertools.count(1)
    outlive_log_outs(instance, lambda _: next(look_ups) % 3 == 0)


@fault("one-login-of-five-lacks-its-token", breaks=["login.issues-token", "answers.documented"])
def forgets_token_at_times(instance: Instance) -> None:
    """One log-in of five is answered without a token."""

    def edit(answer: Answer) -> None:
        answer.body = {}

    edit_answers(instance, ["log_in"], one_of(5, edit))


@fault(
    "one-refresh-of-five-is-a-page",
    breaks=["answers.documented", "refresh.renews-active"],
    may_break=["refresh.renews-expired", "refresh.starts-new-life"],
)
def answers_page_at_times(instance: Instance) -> None:
    """One refresh of five is answered 200 with a gateway's page."""
    edit_answers(instance, ["refresh"], one_of(5, make_page))


@fault("one-look-up-of-five-lacks-its-flags", products=["cdp", "mi"], breaks=FLAGS)
def forgets_flags_at_times(instance: Instance) -> None:
    """One answer of five gives no authentication options."""

    def edit(answer: Answer) -> None:
        answer.body = {"authentication_options": {}}

    edit_answers(instance, ["options"], one_of(5, edit))


@fault(
    "log-in-gives-the-session-there-is",
    breaks=["login.token-authenticates"],
    may_break=["token.lives-8h", "refresh.renews-active", "logout.spares-other-sessions"],
)
def gives_the_session_there_is(instance: Instance) -> None:
    """Who logs in is given the session of before, over or not, and who uses it is told so."""
    last: dict[str, str] = {}

    def begin(honest: Callable[[Call, User], Answer], call: Call, user: User) -> Answer:
        if call.operation != "log_in":
            return honest(call, user)
        if user.id not in last or instance.sessions.find(last[user.id]) is None:
            last[user.id] = instance.sessions.issue(user)
        return token_answer(last[user.id])

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        session = instance.sessions.find(call.token or "")
        if session is not None and instance.sessions.age(session) >= instance.sessions.lifetime:
            raise Refusal(401, "The access token has expired")
        return honest(call)

    wrap(instance, "begin_session", begin)
    wrap(instance, "authenticated", authenticated)


@fault(
    "old-answer-from-a-cache",
    products=["me"],
    breaks=["reset.sets-password"],
    may_break=["password.changes"],
)
def caches_log_ins(instance: Instance) -> None:
    """Log-ins that succeeded are kept in a cache, which a new password does not empty."""
    succeeded: set[tuple[str, str]] = set()

    def verify(honest: Callable[[str, str], User | None], email: str, password: str) -> User | None:
        user = honest(email, password)
        if user is not None:
            succeeded.add((email, password))
        elif (email, password) in succeeded:
            return instance.accounts.find(email)
        return user

    wrap(instance.accounts, "verify", verify)
