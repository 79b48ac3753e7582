"""Faults of the Metabase log-in."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import secrets
from collections.abc import Callable

from reference.answers import Answer, Refusal, cookie
from reference.calls import Call
from reference.changes import Handler, begun_by, edit_answers, one_of, set_status, wrap
from reference.faults.registry import fault
from reference.instance import Instance
from reference.products.cdp import METABASE_COOKIE, REPORTS
from reference.sessions import digest

CDP = ["cdp"]
SETS, TOKEN, FEATURE = "metabase.sets-cookie", "metabase.needs-token", "metabase.needs-feature"


def send_cookie(instance: Instance, line: str | None) -> None:
    """Let Metabase log-in send this cookie in place of its own."""

    def edit(answer: Answer) -> None:
        answer.drop_header("Set-Cookie")
        if line is not None:
            answer.headers.append(("Set-Cookie", line))

    edit_answers(instance, ["metabase_log_in"], edit)


@fault("metabase-sets-no-cookie", products=CDP, breaks=[SETS])
def sets_none(instance: Instance) -> None:
    """Metabase log-in sets no cookie."""
    send_cookie(instance, None)


@fault("metabase-sets-empty-cookie", products=CDP, breaks=[SETS])
def sets_empty(instance: Instance) -> None:
    """Metabase log-in sets an empty cookie."""
    send_cookie(instance, f"{METABASE_COOKIE}=; Path=/; HttpOnly; SameSite=Lax")


@fault("metabase-cookie-left-out-at-times", products=CDP, breaks=[SETS])
def sets_now_and_then(instance: Instance) -> None:
    """One Metabase log-in of four sets no cookie."""

    def edit(answer: Answer) -> None:
        answer.drop_header("Set-Cookie")

    edit_answers(instance, ["metabase_log_in"], one_of(4, edit))


@fault("metabase-answers-204", products=CDP, breaks=[SETS, "answers.documented"])
def answers_no_content(instance: Instance) -> None:
    """Metabase log-in answers 204."""
    edit_answers(instance, ["metabase_log_in"], set_status(204))


@fault("metabase-needs-no-token", products=CDP, breaks=[TOKEN, "token.required"])
def needs_no_token(instance: Instance) -> None:
    """Metabase log-in lets in who sends no token."""

    def metabase_log_in(honest: Handler, call: Call) -> Answer:
        if call.token is None:
            return Answer(200, {}, [cookie(METABASE_COOKIE, "guest", secure=call.secure)])
        return honest(call)

    wrap(instance, "metabase_log_in", metabase_log_in)


@fault("metabase-needs-no-feature", products=CDP, breaks=[FEATURE])
def needs_no_feature(instance: Instance) -> None:
    """Metabase log-in lets in whoever is logged in."""
    for user in instance.accounts.users.values():
        user.features |= {REPORTS}


@fault("metabase-cookie-without-feature", products=CDP, breaks=[FEATURE])
def sets_cookie_without_feature(instance: Instance) -> None:
    """Metabase log-in refuses an account without the feature, and sets the cookie."""
    add_cookie_to(instance, 403)


@fault("metabase-cookie-without-token", products=CDP, breaks=[TOKEN])
def sets_cookie_without_token(instance: Instance) -> None:
    """Metabase log-in refuses who sends no valid token, and sets the cookie."""
    add_cookie_to(instance, 401)


def add_cookie_to(instance: Instance, status: int) -> None:
    """Let refusals of this status set the cookie."""

    def edit(answer: Answer) -> None:
        answer.headers.append(cookie(METABASE_COOKIE, "refused", secure=False))

    edit_answers(instance, ["metabase_log_in"], edit, [status])


@fault("metabase-refusal-200", products=CDP, breaks=[FEATURE])
def answers_ok(instance: Instance) -> None:
    """Metabase log-in answers an account without the feature 200, without a cookie."""
    edit_answers(instance, ["metabase_log_in"], set_status(200), [403])


GUARDED = "HttpOnly; SameSite=Lax"


def respell_cookie(name: str, respell: Callable[[str], list[str]], tells: str) -> None:
    """Register the fault that Metabase log-in sends these cookies for the value of its own."""

    def change(instance: Instance) -> None:
        def edit(answer: Answer) -> None:
            value = secrets.token_urlsafe(24)
            answer.drop_header("Set-Cookie")
            answer.headers += [("Set-Cookie", line) for line in respell(value)]

        edit_answers(instance, ["metabase_log_in"], edit)

    change.__doc__ = tells
    fault(name, products=CDP, breaks=[SETS])(change)


SESSION = METABASE_COOKIE
PAST = "Thu, 01 Jan 1970 00:00:00 GMT"
for _name, _respell, _tells in (
    (
        "metabase-cookie-of-another-host",
        lambda value: [f"{SESSION}={value}; Domain=metabase.example; Path=/; {GUARDED}"],
        "Metabase's cookie is for a domain that the instance is not of, which browsers drop.",
    ),
    (
        "metabase-cookie-of-the-log-in",
        lambda value: [f"{SESSION}={value}; Path=/api/users/metabase_login; {GUARDED}"],
        "Metabase's cookie is for the path of the log-in alone.",
    ),
    (
        "metabase-cookie-of-the-users",
        lambda value: [f"{SESSION}={value}; Path=/api/users; {GUARDED}"],
        "Metabase's cookie is for the API's own users alone.",
    ),
    (
        "metabase-cookie-expired",
        lambda value: [f"{SESSION}={value}; Expires={PAST}; Path=/; {GUARDED}"],
        "Metabase's cookie ends in 1970.",
    ),
    (
        "metabase-cookie-undefined",
        lambda _: [f"{SESSION}=undefined; Path=/; {GUARDED}"],
        "Metabase's cookie holds the word for a missing value.",
    ),
    (
        "metabase-cookie-object",
        lambda _: [f"{SESSION}=%5Bobject%20Object%5D; Path=/; {GUARDED}"],
        "Metabase's cookie holds what JavaScript writes for an object.",
    ),
    (
        "metabase-cookie-deleted-again",
        lambda value: [
            f"{SESSION}={value}; Path=/; {GUARDED}",
            f'{SESSION}=""; Max-Age=0; Path=/; {GUARDED}',
        ],
        "Metabase's cookie is set, and deleted by the same answer.",
    ),
    (
        "metabase-cookie-host-prefix",
        lambda value: [f"__Host-{SESSION}={value}; Path=/metabase; Secure; {GUARDED}"],
        "Metabase's cookie is called `__Host-`, and has a path of its own, which browsers drop.",
    ),
):
    respell_cookie(_name, _respell, _tells)


def bare_for(instance: Instance, is_bare: Callable[[str], bool]) -> None:
    """Let Metabase log-in set no cookie for some tokens, though it answers as ever."""

    def metabase_log_in(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if is_bare(call.token or ""):
            answer.drop_header("Set-Cookie")
        return answer

    wrap(instance, "metabase_log_in", metabase_log_in)


@fault("metabase-cookie-once-a-token", products=CDP, breaks=[SETS])
def sets_once(instance: Instance) -> None:
    """Whoever has got Metabase's cookie by a token gets no other one by it."""
    seen: set[str] = set()

    def is_bare(token: str) -> bool:
        was_seen = token in seen
        seen.add(token)
        return was_seen

    bare_for(instance, is_bare)


