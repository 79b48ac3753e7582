"""The faults: small changes, each of which makes an instance break rules of the pages."""

from reference.faults import (
    answers,
    effects,
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
    whose,
)
from reference.faults.registry import FAULTS

__all__ = [
    "FAULTS",
    "answers",
    "effects",
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
    "whose",
]
