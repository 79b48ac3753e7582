"""Faults by which one kind of token, or none at all, passes in another's place."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import json
import secrets
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, me, wrap
from reference.faults.codes import BAD_CODE, log_in_by
from reference.faults.forgeries import GATE, REFRESH, Refresh
from reference.faults.registry import fault
from reference.instance import Instance
from reference.jwt import HEADER, JSONWebTokens, encode
from reference.sessions import digest

RESET = "reset.refuses-bad-token"


def is_code(instance: Instance, token: str) -> bool:
    """Tell whether it is a code that was not used."""
    grant = instance.sso.grants.get(digest(token))
    return grant is not None and not grant.used


def is_reset_token(instance: Instance, token: str) -> bool:
    """Tell whether it is a reset token that was not used."""
    grant = me(instance).resets.grants.get(digest(token))
    return grant is not None and not grant.used


def authenticate_by(instance: Instance, passes: Callable[[Instance, str], bool]) -> None:
    """Let some texts authenticate as the first user."""

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        if passes(instance, token):
            return instance.accounts.find(instance.account.email)
        return honest(token)

    wrap(instance.sessions, "authenticate", authenticate)


def refresh_by(instance: Instance, passes: Callable[[Instance, str], bool]) -> None:
    """Let some texts be refreshed into a token of the first user."""

    def refresh(honest: Refresh, token: str) -> str:
        user = instance.accounts.find(instance.account.email)
        if passes(instance, token) and user is not None:
            return instance.sessions.issue(user)
        return honest(token)

    wrap(instance.sessions, "refresh", refresh)


@fault("code-authenticates", breaks=[GATE])
def takes_codes(instance: Instance) -> None:
    """A code of the single sign-on passes for an access token."""
    authenticate_by(instance, is_code)


@fault("code-is-refreshed", breaks=[REFRESH])
def refreshes_codes(instance: Instance) -> None:
    """A code of the single sign-on is refreshed into an access token."""
    refresh_by(instance, is_code)


@fault("sso-access-token-as-code", breaks=[BAD_CODE])
def takes_access_tokens(instance: Instance) -> None:
    """An access token passes for a code."""
    log_in_by(instance, lambda code: instance.sessions.authenticate(str(code)) is not None)


@fault("reset-token-authenticates", products=["me"], breaks=[GATE])
def takes_reset_tokens(instance: Instance) -> None:
    """A reset token passes for an access token."""
    authenticate_by(instance, is_reset_token)


@fault("reset-token-is-refreshed", products=["me"], breaks=[REFRESH])
def refreshes_reset_tokens(instance: Instance) -> None:
    """A reset token is refreshed into an access token."""
    refresh_by(instance, is_reset_token)


@fault("user-id-authenticates", products=["me"], breaks=[GATE])
def takes_user_ids(instance: Instance) -> None:
    """The id of a user passes for an access token of that user."""

    def passes(_: Instance, token: str) -> bool:
        return instance.accounts.by_id(token) is not None

    authenticate_by(instance, passes)


def reset_by(instance: Instance, passes: Callable[[User, object], bool]) -> None:
    """Let some values set the password of the user whom the body names."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        fields = call.json_object()
        user = instance.accounts.find(str(fields.get("email")))
        if user is None or not passes(user, fields.get("token")):
            return honest(call)
        instance.accounts.set_password(user, call.text("password"))
        return Answer(200, {"message": "ok"})

    wrap(instance, "reset_password", reset_password)


@fault("reset-by-user-id", products=["me"], breaks=[RESET])
def resets_by_id(instance: Instance) -> None:
    """The id of a user passes for the user's reset token."""
    reset_by(instance, lambda user, token: token == user.id)


@fault("reset-by-code", products=["me"], breaks=[RESET])
def resets_by_code(instance: Instance) -> None:
    """A code of the single sign-on passes for a reset token."""
    reset_by(instance, lambda _, token: is_code(instance, str(token)))


@fault("reset-by-own-access-token", products=["me"], breaks=[RESET])
def resets_by_access_token(instance: Instance) -> None:
    """An access token of a user passes for that user's reset token."""

    def passes(user: User, token: object) -> bool:
        session = instance.sessions.find(str(token))
        return session is not None and session.user is user

    reset_by(instance, passes)


@fault("reset-by-nothing-where-none-is-pending", products=["me"], breaks=[RESET])
def resets_by_nothing(instance: Instance) -> None:
    """A user for whom no reset is pending has an empty reset token, and it is found."""
    pending = set[str]()

    def issue(honest: Callable[[User], str], user: User) -> str:
        pending.add(user.id)
        return honest(user)

    def redeem(honest: Callable[[str, str], User | None], email: str, token: str) -> User | None:
        user = honest(email, token)
        if user is not None:
            pending.discard(user.id)
        return user

    wrap(me(instance).resets, "issue", issue)
    wrap(me(instance).resets, "redeem", redeem)
    reset_by(instance, lambda user, token: token == "" and user.id not in pending)


@fault("reset-by-operator", products=["me"], breaks=[RESET])
def resets_by_operator(instance: Instance) -> None:
    """A query in the place of the reset token finds one."""
    reset_by(instance, lambda _, token: isinstance(token, dict) and "$gt" in token)


@fault("reset-by-name-of-a-member", products=["me"], breaks=[RESET])
def resets_by_member(instance: Instance) -> None:
    """Reset tokens are members of an object, which has some by itself."""
    reset_by(instance, lambda _, token: str(token) in {"constructor", "__proto__"})


@fault("reset-token-unsigned", products=["me"], breaks=[RESET])
def ignores_signature_of_resets(instance: Instance) -> None:
    """Reset tokens are JSON Web Tokens, and one that says `alg: none` needs no signature."""
    resets, tokens = me(instance).resets, JSONWebTokens(instance.sessions)
    used: set[object] = set()

    def issue(_honest: object, user: User) -> str:
        claims = {"sub": user.id, "email": user.email, "jti": secrets.token_hex(8)}
        said = ".".join(encode(json.dumps(each).encode()) for each in (HEADER, claims))
        return f"{said}.{tokens.signature(said)}"

    def redeem(_honest: object, email: str, token: str) -> User | None:
        is_none = tokens.part(token, 0).get("alg") == "none"
        claims = tokens.part(token, 1)
        user = instance.accounts.by_id(str(claims.get("sub")))
        is_right = is_none or tokens.is_signed(token)
        if user is None or user.email != email or claims["jti"] in used or not is_right:
            return None
        used.add(claims["jti"])
        return user

    wrap(resets, "issue", issue)
    wrap(resets, "redeem", redeem)


def fits_all(text: object) -> bool:
    """Tell whether a text, read as a regular expression, fits whatever is kept."""
    return text == ".*"


@fault("token-is-an-expression", breaks=[GATE])
def looks_tokens_up_by_expression(instance: Instance) -> None:
    """A token is looked up as a regular expression, and the one that fits all finds the first."""
    authenticate_by(instance, lambda _, token: fits_all(token))


@fault("refresh-takes-an-expression", breaks=[REFRESH])
def refreshes_by_expression(instance: Instance) -> None:
    """A token to refresh is looked up as a regular expression."""
    refresh_by(instance, lambda _, token: fits_all(token))


@fault("reset-token-is-an-expression", products=["me"], breaks=[RESET])
def resets_by_expression(instance: Instance) -> None:
    """A reset token is looked up as a regular expression."""
    reset_by(instance, lambda _, token: fits_all(token))
