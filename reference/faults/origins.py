"""Faults of tokens that were got otherwise than by the account's password."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, begun_by, wrap
from reference.faults.logout import revived
from reference.faults.registry import fault
from reference.instance import Instance
from reference.sessions import UnknownTokenError, digest

ENDS, ACTIVE = "logout.ends-session", "refresh.renews-active"
Begun = Callable[[Instance], set[str]]
End = Callable[[str], bool]
Refresh = Callable[[str], str]
Authenticated = Callable[[Call], User]


def by_code(instance: Instance) -> set[str]:
    """Give the digests of the tokens of the single sign-on, kept from now on."""
    return begun_by(instance, instance, "sso_log_in")


def by_refresh(instance: Instance) -> set[str]:
    """Give the digests of refreshed tokens, kept from now on."""
    return begun_by(instance, instance.sessions, "refresh")


def is_invited(instance: Instance, token: str) -> bool:
    """Tell whether a token is of a user who was invited."""
    session = instance.sessions.store.get(digest(token))
    accounts = {each.email for each in (instance.account, instance.limited_account) if each}
    return session is not None and session.user.email not in accounts


def spare(instance: Instance, spared: Callable[[str], bool]) -> None:
    """Let log-out end nothing of some tokens, though it answers as ever."""

    def end(honest: End, token: str) -> bool:
        if spared(token):
            return instance.sessions.find(token) is not None
        return honest(token)

    wrap(instance.sessions, "end", end)


@fault("logout-spares-sso", breaks=[ENDS])
def spares_sso(instance: Instance) -> None:
    """Log-out does not end a session of the single sign-on."""
    begun = by_code(instance)
    spare(instance, lambda token: digest(token) in begun)


@fault("logout-takes-sso-along", breaks=["logout.spares-other-sessions"])
def takes_sso_along(instance: Instance) -> None:
    """The log-out of a password's session ends those of the single sign-on, too."""
    begun = by_code(instance)

    def end(honest: End, token: str) -> bool:
        named = instance.sessions.find(token)
        for name, each in instance.sessions.store.items():
            is_alike = named is not None and each.user is named.user
            if is_alike and digest(token) not in begun and name in begun:
                each.ended = True
        return honest(token)

    wrap(instance.sessions, "end", end)


@fault("logout-spares-refreshed", breaks=[ENDS])
def spares_refreshed(instance: Instance) -> None:
    """Log-out does not end a session that was begun by a refresh."""
    begun = by_refresh(instance)
    spare(instance, lambda token: digest(token) in begun)


@fault("logout-spares-invited", products=["me"], breaks=[ENDS])
def spares_invited(instance: Instance) -> None:
    """Log-out does not end a session of a user who was invited."""
    spare(instance, lambda token: is_invited(instance, token))


@fault("logout-ends-parent", breaks=[ENDS])
def ends_parent(instance: Instance) -> None:
    """Log-out of a refreshed token ends the one that it was refreshed from, and not itself."""
    parents: dict[str, str] = {}

    def refresh(honest: Refresh, token: str) -> str:
        renewed = honest(token)
        parents[renewed] = token
        return renewed

    def end(honest: End, token: str) -> bool:
        honest(parents.get(token, token))
        return instance.sessions.find(token) is not None or token not in parents

    wrap(instance.sessions, "refresh", refresh)
    wrap(instance.sessions, "end", end)


@fault("logout-keeps-sso-refresh", breaks=[ENDS])
def keeps_refresh_of_sso(instance: Instance) -> None:
    """A token of the single sign-on can still be refreshed when it was logged out."""
    begun = by_code(instance)

    def refresh(honest: Refresh, token: str) -> str:
        with revived(instance, token if digest(token) in begun else ""):
            return honest(token)

    wrap(instance.sessions, "refresh", refresh)


def refuse_to_refresh(instance: Instance, refused: Callable[[str], bool]) -> None:
    """Refresh none of some tokens, as if they were unknown."""

    def refresh(honest: Refresh, token: str) -> str:
        if refused(token):
            raise UnknownTokenError
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-refuses-sso", breaks=[ACTIVE])
def refuses_sso(instance: Instance) -> None:
    """A token of the single sign-on is not refreshed."""
    begun = by_code(instance)
    refuse_to_refresh(instance, lambda token: digest(token) in begun)


@fault("refresh-refuses-refreshed", breaks=[ACTIVE], may_break=["refresh.starts-new-life"])
def refuses_refreshed(instance: Instance) -> None:
    """A token that was refreshed is not refreshed once more."""
    begun = by_refresh(instance)
    refuse_to_refresh(instance, lambda token: digest(token) in begun)


@fault("refresh-refuses-invited", products=["me"], breaks=[ACTIVE])
def refuses_invited(instance: Instance) -> None:
    """A token of a user who was invited is not refreshed."""
    refuse_to_refresh(instance, lambda token: is_invited(instance, token))


