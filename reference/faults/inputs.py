"""Faults of bad input: crashes, broken connections, and garbage that has an effect."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import re
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import (
    Handler,
    HangUp,
    hang_up_on,
    wrap,
)
from reference.faults.registry import fault
from reference.instance import Instance

UUID = re.compile(r"[0-9a-fA-F-]{36}")
CRASHES = ["input.refused-not-crashed", "answers.documented"]
READS_BODY = {
    *("log_in", "refresh", "sso_log_in"),
    *("invite", "reinvite", "forgot_password", "reset_password"),
}


def crash_on(instance: Instance, trips: Callable[[Call], bool]) -> None:
    """Answer 500 to requests that trip the instance."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if call.operation in READS_BODY and trips(call):
            return Answer(500, b"Internal Server Error", media_type="text/plain")
        return answer

    wrap(instance, "respond", respond)


def values(call: Call) -> list[object]:
    """Give the values of the body's fields, none where it is no object."""
    try:
        return list(call.json_object().values())
    except Refusal:
        return []


@fault("crash-on-null", breaks=CRASHES)
def crashes_on_null(instance: Instance) -> None:
    """A field that is null answers 500."""
    crash_on(instance, lambda call: None in values(call))


@fault("crash-on-missing-field", breaks=CRASHES)
def crashes_on_missing(instance: Instance) -> None:
    """An empty object answers 500."""
    crash_on(instance, lambda call: call.body.strip() == b"{}")


@fault("crash-on-array", breaks=CRASHES)
def crashes_on_array(instance: Instance) -> None:
    """A body that is an array answers 500."""
    crash_on(instance, lambda call: call.body.lstrip().startswith(b"["))


@fault("crash-on-number", breaks=CRASHES)
def crashes_on_number(instance: Instance) -> None:
    """A field that is a number answers 500."""
    crash_on(instance, lambda call: any(isinstance(value, int | float) for value in values(call)))


@fault("crash-on-malformed-json", breaks=CRASHES)
def crashes_on_malformed(instance: Instance) -> None:
    """A body that is cut short answers 500."""
    crash_on(
        instance,
        lambda call: call.body.lstrip().startswith(b"{") and not call.body.rstrip().endswith(b"}"),
    )


@fault("crash-on-huge", breaks=CRASHES)
def crashes_on_huge(instance: Instance) -> None:
    """A body of more than 64 KiB answers 500."""
    crash_on(instance, lambda call: call.too_large or len(call.body) > 64 * 1024)


@fault("crash-on-non-ascii", breaks=CRASHES)
def crashes_on_non_ascii(instance: Instance) -> None:
    """A field with characters outside ASCII answers 500."""
    crash_on(
        instance,
        lambda call: any(isinstance(value, str) and not value.isascii() for value in values(call)),
    )


@fault("crash-on-empty", breaks=CRASHES)
def crashes_on_empty(instance: Instance) -> None:
    """An empty string answers 500."""
    crash_on(instance, lambda call: "" in values(call))


@fault("crash-on-header", products=["cdp", "me"], breaks=CRASHES)
def crashes_on_header(instance: Instance) -> None:
    """A token of characters outside ASCII answers 500."""

    def respond(honest: Handler, call: Call) -> Answer:
        if call.token is not None and not call.token.isascii():
            return Answer(500, {"message": "'ascii' codec can't decode"})
        return honest(call)

    wrap(instance, "respond", respond)


@fault("hangs-up-on-null", breaks=["input.refused-not-crashed"])
def hangs_up(instance: Instance) -> None:
    """A field that is null breaks the connection."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if call.operation in READS_BODY and None in values(call):
            raise HangUp
        return answer

    wrap(instance, "respond", respond)
    hang_up_on(instance)


@fault("login-by-malformed-json", breaks=["input.refused-not-crashed"])
def logs_in_garbage(instance: Instance) -> None:
    """A log-in whose body cannot be read logs the first user in."""

    def log_in(honest: Handler, call: Call) -> Answer:
        try:
            call.json_object()
        except Refusal:
            user = instance.accounts.find(instance.account.email)
            if user is not None:
                return instance.begin_session(call, user)
        return honest(call)

    wrap(instance, "log_in", log_in)


@fault("invite-of-a-number", products=["me"], breaks=["input.refused-not-crashed"])
def invites_number(instance: Instance) -> None:
    """Any value that is no string is invited as if it were one."""

    def invite(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        email = call.json_object().get("email")
        if email is None or isinstance(email, str):
            return honest(call)
        return Answer(200, instance.accounts.invite(str(email)).as_json())

    wrap(instance, "invite", invite)


BCRYPT_LIMIT = 72


@fault("crash-on-long-password", breaks=CRASHES)
def crashes_on_long_password(instance: Instance) -> None:
    """A password of more than 72 bytes answers 500 when a known user logs in."""

    def matches(honest: Callable[[str, bytes], bool], password: str, expected: bytes) -> bool:
        known = any(each.password_hash == expected for each in instance.accounts.users.values())
        if known and len(password.encode()) > BCRYPT_LIMIT:
            raise Refusal(500, "password cannot be longer than 72 bytes")
        return honest(password, expected)

    wrap(instance.accounts, "matches", matches)


@fault("reset-crash-on-long-password", products=["me"], breaks=CRASHES)
def crashes_on_long_reset(instance: Instance) -> None:
    """A valid reset to a password of more than 72 bytes answers 500."""

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        if len(password.encode()) > BCRYPT_LIMIT:
            raise Refusal(500, "password cannot be longer than 72 bytes")
        honest(user, password)

    wrap(instance.accounts, "set_password", set_password)


@fault("reset-crash-on-odd-token", products=["me"], breaks=CRASHES)
def crashes_on_odd_reset_token(instance: Instance) -> None:
    """A reset token outside ASCII answers 500 for a known user, as comparing digests of it does."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        is_known = instance.accounts.find(call.text("email")) is not None
        if is_known and not call.text("token").isascii():
            raise Refusal(500, "comparing strings with non-ASCII characters is not supported")
        return honest(call)

    wrap(instance, "reset_password", reset_password)


