"""The variants: what an instance may do differently, since the pages are silent."""

from reference.variants import (
    answers,
    clocks,
    departures,
    logins,
    odd_requests,
    password_changes,
    sessions,
    tokens,
    users,
    users_page,
)
from reference.variants.registry import VARIANTS

__all__ = [
    "VARIANTS",
    "answers",
    "clocks",
    "departures",
    "logins",
    "odd_requests",
    "password_changes",
    "sessions",
    "tokens",
    "users",
    "users_page",
]