def refuse_at(instance: Instance, operation: str, refused: Callable[[str], bool]) -> None:
    """Let one operation refuse some tokens."""

    def authenticated(honest: Authenticated, call: Call) -> User:
        if call.operation == operation and refused(call.token or ""):
            raise Refusal(401, "The access token is not valid")
        return honest(call)

    wrap(instance, "authenticated", authenticated)


@fault("metabase-refuses-sso", products=["cdp"], breaks=["sso.token-authenticates"])
def refuses_sso_at_metabase(instance: Instance) -> None:
    """Metabase log-in refuses tokens of the single sign-on."""
    begun = by_code(instance)
    refuse_at(instance, "metabase_log_in", lambda token: digest(token) in begun)


@fault("invite-refuses-sso", products=["me"], breaks=["sso.token-authenticates"])
def refuses_sso_at_invitations(instance: Instance) -> None:
    """Inviting refuses tokens of the single sign-on."""
    begun = by_code(instance)
    refuse_at(instance, "invite", lambda token: digest(token) in begun)


@fault("metabase-refuses-refreshed", products=["cdp"], breaks=[ACTIVE])
def refuses_refreshed_at_metabase(instance: Instance) -> None:
    """Metabase log-in refuses refreshed tokens."""
    begun = by_refresh(instance)
    refuse_at(instance, "metabase_log_in", lambda token: digest(token) in begun)


@fault("delete-refuses-refreshed", products=["me"], breaks=[ACTIVE])
def refuses_refreshed_at_deletion(instance: Instance) -> None:
    """A refreshed token deletes nobody."""
    begun = by_refresh(instance)
    refuse_at(instance, "delete_user", lambda token: digest(token) in begun)


@fault("get-user-refuses-invited", products=["me"], breaks=["login.token-authenticates"])
def refuses_invited_at_look_up(instance: Instance) -> None:
    """The look-up of a user takes the token of one who was invited for none."""
    refuse_at(instance, "get_user", lambda token: is_invited(instance, token))


ANSWERS, COOKIE = "logout.answers", "logout.deletes-cookie"


def log_out_otherwise(
    instance: Instance, begun: set[str], otherwise: Callable[[Answer], Answer]
) -> None:
    """Let the log-out of the tokens of these digests be answered otherwise."""

    def log_out(honest: Handler, call: Call) -> Answer:
        token = call.token or str(call.json_object().get("token"))
        answer = honest(call)
        return otherwise(answer) if digest(token) in begun else answer

    wrap(instance, "log_out", log_out)


@fault("logout-message-of-refreshed", products=["cdp", "mi"], breaks=[ANSWERS])
def says_otherwise_of_refreshed(instance: Instance) -> None:
    """The log-out of a refreshed token says something that the page does not."""

    def otherwise(_: Answer) -> Answer:
        return Answer(200, {"message": "Successfully logged out"})

    log_out_otherwise(instance, by_refresh(instance), otherwise)


@fault("logout-message-of-sso", products=["cdp", "mi"], breaks=[ANSWERS])
def says_otherwise_of_sso(instance: Instance) -> None:
    """The log-out of a token of the single sign-on says it under another name."""

    def otherwise(_: Answer) -> Answer:
        return Answer(200, {"msg": "Successfully logged-out"})

    log_out_otherwise(instance, by_code(instance), otherwise)


@fault("logout-refuses-sso", breaks=[ANSWERS], may_break=[ENDS, COOKIE])
def refuses_to_log_sso_out(instance: Instance) -> None:
    """A token of the single sign-on is not logged out: it is no such token (403)."""
    begun = by_code(instance)

    def log_out(honest: Handler, call: Call) -> Answer:
        token = call.token or str(call.json_object().get("token"))
        if digest(token) in begun:
            raise Refusal(403, "Log out at the provider")
        return honest(call)

    wrap(instance, "log_out", log_out)


def keep_cookie(answer: Answer) -> Answer:
    """Leave out what deletes the cookie."""
    answer.drop_header("Set-Cookie")
    return answer


@fault("logout-keeps-cookie-of-refreshed", products=["me"], breaks=[COOKIE])
def keeps_cookie_of_refreshed(instance: Instance) -> None:
    """The log-out of a refreshed token leaves the cookie of its log-in."""
    log_out_otherwise(instance, by_refresh(instance), keep_cookie)


@fault("logout-keeps-cookie-of-sso", products=["me"], breaks=[COOKIE])
def keeps_cookie_of_sso(instance: Instance) -> None:
    """The log-out of a token of the single sign-on leaves the cookie of its log-in."""
    log_out_otherwise(instance, by_code(instance), keep_cookie)