@fault("metabase-no-cookie-for-refreshed", products=CDP, breaks=[SETS])
def sets_none_for_refreshed(instance: Instance) -> None:
    """Metabase log-in sets no cookie for a refreshed token."""
    begun = begun_by(instance, instance.sessions, "refresh")
    bare_for(instance, lambda token: digest(token) in begun)


@fault("metabase-no-cookie-for-sso", products=CDP, breaks=[SETS])
def sets_none_for_sso(instance: Instance) -> None:
    """Metabase log-in sets no cookie for a token of the single sign-on."""
    begun = begun_by(instance, instance, "sso_log_in")
    bare_for(instance, lambda token: digest(token) in begun)


@fault(
    "metabase-feature-of-refreshed",
    products=CDP,
    breaks=[FEATURE, "refresh.renews-active"],
)
def lets_refreshed_in(instance: Instance) -> None:
    """Metabase log-in lets whoever has a refreshed token in, whatever its user may do."""
    begun = begun_by(instance, instance.sessions, "refresh")

    def metabase_log_in(honest: Handler, call: Call) -> Answer:
        user = instance.authenticated(call)
        features = user.features
        if digest(call.token or "") in begun:
            user.features = features | {REPORTS}
        try:
            return honest(call)
        finally:
            user.features = features

    wrap(instance, "metabase_log_in", metabase_log_in)


@fault("metabase-cookie-for-refreshed-without-feature", products=CDP, breaks=[FEATURE])
def sets_cookie_for_refreshed(instance: Instance) -> None:
    """Metabase log-in refuses a refreshed token without the feature, and sets the cookie."""
    begun = begun_by(instance, instance.sessions, "refresh")

    def metabase_log_in(honest: Handler, call: Call) -> Answer:
        try:
            return honest(call)
        except Refusal as refusal:
            if digest(call.token or "") in begun and refusal.answer.status == 403:
                refusal.answer.headers.append(cookie(METABASE_COOKIE, "refused", secure=False))
            raise

    wrap(instance, "metabase_log_in", metabase_log_in)


@fault("metabase-cookie-dies-by-half-life", products=CDP, breaks=[SETS])
def dies_by_half_life(instance: Instance) -> None:
    """An older token gets a cookie that has expired: it is given 4 hours less than the token."""

    def metabase_log_in(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        session = instance.sessions.find(call.token or "")
        if session is not None and instance.sessions.age(session) > instance.sessions.lifetime / 2:
            answer.drop_header("Set-Cookie")
            answer.headers.append(("Set-Cookie", f"{METABASE_COOKIE}=; Max-Age=0; Path=/"))
        return answer

    wrap(instance, "metabase_log_in", metabase_log_in)
