"""Variants of the ways to log in, and of the answers around them."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

import secrets
from collections import deque
from collections.abc import Callable

from reference.accounts import User
from reference.answers import TOKEN_COOKIE, Answer, Refusal, cookie
from reference.calls import Call
from reference.changes import Handler, edit_answers, fields, wrap
from reference.clock import MINUTE
from reference.instance import Instance
from reference.variants.registry import ALONE, variant

Verify = Callable[[str, str], User | None]


def edit_options(instance: Instance, edit: Callable[[dict[str, object]], None]) -> None:
    """Edit the authentication options, wherever they stand in the body."""

    def edit_answer(answer: Answer) -> None:
        body = fields(answer)
        wrapped = body.get("authentication_options")
        edit(wrapped if isinstance(wrapped, dict) else body)
        answer.body = body

    edit_answers(instance, ["options"], edit_answer)


def switch_off(instance: Instance, operation: str, *flags: str) -> None:
    """Switch a way to log in off, and let the options say so."""

    def refuse(_honest: Handler, _call: Call) -> Answer:
        raise Refusal(403, "This way to log in is disabled")

    def edit(options: dict[str, object]) -> None:
        options.update(dict.fromkeys(options.keys() & set(flags), False))

    wrap(instance, operation, refuse)
    edit_options(instance, edit)


@variant("credentials-off", axis="log-in")
def lacks_credentials(instance: Instance) -> None:
    """Users log in by SSO only."""
    switch_off(instance, "log_in", "is_credentials_login_enabled")


@variant("sso-off", axis="log-in")
def lacks_sso(instance: Instance) -> None:
    """Users log in by credentials only."""
    switch_off(instance, "sso_log_in", "is_oidc_login_enabled", "is_okta_login_enabled")
    edit_options(
        instance,
        lambda options: options.update(
            {"okta_auth_link": None} if "okta_auth_link" in options else {}
        ),
    )


def leave_out(instance: Instance, *names: str) -> None:
    """Leave these out of the options."""

    def edit(options: dict[str, object]) -> None:
        for name in names:
            options.pop(name, None)

    edit_options(instance, edit)


@variant("options-without-flags", axis="log-in", products=["me"], advice=["options.flags"])
def lacks_flags(instance: Instance) -> None:
    """The options name no flag: none of me's fields is required."""
    leave_out(instance, "is_credentials_login_enabled", "is_okta_login_enabled")


@variant("options-without-link", products=["me"])
def lacks_link(instance: Instance) -> None:
    """The options name no link to Okta."""
    leave_out(instance, "okta_auth_link")


@variant("no-cookies", products=["me", "mi"])
def sets_no_cookie(instance: Instance) -> None:
    """The token is given in the body only."""

    def edit(answer: Answer) -> None:
        answer.drop_header("Set-Cookie")

    edit_answers(instance, ["log_in", "sso_log_in", "log_out"], edit)


@variant("logout-empty", axis="log-out", products=["me"])
def says_nothing(instance: Instance) -> None:
    """Log-out answers with an empty body."""

    def edit(answer: Answer) -> None:
        answer.body = b""

    edit_answers(instance, ["log_out"], edit)


@variant("logout-message-me", axis="log-out", products=["me"])
def says_logged_out(instance: Instance) -> None:
    """Log-out answers with a message."""

    def edit(answer: Answer) -> None:
        answer.body = {"message": "Successfully logged-out"}

    edit_answers(instance, ["log_out"], edit)


