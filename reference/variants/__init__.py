"""The variants: what an instance may do differently, since the pages are silent."""

from reference.variants import answers, clocks, logins, odd_requests, sessions, users
from reference.variants.registry import VARIANTS

__all__ = [
    "VARIANTS",
    "answers",
    "clocks",
    "logins",
    "odd_requests",
    "seconds",
    "sessions",
    "users",
]
