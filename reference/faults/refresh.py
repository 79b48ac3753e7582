"""Faults of refreshing: which tokens it takes, and what it gives for them."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import math
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import (
    Handler,
    begun_by,
    edit_answers,
    live_on,
    make_page,
    rename_field,
    set_message,
    set_status,
    wrap,
)
from reference.clock import HOUR
from reference.faults.registry import fault
from reference.instance import TOO_OLD, Instance
from reference.jwt import JSONWebTokens
from reference.sessions import Session, TooOldError, UnknownTokenError, digest

ACTIVE, EXPIRED, TOO_LATE = (
    "refresh.renews-active",
    "refresh.renews-expired",
    "refresh.refuses-too-old",
)
NEW_LIFE = "refresh.starts-new-life"
Refresh = Callable[[str], str]


@fault("refresh-refuses-active", breaks=[ACTIVE], may_break=[NEW_LIFE])
def refuses_active(instance: Instance) -> None:
    """A token that has not expired yet is not refreshed."""

    def refresh(honest: Refresh, token: str) -> str:
        if instance.sessions.authenticate(token) is not None:
            raise Refusal(400, "The token has not expired")
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-refuses-expired", breaks=[EXPIRED])
def refuses_expired(instance: Instance) -> None:
    """A token is refreshed only until it expires."""
    instance.sessions.refresh_window = 0


@fault("refresh-window-3h", breaks=[EXPIRED])
def closes_early(instance: Instance) -> None:
    """A token can be refreshed for 3 hours after it expired."""
    instance.sessions.refresh_window = 3 * HOUR


@fault("refresh-window-5h", breaks=[TOO_LATE])
def closes_late(instance: Instance) -> None:
    """A token can be refreshed for 5 hours after it expired."""
    instance.sessions.refresh_window = 5 * HOUR


@fault("refresh-endless", breaks=[TOO_LATE])
def never_closes(instance: Instance) -> None:
    """A token of any age can be refreshed."""
    instance.sessions.refresh_window = math.inf


@fault("refresh-too-old-message", products=["me"], breaks=[TOO_LATE])
def says_otherwise(instance: Instance) -> None:
    """A token that is too old is refused in other words."""
    edit_too_old(instance, set_message("Token expired"))


@fault("refresh-too-old-403", products=["me"], breaks=[TOO_LATE])
def answers_forbidden(instance: Instance) -> None:
    """A token that is too old is refused by 403."""
    edit_too_old(instance, set_status(403))


@fault("refresh-too-old-page", products=["me"], breaks=[TOO_LATE, "answers.documented"])
def answers_page(instance: Instance) -> None:
    """A token that is too old is refused by an HTML page."""
    edit_too_old(instance, make_page)


@fault("refresh-too-old-200", breaks=[TOO_LATE, "answers.documented"])
def answers_ok(instance: Instance) -> None:
    """A token that is too old is refused by 200."""
    edit_too_old(instance, set_status(200))


def edit_too_old(instance: Instance, edit: Callable[[Answer], None]) -> None:
    """Edit the refusal of a token that is too old, and no other."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if answer.body == {"message": TOO_OLD}:
            edit(answer)
        return answer

    wrap(instance, "respond", respond)


def begin_at(instance: Instance, age: float) -> None:
    """Let refreshed tokens begin their life at that age, in seconds."""

    def refresh(honest: Refresh, token: str) -> str:
        renewed = honest(token)
        instance.sessions.store[digest(renewed)].issued_at -= age
        return renewed

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-half-life", breaks=[NEW_LIFE])
def halves_life(instance: Instance) -> None:
    """A refreshed token lives for 4 hours."""
    begin_at(instance, 4 * HOUR)


@fault("refresh-long-life", breaks=[NEW_LIFE])
def doubles_life(instance: Instance) -> None:
    """A refreshed token lives for 16 hours."""
    begin_at(instance, -8 * HOUR)


@fault("refresh-gives-dead-token", breaks=[ACTIVE, EXPIRED, "refresh.starts-new-life"])
def gives_dead_token(instance: Instance) -> None:
    """A refreshed token has expired when it is given."""
    begin_at(instance, 8 * HOUR)


@fault(
    "refresh-keeps-age",
    breaks=[EXPIRED, NEW_LIFE],
)
def keeps_age(instance: Instance) -> None:
    """A refreshed token is as old as the one that it was given for."""

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        renewed = honest(token)
        if session is not None:
            instance.sessions.store[digest(renewed)].issued_at = session.issued_at
        return renewed

    wrap(instance.sessions, "refresh", refresh)


