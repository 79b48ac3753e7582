"""Variants of how tokens and codes are read, and of what else they open and end."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

from collections.abc import Callable
from urllib.parse import unquote

from reference.accounts import User
from reference.answers import Refusal
from reference.calls import Call
from reference.changes import wrap
from reference.instance import Instance
from reference.jwt import JSONWebTokens, decode, encode
from reference.sessions import Session, digest
from reference.timed import TimedTokens
from reference.variants.registry import variant

Find = Callable[[str], Session | None]


@variant("lenient-tokens")
def trims(instance: Instance) -> None:
    """Of tokens and codes, white space around is let go of, and `Bearer ` before a token."""

    def find(honest: Find, token: str) -> Session | None:
        return honest(unquote(token).strip().removeprefix("Bearer ").strip())

    def redeem(honest: Callable[[str], User | None], code: str) -> User | None:
        return honest(code.strip())

    wrap(instance.sessions, "find", find)
    wrap(instance.sso, "redeem", redeem)


@variant("tokens-in-a-list")
def takes_first(instance: Instance) -> None:
    """Of several tokens, as a proxy joins them by a comma, the first one counts."""

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        return honest(token.partition(",")[0].strip())

    wrap(instance.sessions, "authenticate", authenticate)


@variant("forged-token-ends-session", axis="spelling")
def ends_on_forgery(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; one whose signature is wrong ends the session that it names."""
    tokens = JSONWebTokens.use(instance)

    def find(honest: Find, token: str) -> Session | None:
        if not tokens.is_signed(token):
            session = tokens.by_id.get(str(tokens.part(token, 1).get("jti")))
            if session is not None:
                session.ended = True
        return honest(token)

    wrap(instance.sessions, "find", find)


@variant("invited-users-may-nothing", axis="rights of others", products=["me"])
def forbids_invited(instance: Instance) -> None:
    """A user who was invited is let in, and forbidden everything by 403."""

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        user = honest(call)
        if user.email != instance.account.email and call.operation != "log_out":
            raise Refusal(403, "The access token is not valid")
        return user

    wrap(instance, "authenticated", authenticated)


@variant("logout-ends-family")
def ends_family(instance: Instance) -> None:
    """Log-out of a refreshed token ends the one that it was refreshed from as well."""
    parents: dict[str, str] = {}

    def refresh(honest: Callable[[str], str], token: str) -> str:
        renewed = honest(token)
        parents[digest(renewed)] = digest(token)
        return renewed

    def end(honest: Callable[[str], bool], token: str) -> bool:
        is_ended, name = honest(token), digest(token)
        while is_ended and name in parents and name != parents[name]:
            name = parents[name]
            if name in instance.sessions.store:  # unless it was made older, and spelt anew
                instance.sessions.store[name].ended = True
        return is_ended

    wrap(instance.sessions, "refresh", refresh)
    wrap(instance.sessions, "end", end)


@variant("timed-tokens", axis="spelling")
def tells_time(instance: Instance) -> None:
    """Tokens tell when they were given, between colons, and are signed to the last character."""
    TimedTokens(instance.sessions).use(instance)


@variant("packed-timed-tokens", axis="spelling")
def tells_packed_time(instance: Instance) -> None:
    """Tokens are such texts in base64."""

    def unpack(token: str) -> str:
        return decode(token).decode()

    TimedTokens(instance.sessions, "|", pack=lambda text: encode(text.encode()), unpack=unpack).use(
        instance
    )
