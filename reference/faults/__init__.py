"""The faults: small changes, each of which makes an instance break rules of the pages."""

from reference.faults import (
    answers,
    inputs,
    invitations,
    login,
    logout,
    metabase,
    near_misses,
    options,
    passwords,
    refresh,
    refusals,
    servers,
    sso,
    tokens,
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
    "near_misses",
    "options",
    "passwords",
    "refresh",
    "refusals",
    "servers",
    "sso",
    "tokens",
]