def texts(call: Call) -> list[str]:
    """Give the values of the body's fields that are texts."""
    return [value for value in values(call) if isinstance(value, str)]


@fault("crash-on-long-text", breaks=CRASHES)
def crashes_on_long_text(instance: Instance) -> None:
    """A field of more than 255 characters answers 500, as a column that is too narrow does."""
    crash_on(instance, lambda call: any(len(value) > 255 for value in texts(call)))


@fault("crash-on-lone-surrogate", breaks=CRASHES)
def crashes_on_surrogate(instance: Instance) -> None:
    """A field with half a surrogate pair answers 500."""

    def trips(call: Call) -> bool:
        return any("\ud800" <= each <= "\udfff" for value in texts(call) for each in value)

    crash_on(instance, trips)


@fault("crash-on-quote-in-email", breaks=CRASHES)
def crashes_on_quote(instance: Instance) -> None:
    """An address with an apostrophe answers 500, as a query put together from text does."""

    def trips(call: Call) -> bool:
        try:
            email = call.json_object().get("email")
        except Refusal:
            return False
        return isinstance(email, str) and "'" in email

    crash_on(instance, trips)


@fault("crash-on-invited-apostrophe", products=["me"], breaks=CRASHES)
def crashes_on_invited_apostrophe(instance: Instance) -> None:
    """Who is invited by a right address with an apostrophe is invited, and answered 500."""

    def invite(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        is_told = "'" in call.email()
        return Answer(500, {"message": "syntax error at or near"}) if is_told else answer

    wrap(instance, "invite", invite)


@fault("crash-on-seventh-login", breaks=CRASHES)
def crashes_on_seventh(instance: Instance) -> None:
    """The seventh log-in in a row answers 500, as a pool of connections that leaks does."""
    in_a_row = 0

    def respond(honest: Handler, call: Call) -> Answer:
        nonlocal in_a_row
        answer = honest(call)
        in_a_row = in_a_row + 1 if call.operation == "log_in" else 0
        return Answer(500, {"message": "pool exhausted"}) if in_a_row == 7 else answer

    wrap(instance, "respond", respond)


@fault("crash-on-other-media-type", breaks=CRASHES)
def crashes_on_media_type(instance: Instance) -> None:
    """JSON under another media type answers 500."""

    def trips(call: Call) -> bool:
        return "json" not in call.headers.get("content-type", "application/json")

    crash_on(instance, trips)


@fault("crash-on-repeated-field", breaks=CRASHES)
def crashes_on_repeated(instance: Instance) -> None:
    """A field that comes twice answers 500."""

    def trips(call: Call) -> bool:
        return any(
            call.body.count(f'"{name}":'.encode()) > 1 for name in ("email", "token", "code")
        )

    crash_on(instance, trips)


@fault("crash-on-odd-id", products=["me"], breaks=CRASHES)
def crashes_on_id(instance: Instance) -> None:
    """An id that is no UUID answers 500."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        odd = not UUID.fullmatch(call.parameters.get("user_id", "0" * 36))
        return Answer(500, {"message": "invalid input syntax for type uuid"}) if odd else answer

    wrap(instance, "respond", respond)


@fault("crash-on-other-method", breaks=["input.refused-not-crashed"])
def crashes_on_method(instance: Instance) -> None:
    """A method that a path does not have answers 500."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        return Answer(500, {"message": "no handler"}) if answer.status == 405 else answer

    wrap(instance, "respond", respond)


@fault("logout-of-nothing-ends-all", products=["cdp", "mi"], breaks=["input.refused-not-crashed"])
def ends_all(instance: Instance) -> None:
    """A log-out that names no token is refused, when every session has ended."""

    def log_out(honest: Handler, call: Call) -> Answer:
        if not texts(call):
            for session in instance.sessions.store.values():
                session.ended = True
        return honest(call)

    wrap(instance, "log_out", log_out)


@fault("crash-on-second-invitation", products=["me"], breaks=CRASHES)
def crashes_on_second(instance: Instance) -> None:
    """Inviting an address that has a user answers 500, as a constraint of a database does."""
    invited: set[object] = set()

    def invite(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        email = call.json_object().get("email")
        if email in invited:
            return Answer(500, {"message": "duplicate key value violates unique constraint"})
        invited.add(email)
        return answer

    wrap(instance, "invite", invite)
