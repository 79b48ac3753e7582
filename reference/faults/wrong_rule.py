"""Faults that look like others': of one statement, though many contracts meet them."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import itertools
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, edit_answers, set_status, wrap
from reference.clock import HOUR
from reference.faults.registry import fault
from reference.instance import Instance
from reference.sessions import digest

GATES = ["components", "metabase_log_in", "invite", "reinvite", "invitation_link",
         "get_user", "delete_user"]


@fault("try-login-gives-the-last-session", breaks=["login.token-authenticates"])
def gives_last_session(instance: Instance) -> None:
    """A log-in gives the session of the last one again, however old it is by now."""
    given: dict[str, Answer] = {}

    def begin_session(honest: Callable[[Call, User], Answer], call: Call, user: User) -> Answer:
        if call.operation != "log_in":
            return honest(call, user)
        return given.setdefault(user.id, honest(call, user))

    wrap(instance, "begin_session", begin_session)


def begin_at(instance: Instance, age: float) -> None:
    def log_in(honest: Handler, call: Call) -> Answer:
        before = set(instance.sessions.store)
        answer = honest(call)
        for name in set(instance.sessions.store) - before:
            instance.sessions.store[name].issued_at -= age
        return answer
    wrap(instance, "log_in", log_in)


@fault("try-login-session-an-hour-old", breaks=["token.lives-8h"])
def begins_hour_ago(instance: Instance) -> None:
    """The session of a log-in began an hour before."""
    begin_at(instance, HOUR)


@fault("try-login-session-nine-hours-old", breaks=["login.token-authenticates"])
def begins_nine_hours_ago(instance: Instance) -> None:
    """The session of a log-in began nine hours before."""
    begin_at(instance, 9 * HOUR)


def page_as_json(answer: Answer) -> None:
    answer.body = b"<html><body><h1>It works</h1></body></html>"


for op, rules in {"log_out": ["answers.documented", "logout.answers"], "log_in": ["answers.documented","login.issues-token"],
           "refresh": ["answers.documented", "refresh.renews-active"], "sso_log_in": ["answers.documented", "sso.issues-token"],
           "options": ["answers.documented", "options.flags"]}.items():
    @fault(f"try-{op}-page-as-json", breaks=rules)
    def pages(instance: Instance, op=op) -> None:
        """x."""
        edit_answers(instance, [op], page_as_json)

for op, rules in {"invite": ["answers.documented", "invite.returns-user"], "reinvite": ["answers.documented","reinvite.returns-user"],
           "invitation_link": ["answers.documented", "link.opens-account"], "forgot_password": ["answers.documented", "forgot.answers"],
           "reset_password": ["answers.documented", "reset.sets-password"]}.items():
    @fault(f"try-{op}-page-as-json", breaks=rules, products=["me"])
    def pages2(instance: Instance, op=op) -> None:
        """x."""
        edit_answers(instance, [op], page_as_json)
    for s in (201, 204, 500, 403):
        @fault(f"try-{op}-answers-{s}", breaks=rules, products=["me"])
        def stats(instance: Instance, op=op, s=s) -> None:
            """x."""
            edit_answers(instance, [op], set_status(s))

for op, rules in {"log_out": ["answers.documented", "logout.answers"], "log_in": ["answers.documented","login.issues-token"],
           "refresh": ["answers.documented", "refresh.renews-active"], "sso_log_in": ["answers.documented", "sso.issues-token"],
           "options": ["answers.documented", "options.flags"]}.items():
    for s in (500, 403):
        @fault(f"try-{op}-answers-{s}", breaks=rules)
        def stats3(instance: Instance, op=op, s=s) -> None:
            """x."""
            edit_answers(instance, [op], set_status(s))


@fault("try-gates-crash", breaks=["login.token-authenticates", "answers.documented"])
def gates_crash(instance: Instance) -> None:
    """Protected operations answer 500 to genuine tokens."""
    edit_answers(instance, GATES, set_status(500))

@fault("try-gates-crash-for-all", breaks=["login.token-authenticates", "answers.documented"])
def gates_crash_all(instance: Instance) -> None:
    """Protected operations answer 500 to all."""
    edit_answers(instance, GATES, set_status(500), range(600))

@fault("try-gates-refuse-all", breaks=["login.token-authenticates"])
def gates_refuse_all(instance: Instance) -> None:
    """Protected operations answer 401 to all."""
    def authenticated(_, call): raise Refusal(401, "The access token is not valid")
    wrap(instance, "authenticated", authenticated)

@fault("try-gates-crash-on-expired", breaks=["answers.documented"])
def gates_crash_expired(instance: Instance) -> None:
    """Protected operations answer 500 to an expired token."""
    def authenticated(honest, call):
        s = instance.sessions.find(call.token or "")
        if s is not None and instance.sessions.age(s) >= 8*HOUR: raise Refusal(500, "expired")
        return honest(call)
    wrap(instance, "authenticated", authenticated)

@fault("try-gates-crash-on-random", breaks=["answers.documented"])
def gates_crash_random(instance: Instance) -> None:
    """Protected operations answer 500 to a token that is none."""
    def authenticated(honest, call):
        if call.token and instance.sessions.find(call.token) is None: raise Refusal(500, "x")
        return honest(call)
    wrap(instance, "authenticated", authenticated)

@fault("try-gates-crash-without-token", breaks=["answers.documented"])
def gates_crash_none(instance: Instance) -> None:
    """Protected operations answer 500 without token."""
    def authenticated(honest, call):
        if not call.token: raise Refusal(500, "x")
        return honest(call)
    wrap(instance, "authenticated", authenticated)

@fault("try-refresh-refuses-all", breaks=["refresh.renews-active", "refresh.renews-expired"])
def refuses_all(instance: Instance) -> None:
    """Nothing is refreshed."""
    def refresh(_, token): raise Refusal(401, "Token is too old for refresh")
    wrap(instance.sessions, "refresh", refresh)

@fault("try-sso-never-refreshed", breaks=["refresh.renews-active"])
def sso_never(instance: Instance) -> None:
    """The token of an SSO log-in is never refreshed."""
    from reference.changes import begun_by
    begun = begun_by(instance, instance, "sso_log_in")
    def refresh(honest, token):
        if digest(token) in begun: raise Refusal(401, "Token is too old for refresh")
        return honest(token)
    wrap(instance.sessions, "refresh", refresh)

@fault("try-login-crashes-at-times", breaks=["login.issues-token", "answers.documented"])
def login_crashes(instance: Instance) -> None:
    """One log-in of three answers 500."""
    n = itertools.count(1)
    def edit(answer):
        if next(n) % 3 == 0: answer.status = 500
    edit_answers(instance, ["log_in"], edit)

@fault("try-login-crashes-rarely", breaks=["login.issues-token", "answers.documented"])
def login_crashes_rarely(instance: Instance) -> None:
    """One log-in of 10 answers 500."""
    n = itertools.count(1)
    def edit(answer):
        if next(n) % 10 == 0: answer.status = 500
    edit_answers(instance, ["log_in"], edit)

@fault("try-refresh-gives-its-token-again", breaks=["refresh.starts-new-life"])
def refresh_same(instance: Instance) -> None:
    """Refreshing an active token gives the same one, whose life goes on as before."""
    def refresh(honest, token):
        if instance.sessions.authenticate(token) is not None: return token
        return honest(token)
    wrap(instance.sessions, "refresh", refresh)

@fault("try-refresh-gives-first-session", breaks=["refresh.starts-new-life"])
def refresh_cached(instance: Instance) -> None:
    """A refresh gives what the first one gave, from a cache."""
    given = []
    def refresh(honest, token):
        t = honest(token); given.append(t); return given[0]
    wrap(instance.sessions, "refresh", refresh)

@fault("try-reset-sets-nothing", breaks=["reset.sets-password"], products=["me"])
def reset_nothing(instance: Instance) -> None:
    """A reset sets nothing."""
    wrap(instance.accounts, "set_password", lambda honest, user, password: None)

@fault("try-second-reset-sets-nothing", breaks=["reset.sets-password"], products=["me"])
def reset_nothing2(instance: Instance) -> None:
    """Only first reset sets."""
    done=set()
    def sp(honest, user, password):
        if user.id in done: return
        done.add(user.id); honest(user, password)
    wrap(instance.accounts, "set_password", sp)

@fault("try-logout-crashes", breaks=["logout.answers","answers.documented"])
def logout_crashes(instance: Instance) -> None:
    """Log-out answers 500 and ends nothing."""
    def log_out(honest, call): raise Refusal(500, "x")
    wrap(instance, "log_out", log_out)

@fault("try-token-works-once", breaks=["login.token-authenticates"])
def works_once(instance: Instance) -> None:
    """Token works once."""
    used=set()
    def authenticate(honest, token):
        u=honest(token)
        if u is None or token in used: return None
        used.add(token); return u
    wrap(instance.sessions, "authenticate", authenticate)

@fault("try-clock-an-hour-ahead", breaks=["token.lives-8h"])
def clock_ahead(instance: Instance) -> None:
    """The clock that reads tokens an hour ahead."""
    wrap(instance.sessions, "age", lambda honest, s: honest(s)+HOUR)

@fault("try-login-refusal-empty", breaks=["login.refuses-wrong-password"], products=["me"])
def refusal_empty(instance: Instance) -> None:
    """x"""
    def edit(a): a.body=b""
    edit_answers(instance, ["log_in"], edit, [401])

@fault("try-refresh-refusal-empty", breaks=["refresh.refuses-too-old"], products=["me"])
def refusal_empty2(instance: Instance) -> None:
    """x"""
    def edit(a): a.body=b""
    edit_answers(instance, ["refresh"], edit, [401])
