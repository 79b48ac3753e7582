"""Faults of the codes of a single sign-on: what passes for one."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import json
import re
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, wrap
from reference.faults.registry import fault
from reference.instance import Instance

BAD_CODE = "sso.refuses-bad-code"
INPUT = ["input.refused-not-crashed"]
Redeem = Callable[[str], User | None]


def read_as(instance: Instance, read: Callable[[str, str], bool]) -> None:
    """Take some texts for a code that they are not: told by what was sent, and by the code."""
    known: list[str] = []

    def issue(honest: Callable[[User], str], user: User) -> str:
        known.append(honest(user))
        return known[-1]

    def redeem(honest: Redeem, code: str) -> User | None:
        return honest(next((each for each in reversed(known) if read(code, each)), code))

    wrap(instance.sso, "issue", issue)
    wrap(instance.sso, "redeem", redeem)


@fault("sso-code-any-case", breaks=[BAD_CODE])
def ignores_case(instance: Instance) -> None:
    """Capital and small letters of a code are alike."""
    read_as(instance, lambda sent, code: sent.lower() == code.lower())


@fault("sso-code-cut", breaks=[BAD_CODE])
def takes_beginning(instance: Instance) -> None:
    """The beginning of a code is enough, if it is 16 characters long."""
    read_as(instance, lambda sent, code: len(sent) >= 16 and code.startswith(sent))


@fault("sso-code-extended", breaks=[BAD_CODE])
def takes_more(instance: Instance) -> None:
    """What stands behind a code is passed over, where it has letters alone."""
    read_as(instance, lambda sent, code: sent.startswith(code) and "\0" not in sent)


@fault("sso-code-ends-at-null", breaks=[BAD_CODE], may_break=INPUT)
def ends_at_null(instance: Instance) -> None:
    """A code ends at a null character."""

    def sso_log_in(honest: Handler, call: Call) -> Answer:
        code, null, _ = str(call.json_object().get("code")).partition("\0")
        if null:
            call.body = json.dumps({"code": code}).encode()
        return honest(call)

    wrap(instance, "sso_log_in", sso_log_in)


@fault("sso-code-is-a-pattern", breaks=[BAD_CODE])
def matches_patterns(instance: Instance) -> None:
    """An underscore in a code stands for any character."""

    def fits(sent: str, code: str) -> bool:
        same = (one in {"_", other} for one, other in zip(sent, code, strict=False))
        return len(sent) == len(code) and all(same)

    read_as(instance, fits)


@fault("sso-code-first-half", breaks=[BAD_CODE])
def compares_half(instance: Instance) -> None:
    """Of a code that is as long as it should be, the first half is compared."""

    def fits(sent: str, code: str) -> bool:
        half = len(code) // 2
        return len(sent) == len(code) and sent[:half] == code[:half]

    read_as(instance, fits)


def log_in_by(instance: Instance, passes: Callable[[object], bool]) -> None:
    """Log the first user in by some values of the code."""

    def sso_log_in(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.find(instance.account.email)
        if user is not None and passes(call.json_object().get("code", 0)):
            return instance.begin_session(call, user)
        return honest(call)

    wrap(instance, "sso_log_in", sso_log_in)


@fault("sso-empty-code", breaks=[BAD_CODE], may_break=INPUT)
def takes_empty(instance: Instance) -> None:
    """An empty code logs the first user in."""
    log_in_by(instance, lambda code: code == "")


@fault("sso-null-code", breaks=[BAD_CODE], may_break=INPUT)
def takes_null(instance: Instance) -> None:
    """The code null logs the first user in."""
    log_in_by(instance, lambda code: code is None)


@fault("sso-operator-code", breaks=[BAD_CODE], may_break=INPUT)
def takes_operator(instance: Instance) -> None:
    """A query in the place of the code finds any."""
    log_in_by(instance, lambda code: isinstance(code, dict) and "$gt" in code)


@fault("sso-code-is-a-member", breaks=[BAD_CODE])
def finds_members(instance: Instance) -> None:
    """Codes are members of an object, which has some by itself."""

    def redeem(honest: Redeem, code: str) -> User | None:
        if code in {"constructor", "__proto__", "toString"}:
            return instance.accounts.find(instance.account.email)
        return honest(code)

    wrap(instance.sso, "redeem", redeem)


@fault("sso-code-is-an-expression", breaks=[BAD_CODE])
def matches_expressions(instance: Instance) -> None:
    """A code is looked up as a regular expression, which any of those that wait may fit."""

    def fits(sent: str, code: str) -> bool:
        try:
            return re.fullmatch(sent, code) is not None
        except re.error:
            return False

    read_as(instance, fits)
