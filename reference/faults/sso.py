"""Faults of the single sign-on."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import (
    Handler,
    begun_by,
    edit_answers,
    fields,
    live_on,
    make_page,
    rename_field,
    set_field,
    set_message,
    set_status,
    wrap,
)
from reference.clock import HOUR
from reference.faults.registry import fault
from reference.instance import Instance

ISSUES, AUTHENTICATES = "sso.issues-token", "sso.token-authenticates"
LIFE, BAD_CODE, ONCE = "sso.token-dies-after-8h", "sso.refuses-bad-code", "sso.code-works-once"
Redeem = Callable[[str], User | None]


@fault("sso-answers-201", breaks=[ISSUES, "answers.documented"])
def answers_created(instance: Instance) -> None:
    """SSO log-in answers 201."""
    edit_answers(instance, ["sso_log_in"], set_status(201))


@fault("sso-empty-token", breaks=[ISSUES])
def issues_empty_token(instance: Instance) -> None:
    """SSO log-in gives an empty token."""
    edit_answers(instance, ["sso_log_in"], set_field("token", ""))


@fault("sso-token-renamed", breaks=[ISSUES, "answers.documented"])
def renames_token(instance: Instance) -> None:
    """SSO log-in calls the token `jwt`."""
    edit_answers(instance, ["sso_log_in"], rename_field("token", "jwt"))


def begin_at(instance: Instance, age: float) -> None:
    """Let the tokens of an SSO log-in begin their life at that age, in seconds."""

    def sso_log_in(honest: Handler, call: Call) -> Answer:
        before = set(instance.sessions.store)
        answer = honest(call)
        for name in set(instance.sessions.store) - before:
            instance.sessions.store[name].issued_at -= age
        return answer

    wrap(instance, "sso_log_in", sso_log_in)


@fault(
    "sso-token-dead",
    breaks=[AUTHENTICATES, "sso.token-dies-after-8h"],
    may_break=["refresh.renews-active"],
)
def issues_dead_token(instance: Instance) -> None:
    """The token of an SSO log-in has expired when it is given."""
    begin_at(instance, 8 * HOUR)


def give_what_was_ended(instance: Instance, operation: str) -> None:
    """Let the first log-in after a log-out of the last such session give that one's token."""
    given: list[str] = []

    def log_in(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        ended = [each for each in given if instance.sessions.find(each) is None]
        given[:] = [str(fields(answer)["token"])]
        if ended:
            set_field("token", ended[0])(answer)
        return answer

    wrap(instance, operation, log_in)


@fault("sso-token-of-before", breaks=[AUTHENTICATES])
def gives_what_was_ended(instance: Instance) -> None:
    """The first SSO log-in after a log-out of the last such session gives that one's token."""
    give_what_was_ended(instance, "sso_log_in")


@fault("login-token-of-before", breaks=["login.token-authenticates"])
def logs_in_by_what_was_ended(instance: Instance) -> None:
    """The first log-in after a log-out of the last such session gives that one's token."""
    give_what_was_ended(instance, "log_in")


@fault("sso-token-short", breaks=[LIFE])
def dies_early(instance: Instance) -> None:
    """The token of an SSO log-in lives for an hour."""
    begin_at(instance, 7 * HOUR)


@fault("sso-token-long", breaks=[LIFE])
def dies_late(instance: Instance) -> None:
    """The token of an SSO log-in lives for a day."""
    begin_at(instance, -16 * HOUR)


@fault("sso-token-lives-9h", breaks=[LIFE])
def dies_an_hour_late(instance: Instance) -> None:
    """The token of an SSO log-in dies after 9 hours; it can be refreshed as long as any."""
    live_on(instance, begun_by(instance, instance, "sso_log_in"), 9 * HOUR)


@fault("sso-any-code", breaks=[BAD_CODE, ONCE], may_break=["input.refused-not-crashed"])
def accepts_any_code(instance: Instance) -> None:
    """Any code logs the first user in."""

    def redeem(_honest: Redeem, _code: str) -> User | None:
        return instance.accounts.find(instance.account.email)

    wrap(instance.sso, "redeem", redeem)


@fault("sso-code-reusable", breaks=[ONCE])
def accepts_used_code(instance: Instance) -> None:
    """A code works as often as it is used."""
    users: dict[str, User] = {}

    def redeem(honest: Redeem, code: str) -> User | None:
        user = users.get(code) or honest(code)
        if user is not None:
            users[code] = user
        return user

    wrap(instance.sso, "redeem", redeem)


@fault("sso-code-freed-by-log-out", breaks=[ONCE])
def frees_codes(instance: Instance) -> None:
    """A code works again once a session was logged out."""

    def log_out(honest: Callable[[Call], Answer], call: Call) -> Answer:
        answer = honest(call)
        for grant in instance.sso.grants.values():
            grant.used = False
        return answer

    wrap(instance, "log_out", log_out)


@fault("sso-refusal-message", products=["me"], breaks=[BAD_CODE])
def says_otherwise(instance: Instance) -> None:
    """A bad code is refused in other words."""
    edit_answers(instance, ["sso_log_in"], set_message("Bad code"), [401])


@fault("sso-refusal-403", products=["me"], breaks=[BAD_CODE])
def answers_forbidden(instance: Instance) -> None:
    """A bad code is refused by 403."""
    edit_answers(instance, ["sso_log_in"], set_status(403), [401])


@fault("sso-refusal-page", products=["me"], breaks=[BAD_CODE, "answers.documented"])
def answers_page(instance: Instance) -> None:
    """A bad code is refused by an HTML page."""
    edit_answers(instance, ["sso_log_in"], make_page, [401])


@fault(
    "sso-refusal-500",
    breaks=[BAD_CODE, "answers.documented", "sso.code-works-once"],
    may_break=["input.refused-not-crashed"],
)
def crashes(instance: Instance) -> None:
    """A bad code answers 500."""
    edit_answers(instance, ["sso_log_in"], set_status(500), [401])
