"""The faults: small changes, each of which makes an instance break rules of the pages."""

from reference.faults import (
    answers,
    inputs,
    invitations,
    login,
    logout,
    metabase,
    odd_requests,
    options,
    passwords,
    refresh,
    servers,
    sso,
    tokens,
    wrong_rule,
)
from reference.faults.registry import FAULTS

__all__ = [
    "FAULTS",
    "answers",
    "inputs",
    "invitations",
    "login",
    "logout",
    "metabase",
    "odd_requests",
    "options",
    "passwords",
    "refresh",
    "servers",
    "sso",
    "tokens",
    "wrong_rule",
]
