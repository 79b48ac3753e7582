"""Faults of the log-in by credentials."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import itertools
import re
import secrets
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal, cookie
from reference.calls import Call
from reference.changes import (
    Handler,
    begun_by,
    edit_answers,
    fields,
    make_page,
    passwords_of,
    rename_field,
    set_field,
    set_message,
    set_status,
    wrap,
)
from reference.faults.registry import fault
from reference.faults.tokens import RESTS_ON_TOKENS
from reference.instance import INVALID_CREDENTIALS, Instance
from reference.sessions import digest

WRONG = "login.refuses-wrong-password"
UNKNOWN = "login.refuses-unknown-email"
REFUSALS = [WRONG, UNKNOWN]
Verify = Callable[[str, str], User | None]


@fault("login-answers-201", breaks=["login.issues-token", "answers.documented"])
def answers_created(instance: Instance) -> None:
    """Log-in answers 201."""
    edit_answers(instance, ["log_in"], set_status(201))


@fault("login-empty-token", breaks=["login.issues-token"])
def issues_empty_token(instance: Instance) -> None:
    """Log-in gives an empty token."""
    edit_answers(instance, ["log_in"], set_field("token", ""))


@fault("login-token-renamed", breaks=["login.issues-token", "answers.documented"])
def renames_token(instance: Instance) -> None:
    """Log-in calls the token `access_token`."""
    edit_answers(instance, ["log_in"], rename_field("token", "access_token"))


@fault("login-token-mistyped", breaks=["login.issues-token", "answers.documented"])
def mistypes_token(instance: Instance) -> None:
    """Log-in gives a number for a token."""
    edit_answers(instance, ["log_in"], set_field("token", 1234567890))


@fault("login-token-dead", breaks=["login.token-authenticates"], may_break=["logout.answers"])
def issues_dead_token(instance: Instance) -> None:
    """The token of a log-in authenticates only after it was refreshed."""
    dead = begun_by(instance, instance, "log_in")

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        return None if digest(token) in dead else honest(token)

    wrap(instance.sessions, "authenticate", authenticate)


@fault(
    "login-any-password",
    breaks=[WRONG, "login.refuses-alike", "login.refuses-injection"],
    may_break=["input.refused-not-crashed"],
)
def accepts_any_password(instance: Instance) -> None:
    """Any password logs a known user in."""
    compare_passwords(instance, lambda _given, _actual: True)


@fault("login-password-any-case", breaks=[WRONG])
def ignores_case(instance: Instance) -> None:
    """Capital and small letters of a password are alike."""
    compare_passwords(instance, lambda given, actual: given.lower() == actual.lower())


@fault(
    "login-password-stripped",
    breaks=[WRONG],
    may_break=["reset.sets-password", "password.changes"],
)
def strips_spaces(instance: Instance) -> None:
    """Spaces around a password do not count."""
    compare_passwords(instance, lambda given, actual: given.strip() == actual)


@fault("login-password-prefix", breaks=[WRONG])
def accepts_prefix(instance: Instance) -> None:
    """The beginning of a password is enough."""
    compare_passwords(instance, lambda given, actual: actual.startswith(given))


@fault("login-password-truncated", breaks=[WRONG])
def truncates(instance: Instance) -> None:
    """Only the first 8 characters of a password count."""
    compare_passwords(instance, lambda given, actual: given[:8] == actual[:8])


def compare_passwords(instance: Instance, matches: Callable[[str, str], bool]) -> None:
    """Compare passwords in the clear."""
    known = passwords_of(instance)

    def verify(_: Verify, email: str, password: str) -> User | None:
        user = instance.accounts.find(email)
        if user is None or user.id not in known:
            return None
        return user if matches(password, known[user.id]) else None

    wrap(instance.accounts, "verify", verify)


@fault(
    "login-unknown-email-accepted",
    breaks=[UNKNOWN, "login.refuses-alike", "login.refuses-injection"],
    may_break=["input.refused-not-crashed", "resource.deleted-is-gone"],
)
def signs_up(instance: Instance) -> None:
    """An unknown address is signed up and logged in."""

    def verify(honest: Verify, email: str, password: str) -> User | None:
        if instance.accounts.find(email) is None:
            instance.accounts.create(email, password)
        return honest(email, password)

    wrap(instance.accounts, "verify", verify)


def tell_unknown_email(instance: Instance) -> None:
    """An unknown address is told apart from a wrong password."""

    def verify(honest: Verify, email: str, password: str) -> User | None:
        if instance.accounts.find(email) is None:
            raise Refusal(404, "There is no such user")
        return honest(email, password)

    wrap(instance.accounts, "verify", verify)


fault("login-tells-unknown-email", products=["cdp", "mi"], breaks=["login.refuses-alike"])(
    tell_unknown_email
)
fault("login-tells-unknown-email-me", products=["me"], breaks=["login.refuses-alike", UNKNOWN])(
    tell_unknown_email
)


@fault("login-refusal-message", products=["me"], breaks=REFUSALS)
def says_otherwise(instance: Instance) -> None:
    """A refused log-in says something that the page does not."""
    edit_answers(instance, ["log_in"], set_message("Bad credentials"), [401])


@fault("login-refusal-400", products=["me"], breaks=REFUSALS)
def answers_bad_request(instance: Instance) -> None:
    """A refused log-in answers 400."""
    edit_answers(instance, ["log_in"], set_status(400), [401])


@fault("login-refusal-page", products=["me"], breaks=[*REFUSALS, "answers.documented"])
def answers_page(instance: Instance) -> None:
    """A refused log-in answers an HTML page."""
    edit_answers(instance, ["log_in"], make_page, [401])


@fault("login-refusal-200", breaks=[*REFUSALS, "answers.documented", "login.refuses-injection"])
def answers_ok(instance: Instance) -> None:
    """A refused log-in answers 200, without a token."""
    edit_answers(instance, ["log_in"], set_status(200), [401])


@fault(
    "login-refusal-500",
    breaks=[*REFUSALS, "answers.documented"],
    may_break=["input.refused-not-crashed"],
)
def crashes(instance: Instance) -> None:
    """A refused log-in answers 500."""
    edit_answers(instance, ["log_in"], set_status(500), [401])


@fault("login-injection", breaks=["login.refuses-injection"])
def is_injected(instance: Instance) -> None:
    """A quote and a condition in the address or the password log the first user in."""

    def log_in(honest: Handler, call: Call) -> Answer:
        text = f"{call.json_object().get('email')} {call.json_object().get('password')}".lower()
        if any(quote in text for quote in "'\"") and (" or " in text or "--" in text):
            user = instance.accounts.find(instance.account.email)
            if user is None:
                raise Refusal(401, INVALID_CREDENTIALS)
            return instance.begin_session(call, user)
        return honest(call)

    wrap(instance, "log_in", log_in)


@fault("login-password-object", breaks=["input.refused-not-crashed", "login.refuses-injection"])
def accepts_query(instance: Instance) -> None:
    """An object in place of the password, such as a database's query, logs in."""

    def log_in(honest: Handler, call: Call) -> Answer:
        body = call.json_object()
        user = instance.accounts.find(str(body.get("email")))
        if user is not None and isinstance(body.get("password"), dict):
            return instance.begin_session(call, user)
        return honest(call)

    wrap(instance, "log_in", log_in)


