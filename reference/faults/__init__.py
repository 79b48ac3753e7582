"""The faults: small changes, each of which makes an instance break rules of the pages."""

from reference.faults import (
    ages,
    answers,
    inputs,
    invitations,
    login,
    logout,
    metabase,
    options,
    passwords,
    refresh,
    servers,
    sso,
    tokens,
    uses,
)
from reference.faults.registry import FAULTS

__all__ = [
    "FAULTS",
    "ages",
    "answers",
    "inputs",
    "invitations",
    "login",
    "logout",
    "metabase",
    "options",
    "passwords",
    "refresh",
    "servers",
    "sso",
    "tokens",
    "uses",
]