@variant("logout-expires-what-is-sent", products=["me"])
def expires_what_is_sent(instance: Instance) -> None:
    """Log-out expires the cookie of who sends it, and nobody else's."""

    def log_out(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if f"{TOKEN_COOKIE}=" not in call.headers.get("cookie", ""):
            answer.drop_header("Set-Cookie")
        return answer

    wrap(instance, "log_out", log_out)


@variant("refresh-sets-cookie", products=["me", "mi"])
def sets_cookie_at_refresh(instance: Instance) -> None:
    """A refreshed token is given as a cookie as well."""

    def refresh(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        token = str(fields(answer).get("token"))
        answer.headers.append(cookie(TOKEN_COOKIE, token, secure=call.secure))
        return answer

    wrap(instance, "refresh", refresh)


@variant("metabase-same-session", products=["cdp"])
def gives_same_session(instance: Instance) -> None:
    """Metabase's cookie is the same for a user, each time and by whatever token."""
    given: dict[str, list[tuple[str, str]]] = {}

    def metabase_log_in(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        answer.headers = given.setdefault(instance.authenticated(call).id, answer.headers)
        return answer

    wrap(instance, "metabase_log_in", metabase_log_in)


@variant("metabase-empty", products=["cdp"])
def metabase_says_nothing(instance: Instance) -> None:
    """Metabase log-in answers with an empty body."""

    def edit(answer: Answer) -> None:
        answer.body = b""

    edit_answers(instance, ["metabase_log_in"], edit)


def send_metabase(instance: Instance, *lines: str) -> None:
    """Let Metabase log-in send these cookies, each with a value of its own in place of `*`."""

    def edit(answer: Answer) -> None:
        answer.drop_header("Set-Cookie")
        for line in lines:
            answer.headers.append(("Set-Cookie", line.replace("*", secrets.token_urlsafe(24))))

    edit_answers(instance, ["metabase_log_in"], edit)


@variant("metabase-elsewhere", axis="metabase", products=["cdp"])
def lives_elsewhere(instance: Instance) -> None:
    """Metabase's cookie is for Metabase's own path, and ends in two weeks."""
    send_metabase(
        instance,
        'metabase_session=""; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
        "metabase.SESSION=*; Max-Age=1209600; Path=/metabase; HttpOnly; SameSite=Lax",
    )


@variant("metabase-without-path", axis="metabase", products=["cdp"])
def names_no_path(instance: Instance) -> None:
    """Metabase's cookie names no path: what sends it on may put one there."""
    send_metabase(instance, "metabase.DEVICE=*; HttpOnly; SameSite=Lax; Secure")


@variant("lock-out", axis="lock-out")
def locks_out(instance: Instance) -> None:
    """After 5 failed log-ins in a row, an account is locked (423) for 15 minutes."""
    lock_after(instance, 5)


@variant("lock-out-after-three", axis="lock-out")
def locks_out_soon(instance: Instance) -> None:
    """After 3 failed log-ins in a row, an account is locked (423) for 15 minutes."""
    lock_after(instance, 3)


@variant("five-log-ins-a-minute", axis=ALONE)
def limits_log_ins(instance: Instance) -> None:
    """A sixth log-in within a minute is answered 429, and asks to be left alone for that long."""
    recent: deque[float] = deque()

    def log_in(honest: Handler, call: Call) -> Answer:
        now = instance.clock.now()
        while recent and now - recent[0] >= MINUTE:
            recent.popleft()
        if len(recent) >= 5:
            raise Refusal(429, "Too many log-ins", [("Retry-After", str(int(MINUTE)))])
        recent.append(now)
        return honest(call)

    wrap(instance, "log_in", log_in)


def lock_after(instance: Instance, most: int) -> None:
    """Lock an account (423) for 15 minutes once that many log-ins in a row have failed."""
    failures: dict[str, list[float]] = {}

    def verify(honest: Verify, email: str, password: str) -> User | None:
        now = instance.clock.now()
        recent = [at for at in failures.get(email, []) if now - at < 900]
        if len(recent) >= most:
            raise Refusal(423, "The account is locked")
        user = honest(email, password)
        failures[email] = [*recent, now] if user is None else []
        return user

    wrap(instance.accounts, "verify", verify)


def in_any_case(email: str) -> str:
    """Give what an address is compared by: a database may fold a long s and a dotless i as well."""
    return email.upper().casefold()


@variant("email-case-insensitive")
def ignores_case(instance: Instance) -> None:
    """Addresses are alike in capital and small letters."""

    def find(_honest: Callable[[str], User | None], email: str) -> User | None:
        users = instance.accounts.users.values()
        fitting = (user for user in users if in_any_case(user.email) == in_any_case(email))
        return next((user for user in fitting if not user.deleted), None)

    wrap(instance.accounts, "find", find)
