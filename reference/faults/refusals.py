"""Faults of answers that should give none, and hold a live token: in any place, by any name."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import base64
import json
from collections.abc import Callable

from reference.answers import Answer, Refusal, cookie
from reference.calls import Call
from reference.changes import Handler, fields, me, wrap
from reference.faults.login import REFUSALS, UNKNOWN, WRONG, give_away
from reference.faults.registry import fault
from reference.instance import Instance
from reference.sessions import digest

CRASH = "input.refused-not-crashed"
FORGED, TOO_OLD = "refresh.refuses-forged", "refresh.refuses-too-old"
Put = Callable[[Answer, str], None]


def in_header(name: str, pattern: str) -> Put:
    """Give what puts a token into a header, in place of the `*` of the pattern."""

    def put(answer: Answer, token: str) -> None:
        answer.headers.append((name, pattern.replace("*", token)))

    return put


def in_member(answer: Answer, token: str) -> None:
    """Put a token deep into the body, under a name that tells nothing."""
    answer.body = fields(answer) | {"context": {"frames": [{"line": 17, "local": token}]}}


def in_json_in_base64(answer: Answer, token: str) -> None:
    """Put a token into JSON, and that in base64 into a header."""
    state = json.dumps({"u": 1, "s": token}).encode()
    answer.headers.append(("X-State", base64.b64encode(state).decode()))


def in_page(answer: Answer, token: str) -> None:
    """Turn an answer into a page whose script holds a token."""
    answer.media_type = "text/html"
    page = f"<html><body><p>Error</p><script>boot(1, '{token}')</script></body></html>"
    answer.body = page.encode()


def session_of_the_account(instance: Instance) -> str:
    """Begin a session of the first user, and give its token."""
    user = instance.accounts.find(instance.account.email)
    return instance.sessions.issue(user) if user is not None else ""


def give_on(
    instance: Instance, operation: str, put: Put, where: Callable[[Call, Answer], bool]
) -> None:
    """Put the token of a live session into some answers of an operation; of any, by no name."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if operation in {call.operation, "*"} and where(call, answer):
            put(answer, session_of_the_account(instance))
        return answer

    wrap(instance, "respond", respond)


def says(answer: Answer, word: str) -> bool:
    """Tell whether an answer has this word in its message."""
    return word in str(fields(answer).get("message"))


@fault("login-refusal-links-to-session", breaks=[WRONG])
def links_to_session(instance: Instance) -> None:
    """A wrong password is refused, with a link that holds a session."""
    put = in_header("Link", '</continue?r=*&lang=en>; rel="next"')
    give_away(instance, lambda _, answer, token: put(answer, token))


@fault("login-refusal-tags-session", breaks=[WRONG])
def tags_session(instance: Instance) -> None:
    """A wrong password is refused, and a session stands in the ETag."""
    put = in_header("ETag", 'W/"*"')
    give_away(instance, lambda _, answer, token: put(answer, token))


@fault("login-refusal-nests-session", breaks=[WRONG], may_break=["login.refuses-alike"])
def nests_session(instance: Instance) -> None:
    """A wrong password is refused, and the error's context holds a session by no telling name."""
    give_away(instance, lambda _, answer, token: in_member(answer, token))


@fault("login-refusal-packs-session", breaks=[WRONG])
def packs_session(instance: Instance) -> None:
    """A wrong password is refused, and a state in base64 holds a session."""
    give_away(instance, lambda _, answer, token: in_json_in_base64(answer, token))


@fault(
    "login-refusal-of-stranger-holds-session",
    breaks=[UNKNOWN],
    may_break=["login.refuses-wrong-password"],
)
def gives_strangers_a_session(instance: Instance) -> None:
    """An unknown address is refused, with the first user's session in a header."""

    def is_unknown(call: Call, answer: Answer) -> bool:
        known = instance.accounts.find(str(fields_of(call).get("email")))
        return answer.status == 401 and known is None

    give_on(instance, "log_in", in_header("X-Account-Context", "*"), is_unknown)


def fields_of(call: Call) -> dict[str, object]:
    """Give the fields of a request's body, if it has some."""
    try:
        return call.json_object()
    except Refusal:
        return {}


@fault("login-refusal-redirects-to-session", breaks=REFUSALS)
def redirects_to_session(instance: Instance) -> None:
    """Every refused log-in names a place to go on, and it holds the first user's session."""
    put = in_header("Location", "https://reference.test/app#s%3D*%26x=1")
    give_on(instance, "log_in", put, lambda _, answer: answer.status == 401)


@fault("refresh-refusal-holds-session", breaks=[TOO_OLD])
def refreshes_in_a_header(instance: Instance) -> None:
    """A token that is too old to be refreshed is refused, with a new one in a header."""
    put = in_header("X-Next", "*")
    give_on(instance, "refresh", put, lambda _, answer: says(answer, "too old"))


