"""Which operation is the log-in, and which others have a part in a session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec.roles import ACCOUNT_FIELDS, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .operations import Shown

_LOG_IN = re.compile(r"log.?in|log.?on|sign.?in|auth|session|token")
_LOG_OUT = re.compile(r"log.?out|log.?off|sign.?out|revoke|end session")
_REFRESH = re.compile(r"refresh|renew|prolong|extend")
_SIGN_UP = re.compile(r"regist|sign.?up|creat\w* (?:an? )?(?:account|user)|reset|forgot|invit")
_SSO = re.compile(r"sso|oidc|okta|oauth|saml|openid|single|provider|azure|google")
_LOG_IN_ONLY = re.compile(r"log.?in|log.?on|sign.?in")
_OPTIONS = re.compile(r"(?:auth\w*|log.?in|sign.?in)[_/-]?(?:options|methods|config)")
_ABOUT_SESSIONS = re.compile(
    r"log.?in|log.?on|sign.?in|log.?out|sign.?out|sign.?up|regist|auth|token|session|password"
    r"|sso|oidc|okta|oauth|saml|forgot|reset|accept|confirm|activat|verif|health|status|version"
    r"|ping|public"
)
_FLAG = re.compile(r"(?:log.?in|log.?on|sign.?in|sso|auth|password|credential)\w*")
_BY_PASSWORD = re.compile(r"password|credential")
IDS = {
    Role.OPTIONS: "getAuthenticationOptions",
    Role.LOGIN: "login",
    Role.REFRESH: "refreshToken",
    Role.LOGOUT: "logout",
    Role.SSO_LOGIN: "loginWithSso",
    Role.CHANGE_PASSWORD: "changePassword",
}
"""The names of such operations, the same in every product."""
OPEN = frozenset({Role.OPTIONS, Role.LOGIN, Role.REFRESH, Role.SSO_LOGIN})
"""Roles of operations that are called before there is a token."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part that an operation seems to play, and why."""

    role: Role
    reason: str


def parts(operations: Sequence[Shown], taken: Iterable[str]) -> Mapping[str, Part]:
    """Return the parts of operations, by their names; `taken` are roles that others have.

    Where two operations look alike, none gets a part: nothing says which of them it is.
    """
    found: dict[str, Part] = {}
    known = set(taken)
    logins: list[str] = []
    for role, reason, seems in _SEEMS:
        fitting = [each for each in operations if each.name not in found and seems(each, logins)]
        if role is Role.LOGIN:
            logins += [each.path for each in fitting]
        if len(fitting) > 1:
            fitting = [each for each in fitting if _WORDS[role].search(each.words)] or fitting
        if len(fitting) == 1 and role.value not in known:
            found[fitting[0].name] = Part(role, reason)
    return found


def may_be_open(each: Shown) -> bool:
    """Tell whether an operation may well be one that is called before there is a token."""
    return bool(_ABOUT_SESSIONS.search(each.words))


def unlike(operations: Iterable[Shown]) -> list[str]:
    """Name operations that log in, but in another form than the suite knows, and say why."""
    return [
        f"{each.name} looks like a log-in, but gives no `token` beside it"
        for each in operations
        if each.method == "POST"
        and "password" in each.sent
        and len(each.sent) <= _MOST_FIELDS
        and _LOG_IN.search(each.path.lower())
        and "token" not in each.got
        and not _SIGN_UP.search(each.words)
    ]


_MOST_FIELDS = 4


def _is_login(each: Shown, _: Sequence[str]) -> bool:
    names = [name for name in ACCOUNT_FIELDS if name in each.sent]
    sent = len(names) == 1 and "password" in each.sent and len(each.sent) <= _MOST_FIELDS
    # Types may stand on a page that is not there yet: then its words have to do.
    unknown = each.is_unknown("requestBody") and bool(_LOG_IN_ONLY.search(each.path.lower()))
    return (
        each.method == "POST"
        and (sent or unknown)
        and _gives_token(each)
        and "{" not in each.path
        and not _SIGN_UP.search(each.words)
        and not (unknown and _SSO.search(each.words))
    )