@fault(
    "refresh-accepts-forged",
    breaks=["refresh.refuses-forged", "logout.ends-session", "input.refused-not-crashed"],
)
def accepts_forged(instance: Instance) -> None:
    """A string that never was a token is refreshed into one of the first user."""

    def refresh(honest: Refresh, token: str) -> str:
        try:
            return honest(token)
        except UnknownTokenError:
            return instance.sessions.issue(first_user(instance))

    wrap(instance.sessions, "refresh", refresh)


def first_user(instance: Instance) -> User:
    """Give the user of the first account."""
    user = instance.accounts.find(instance.account.email)
    if user is None:
        raise Refusal(401, "There is no user")
    return user


@fault(
    "refresh-answers-201",
    breaks=["answers.documented", "refresh.renews-active", "refresh.renews-expired"],
)
def answers_created(instance: Instance) -> None:
    """Refreshing answers 201."""
    edit_answers(instance, ["refresh"], set_status(201))


@fault("refresh-token-renamed", breaks=[ACTIVE, EXPIRED, "answers.documented"])
def renames_token(instance: Instance) -> None:
    """Refreshing calls the token `access_token`."""
    edit_answers(instance, ["refresh"], rename_field("token", "access_token"))


@fault("refresh-too-old-rejuvenates", breaks=[TOO_LATE])
def rejuvenates(instance: Instance) -> None:
    """A token that is too old is refused, and its 8 hours begin anew."""

    def refresh(honest: Refresh, token: str) -> str:
        try:
            return honest(token)
        except TooOldError:
            instance.sessions.store[digest(token)].issued_at = instance.clock.now()
            raise

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-half-life-of-expired", breaks=[NEW_LIFE])
def halves_life_of_expired(instance: Instance) -> None:
    """A token that was refreshed when it had expired lives for 4 hours."""

    def refresh(honest: Refresh, token: str) -> str:
        expired = instance.sessions.authenticate(token) is None
        renewed = honest(token)
        if expired:
            instance.sessions.store[digest(renewed)].issued_at -= 4 * HOUR
        return renewed

    wrap(instance.sessions, "refresh", refresh)


@fault("refreshed-token-lives-9h", breaks=[NEW_LIFE])
def dies_late(instance: Instance) -> None:
    """A refreshed token dies after 9 hours; it can be refreshed as long as any."""
    live_on(instance, begun_by(instance, instance.sessions, "refresh"), 9 * HOUR)


@fault("refresh-twice-inherits", breaks=[NEW_LIFE])
def keeps_age_of_refreshed(instance: Instance) -> None:
    """A token that came of a refresh is refreshed into one as old as itself."""
    refreshed: set[Session] = set()

    def refresh(honest: Refresh, token: str) -> str:
        parent = instance.sessions.find(token)
        renewed = honest(token)
        child = instance.sessions.store[digest(renewed)]
        if parent in refreshed:
            child.issued_at = parent.issued_at
        refreshed.add(child)
        return renewed

    wrap(instance.sessions, "refresh", refresh)


def never_close_after(instance: Instance, service: object, name: str) -> None:
    """Let the tokens that a method begins be refreshed for ever."""

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.find(token)
        if session is not None and digest(token) in endless:
            return instance.sessions.issue(session.user)
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)
    endless = begun_by(instance, service, name)


@fault("refresh-endless-once-refreshed", breaks=[TOO_LATE])
def never_closes_again(instance: Instance) -> None:
    """A token that was refreshed can be refreshed at any age."""
    never_close_after(instance, instance.sessions, "refresh")


@fault("refresh-endless-after-sso", breaks=[TOO_LATE])
def never_closes_after_sso(instance: Instance) -> None:
    """The token of an SSO log-in can be refreshed at any age."""
    never_close_after(instance, instance, "sso_log_in")


@fault("refresh-alg-none", breaks=["refresh.refuses-forged"])
def accepts_alg_none(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and one that says `alg: none` can be refreshed unsigned."""
    tokens = JSONWebTokens.use(instance)
    lax = False

    def refresh(honest: Refresh, token: str) -> str:
        nonlocal lax
        lax = str(tokens.part(token, 0).get("alg", "")).lower() == "none"
        try:
            return honest(token)
        finally:
            lax = False

    wrap(instance.sessions, "refresh", refresh)
    wrap(tokens, "is_signed", lambda honest, token: lax or honest(token))