def excuse_password(instance: Instance, excused: Callable[[dict[str, object]], bool]) -> None:
    """Log a known user in by some bodies, whatever the password is."""

    def log_in(honest: Handler, call: Call) -> Answer:
        body = call.json_object()
        user = instance.accounts.find(str(body.get("email")))
        if user is not None and excused(body):
            return instance.begin_session(call, user)
        return honest(call)

    wrap(instance, "log_in", log_in)


@fault("login-without-password", breaks=["input.refused-not-crashed"], may_break=[WRONG])
def needs_no_password(instance: Instance) -> None:
    """A log-in without a password logs a known user in."""
    excuse_password(instance, lambda body: "password" not in body)


@fault("login-empty-password", breaks=[WRONG])
def accepts_empty_password(instance: Instance) -> None:
    """An empty password logs a known user in."""
    excuse_password(instance, lambda body: body.get("password") == "")


@fault("login-email-expression", breaks=["login.refuses-injection"])
def matches_expression(instance: Instance) -> None:
    """An address is looked up as a regular expression, in which only a plus is quoted."""

    def verify(honest: Verify, email: str, password: str) -> User | None:
        try:
            expression = re.compile(email.replace("+", "\\+"))
        except re.error:
            return honest(email, password)
        users = instance.accounts.users.values()
        found = next((each for each in users if expression.fullmatch(each.email)), None)
        return honest(found.email if found else email, password)

    wrap(instance.accounts, "verify", verify)


@fault("login-email-pattern", breaks=["login.refuses-injection"])
def matches_pattern(instance: Instance) -> None:
    """A percent sign in the address stands for anything, as in a database's LIKE."""

    def verify(honest: Verify, email: str, password: str) -> User | None:
        pattern = re.compile(re.escape(email).replace("%", ".*"))
        users = instance.accounts.users.values()
        fitting = (honest(user.email, password) for user in users if pattern.fullmatch(user.email))
        return next((user for user in fitting if user is not None), None) or honest(email, password)

    wrap(instance.accounts, "verify", verify)