def _gives_token(each: Shown) -> bool:
    return "token" in each.got or each.is_unknown("responses")


def _is_sso(each: Shown, _: Sequence[str]) -> bool:
    sent = set(each.sent) == {"code"}
    unknown = each.is_unknown("requestBody") and bool(_SSO.search(each.words))
    is_token = _gives_token(each) and "{" not in each.path and bool(_LOG_IN.search(each.words))
    return each.method == "POST" and (sent or unknown) and is_token


def _is_refresh(each: Shown, logins: Sequence[str]) -> bool:
    sent = set(each.sent) == {"token"} or each.is_unknown("requestBody")
    if not sent or not _gives_token(each) or "{" in each.path or each.method == "GET":
        return False
    return bool(_REFRESH.search(each.words)) or (each.method == "PATCH" and each.path in logins)


def _is_logout(each: Shown, logins: Sequence[str]) -> bool:
    if each.method not in {"DELETE", "POST"} or set(each.sent) - {"token"} or "{" in each.path:
        return False
    at_login = each.method == "DELETE" and each.path in logins
    return at_login or bool(_LOG_OUT.search(each.words))


def _is_options(each: Shown, _: Sequence[str]) -> bool:
    named = bool(_OPTIONS.search(each.path.lower())) and each.is_unknown("responses")
    public = each.method == "GET" and not each.raw.get("security")
    return public and (named or len(flags(each)) > 0)


def _is_change_of_password(each: Shown, _: Sequence[str]) -> bool:
    return set(each.sent) == {"old_password", "new_password"}


_SEEMS: tuple[tuple[Role, str, Callable[[Shown, Sequence[str]], bool]], ...] = (
    (
        Role.LOGIN,
        "a POST of an account's name and password whose answer holds a token",
        _is_login,
    ),
    (Role.SSO_LOGIN, "a POST of a code whose answer holds a token", _is_sso),
    (Role.REFRESH, "a token is sent, and another one is answered", _is_refresh),
    (Role.LOGOUT, "it is called so, or deletes what log-in makes", _is_logout),
    (Role.OPTIONS, "a public look-up of flags that say how one may log in", _is_options),
    (
        Role.CHANGE_PASSWORD,
        "an old and a new password are sent",
        _is_change_of_password,
    ),
)
_WORDS = {
    Role.LOGIN: re.compile(r"log.?in\b|sign.?in\b"),
    Role.SSO_LOGIN: _SSO,
    Role.REFRESH: _REFRESH,
    Role.LOGOUT: _LOG_OUT,
    Role.OPTIONS: re.compile(r"options|methods|config"),
    Role.CHANGE_PASSWORD: re.compile(r"password"),
}


def flags(each: Shown) -> Mapping[str, bool]:
    """Return the flags of an answer that say how one may log in, and whether by a password."""
    members = dict(each.got)
    for inner in each.got.values():
        members |= inner.get("properties", {}) if isinstance(inner, dict) else {}
    return {
        name: bool(_BY_PASSWORD.search(name.lower()))
        for name, schema in members.items()
        if schema.get("type") == "boolean"
        and _FLAG.search(name.lower())
        and re.search(r"enabled|allowed|available|active", name.lower())
    }


def flag_for(role: Role, options: Shown | None) -> str | None:
    """Return the flag that switches a way to log in on; None where none does for certain."""
    by_password = {Role.LOGIN: True, Role.SSO_LOGIN: False}.get(role)
    if options is None or by_password is None:
        return None
    fitting = [
        name
        for name, is_by_password in flags(options).items()
        if is_by_password is by_password and (by_password or _SSO.search(name.lower()))
    ]
    return fitting[0] if len(fitting) == 1 else None
