"""The faults: small changes, each of which makes an instance break rules of the pages."""

from reference.faults import (
    answers,
    codes,
    forgeries,
    inputs,
    invitations,
    kinds,
    login,
    logout,
    metabase,
    options,
    origins,
    passwords,
    refresh,
    servers,
    sso,
    tokens,
)
from reference.faults.registry import FAULTS

__all__ = [
    "FAULTS",
    "answers",
    "codes",
    "forgeries",
    "inputs",
    "invitations",
    "kinds",
    "login",
    "logout",
    "metabase",
    "options",
    "origins",
    "passwords",
    "refresh",
    "servers",
    "sso",
    "tokens",
]