def give_away(instance: Instance, put: Callable[[Call, Answer, str], None]) -> None:
    """Refuse a wrong password, and put the token of a session of that user into the refusal."""

    def log_in(honest: Handler, call: Call) -> Answer:
        try:
            return honest(call)
        except Refusal as refusal:
            user = instance.accounts.find(str(call.json_object().get("email")))
            if user is not None and refusal.answer.status == 401:
                put(call, refusal.answer, instance.sessions.issue(user))
            raise

    wrap(instance, "log_in", log_in)


@fault(
    "login-refusal-holds-token",
    breaks=[WRONG, "login.refuses-alike", "login.refuses-injection"],
    may_break=["input.refused-not-crashed", "reset.sets-password"],
)
def gives_token_in_refusal(instance: Instance) -> None:
    """A wrong password is refused, and the refusal holds a valid token."""

    def put(_: Call, answer: Answer, token: str) -> None:
        answer.body = fields(answer) | {"data": {"token": token}}

    give_away(instance, put)


def also_take(instance: Instance, made_right: Callable[[str], list[str]]) -> None:
    """Log in by a password as well of which one of these is the right one."""

    def verify(honest: Verify, email: str, password: str) -> User | None:
        tried = (honest(email, each) for each in [password, *made_right(password)])
        return next((user for user in tried if user is not None), None)

    wrap(instance.accounts, "verify", verify)


@fault("login-first-letter-any-case", breaks=[WRONG])
def ignores_first_case(instance: Instance) -> None:
    """The case of a password's first letter does not count: a keyboard makes it a capital."""

    def swapped(password: str) -> list[str]:
        at = next((n for n, each in enumerate(password) if each.isalpha()), 0)
        return [password[:at] + password[at : at + 1].swapcase() + password[at + 1 :]]

    also_take(instance, swapped)


@fault("login-last-character-unchecked", breaks=[WRONG])
def ignores_last(instance: Instance) -> None:
    """The last character of a password is not compared."""
    known = passwords_of(instance)

    def verify(honest: Verify, email: str, password: str) -> User | None:
        user = instance.accounts.find(email)
        right = known.get(user.id, "") if user is not None else ""
        is_near = len(password) == len(right) and password[:-1] == right[:-1]
        return user if right and is_near else honest(email, password)

    wrap(instance.accounts, "verify", verify)


@fault("login-password-ends-at-null", breaks=[WRONG])
def ends_at_null(instance: Instance) -> None:
    """What stands behind a null character in a password is not compared."""

    def log_in(honest: Handler, call: Call) -> Answer:
        body = call.json_object()
        password = body.get("password")
        user = instance.accounts.find(str(body.get("email")))
        if user is not None and isinstance(password, str) and "\0" in password:
            before = password.partition("\0")[0]
            if instance.accounts.verify(user.email, before) is not None:
                return instance.begin_session(call, user)
        return honest(call)

    wrap(instance, "log_in", log_in)


@fault("login-refusal-sets-session", breaks=[WRONG], may_break=["login.refuses-alike"])
def sets_session_in_refusal(instance: Instance) -> None:
    """A wrong password is refused, with the cookie of a session."""

    def put(call: Call, answer: Answer, token: str) -> None:
        answer.headers.append(cookie("sid", token, secure=call.secure))

    give_away(instance, put)


@fault("login-injection-in-double-quotes", breaks=["login.refuses-injection"])
def is_injected_in_double_quotes(instance: Instance) -> None:
    """A password that closes a text in double quotes logs a known user in."""

    def is_always_true(body: dict[str, object]) -> bool:
        return str(body.get("password", "")).startswith('" ') and " OR " in str(body["password"])

    excuse_password(instance, is_always_true)


@fault(
    "one-token-of-five-is-dead",
    breaks=["login.token-authenticates"],
    may_break=[
        *RESTS_ON_TOKENS,
        "token.lives-8h",
        "logout.spares-other-sessions",
        "link.opens-account",
    ],
)
def forgets_one_of_five(instance: Instance) -> None:
    """One log-in of five gives a token that no node knows."""
    log_ins = itertools.count(1)

    def begin_session(honest: Callable[[Call, User], Answer], call: Call, user: User) -> Answer:
        answer = honest(call, user)
        if next(log_ins) % 5 == 0:
            answer.body = {"token": secrets.token_urlsafe(24)}
        return answer

    wrap(instance, "begin_session", begin_session)