@fault("refresh-refusal-sets-session", breaks=[FORGED])
def sets_session_for_forged(instance: Instance) -> None:
    """What never was a token is not refreshed, and the refusal sets the cookie of a session."""

    def put(answer: Answer, token: str) -> None:
        answer.headers.append(cookie("remember", token, secure=False))

    def never_was(call: Call, answer: Answer) -> bool:
        name = digest(str(fields_of(call).get("token")))
        return says(answer, "not valid") and name not in instance.sessions.store

    give_on(instance, "refresh", put, never_was)


@fault("sso-refusal-holds-session", breaks=["sso.refuses-bad-code", "sso.code-works-once"])
def gives_session_for_bad_code(instance: Instance) -> None:
    """A bad code is refused, and the body holds a session."""
    give_on(instance, "sso_log_in", in_member, lambda _, answer: answer.status == 401)


@fault("options-hold-session", breaks=["options.public"])
def options_hold_session(instance: Instance) -> None:
    """The authentication options are given with the first user's session."""
    give_on(instance, "options", in_header("X-Bootstrap", "v1.*"), lambda _, __: True)


@fault("refusal-without-token-holds-session", products=["mi"], breaks=["token.required"])
def gives_session_without_token(instance: Instance) -> None:
    """A protected operation refuses who has no token, and hands out one."""
    put = in_header("WWW-Authenticate", 'Session realm="api", next="*"')
    give_on(instance, "components", put, lambda call, _: call.token is None)


@fault("unknown-path-page-holds-session", breaks=[CRASH])
def page_holds_session(instance: Instance) -> None:
    """A method that a path does not have gets a page, whose script holds a session."""
    give_on(instance, "*", in_page, lambda _, answer: answer.status == 405)


@fault("validation-error-holds-session", breaks=[CRASH])
def validation_holds_session(instance: Instance) -> None:
    """A log-in whose body is no object is refused with the state of the last session."""
    give_on(instance, "log_in", in_json_in_base64, lambda _, answer: says(answer, "JSON object"))


@fault("metabase-refusal-holds-session", products=["cdp"], breaks=["metabase.needs-feature"])
def metabase_refusal_holds_session(instance: Instance) -> None:
    """Metabase log-in refuses who lacks the feature, and names who has it by a session."""
    give_on(instance, "metabase_log_in", in_member, lambda _, answer: answer.status == 403)


@fault(
    "forgot-answer-holds-reset-token",
    products=["me"],
    breaks=["forgot.answers", "forgot.answers-alike"],
)
def tells_reset_token(instance: Instance) -> None:
    """Asking for a new password is answered with the reset token that the mail should bring."""

    def forgot_password(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.find(str(fields_of(call).get("email")))
        if user is not None:
            token = me(instance).resets.issue(user)
            answer.body = fields(answer) | {"debug": {"sent": f"/set_password/?r={token}"}}
        return answer

    wrap(instance, "forgot_password", forgot_password)


@fault(
    "reset-refusal-tells-right-token",
    products=["me"],
    breaks=["reset.refuses-bad-token", "reset.token-works-once"],
)
def tells_right_token(instance: Instance) -> None:
    """A wrong or used reset token is refused, and the refusal says which would be right."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        try:
            return honest(call)
        except Refusal as refusal:
            user = instance.accounts.find(str(fields_of(call).get("email")))
            if user is not None:
                in_member(refusal.answer, me(instance).resets.issue(user))
            raise

    wrap(instance, "reset_password", reset_password)


@fault("link-refusal-holds-link", products=["me"], breaks=["link.needs-token", "token.required"])
def refusal_holds_link(instance: Instance) -> None:
    """The invitation link is refused without a token, and the refusal holds it all the same."""

    def invitation_link(honest: Handler, call: Call) -> Answer:
        try:
            return honest(call)
        except Refusal as refusal:
            user = instance.accounts.by_id(call.parameters["user_id"])
            if user is not None and call.token is None:
                in_member(refusal.answer, f"/?t={me(instance).resets.issue(user)}")
            raise

    wrap(instance, "invitation_link", invitation_link)


@fault("logout-deletes-cookie-of-another-host", products=["me"], breaks=["logout.deletes-cookie"])
def deletes_cookie_of_another_host(instance: Instance) -> None:
    """Log-out deletes a cookie of another domain, so that the browser keeps the one it has."""

    def delete_cookie(_: object, __: Call, answer: Answer) -> Answer:
        line = 'access_token=""; Max-Age=0; Domain=reference.example; Path=/'
        answer.headers.append(("Set-Cookie", line))
        return answer

    wrap(instance, "delete_cookie", delete_cookie)


@fault("login-tells-of-no-password", products=["me"], breaks=[WRONG])
def tells_of_no_password(instance: Instance) -> None:
    """A log-in of who has set no password yet is refused with another message."""

    def log_in(honest: Handler, call: Call) -> Answer:
        try:
            return honest(call)
        except Refusal:
            user = instance.accounts.find(str(call.json_object().get("email")))
            if user is None or user.password_hash is not None:
                raise
            raise Refusal(401, "No password has been set yet") from None

    wrap(instance, "log_in", log_in)
