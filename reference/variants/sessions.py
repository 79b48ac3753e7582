"""Variants of tokens, their refresh and their end."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

import secrets
from collections.abc import Callable

from reference.accounts import User
from reference.calls import Call
from reference.changes import edit_answers, outlive_log_outs, set_status, wrap
from reference.clock import HOUR
from reference.instance import Instance
from reference.jwt import JSONWebTokens
from reference.sessions import Session, digest
from reference.variants.registry import variant

Refresh = Callable[[str], str]


@variant("jwt", axis="spelling")
def spells_jwt(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; an older one is another string."""
    JSONWebTokens.use(instance)


@variant("jwt-exp-12h", axis="spelling")
def tells_later_end(instance: Instance) -> None:
    """Tokens are JSON Web Tokens whose `exp` is the end of their refresh window, at 12 hours."""
    tokens = JSONWebTokens.use(instance)

    def times(honest: Callable[[Session], dict[str, int]], session: Session) -> dict[str, int]:
        told = honest(session)
        return told | {"exp": told["exp"] + int(instance.sessions.refresh_window)}

    wrap(tokens, "times", times)


@variant("long-tokens", axis="spelling")
def spells_long(instance: Instance) -> None:
    """Tokens are opaque strings of 1400 characters."""

    def spell(_honest: Callable[[Session], str], _session: Session) -> str:
        return secrets.token_urlsafe(1050)

    wrap(instance.sessions, "spell", spell)


@variant("hex-tokens", axis="spelling")
def spells_hex(instance: Instance) -> None:
    """Tokens are 16 hexadecimal digits, as in the pages' examples."""

    def spell(_honest: Callable[[Session], str], _session: Session) -> str:
        return secrets.token_hex(8)

    wrap(instance.sessions, "spell", spell)


@variant("logout-shows-a-second-later", axis="logout-shows")
def takes_a_second(instance: Instance) -> None:
    """A token that was logged out passes for a second more: what was looked up is kept for it."""
    outlive_log_outs(instance, lambda seconds: seconds < 1)


@variant("refresh-same-token", axis="refresh")
def keeps_token(instance: Instance) -> None:
    """A refreshed token is the same string, whose 8 hours begin anew."""

    def refresh(honest: Refresh, token: str) -> str:
        honest(token)
        session = instance.sessions.find(token)
        if session is not None:
            session.issued_at = instance.clock.now()
        return token

    wrap(instance.sessions, "refresh", refresh)


@variant("refresh-ends-old", axis="refresh")
def rotates(instance: Instance) -> None:
    """A refreshed token ends the one that it was given for."""

    def refresh(honest: Refresh, token: str) -> str:
        renewed = honest(token)
        instance.sessions.end(token)
        return renewed

    wrap(instance.sessions, "refresh", refresh)


@variant("refresh-ends-all", axis="refresh")
def spares_none(instance: Instance) -> None:
    """A refreshed token ends every other session of its user."""

    def refresh(honest: Refresh, token: str) -> str:
        renewed = honest(token)
        session = instance.sessions.store[digest(renewed)]
        instance.sessions.end_all(session.user)
        session.ended = False
        return renewed

    wrap(instance.sessions, "refresh", refresh)


@variant("single-session", axis="sessions", advice=["logout.spares-other-sessions"])
def allows_one(instance: Instance) -> None:
    """A new log-in ends the sessions that the account has."""

    def begin_session(honest: Callable[[Call, User], object], call: Call, user: User) -> object:
        instance.sessions.end_all(user)
        return honest(call, user)

    wrap(instance, "begin_session", begin_session)


@variant("ten-sessions", axis="sessions")
def allows_ten(instance: Instance) -> None:
    """A user has at most ten sessions: the next one ends the oldest."""

    def issue(honest: Callable[[User], str], user: User) -> str:
        token = honest(user)
        open_ones = [
            each
            for each in instance.sessions.store.values()
            if each.user is user and not each.ended
        ]
        for oldest in open_ones[:-10]:
            oldest.ended = True
        return token

    wrap(instance.sessions, "issue", issue)


@variant("stateless-logout", products=["me"], advice=["logout.ends-session"])
def keeps_session(instance: Instance) -> None:
    """Log-out deletes the cookie, and leaves the token valid."""

    def end(_honest: object, token: str) -> bool:
        return instance.sessions.find(token) is not None

    wrap(instance.sessions, "end", end)


@variant("missing-token-403")
def forbids(instance: Instance) -> None:
    """A missing or invalid token is answered 403."""
    protected = ["components", "metabase_log_in", "invite", "reinvite", "invitation_link"]
    edit_answers(
        instance, [*protected, "get_user", "delete_user", "log_out"], set_status(403), [401]
    )


@variant("reset-ends-sessions", products=["me"])
def ends_sessions(instance: Instance) -> None:
    """A new password ends the sessions that the user has."""

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        instance.sessions.end_all(user)
        honest(user, password)

    wrap(instance.accounts, "set_password", set_password)


@variant("nothing-older-than-a-month")
def reaches_a_month_back(instance: Instance) -> None:
    """No token can be made older than a month: sessions that old are removed."""

    def make_older(honest: Callable[[str, float], str | None], token: str, by: float) -> str | None:
        session = instance.sessions.find(token)
        is_kept = session is not None and instance.sessions.age(session) + by < 720 * HOUR
        return honest(token, by) if is_kept else None

    wrap(instance.sessions, "make_older", make_older)


@variant("refresh-of-ended-token-ends-all")
def takes_for_theft(instance: Instance) -> None:
    """To refresh a token whose session has ended is taken for theft, and ends all of its user's."""

    def refresh(honest: Refresh, token: str) -> str:
        session = instance.sessions.store.get(digest(token))
        if session is not None and session.ended:
            instance.sessions.end_all(session.user)
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)
